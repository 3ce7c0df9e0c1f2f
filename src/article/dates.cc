#include "article/dates.h"

#include <array>
#include <vector>

#include "article/characters.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

bool plausible_day(int year, int month, int day) {
  static constexpr std::array<int, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return year >= 1970 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 &&
         day <= kDays[static_cast<std::size_t>(month - 1)];
}

std::string two(int n) {
  return {static_cast<char>('0' + n / 10 % 10), static_cast<char>('0' + n % 10)};
}

std::string iso_day(int year, int month, int day) {
  return two(year / 100) + two(year % 100) + "-" + two(month) + "-" + two(day);
}

bool digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return false;
  for (std::size_t i = at; i < at + count; ++i)
    if (!is_ascii_digit(static_cast<unsigned char>(text[i]))) return false;
  return true;
}

int number(std::string_view text, std::size_t at, std::size_t count) {
  int out = 0;
  for (std::size_t i = at; i < at + count; ++i) out = out * 10 + (text[i] - '0');
  return out;
}

// The offset of a zone written at `at`: "Z", "+0900", "+09:00", " GMT"; empty = none.
std::string read_zone(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  if (at >= text.size()) return {};
  if (text[at] == 'Z' || text[at] == 'z') return "Z";
  if (text.compare(at, 3, "GMT") == 0 || text.compare(at, 3, "UTC") == 0) return "Z";
  if (text[at] != '+' && text[at] != '-') return {};
  if (!digits(text, at + 1, 2)) return {};
  const std::size_t minutes = at + 3 < text.size() && text[at + 3] == ':' ? at + 4 : at + 3;
  const int hour = number(text, at + 1, 2);
  const int minute = digits(text, minutes, 2) ? number(text, minutes, 2) : 0;
  if (hour > 14 || minute > 59) return {};
  if (hour == 0 && minute == 0) return "Z";
  return text[at] + two(hour) + ":" + two(minute);
}

// "HH:MM[:SS[.fff]][zone]" at `at`, as "THH:MM:SS+zz:zz"; empty where there is no zone, because
// RFC 3339 has no local time.
std::string read_time(std::string_view text, std::size_t at) {
  if (!digits(text, at, 2) || at + 2 >= text.size() || text[at + 2] != ':' ||
      !digits(text, at + 3, 2))
    return {};
  const int hour = number(text, at, 2), minute = number(text, at + 3, 2);
  int second = 0;
  std::size_t after = at + 5;
  if (after < text.size() && text[after] == ':' && digits(text, after + 1, 2)) {
    second = number(text, after + 1, 2);
    after += 3;
    if (after < text.size() && (text[after] == '.' || text[after] == ',')) {
      ++after;
      while (after < text.size() && is_ascii_digit(static_cast<unsigned char>(text[after])))
        ++after;
    }
  }
  if (hour > 23 || minute > 59 || second > 60) return {};
  const std::string zone = read_zone(text, after);
  if (zone.empty()) return {};
  return "T" + two(hour) + ":" + two(minute) + ":" + two(second) + zone;
}

constexpr std::string_view kEnglishMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                               "jul", "aug", "sep", "oct", "nov", "dec"};

int english_month(std::string_view word) {
  for (int i = 0; i < 12; ++i)
    if (word.size() >= 3 && equal_ignoring_case(word.substr(0, 3), kEnglishMonths[i])) return i + 1;
  return 0;
}

// "Tue, 18 Jun 2024 09:30:00 GMT" and "Tue Jun 18 09:30:00 2024" in part: day, month, year.
std::optional<std::string> read_rfc2822(std::string_view text) {
  std::size_t i = text.find(',');
  i = i == std::string_view::npos ? 0 : i + 1;
  while (i < text.size() && text[i] == ' ') ++i;
  std::size_t width = digits(text, i, 2) ? 2 : digits(text, i, 1) ? 1 : 0;
  if (width == 0 || i + width >= text.size() || (text[i + width] != ' ' && text[i + width] != '-'))
    return std::nullopt;
  const int day = number(text, i, width);
  i += width + 1;
  const int month = english_month(text.substr(i));
  if (month == 0) return std::nullopt;
  while (i < text.size() && is_ascii_letter(static_cast<unsigned char>(text[i]))) ++i;
  while (i < text.size() && (text[i] == ' ' || text[i] == '-' || text[i] == '.')) ++i;
  if (!digits(text, i, 4)) return std::nullopt;
  const int year = number(text, i, 4);
  if (!plausible_day(year, month, day)) return std::nullopt;
  return iso_day(year, month, day) + read_time(text, i + 5 <= text.size() ? i + 5 : text.size());
}

}  // namespace

