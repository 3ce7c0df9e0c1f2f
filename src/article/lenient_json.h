// Reads the JSON that pages declare themselves with, however carelessly it was written: comments,
// trailing commas, raw control characters, unknown escapes, unquoted keys, several values one
// after the other, a cut-off end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

struct JsonMember;

struct JsonValue {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  std::string text;  // of a string, decoded; of a number or a truth value, as written
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;

  // The member of an object; nullptr where there is none.
  const JsonValue* get(std::string_view key) const;
  bool is_string() const { return kind == Kind::kString; }
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

// Every value at the top of the text; nothing where nothing can be read. Linear, and bounded in
// depth and number of values.
std::vector<JsonValue> read_lenient_json(std::string_view text);

}  // namespace dragoman
