// Days of the proleptic Gregorian calendar, without the C library's time functions (which read the
// time zone). Day 0 is 1970-01-01. Source of the arithmetic: days and eras of 400 years from 1
// March, so that the leap day comes last.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dragoman {

struct CivilDate {
  int year = 1970, month = 1, day = 1;
  friend bool operator==(const CivilDate&, const CivilDate&) = default;
};

constexpr bool is_leap_year(int y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); }

constexpr int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

constexpr std::int32_t days_from_civil(CivilDate d) {
  const int y = d.month <= 2 ? d.year - 1 : d.year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int of_era = y - era * 400;
  const int of_year = (153 * (d.month > 2 ? d.month - 3 : d.month + 9) + 2) / 5 + d.day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

constexpr CivilDate civil_from_days(std::int32_t days) {
  const int z = days + 719468;
  const int era = (z >= 0 ? z : z - 146096) / 146097;
  const int of_era = z - era * 146097;
  const int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int of_year = of_era - (365 * year + year / 4 - year / 100);
  const int m = (5 * of_year + 2) / 153;
  const int month = m < 10 ? m + 3 : m - 9;
  return {year + era * 400 + (month <= 2 ? 1 : 0), month, of_year - (153 * m + 2) / 5 + 1};
}

// 1 = Monday … 7 = Sunday, as ISO 8601 counts.
constexpr int weekday_of(std::int32_t days) {
  const int w = static_cast<int>((days % 7 + 7 + 3) % 7);
  return w + 1;
}

// "2024-06-18", also as the start of a date-time; none for anything else.
inline std::optional<CivilDate> parse_date(std::string_view text) {
  CivilDate d;
  const auto number = [&](std::size_t at, std::size_t size, int& n) {
    if (at + size > text.size()) return false;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, n);
    return error == std::errc() && end == text.data() + at + size && n >= 0;
  };
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text.size() > 10 && text[10] != 'T' && text[10] != ' ') return std::nullopt;
  if (!number(0, 4, d.year) || !number(5, 2, d.month) || !number(8, 2, d.day)) return std::nullopt;
  if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > days_in_month(d.year, d.month))
    return std::nullopt;
  return d;
}

inline void append_padded(std::string& out, int number, int width) {
  const std::string digits = std::to_string(number);
  for (int k = static_cast<int>(digits.size()); k < width; ++k) out += '0';
  out += digits;
}

inline std::string date_text(CivilDate d) {
  std::string out;
  append_padded(out, d.year, 4);
  out += '-';
  append_padded(out, d.month, 2);
  out += '-';
  append_padded(out, d.day, 2);
  return out;
}

}  // namespace dragoman
