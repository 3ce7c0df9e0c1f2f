// One line of JSON Lines input as a report.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/budget.h"
#include "document/item.h"

namespace dragoman {

// Keeps the parser's memory between lines. Not thread-safe.
class JsonlParser {
 public:
  JsonlParser();
  ~JsonlParser();
  // Sets id and report of the item; the error of a line that cannot be read names no input or
  // place, which the caller knows.
  void parse(std::string_view line, Item& item);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// The id of a line that is cut short or damaged, if it stands before the damage; else "".
std::string id_of_line(std::string_view line);

// "YYYY-MM-DD", alone or with a time of RFC 3339, and a day that exists.
bool is_date(std::string_view text);

}  // namespace dragoman
