// Writes JSON: deterministic bytes, no locale, shortest round-trip numbers. Ill-formed UTF-8 in a
// string becomes U+FFFD, so the output is always valid.
//
//   JsonWriter w;
//   w.begin_object().key("a").value(1).key("b").begin_array().value("x").null().end_array();
//   w.end_object();                       // w.text() == {"a":1,"b":["x",null]}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dragoman {

class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::uint32_t number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(double number);  // whole ones without exponent; NaN and infinities become null
  JsonWriter& value(bool truth);
  JsonWriter& null();
  // The text, or null where it is empty.
  JsonWriter& text_or_null(std::string_view text);
  // JSON that is already written.
  JsonWriter& raw(std::string_view json);

  const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  void separate();
  std::string out_;
  bool comma_ = false;
};

}  // namespace dragoman