std::optional<std::string> read_machine_date(std::string_view text) {
  while (!text.empty() && is_html_space(text.front())) text.remove_prefix(1);
  if (digits(text, 0, 4)) {
    int month = 0, day = 0;
    std::size_t after = 0;
    const int year = number(text, 0, 4);
    if (text.size() > 4 && (text[4] == '-' || text[4] == '/' || text[4] == '.')) {
      const std::size_t month_width = digits(text, 5, 2) ? 2 : digits(text, 5, 1) ? 1 : 0;
      const std::size_t day_at = 6 + month_width;
      if (month_width == 0 || day_at > text.size() || text[day_at - 1] != text[4])
        return std::nullopt;
      const std::size_t day_width = digits(text, day_at, 2) ? 2 : digits(text, day_at, 1) ? 1 : 0;
      if (day_width == 0) return std::nullopt;
      month = number(text, 5, month_width);
      day = number(text, day_at, day_width);
      after = day_at + day_width;
    } else if (digits(text, 0, 8) && !digits(text, 8, 1)) {
      month = number(text, 4, 2);
      day = number(text, 6, 2);
      after = 8;
    } else if (digits(text, 0, 10)) {  // seconds or milliseconds since 1970
      std::size_t width = 10;
      while (digits(text, 0, width + 1)) ++width;
      if ((width != 10 && width != 13) || width != text.size()) return std::nullopt;
      long long seconds = 0;
      for (std::size_t i = 0; i < 10; ++i) seconds = seconds * 10 + (text[i] - '0');
      long long days = seconds / 86400;
      const long long z = days + 719468, era = z / 146097, doe = z - era * 146097;
      const long long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
      const long long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
      const int d = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
      const int m = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
      const int y = static_cast<int>(yoe + era * 400 + (m <= 2));
      if (!plausible_day(y, m, d)) return std::nullopt;
      const int rest = static_cast<int>(seconds % 86400);
      return iso_day(y, m, d) + "T" + two(rest / 3600) + ":" + two(rest / 60 % 60) + ":" +
             two(rest % 60) + "Z";
    } else {
      return std::nullopt;
    }
    if (!plausible_day(year, month, day)) return std::nullopt;
    while (after < text.size() && (text[after] == 'T' || text[after] == 't' || text[after] == ' '))
      ++after;
    return iso_day(year, month, day) + read_time(text, after);
  }
  return read_rfc2822(text.substr(0, 60));
}

std::optional<std::string> read_url_date(std::string_view url) {
  // The path alone: a query may hold any number.
  url = url.substr(0, std::min(url.find('?'), url.find('#')));
  for (std::size_t i = 0; i + 8 <= url.size(); ++i) {
    if (i > 0 && is_ascii_digit(static_cast<unsigned char>(url[i - 1]))) continue;
    if (!digits(url, i, 4)) continue;
    const int year = number(url, i, 4);
    if (year < 1995 || year > 2100) continue;
    int month = 0, day = 0;
    if (digits(url, i, 8)) {
      month = number(url, i + 4, 2);
      day = number(url, i + 6, 2);
    } else if ((url[i + 4] == '/' || url[i + 4] == '-' || url[i + 4] == '_')) {
      const char separator = url[i + 4];
      const std::size_t month_width = digits(url, i + 5, 2) ? 2 : digits(url, i + 5, 1) ? 1 : 0;
      const std::size_t middle = i + 5 + month_width;
      if (month_width == 0 || middle >= url.size()) continue;
      if (url[middle] != separator) continue;
      const std::size_t day_width = digits(url, middle + 1, 2)   ? 2
                                    : digits(url, middle + 1, 1) ? 1
                                                                 : 0;
      const std::size_t after = middle + 1 + day_width;
      if (day_width == 0 ||
          (after < url.size() && is_ascii_digit(static_cast<unsigned char>(url[after]))))
        continue;
      month = number(url, i + 5, month_width);
      day = number(url, middle + 1, day_width);
    }
    if (plausible_day(year, month, day)) return iso_day(year, month, day);
  }
  return std::nullopt;
}

