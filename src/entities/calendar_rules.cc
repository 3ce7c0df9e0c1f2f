// Dates that a calendar shows: "June 17, 2024", "Monday", "the 1990s", "summer 2019".
#include <algorithm>

#include "entities/time_finder.h"

namespace dragoman {

// A history goes by its own years, not by the day it was written. In a report of that day a year
// reaches as far as its sentence, and never to what is yet to come.
int TimeFinder::narrative_year(Tense tense) const {
  if (!last_year_.known()) return -1;
  if (!today_) return last_year_.year;
  if (std::abs(civil_from_days(*today_).year - last_year_.year) < 2) return -1;
  if (history_ || (tense == Tense::kPast && last_year_sentence_ == index_)) return last_year_.year;
  return -1;
}

Moment TimeFinder::month_near(int month, Tense tense) const {
  Moment m;
  m.grain = Grain::kMonth;
  m.month = month;
  if (const int year = narrative_year(tense); year >= 0) {
    m.year = year;
  } else if (today_) {
    const CivilDate d = civil_from_days(*today_);
    m.year = d.year;
    if (tense == Tense::kFuture) {
      if (month < d.month) ++m.year;
    } else if (month > d.month) {
      // "in December" written in November is to come where nobody says that it was.
      if (!(tense == Tense::kPresent && month - d.month < 5)) --m.year;
    }
  }
  return m;
}

Moment TimeFinder::day_near(int month, int day, Tense tense) const {
  Moment m;
  m.grain = Grain::kDay;
  m.month = month;
  m.day = day;
  if (const int year = narrative_year(tense); year >= 0) {
    m.year = year;
  } else if (today_) {
    const CivilDate d = civil_from_days(*today_);
    m.year = d.year;
    if (day > days_in_month(d.year, month)) return m.year = -1, m;
    const std::int32_t that = days_from_civil({d.year, month, day});
    if (tense == Tense::kFuture && that < *today_ - 31)
      ++m.year;
    else if (tense == Tense::kPast && that > *today_ + 1)
      --m.year;
    else if (tense == Tense::kPresent && that > *today_ + 182)
      --m.year;
  }
  if (m.known() && day > days_in_month(m.year, month)) m.year = -1;
  return m;
}

Moment TimeFinder::weekday_near(int weekday, Tense tense) const {
  Moment m;
  m.grain = Grain::kDay;
  m.weekday = weekday;
  if (!today_) return m;
  const int delta = weekday - weekday_of(*today_);
  // To come: today or the next six days; past: today or the last six.
  const int ahead = (delta % 7 + 7) % 7;
  return Moment::on(*today_ + (tense == Tense::kFuture ? ahead : ahead == 0 ? 0 : ahead - 7));
}

// "Tuesday afternoon", "Monday at 10:30": the part of the day after a date.
std::uint32_t TimeFinder::with_part(std::uint32_t i, Moment& m) const {
  if (const TimeWord* part = at(i, Class::kPart); part != nullptr && m.grain == Grain::kDay) {
    m.grain = Grain::kPart;
    m.tail = part->value;
    return i + 1;
  }
  return i;
}

// "June 17, 2024", "17 June 2024", "the 17th of June", "June 2024", "June".
void TimeFinder::month_and_day(std::uint32_t i, Reading& best) const {
  bool ordinal = false;
  const auto finish = [&](std::uint32_t end, int month, int day) {
    Moment m;
    std::uint32_t after = end;
    if (low(after) == "," && year_at(after + 1) > 0) ++after;
    if (low(after) == "of" && year_at(after + 1) > 0) ++after;
    if (const int year = year_at(after); year > 0 && low(after + 1) != "%") {
      m.grain = day > 0 ? Grain::kDay : Grain::kMonth;
      m.year = year;
      m.month = month;
      m.day = day;
      if (day > 0 && day > days_in_month(year, month)) return;
      ++after;
    } else {
      after = end;
      const Tense tense = tense_at(i);
      m = day > 0 ? day_near(month, day, tense) : month_near(month, tense);
    }
    const std::uint32_t last = with_part(after, m);
    take(best, date(last, m));
  };
  if (const TimeWord* month = at(i, Class::kMonth)) {
    // "may" and "march" are verbs without a capital.
    const Word& w = sentence_->words[i];
    const bool capital = w.form[0] >= 'A' && w.form[0] <= 'Z';
    if (!capital) return;
    const bool verb = w.upos == Upos::kAux || w.upos == Upos::kVerb;
    std::uint32_t next = i + 1;
    if (low(next) == "the") ++next;
    const int day = day_number(next, &ordinal);
    // "March 11-12": the first day; "June 2024" is no day.
    if (day > 0 && !(low(next + 1) == "," && all_digits(low(next + 2)) && touches(next + 2))) {
      finish(next + 1, month->number, day);
      return;
    }
    if (verb && year_at(i + 1) == 0 && !(low(i + 1) == "," && year_at(i + 2) > 0)) return;
    finish(i + 1, month->number, 0);
    return;
  }
  std::uint32_t start = i;
  if (low(start) == "the") ++start;
  if (const int day = day_number(start, &ordinal); day > 0) {
    std::uint32_t next = start + 1;
    if (low(next) == "of") ++next;
    if (const TimeWord* month = at(next, Class::kMonth);
        month != nullptr && sentence_->words[next].form[0] >= 'A' &&
        sentence_->words[next].form[0] <= 'Z' && (next == start + 1 || ordinal)) {
      // "2 March 2024", but in "March 2 June …" the two belongs to March.
      if (start > 0 && at(start - 1, Class::kMonth) != nullptr) return;
      finish(next + 1, month->number, day);
    } else if (next == start + 2 && ordinal) {
      // "the 3rd of next month"
      Reading inner;
      relative(next, inner);
      if (inner.end > 0 && inner.moment.grain == Grain::kMonth && inner.moment.known() &&
          day <= days_in_month(inner.moment.year, inner.moment.month)) {
        Moment m = inner.moment;
        m.grain = Grain::kDay;
        m.day = day;
        take(best, date(inner.end, m));
      }
    }
  }
}

// ISO and slashed dates in one token or in pieces.
void TimeFinder::absolute(std::uint32_t i, Reading& best) const {
  std::string text = low(i);
  std::uint32_t end = i + 1;
  while (end < size() && end < i + 5 && touches(end) &&
         (low(end) == "-" || low(end) == "/" || all_digits(low(end))))
    text += low(end++);
  Moment m;
  m.grain = Grain::kDay;
  if (text.size() == 10 && text[4] == '-') {
    const auto d = parse_date(text);
    if (!d) return;
    m.year = d->year;
    m.month = d->month;
    m.day = d->day;
    take(best, date(end, m));
    return;
  }
  const std::size_t first = text.find('/');
  if (first == std::string::npos) return;
  const std::size_t second = text.find('/', first + 1);
  if (second == std::string::npos) return;
  int a = number_of(text.substr(0, first));
  int b = number_of(text.substr(first + 1, second - first - 1));
  int y = number_of(text.substr(second + 1));
  if (text.size() - second - 1 == 2 && y >= 0) y += y < 50 ? 2000 : 1900;
  if (a > 12) std::swap(a, b);  // day first
  if (y < 1000 || y > 2199 || a < 1 || a > 12 || b < 1 || b > days_in_month(y, a)) return;
  m.year = y;
  m.month = a;
  m.day = b;
  take(best, date(end, m));
}

// "2024", "the 1990s", "the '90s", "the 19th century", "146 BC".
void TimeFinder::years(std::uint32_t i, Reading& best) const {
  std::uint32_t start = i;
  const bool article = low(i) == "the";
  if (article) ++start;
  const std::string& s = low(start);
  Moment m;
  // Decades.
  std::string digits = s;
  std::uint32_t end = start + 1;
  if ((digits == "'" || digits == "’") && start + 1 < size()) digits = low(end++);
  if (!digits.empty() && (digits[0] == '\'')) digits.erase(0, 1);
  if (digits.rfind("’", 0) == 0) digits.erase(0, 3);
  if (digits.size() == 4 && all_digits(digits) && (low(end) == "s" || low(end) == "'s") &&
      touches(end))
    digits += 's', ++end;
  if ((digits.size() == 5 || digits.size() == 3) && digits.back() == 's' &&
      all_digits(std::string_view(digits).substr(0, digits.size() - 1)) &&
      digits[digits.size() - 2] == '0') {
    int y = number_of(std::string_view(digits).substr(0, digits.size() - 1));
    if (y < 100) y += 1900;
    m.grain = Grain::kDecade;
    m.year = y;
    take(best, date(end, m));
    return;
  }
  bool ordinal = false;
  if (const int n = day_number(start, &ordinal); n > 0 && ordinal && low(start + 1) == "century") {
    m.grain = Grain::kCentury;
    m.year = (n - 1) * 100;
    take(best, date(start + 2, m));
    return;
  }
  if (article) return;
  if (is_one_of(i + 1, {"bc", "b.c.", "bce"}) && all_digits(s) && s.size() < 5) {
    m.grain = Grain::kYear;
    m.year = number_of(s);
    m.before_christ = true;
    take(best, date(i + 2, m));
    return;
  }
  const int y = year_at(i);
  if (y == 0) return;
  // A bare number is a year after a preposition or on its own, not before a noun.
  const bool led =
      i > 0 && (is_one_of(i - 1, {"in",     "since",   "of",     "by",    "until",   "till", "from",
                                  "to",     "during",  "before", "after", "between", "and",  "for",
                                  "around", "through", "early",  "late",  "(",       "mid",  "-",
                                  "–",      "circa",   "year",   "about", ","}));
  const Word* next = i + 1 < size() ? &sentence_->words[i + 1] : nullptr;
  const bool before_noun = next != nullptr &&
                           (next->upos == Upos::kNoun || next->upos == Upos::kSym ||
                            next->form == "%" || next->upos == Upos::kNum) &&
                           sentence_->words[i].head == static_cast<std::int32_t>(i) + 1;
  const bool counted = before_noun && is_relation(sentence_->words[i].deprel, "nummod");
  if (y < 1500 && !(led && next != nullptr && next->upos == Upos::kPunct)) return;
  if (counted && !(y >= 1900 && y <= 2050)) return;
  if (!led && counted) {
    // "the 2022 invasion"
    if (!(y >= 1900 && y <= 2050) || has_feature(*next, "Number=Plur")) return;
  }
  if (i > 0 && is_one_of(i - 1, {"$", "€", "£", "no.", "number"})) return;
  m.grain = Grain::kYear;
  m.year = y;
  take(best, date(i + 1, m));
}

void TimeFinder::weekday(std::uint32_t i, Reading& best) const {
  const TimeWord* day = at(i, Class::kWeekday);
  if (day == nullptr || !(sentence_->words[i].form[0] >= 'A' && sentence_->words[i].form[0] <= 'Z'))
    return;
  if (low(i) == "sun." || low(i) == "sat.") return;
  // "Monday, June 17"
  std::uint32_t next = i + 1;
  if (low(next) == ",") ++next;
  Reading inner;
  month_and_day(next, inner);
  if (inner.end > 0 && (inner.moment.grain == Grain::kDay || inner.moment.grain == Grain::kPart)) {
    take(best, inner);
    return;
  }
  Moment m = weekday_near(day->number, tense_at(i));
  const std::uint32_t end = with_part(i + 1, m);
  take(best, date(end, m));
}

void TimeFinder::season(std::uint32_t i, Reading& best) const {
  std::uint32_t start = i;
  const bool article = is_one_of(i, {"the", "this", "last", "next"});
  if (low(i) == "the") ++start;
  const TimeWord* word = at(start, Class::kSeason);
  if (word == nullptr || sentence_->words[start].upos == Upos::kVerb) return;
  std::uint32_t end = start + 1;
  if (low(end) == "of") ++end;
  if (low(end) == ",") ++end;
  Moment m;
  m.grain = Grain::kSeason;
  m.tail = word->value;
  if (const int year = year_at(end); year > 0) {
    m.year = year;
    take(best, date(end + 1, m));
    return;
  }
  // "spring" and "fall" are also springs and falls.
  const bool doubtful = word->value == "FA" || word->value == "SP";
  if (doubtful && low(start) != "autumn" &&
      !(start > 0 && is_one_of(start - 1, {"in", "this", "last", "by", "the", "next", "until"})))
    return;
  if (low(start) == "fall" && article) return;
  if (sentence_->words[start].head >= 0 && is_relation(sentence_->words[start].deprel, "compound"))
    return;
  if (const int year = narrative_year(tense_at(i)); year >= 0)
    m.year = year;
  else if (today_)
    m.year = civil_from_days(*today_).year;
  take(best, date(start + 1, m));
}

// "on the 17th", "the 17th (local time)": the nearest that suits the tense.
void TimeFinder::bare_day(std::uint32_t i, Reading& best) const {
  if (low(i) != "the") return;
  bool ordinal = false;
  const int day = day_number(i + 1, &ordinal);
  if (day == 0 || !ordinal || at(i + 1, Class::kOrdinal) != nullptr) return;
  if (i == 0 || !is_one_of(i - 1, {"on", "of", "until", "by", "from", "since", "before", "after"}))
    return;
  const Word* next = i + 2 < size() ? &sentence_->words[i + 2] : nullptr;
  if (next != nullptr &&
      (next->upos == Upos::kNoun || next->upos == Upos::kPropn || next->upos == Upos::kAdj ||
       next->upos == Upos::kNum || next->form == "-"))
    return;
  Moment m;
  m.grain = Grain::kDay;
  m.day = day;
  if (today_) {
    const CivilDate d = civil_from_days(*today_);
    CivilDate month{d.year, d.month, 1};
    const bool future = tense_at(i + 1) == Tense::kFuture;
    if (future && day < d.day) month = add_months(month, 1);
    if (!future && day > d.day) month = add_months(month, -1);
    for (int tries = 0; tries < 2 && day > days_in_month(month.year, month.month); ++tries)
      month = add_months(month, future ? 1 : -1);
    m.year = month.year;
    m.month = month.month;
  }
  take(best, date(i + 2, m));
}

// "early June", "the end of the year", "mid-2023", "late last week".
void TimeFinder::edges(std::uint32_t i, Reading& best) const {
  std::uint32_t start = i;
  if (low(start) == "the") ++start;
  const TimeWord* edge = at(start, Class::kEdge);
  if (edge == nullptr) return;
  std::uint32_t next = start + 1;
  if (low(next) == "-" && touches(next)) ++next;
  bool of = false;
  if (is_one_of(next, {"of", "in"})) ++next, of = true;
  if (!of && start != i) return;
  Reading inner;
  month_and_day(next, inner);
  years(next, inner);
  relative(next, inner);
  season(next, inner);
  weekday(next, inner);
  if (of && inner.end == 0 && low(next) == "the") {
    // "the end of the year"
    const TimeWord* unit = at(next + 1, Class::kUnit);
    if (unit != nullptr && grain_of(unit->value) != Grain::kUnknown)
      inner = date(next + 2, now().widened(grain_of(unit->value)));
  }
  if (inner.end == 0 || inner.type != TimeType::kDate || !inner.value.empty()) return;
  take(best, inner);
}

}  // namespace dragoman
