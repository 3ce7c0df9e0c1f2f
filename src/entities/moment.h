// A point or stretch of the calendar with its grain, and what TimeML and RFC 3339 call it.
// Source: TimeML 1.2.1 (TIMEX3 values), ISO 8601 weeks.
#pragma once

#include <cstdint>
#include <string>

#include "base/calendar.h"

namespace dragoman {

enum class Grain : std::uint8_t {
  kUnknown,
  kClock,
  kPart,
  kDay,
  kWeekend,
  kWeek,
  kMonth,
  kQuarter,
  kHalf,
  kSeason,
  kYear,
  kDecade,
  kCentury
};

struct Moment {
  Grain grain = Grain::kUnknown;
  int year = -1;           // -1 = unknown; of a week: the ISO year
  int month = 0, day = 0;  // 0 = unknown
  int number = 0;          // week, quarter or half
  int weekday = 0;         // of a day whose date is unknown
  std::string tail;        // "MO", "SU", "10:30"
  bool before_christ = false, utc = false;

  static Moment on(std::int32_t days);
  static Moment week_of(std::int32_t days);
  bool known() const { return year >= 0; }
  // First day; only where `known`.
  std::int32_t first_day() const;
  // One past the last day.
  std::int32_t end_day() const;

  std::string value() const;
  // [begin, end) as dates or date-times; both empty where the moment is not known.
  void interval(std::string& begin, std::string& end) const;
  // `steps` grains onward: the month after this one, the year before it.
  Moment stepped(int steps) const;
  // The whole `grain` in which this moment lies.
  Moment widened(Grain grain) const;
};

// Adds months, the day cut to the month's length.
CivilDate add_months(CivilDate date, int months);

}  // namespace dragoman
