#include "entities/moment.h"

#include <algorithm>
#include <string_view>

namespace dragoman {
namespace {

constexpr int kLastYear = 9999;

int floor_div(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

int season_month(std::string_view tail) {
  return tail == "SP" ? 3 : tail == "SU" ? 6 : tail == "FA" ? 9 : 12;
}

// Monday of the first ISO week of a year.
std::int32_t first_week(int year) {
  const std::int32_t fourth = days_from_civil({year, 1, 4});
  return fourth - (weekday_of(fourth) - 1);
}

}  // namespace

CivilDate add_months(CivilDate date, int months) {
  const int total = date.year * 12 + (date.month - 1) + months;
  const int year = std::clamp(floor_div(total, 12), 0, kLastYear);
  const int month = total - floor_div(total, 12) * 12 + 1;
  return {year, month, std::min(date.day, days_in_month(year, month))};
}

Moment Moment::on(std::int32_t days) {
  const CivilDate d = civil_from_days(days);
  Moment m;
  m.grain = Grain::kDay;
  m.year = std::clamp(d.year, 0, kLastYear);
  m.month = d.month;
  m.day = d.day;
  return m;
}

Moment Moment::week_of(std::int32_t days) {
  const std::int32_t monday = days - (weekday_of(days) - 1);
  Moment m;
  m.grain = Grain::kWeek;
  m.year = civil_from_days(monday + 3).year;
  m.number = (monday - first_week(m.year)) / 7 + 1;
  return m;
}

std::int32_t Moment::first_day() const {
  switch (grain) {
    case Grain::kWeek:
      return first_week(year) + (number - 1) * 7;
    case Grain::kWeekend:
      return first_week(year) + (number - 1) * 7 + 5;
    case Grain::kMonth:
      return days_from_civil({year, month, 1});
    case Grain::kQuarter:
      return days_from_civil({year, 3 * number - 2, 1});
    case Grain::kHalf:
      return days_from_civil({year, number == 1 ? 1 : 7, 1});
    case Grain::kSeason:
      return days_from_civil({year, season_month(tail), 1});
    case Grain::kYear:
    case Grain::kDecade:
    case Grain::kCentury:
      return days_from_civil({year, 1, 1});
    default:
      return days_from_civil({year, std::max(month, 1), std::max(day, 1)});
  }
}

std::int32_t Moment::end_day() const {
  const CivilDate first = civil_from_days(first_day());
  switch (grain) {
    case Grain::kWeek:
      return first_day() + 7;
    case Grain::kWeekend:
      return first_day() + 2;
    case Grain::kMonth:
      return days_from_civil(add_months(first, 1));
    case Grain::kQuarter:
    case Grain::kSeason:
      return days_from_civil(add_months(first, 3));
    case Grain::kHalf:
      return days_from_civil(add_months(first, 6));
    case Grain::kYear:
      return days_from_civil({year + 1, 1, 1});
    case Grain::kDecade:
      return days_from_civil({year + 10, 1, 1});
    case Grain::kCentury:
      return days_from_civil({year + 100, 1, 1});
    default:
      return first_day() + 1;
  }
}

std::string Moment::value() const {
  std::string out;
  const auto put_year = [&](int width) {
    if (before_christ) out += "BC";
    if (year < 0)
      out.append(static_cast<std::size_t>(width), 'X');
    else
      append_padded(out, width == 4 ? year : width == 3 ? year / 10 : year / 100, width);
  };
  switch (grain) {
    case Grain::kUnknown:
      return {};
    case Grain::kCentury:
      put_year(2);
      return out;
    case Grain::kDecade:
      put_year(3);
      return out;
    case Grain::kYear:
      put_year(4);
      return out;
    case Grain::kSeason:
      put_year(4);
      return out + '-' + tail;
    case Grain::kQuarter:
      put_year(4);
      return out + "-Q" + std::to_string(number);
    case Grain::kHalf:
      put_year(4);
      return out + "-H" + std::to_string(number);
    case Grain::kWeek:
    case Grain::kWeekend:
      put_year(4);
      out += "-W";
      if (year < 0)
        out += "XX";
      else
        append_padded(out, number, 2);
      return grain == Grain::kWeekend ? out + "-WE" : out;
    case Grain::kMonth:
      put_year(4);
      out += '-';
      if (month == 0) return out + "XX";
      append_padded(out, month, 2);
      return out;
    default:
      break;
  }
  if (year < 0 && weekday > 0 && month == 0) {
    out = "XXXX-WXX-" + std::to_string(weekday);
  } else {
    put_year(4);
    out += '-';
    if (month == 0)
      out += "XX";
    else
      append_padded(out, month, 2);
    out += '-';
    if (day == 0)
      out += "XX";
    else
      append_padded(out, day, 2);
  }
  if (grain == Grain::kPart || grain == Grain::kClock) out += 'T' + tail;
  if (utc) out += 'Z';
  return out;
}

void Moment::interval(std::string& begin, std::string& end) const {
  begin.clear();
  end.clear();
  if (!known() || before_christ || grain == Grain::kUnknown) return;
  if ((grain == Grain::kDay || grain == Grain::kPart || grain == Grain::kClock) &&
      (month == 0 || day == 0))
    return;
  const std::int32_t first = first_day();
  begin = date_text(civil_from_days(first));
  end = date_text(civil_from_days(end_day()));
  if (grain == Grain::kClock && tail.size() == 5 && tail != "24:00") {
    const int minute = (tail[3] - '0') * 10 + tail[4] - '0';
    const int hour = (tail[0] - '0') * 10 + tail[1] - '0';
    const int next = hour * 60 + minute + 1;
    const std::string zone = utc ? "Z" : "";
    end = begin + 'T';
    begin += 'T' + tail + ":00" + zone;
    if (next == 24 * 60) {
      end = date_text(civil_from_days(first + 1)) + "T00:00:00" + zone;
    } else {
      append_padded(end, next / 60, 2);
      end += ':';
      append_padded(end, next % 60, 2);
      end += ":00" + zone;
    }
  } else if (grain == Grain::kPart) {
    const auto hours = [&](const char* from, const char* to, int days) {
      end = date_text(civil_from_days(first + days)) + 'T' + to;
      begin += std::string("T") + from;
    };
    if (tail == "MO") hours("05:00:00", "12:00:00", 0);
    if (tail == "AF") hours("12:00:00", "18:00:00", 0);
    if (tail == "EV") hours("18:00:00", "23:00:00", 0);
    if (tail == "NI") hours("20:00:00", "05:00:00", 1);
  }
}

Moment Moment::stepped(int steps) const {
  Moment m = *this;
  if (!known()) return m;
  const auto whole_years = [&](int years) {
    m.year = std::clamp(m.year + years * steps, 0, kLastYear);
  };
  switch (grain) {
    case Grain::kWeek:
    case Grain::kWeekend: {
      m = week_of(first_week(year) + (number - 1 + steps) * 7);
      m.grain = grain;
      break;
    }
    case Grain::kMonth: {
      const CivilDate d = add_months({year, month, 1}, steps);
      m.year = d.year;
      m.month = d.month;
      break;
    }
    case Grain::kQuarter: {
      const int total = year * 4 + number - 1 + steps;
      m.year = std::clamp(floor_div(total, 4), 0, kLastYear);
      m.number = total - floor_div(total, 4) * 4 + 1;
      break;
    }
    case Grain::kSeason:
    case Grain::kHalf:
    case Grain::kYear:
      whole_years(1);
      break;
    case Grain::kDecade:
      whole_years(10);
      break;
    case Grain::kCentury:
      whole_years(100);
      break;
    default: {
      if (month == 0 || day == 0) break;
      m = on(first_day() + steps);
      m.grain = grain;
      m.tail = tail;
      m.utc = utc;
    }
  }
  return m;
}

Moment Moment::widened(Grain to) const {
  if (!known()) {
    Moment m;
    m.grain = to;
    return m;
  }
  const CivilDate d = civil_from_days(first_day());
  Moment m = on(first_day());
  m.grain = to;
  switch (to) {
    case Grain::kWeek:
    case Grain::kWeekend:
      m = week_of(first_day());
      m.grain = to;
      break;
    case Grain::kQuarter:
      m.number = (d.month + 2) / 3;
      break;
    case Grain::kHalf:
      m.number = d.month <= 6 ? 1 : 2;
      break;
    case Grain::kDecade:
      m.year = d.year / 10 * 10;
      break;
    case Grain::kCentury:
      m.year = d.year / 100 * 100;
      break;
    default:
      break;
  }
  return m;
}

}  // namespace dragoman
