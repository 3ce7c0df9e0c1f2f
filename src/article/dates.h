// Dates as pages write them: ISO 8601, RFC 2822 and by words in many languages (data/months.tsv).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/resources.h"
#include "dragoman/error.h"

namespace dragoman {

// An RFC 3339 date or date-time of what a machine wrote ("2024-06-18T09:30:00+0900",
// "Tue, 18 Jun 2024 09:30:00 GMT", "20240618"); nothing where it is no plausible day.
std::optional<std::string> read_machine_date(std::string_view text);
// The day in a path such as /2024/06/18/ or /20240618…; nothing where only the month is given.
std::optional<std::string> read_url_date(std::string_view url);

class Months {
 public:
  static Result<Months> open(const Resources& resources);
  // The first full date that a line shows ("June 18, 2024", "18. Juni 2024", "2024년 6월 18일",
  // "2024.06.18"). 03/04/2024 is two days and so none, unless a number is past 12.
  std::optional<std::string> read_visible_date(std::string_view lower) const;
  // The full date of a dateline at the beginning of a paragraph: "OSLO, March 11, 2025 (Agency) -",
  // "Sarajevo, 1 March 2026."; nothing where the words before it are no names of places.
  std::optional<std::string> read_dateline(std::string_view paragraph) const;

 private:
  std::unordered_map<std::string, int> months_;
};

}  // namespace dragoman
