#include "nn/metadata.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>

namespace dragoman {
namespace {

namespace dom = simdjson::dom;

// Parsed values live as long as their parser.
struct Json {
  dom::parser parser;
  dom::element root;
  bool read(const std::string& text) { return parser.parse(text).get(root) == simdjson::SUCCESS; }
};

}  // namespace

void Metadata::wrong(std::string_view key, std::string reason) {
  if (!error_)
    error_ =
        Error{ErrorCode::kModel, std::move(reason), file_.input(), "metadata " + std::string(key)};
}

std::string Metadata::text(std::string_view key) {
  const std::string* value = file_.metadata(key);
  if (value == nullptr) wrong(key, "is missing");
  return value == nullptr ? std::string() : *value;
}

std::int64_t Metadata::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  Json json;
  std::int64_t value;
  if (json.read(text(key)) && json.root.get_int64().get(value) == simdjson::SUCCESS &&
      value >= least && value <= most)
    return value;
  wrong(key, "is no whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return least;
}

float Metadata::number(std::string_view key) {
  Json json;
  double value;
  if (json.read(text(key)) && json.root.get_double().get(value) == simdjson::SUCCESS &&
      std::isfinite(static_cast<float>(value)))
    return static_cast<float>(value);
  wrong(key, "is no number");
  return 0;
}

std::vector<std::int64_t> Metadata::integers(std::string_view key, std::int64_t least,
                                             std::int64_t most, std::size_t most_items) {
  Json json;
  dom::array items;
  std::vector<std::int64_t> out;
  bool good = json.read(text(key)) && json.root.get_array().get(items) == simdjson::SUCCESS;
  if (good)
    for (const dom::element item : items) {
      std::int64_t value;
      good = item.get_int64().get(value) == simdjson::SUCCESS && value >= least && value <= most &&
             out.size() < most_items;
      if (!good) break;
      out.push_back(value);
    }
  if (!good || out.empty()) wrong(key, "is no list of whole numbers within its limits");
  return out;
}

std::vector<std::string> Metadata::strings(std::string_view key, std::size_t most_items) {
  Json json;
  dom::array items;
  std::vector<std::string> out;
  bool good = json.read(text(key)) && json.root.get_array().get(items) == simdjson::SUCCESS;
  if (good)
    for (const dom::element item : items) {
      std::string_view value;
      good = item.get_string().get(value) == simdjson::SUCCESS && !value.empty() &&
             out.size() < most_items;
      if (!good) break;
      out.emplace_back(value);
    }
  std::vector<std::string> sorted = out;
  std::sort(sorted.begin(), sorted.end());
  const bool repeated = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
  if (!good || out.empty() || repeated) wrong(key, "is no list of different strings");
  return out;
}

}  // namespace dragoman
