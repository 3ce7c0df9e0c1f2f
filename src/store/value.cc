#include "store/value.h"

#include <simdjson.h>

#include <cmath>

#include "base/json_writer.h"

namespace dragoman {
namespace {

const Value kNothing;
const std::string kNoText;
const std::vector<Value> kNoItems;
const std::vector<Value::Field> kNoFields;

// simdjson bounds the depth, so the recursion is bounded too.
Value convert(const simdjson::dom::element& element) {
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY: {
      Value list = Value::list();
      for (const simdjson::dom::element item : simdjson::dom::array(element))
        list.push(convert(item));
      return list;
    }
    case simdjson::dom::element_type::OBJECT: {
      Value object = Value::object();
      for (const auto& field : simdjson::dom::object(element))
        object.set(field.key, convert(field.value));
      return object;
    }
    case simdjson::dom::element_type::INT64:
      return Value(std::int64_t(element));
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE:
      return Value(double(element));
    case simdjson::dom::element_type::STRING:
      return Value(std::string_view(element));
    case simdjson::dom::element_type::BOOL:
      return Value(bool(element));
    case simdjson::dom::element_type::NULL_VALUE:
      break;
  }
  return {};
}

}  // namespace

// All out of line: only here is a Field complete.
Value::Value() = default;
Value::Value(bool truth) : data_(truth) {}
Value::Value(int number) : data_(static_cast<std::int64_t>(number)) {}
Value::Value(std::int64_t number) : data_(number) {}
Value::Value(double number) : data_(number) {}
Value::Value(std::string text) : data_(std::move(text)) {}
Value::Value(std::string_view text) : data_(std::string(text)) {}
Value::Value(const char* text) : data_(std::string(text)) {}
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

bool Value::is_null() const { return std::holds_alternative<std::monostate>(data_); }
bool Value::is_bool() const { return std::holds_alternative<bool>(data_); }
bool Value::is_text() const { return std::holds_alternative<std::string>(data_); }
bool Value::is_list() const { return std::holds_alternative<std::vector<Value>>(data_); }
bool Value::is_object() const { return std::holds_alternative<std::vector<Field>>(data_); }

Value Value::list() {
  Value value;
  value.data_ = std::vector<Value>();
  return value;
}
Value Value::object() {
  Value value;
  value.data_ = std::vector<Field>();
  return value;
}
Value Value::text_or_null(std::string_view text) { return text.empty() ? Value() : Value(text); }

Value& Value::push(Value item) {
  if (!is_list()) data_ = std::vector<Value>();
  std::get<std::vector<Value>>(data_).push_back(std::move(item));
  return *this;
}

Value& Value::set(std::string_view key, Value value) {
  if (!is_object()) data_ = std::vector<Field>();
  auto& fields = std::get<std::vector<Field>>(data_);
  for (Field& field : fields)
    if (field.name == key) {
      field.value = std::move(value);
      return *this;
    }
  fields.push_back({std::string(key), std::move(value)});
  return *this;
}

bool Value::is_number() const {
  return std::holds_alternative<std::int64_t>(data_) || std::holds_alternative<double>(data_);
}
const std::string& Value::text() const {
  const auto* text = std::get_if<std::string>(&data_);
  return text != nullptr ? *text : kNoText;
}
std::int64_t Value::integer() const {
  if (const auto* whole = std::get_if<std::int64_t>(&data_)) return *whole;
  const auto* real = std::get_if<double>(&data_);
  if (real == nullptr || !(std::abs(*real) < 9e15)) return 0;
  return static_cast<std::int64_t>(*real);
}
double Value::number() const {
  if (const auto* real = std::get_if<double>(&data_)) return *real;
  const auto* whole = std::get_if<std::int64_t>(&data_);
  return whole != nullptr ? static_cast<double>(*whole) : 0;
}
bool Value::truth() const {
  const auto* truth = std::get_if<bool>(&data_);
  return truth != nullptr && *truth;
}
const std::vector<Value>& Value::items() const {
  const auto* items = std::get_if<std::vector<Value>>(&data_);
  return items != nullptr ? *items : kNoItems;
}
const std::vector<Value::Field>& Value::fields() const {
  const auto* fields = std::get_if<std::vector<Field>>(&data_);
  return fields != nullptr ? *fields : kNoFields;
}
const Value& Value::operator[](std::string_view key) const {
  for (const Field& field : fields())
    if (field.name == key) return field.value;
  return kNothing;
}

void Value::write(JsonWriter& writer) const {
  if (is_object()) {
    writer.begin_object();
    for (const Field& field : fields()) field.value.write(writer.key(field.name));
    writer.end_object();
  } else if (is_list()) {
    writer.begin_array();
    for (const Value& item : items()) item.write(writer);
    writer.end_array();
  } else if (is_text()) {
    writer.value(text());
  } else if (is_bool()) {
    writer.value(truth());
  } else if (std::holds_alternative<std::int64_t>(data_)) {
    writer.value(integer());
  } else if (is_number()) {
    writer.value(number());
  } else {
    writer.null();
  }
}

std::string to_json(const Value& value) {
  JsonWriter writer;
  value.write(writer);
  return writer.take();
}

Result<Value> parse_json(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  const simdjson::error_code error = parser.parse(simdjson::padded_string(json)).get(element);
  if (error != simdjson::SUCCESS)
    return fail(ErrorCode::kMalformed, std::string("not JSON: ") + simdjson::error_message(error));
  return convert(element);
}

}  // namespace dragoman
