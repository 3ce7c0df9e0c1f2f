// Stretches, repetitions and times of day: "two years", "every week", "10:30 a.m. on Monday".
#include <algorithm>

#include "entities/time_finder.h"

namespace dragoman {

// "two years", "a decade", "24-hour", "several months", "years".
void TimeFinder::duration(std::uint32_t i, Reading& best) const {
  std::uint32_t unit = i;
  std::string text;
  int n = count_at(unit, text);
  if (n == 0) {
    if (at(i, Class::kUnits) == nullptr) return;
    if (i > 0 && (at(i - 1) != nullptr || low(i - 1) == "these" || low(i - 1) == "those")) return;
    text = "X";
    unit = i;
  }
  std::uint32_t u = unit;
  if ((low(u) == "-" || low(u) == "–") && touches(u)) ++u;
  bool half = false;
  if (is_one_of(u, {"and"}) && low(u + 1) == "a" && low(u + 2) == "half") {
    half = true;
    u += 3;
  }
  if (is_one_of(u, {"more", "full", "consecutive", "straight", "long", "whole", "other"})) ++u;
  const TimeWord* w = at(u);
  if (w == nullptr || (w->cls != Class::kUnit && w->cls != Class::kUnits)) return;
  if (w->value == "WE" || (w->value == "Q" && n >= 0)) return;
  if ((low(u) == "second" || low(u) == "quarter") && n == 1) return;
  // Ages are none: "51-year-old", "24 years old", "aged 3 months".
  if (low(u + 1) == "old" || (low(u + 1) == "-" && low(u + 2) == "old") ||
      (low(u + 1) == "of" && low(u + 2) == "age"))
    return;
  // A bare singular "a day", "a year" with a rate before it is a set: "twice a week".
  std::string value;
  std::string code = w->value;
  if (code == "DE") {
    if (n > 0)
      text = std::to_string(n * 10), code = "Y";
    else
      text = "X";
  } else if (code == "CE") {
    if (n > 0)
      text = std::to_string(n * 100), code = "Y";
    else
      code = "CE";
  } else if (code == "2W") {
    code = "W";
    if (n > 0) text = std::to_string(2 * n);
  } else if (code == "Q") {
    code = "Q";
  }
  if (half) text += ".5";
  if (code[0] == 'T')
    value = "PT" + text + code.substr(1);
  else
    value = "P" + text + code;
  Reading r;
  r.end = u + 1;
  r.type = TimeType::kDuration;
  r.value = value;
  r.anchors = false;
  take(best, r);
}

// "every day", "each week", "daily", "twice a week", "annually".
void TimeFinder::sets(std::uint32_t i, Reading& best) const {
  Reading r;
  r.type = TimeType::kSet;
  r.anchors = false;
  if (const TimeWord* w = at(i, Class::kSet)) {
    if (sentence_->words[i].upos == Upos::kPropn) return;
    r.end = i + 1;
    r.value = w->value;
    take(best, r);
    return;
  }
  if (is_one_of(i, {"every", "each"})) {
    std::uint32_t u = i + 1;
    std::string text = "1";
    if (low(u) == "other") ++u, text = "2";
    std::uint32_t after = u;
    std::string counted;
    if (const int n = count_at(after, counted); n > 1) text = counted, u = after;
    const TimeWord* w = at(u);
    if (w == nullptr) return;
    r.end = u + 1;
    if (w->cls == Class::kUnit || w->cls == Class::kUnits)
      r.value = w->value[0] == 'T' ? "PT" + text + w->value.substr(1) : "P" + text + w->value;
    else if (w->cls == Class::kWeekday)
      r.value = "XXXX-WXX-" + w->value;
    else if (w->cls == Class::kMonth) {
      r.value = "XXXX-";
      append_padded(r.value, w->number, 2);
    } else if (w->cls == Class::kSeason)
      r.value = "XXXX-" + w->value;
    else if (w->cls == Class::kPart)
      r.value = "XXXX-XX-XXT" + w->value;
    else
      return;
    take(best, r);
    return;
  }
  if (is_one_of(i, {"once", "twice"}) && is_one_of(i + 1, {"a", "an", "per"}) &&
      at(i + 2, Class::kUnit) != nullptr) {
    const std::string& u = at(i + 2)->value;
    r.end = i + 3;
    r.value = u[0] == 'T' ? "PT1" + u.substr(1) : "P1" + u;
    take(best, r);
  }
}

// "10:30 a.m.", "5 p.m. on Monday", "1430 GMT", "noon".
void TimeFinder::clock(std::uint32_t i, Reading& best) const {
  int hour = -1, minute = 0;
  std::uint32_t end = i + 1;
  const std::string& s = low(i);
  const std::size_t colon = s.find_first_of(":.");
  bool exact = false;
  if (const TimeWord* w = at(i, Class::kClock)) {
    hour = number_of(std::string_view(w->value).substr(0, 2));
    exact = true;
  } else if (colon != std::string::npos && colon >= 1 && colon <= 2 && s.size() == colon + 3 &&
             all_digits(s.substr(0, colon)) && all_digits(s.substr(colon + 1))) {
    hour = number_of(s.substr(0, colon));
    minute = number_of(s.substr(colon + 1));
    exact = s[colon] == ':';
  } else if (all_digits(s) && s.size() <= 2) {
    hour = number_of(s);
    // "10 : 30" in three words
    if (low(i + 1) == ":" && touches(i + 1) && touches(i + 2) && low(i + 2).size() == 2 &&
        all_digits(low(i + 2))) {
      minute = number_of(low(i + 2));
      end = i + 3;
      exact = true;
    }
  } else if (s.size() == 4 && all_digits(s) && is_one_of(i + 1, {"gmt", "utc", "hrs", "hours"})) {
    hour = number_of(s.substr(0, 2));
    minute = number_of(s.substr(2));
    exact = true;
  } else {
    // "5pm", "10:30am"
    std::string digits;
    std::size_t k = 0;
    while (k < s.size() && ((s[k] >= '0' && s[k] <= '9') || s[k] == ':')) digits += s[k++];
    const std::string rest = s.substr(k);
    if (digits.empty() || (rest != "am" && rest != "pm" && rest != "a.m." && rest != "p.m."))
      return;
    const std::size_t at_colon = digits.find(':');
    hour = number_of(digits.substr(0, at_colon));
    if (at_colon != std::string::npos) minute = number_of(digits.substr(at_colon + 1));
    if (hour < 1 || hour > 12 || minute < 0) return;
    hour = hour % 12 + (rest[0] == 'p' ? 12 : 0);
    exact = true;
  }
  const bool am = is_one_of(end, {"a.m.", "am", "a.m", "p.m.", "pm", "p.m"});
  if (am) {
    if (hour < 1 || hour > 12) return;
    hour = hour % 12 + (low(end)[0] == 'p' ? 12 : 0);
    ++end;
    exact = true;
  }
  if (low(end) == "o'clock" || low(end) == "o’clock") ++end, exact = true;
  if (!exact || hour < 0 || hour > 24 || minute < 0 || minute > 59) return;
  Moment m = last_.grain == Grain::kDay && last_.known() && !today_ ? last_ : now();
  if (is_one_of(end, {"gmt", "utc", "z"})) {
    m.utc = true;
    ++end;
  } else if (low(end) == "local" && low(end + 1) == "time") {
    end += 2;
  } else if (low(end) == "(" && is_one_of(end + 1, {"gmt", "utc"})) {
    m.utc = true;
  }
  m.grain = Grain::kClock;
  append_padded(m.tail, hour, 2);
  m.tail += ':';
  append_padded(m.tail, minute, 2);
  // "… on Monday", "… on 17 June", "… yesterday": the day is said after.
  std::uint32_t next = end;
  if (is_one_of(next, {"on", "of", ","})) ++next;
  Reading day;
  weekday(next, day);
  month_and_day(next, day);
  if (next == end) deictic(next, day);
  if (day.end > 0 && day.moment.grain == Grain::kDay) {
    const Moment clock_time = m;
    m = day.moment;
    m.grain = Grain::kClock;
    m.tail = clock_time.tail;
    m.utc = clock_time.utc;
    end = day.end;
  }
  take(best, date(end, m));
}

}  // namespace dragoman