Result<Months> Months::open(const Resources& resources) {
  const auto table = resources.table("data/months.tsv");
  if (!table) return tl::unexpected(table.error());
  const auto month = table->column("month");
  if (!month) return tl::unexpected(month.error());
  const auto names = table->column("names");
  if (!names) return tl::unexpected(names.error());
  Months out;
  for (const Tsv::Row& row : table->rows()) {
    const std::string& cell = row.cells[*month];
    if (cell.empty() || cell.size() > 2 || !digits(cell, 0, cell.size()))
      return fail(ErrorCode::kData, "no month: " + cell, table->place(row));
    for (const std::string_view name : split(row.cells[*names], ' '))
      out.months_.emplace(lower_case(name), number(cell, 0, cell.size()));
  }
  return out;
}

std::optional<std::string> Months::read_visible_date(std::string_view lower) const {
  // Numbers and words, in order; other characters only part them.
  struct Piece {
    int number = -1;  // a number of one to four digits
    int month = 0;    // a month's name
    std::size_t begin = 0, end = 0;
  };
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < lower.size() && pieces.size() < 80;) {
    if (is_ascii_digit(static_cast<unsigned char>(lower[i]))) {
      Piece piece;
      piece.begin = i;
      while (i < lower.size() && is_ascii_digit(static_cast<unsigned char>(lower[i]))) ++i;
      piece.end = i;
      piece.number = i - piece.begin <= 4 ? number(lower, piece.begin, i - piece.begin) : -1;
      // Ordinals: 1st, 2nd, 3rd, 4th.
      for (const std::string_view suffix : {"st", "nd", "rd", "th", "er"})
        if (piece.end - piece.begin <= 2 && lower.compare(i, 2, suffix) == 0 &&
            (i + 2 >= lower.size() || !is_ascii_letter(static_cast<unsigned char>(lower[i + 2]))))
          i += 2;
      pieces.push_back(piece);
      continue;
    }
    std::size_t start = i, next = i;
    const char32_t c = next_code_point(lower, next);
    if (!is_letter_or_digit(c)) {
      i = next;
      continue;
    }
    while (i < lower.size()) {
      next = i;
      const char32_t letter = next_code_point(lower, next);
      if (!is_letter_or_digit(letter) || (letter >= '0' && letter <= '9')) break;
      i = next;
    }
    Piece piece;
    piece.begin = start;
    piece.end = i;
    const auto found = months_.find(std::string(lower.substr(start, i - start)));
    if (found != months_.end()) piece.month = found->second;
    pieces.push_back(piece);
  }
  const auto close = [&](std::size_t a, std::size_t b) {
    return pieces[b].begin - pieces[a].end <= 4;
  };
  const auto is_word = [&](std::size_t i) { return pieces[i].number < 0 && pieces[i].month == 0; };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    // "18 June 2024", "18 de junio de 2024", "June 18, 2024".
    if (pieces[i].month > 0) {
      const auto beside = [&](std::size_t from, int direction) -> std::size_t {
        std::size_t k = from + static_cast<std::size_t>(direction);
        // One short word between: "de", "of".
        if (k < pieces.size() && is_word(k) && pieces[k].end - pieces[k].begin <= 5)
          k += static_cast<std::size_t>(direction);
        return k;
      };
      const std::size_t before = i > 0 ? beside(i, -1) : pieces.size();
      const std::size_t after = beside(i, 1);
      const int month = pieces[i].month;
      if (before < pieces.size() && after < pieces.size() &&
          plausible_day(pieces[after].number, month, pieces[before].number))
        return iso_day(pieces[after].number, month, pieces[before].number);
      if (after + 1 < pieces.size() &&
          plausible_day(pieces[after + 1].number, month, pieces[after].number))
        return iso_day(pieces[after + 1].number, month, pieces[after].number);
      if (before < pieces.size() && i + 1 < pieces.size() &&
          plausible_day(pieces[before].number, month, pieces[i + 1].number))
        return iso_day(pieces[before].number, month, pieces[i + 1].number);
    }
    if (pieces[i].number < 0) continue;
    // "2024.06.18", "2024년 6월 18일", "2024年6月18日": words of one character may stand between.
    std::vector<std::size_t> run{i};
    for (std::size_t k = i + 1; k < pieces.size() && run.size() < 3; ++k) {
      if (pieces[k].number >= 0 && close(run.back(), k)) {
        run.push_back(k);
      } else if (!(is_word(k) && pieces[k].end - pieces[k].begin == 3) && pieces[k].month == 0) {
        break;
      }
    }
    if (run.size() < 3) continue;
    const int a = pieces[run[0]].number, b = pieces[run[1]].number, c = pieces[run[2]].number;
    if (plausible_day(a, b, c)) return iso_day(a, b, c);
    // 18.06.2024 is a day by its dots; with slashes only where one number is past 12.
    if (c < 1970) continue;
    const std::string_view gap =
        lower.substr(pieces[run[0]].end, pieces[run[1]].begin - pieces[run[0]].end);
    const bool dotted = !gap.empty() && gap[0] == '.';
    if (plausible_day(c, b, a) && (dotted || a > 12 || a == b)) return iso_day(c, b, a);
    if (plausible_day(c, a, b) && !dotted && b > 12) return iso_day(c, a, b);
  }
  return std::nullopt;
}

