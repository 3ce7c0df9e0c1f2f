// Dates from today or from the date before: "last week", "two years ago", "the next day".
#include <algorithm>

#include "entities/time_finder.h"

namespace dragoman {

// "today", "yesterday morning", "now", "the same day", "the day before", "the future".
void TimeFinder::deictic(std::uint32_t i, Reading& best) const {
  const TimeWord* w = at(i);
  Reading r;
  if (w != nullptr && w->cls == Class::kDay) {
    Moment m = now();
    if (today_ && (w->number != 0)) m = Moment::on(*today_ + w->number);
    std::uint32_t end = i + 1;
    if (w->value.size() > 2 || w->value == "0NI") {
      m.grain = Grain::kPart;
      m.tail = "NI";
    } else {
      end = with_part(end, m);
    }
    take(best, date(end, m));
    return;
  }
  if (w != nullptr &&
      (w->cls == Class::kPresent || w->cls == Class::kPast || w->cls == Class::kFuture)) {
    if (sentence_->words[i].upos != Upos::kAdv && low(i) != "now") return;
    r.end = i + 1;
    r.value = w->value;
    r.anchors = false;
    take(best, r);
    return;
  }
  const auto phrase = [&](std::initializer_list<std::string_view> words) {
    std::uint32_t k = i;
    for (const std::string_view word : words)
      if (low(k++) != word) return false;
    return true;
  };
  const auto fixed = [&](std::uint32_t length, const char* value) {
    Reading f;
    f.end = i + length;
    f.value = value;
    f.anchors = false;
    take(best, f);
  };
  if (phrase({"the", "future"})) fixed(2, "FUTURE_REF");
  if (phrase({"the", "near", "future"})) fixed(3, "FUTURE_REF");
  if (phrase({"the", "past"}) && at(i + 2) == nullptr &&
      sentence_->words[i + 1].upos == Upos::kNoun)
    fixed(2, "PAST_REF");
  if (phrase({"the", "moment"}) || phrase({"the", "present"})) fixed(2, "PRESENT_REF");
  if (!last_.known()) return;
  // Only a day has a day before it and nights of its own.
  const bool day =
      last_.grain == Grain::kDay || last_.grain == Grain::kPart || last_.grain == Grain::kClock;
  const bool of_day = phrase({"the", "same", "day"}) || phrase({"that"}) ||
                      phrase({"the", "day"}) || phrase({"a", "day"}) ||
                      phrase({"the", "previous", "day"}) || phrase({"the", "next", "day"}) ||
                      phrase({"the", "following", "day"});
  if (of_day && !day && low(i + 1) != "month" && low(i + 1) != "year") {
    // The expression stands, its day does not.
    const bool three = low(i) != "that" || low(i + 1) == "same";
    const bool whole = three ? low(i + 1) == "day"
                                   ? is_one_of(i + 2, {"before", "after", "earlier", "later"})
                                   : low(i + 2) == "day"
                             : low(i + 1) == "day";
    if (whole) take(best, date(i + (three ? 3 : 2), Moment{Grain::kDay}));
    return;
  }
  if (phrase({"the", "same", "day"}) || phrase({"that", "same", "day"}) ||
      phrase({"that", "day"})) {
    take(best, date(i + (low(i + 1) == "same" ? 3 : 2), last_.widened(Grain::kDay)));
  } else if (phrase({"that", "night"}) || phrase({"that", "evening"}) ||
             phrase({"that", "morning"}) || phrase({"that", "afternoon"})) {
    Moment m = last_.widened(Grain::kDay);
    take(best, date(with_part(i + 1, m), m));
  } else if (phrase({"the", "day", "before"}) || phrase({"a", "day", "earlier"}) ||
             phrase({"the", "previous", "day"})) {
    take(best, date(i + 3, Moment::on(last_.first_day() - 1)));
  } else if (phrase({"the", "day", "after"}) || phrase({"a", "day", "later"}) ||
             phrase({"the", "next", "day"}) || phrase({"the", "following", "day"})) {
    take(best, date(i + 3, Moment::on(last_.first_day() + 1)));
  } else if (phrase({"the", "following", "year"}) || phrase({"the", "next", "year"})) {
    take(best, date(i + 3, last_year_.widened(Grain::kYear).stepped(1)));
  } else if (phrase({"the", "previous", "year"})) {
    take(best, date(i + 3, last_year_.widened(Grain::kYear).stepped(-1)));
  } else if (phrase({"that", "year"}) || phrase({"the", "same", "year"})) {
    take(best, date(i + (low(i) == "that" ? 2 : 3), last_year_.widened(Grain::kYear)));
  } else if (phrase({"the", "same", "month"}) || phrase({"that", "month"})) {
    take(best, date(i + (low(i) == "that" ? 2 : 3), last_.widened(Grain::kMonth)));
  }
}

// "last week", "this month", "next June", "earlier this year", "two years ago", "a week later",
// "the third quarter", "last night", "this morning".
void TimeFinder::relative(std::uint32_t i, Reading& best) const {
  std::uint32_t start = i;
  if (is_one_of(start, {"the", "earlier", "later"}) &&
      (at(start + 1, Class::kRelative) != nullptr || at(start + 1, Class::kOrdinal) != nullptr))
    ++start;
  // "the third quarter of 2023", "the first half of this year"
  bool ordinal = false;
  if (const int n = day_number(start, &ordinal);
      n >= 1 && n <= 4 && ordinal && is_one_of(start + 1, {"quarter", "half"})) {
    Moment m = now().widened(low(start + 1) == "quarter" ? Grain::kQuarter : Grain::kHalf);
    m.number = n;
    std::uint32_t end = start + 2;
    if (low(end) == "of") {
      Reading inner;
      years(end + 1, inner);
      relative(end + 1, inner);
      if (inner.end > 0 && inner.moment.grain == Grain::kYear) {
        m.year = inner.moment.year;
        end = inner.end;
      }
    } else if (const int year = year_at(end); year > 0) {
      m.year = year;
      ++end;
    }
    if (n <= 2 || low(start + 1) == "quarter") take(best, date(end, m));
  }
  if (const TimeWord* rel = at(start, Class::kRelative)) {
    std::uint32_t next = start + 1;
    const TimeWord* w = at(next);
    const int steps = rel->number;
    if (w != nullptr && w->cls == Class::kUnit && grain_of(w->value) != Grain::kUnknown) {
      const Grain grain = grain_of(w->value);
      const bool following = low(start) == "following" || low(start) == "previous";
      Moment base = following && last_.known() ? last_ : now();
      if (grain == Grain::kDay && steps != 0 && !last_.known()) return;
      if (grain == Grain::kDay && steps != 0) base = last_;
      Moment m = base.widened(grain).stepped(steps);
      // "the past year", "the past week": the stretch up to now.
      if (low(start) == "past" || (low(start) == "last" && start > i && low(i) == "the")) {
        Reading r;
        r.end = next + 1;
        r.type = TimeType::kDuration;
        r.value = grain == Grain::kDecade ? "P10Y" : "P1" + w->value;
        r.anchors = false;
        take(best, r);
        return;
      }
      take(best, date(next + 1, m));
      return;
    }
    if (w != nullptr && w->cls == Class::kMonth && steps != 0) {
      const Tense tense = steps < 0 ? Tense::kPast : Tense::kFuture;
      Moment m = month_near(w->number, tense);
      if (today_ && m.known() && narrative_year(tense) < 0 &&
          m.month == civil_from_days(*today_).month)
        m.year += steps;
      take(best, date(next + 1, m));
      return;
    }
    if (w != nullptr && w->cls == Class::kMonth) {
      Moment m = month_near(w->number, Tense::kPresent);
      if (today_ && narrative_year(Tense::kPresent) < 0) m.year = civil_from_days(*today_).year;
      take(best, date(next + 1, m));
      return;
    }
    if (w != nullptr && w->cls == Class::kWeekday) {
      Moment m = weekday_near(w->number, steps > 0   ? Tense::kFuture
                                         : steps < 0 ? Tense::kPast
                                                     : tense_at(next));
      if (today_ && w->number == weekday_of(*today_) && steps != 0)
        m = Moment::on(*today_ + 7 * steps);
      const std::uint32_t end = with_part(next + 1, m);
      take(best, date(end, m));
      return;
    }
    if (w != nullptr && w->cls == Class::kPart && (steps == 0 || low(start) == "last")) {
      Moment m = now();
      if (steps < 0 && today_) m = Moment::on(*today_ - 1);
      take(best, date(with_part(next, m), m));
      return;
    }
    if (w != nullptr && w->cls == Class::kSeason) {
      Moment m = now().widened(Grain::kYear);
      m.grain = Grain::kSeason;
      m.tail = w->value;
      if (today_ && steps != 0) {
        const std::int32_t first = m.first_day();
        if (steps < 0 && first + 60 > *today_) --m.year;
        if (steps > 0 && first < *today_) ++m.year;
      }
      take(best, date(next + 1, m));
      return;
    }
    // "the last two years", "the next 24 hours"
    std::string text;
    std::uint32_t unit = next;
    if (const int n = count_at(unit, text); n != 0 && low(next) != "a" && low(next) != "an") {
      const TimeWord* u = at(unit);
      if (u != nullptr && (u->cls == Class::kUnits || u->cls == Class::kUnit)) {
        Reading r;
        duration(next, r);
        if (r.end > 0) {
          r.anchors = false;
          take(best, r);
        }
      }
    }
  }
  ago(i, best);
}

// "two years ago", "a week later", "three days before".
void TimeFinder::ago(std::uint32_t i, Reading& best) const {
  std::string text;
  std::uint32_t unit = i;
  const int n = count_at(unit, text);
  const TimeWord* u = n != 0 ? at(unit) : nullptr;
  if (u == nullptr || (u->cls != Class::kUnit && u->cls != Class::kUnits)) return;
  const bool ago = low(unit + 1) == "ago" || (low(unit + 1) == "from" && low(unit + 2) == "now");
  const bool earlier = is_one_of(unit + 1, {"earlier", "before"});
  const bool later = is_one_of(unit + 1, {"later", "after", "afterwards"});
  if (!ago && !earlier && !later) return;
  if ((low(unit + 1) == "before" || low(unit + 1) == "after") && unit + 2 < size() &&
      sentence_->words[unit + 2].upos != Upos::kPunct)
    return;  // "two days after the vote": a duration
  const int sign = later || low(unit + 1) == "from" ? 1 : -1;
  const std::uint32_t end = unit + (low(unit + 1) == "from" ? 3 : 2);
  if (n < 0) {
    Reading r;
    r.end = end;
    r.value = sign < 0 ? "PAST_REF" : "FUTURE_REF";
    r.anchors = false;
    take(best, r);
    return;
  }
  const Moment base = ago || !last_.known() ? now() : last_;
  if (!base.known()) {
    Moment m;
    m.grain = grain_of(u->value) == Grain::kUnknown ? Grain::kDay : grain_of(u->value);
    take(best, date(end, m));
    return;
  }
  const std::int32_t from = base.first_day();
  Moment m = Moment::on(from);
  const std::string& code = u->value;
  if (n > 3000) return;
  if (code == "D")
    m = Moment::on(from + sign * n);
  else if (code == "W")
    m = Moment::week_of(from + sign * 7 * n);
  else if (code == "2W")
    m = Moment::week_of(from + sign * 14 * n);
  else if (code == "M")
    m = Moment::on(days_from_civil(add_months(civil_from_days(from), sign * n)))
            .widened(Grain::kMonth);
  else if (code == "Y")
    m = base.widened(Grain::kYear).stepped(sign * n);
  else if (code == "DE")
    m = base.widened(Grain::kYear).stepped(sign * n * 10);
  else if (code == "CE")
    m = base.widened(Grain::kYear).stepped(sign * n * 100);
  else
    m = Moment::on(from);  // hours and minutes: that day
  take(best, date(end, m));
}

}  // namespace dragoman
