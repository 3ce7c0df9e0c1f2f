// A JSON value whose objects keep the order of their keys: the form in which rows are built, kept
// and printed.
//
//   Value row = Value::object();
//   row.set("code", "PRK").set("country", Value()).set("span", Value::list().push(3).push(9));
//   to_json(row)                         // {"code":"PRK","country":null,"span":[3,9]}
//   row["code"].text()                   // "PRK"; of a key that is not there: null
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dragoman/error.h"

namespace dragoman {

class JsonWriter;

class Value {
 public:
  struct Field;

  Value();  // null
  // Implicit, so that a row reads as what it prints: row.set("code", "PRK").set("quad", 2).
  Value(bool truth);             // NOLINT(google-explicit-constructor)
  Value(int number);             // NOLINT(google-explicit-constructor)
  Value(std::int64_t number);    // NOLINT(google-explicit-constructor)
  Value(double number);          // NOLINT(google-explicit-constructor)
  Value(std::string text);       // NOLINT(google-explicit-constructor)
  Value(std::string_view text);  // NOLINT(google-explicit-constructor)
  Value(const char* text);       // NOLINT(google-explicit-constructor)
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();
  static Value list();
  static Value object();
  // The text, or null where it is empty.
  static Value text_or_null(std::string_view text);

  Value& push(Value item);
  // Sets a field, in its place where there is one, else at the end.
  Value& set(std::string_view key, Value value);

  bool is_null() const;
  bool is_bool() const;
  bool is_text() const;
  bool is_number() const;
  bool is_list() const;
  bool is_object() const;

  // What the value holds, or "", 0, false and empty lists where it holds something else.
  const std::string& text() const;
  std::int64_t integer() const;
  double number() const;
  bool truth() const;
  const std::vector<Value>& items() const;
  const std::vector<Field>& fields() const;
  const Value& operator[](std::string_view key) const;

  void write(JsonWriter& writer) const;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<Value>,
               std::vector<Field>>
      data_;
};

struct Value::Field {
  std::string name;
  Value value;
};

std::string to_json(const Value& value);
Result<Value> parse_json(std::string_view json);

}  // namespace dragoman