std::optional<std::string> Months::read_dateline(std::string_view paragraph) const {
  constexpr std::size_t kMostPlaceWords = 6, kLongest = 110;
  const std::string_view text = paragraph.substr(0, kLongest);
  std::size_t i = 0;
  const auto blanks = [&] {
    while (i < text.size() && (text[i] == ' ' || text[i] == '\t')) ++i;
  };
  const auto at_digit = [&] {
    return i < text.size() && is_ascii_digit(static_cast<unsigned char>(text[i]));
  };
  const auto word = [&] {  // letters with hyphens, full stops and apostrophes inside
    const std::size_t begin = i;
    while (i < text.size()) {
      std::size_t next = i;
      const char32_t c = next_code_point(text, next);
      const bool inside = c == '.' || c == '\'' || c == 0x2019 || c == '-';
      if (!(is_letter_or_digit(c) && !(c >= '0' && c <= '9')) && !(inside && i > begin)) break;
      i = next;
    }
    return text.substr(begin, i - begin);
  };
  const auto month_of = [&](std::string_view name) {
    while (!name.empty() && name.back() == '.') name.remove_suffix(1);
    const auto found = months_.find(lower_case(name));
    return found == months_.end() ? 0 : found->second;
  };
  const auto count = [&](std::size_t most) {
    std::size_t width = 0;
    while (width < most && digits(text, i, width + 1)) ++width;
    const int n = width > 0 && !digits(text, i, width + 1) ? number(text, i, width) : -1;
    i += width;
    return n;
  };
  // The place, or two places, and a comma or bracket before the date.
  std::size_t places = 0;
  bool parted = false;
  std::string_view month_word;
  for (; places <= kMostPlaceWords;) {
    blanks();
    if (i >= text.size()) return std::nullopt;
    if (text[i] == ',' || text[i] == '(') {
      if (places == 0) return std::nullopt;
      parted = true;
      ++i;
      continue;
    }
    if (at_digit()) break;
    const std::string_view next = word();
    if (next.empty()) return std::nullopt;
    if (parted && month_of(next) > 0 && next[0] >= 'A' && next[0] <= 'Z') {
      month_word = next;
      break;
    }
    const auto first = static_cast<unsigned char>(next[0]);
    const bool particle = next == "de" || next == "of" || next == "la" || next == "el" ||
                          next == "al" || next == "and" || next == "am" || next == "upon";
    if (first < 0x80 && !(first >= 'A' && first <= 'Z') && !particle) return std::nullopt;
    ++places;
  }
  if (!parted || places == 0 || places > kMostPlaceWords) return std::nullopt;
  int day = 0;
  blanks();
  if (month_word.empty()) {
    day = count(2);
    if (const std::string_view ordinal = text.substr(std::min(i, text.size()), 2);
        ordinal == "st" || ordinal == "nd" || ordinal == "rd" || ordinal == "th")
      i += 2;
    if (i < text.size() && text[i] == '.') ++i;
    blanks();
    month_word = word();
  } else {
    day = count(2);
  }
  const int month = month_of(month_word);
  blanks();
  if (i < text.size() && text[i] == ',') ++i;
  blanks();
  const int year = count(4);
  if (!plausible_day(year, month, day)) return std::nullopt;
  // "(Agency)", "/Agency/", then the end of the dateline.
  blanks();
  if (i < text.size() && text[i] == ')') ++i, blanks();
  if (i < text.size() && (text[i] == '(' || text[i] == '/')) {
    const std::size_t close = text.find(text[i] == '(' ? ')' : '/', i + 1);
    if (close == std::string_view::npos || close - i > 40) return std::nullopt;
    i = close + 1;
    blanks();
  }
  const std::string_view rest = text.substr(i);
  const bool ends = rest.empty() || rest[0] == '-' || rest[0] == ':' || rest[0] == '.' ||
                    rest[0] == '\n' || rest.compare(0, 3, "\u2013") == 0 ||
                    rest.compare(0, 3, "\u2014") == 0 || rest.compare(0, 3, "\u2015") == 0;
  if (!ends) return std::nullopt;
  return iso_day(year, month, day);
}

}  // namespace dragoman
