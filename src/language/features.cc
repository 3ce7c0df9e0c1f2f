#include "language/features.h"

#include <simdjson.h>
#include <unicode/uchar.h>

#include <algorithm>

#include "base/utf8.h"

namespace dragoman {
namespace {

// They bound what a hostile file can ask for.
constexpr std::int64_t kMostRows = 1 << 24;
constexpr std::int64_t kMostAffix = 64;
constexpr std::size_t kMostFeatures = 64;

// What a code point is read as; "" = as itself.
std::string_view plain(char32_t c) {
  switch (c) {
    case 0x60:
    case 0xB4:
    case 0x2BC:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
      return "'";
    case 0xAB:
    case 0xBB:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
      return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2212:
      return "-";
    case 0x2014:
    case 0x2015:
      return "--";
    case 0x2026:
      return "...";
    case 0xA0:
      return " ";
    default:
      return {};
  }
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

char32_t shape_of(char32_t c) {
  if (lower_case(c) != c) return 'X';
  if (is_digit(c)) return 'd';
  if (c < 0x80) return c >= 'a' && c <= 'z' ? 'x' : c;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0 ? 'x' : c;
}

std::uint64_t hash_of(std::size_t place, std::string_view text) {
  constexpr std::uint64_t kPrime = 0x100000001B3;
  std::uint64_t h = (0xCBF29CE484222325 ^ place) * kPrime;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * kPrime;
  h ^= h >> 33;
  h *= 0xFF51AFD7ED558CCD;
  h ^= h >> 33;
  h *= 0xC4CEB9FE1A85EC53;
  return h ^ h >> 33;
}

bool read_feature(simdjson::dom::element item, Feature& feature) {
  constexpr std::pair<std::string_view, Feature::Kind> kKinds[] = {
      {"word", Feature::Kind::kWord},
      {"prefix", Feature::Kind::kPrefix},
      {"suffix", Feature::Kind::kSuffix},
      {"shape", Feature::Kind::kShape}};
  std::string_view name, kind;
  std::int64_t length, rows, keys;
  if (item["name"].get_string().get(name) != simdjson::SUCCESS ||
      item["kind"].get_string().get(kind) != simdjson::SUCCESS ||
      item["length"].get_int64().get(length) != simdjson::SUCCESS ||
      item["rows"].get_int64().get(rows) != simdjson::SUCCESS ||
      item["keys"].get_int64().get(keys) != simdjson::SUCCESS)
    return false;
  const auto* found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](auto& k) { return k.first == kind; });
  if (found == std::end(kKinds) || name.empty() || length < 0 || length > kMostAffix || rows < 1 ||
      rows > kMostRows || (rows & (rows - 1)) != 0 || keys < 1 || keys > 2)
    return false;
  feature.name = name;
  feature.kind = found->second;
  feature.length = static_cast<std::uint32_t>(length);
  feature.rows = static_cast<std::uint32_t>(rows);
  feature.keys = static_cast<std::uint32_t>(keys);
  std::int64_t place;
  if (item["place"].get_int64().get(place) == simdjson::SUCCESS) {
    if (place < 0 || place > 255) return false;
    feature.place = static_cast<std::uint8_t>(place);
  }
  return true;
}

}  // namespace

std::vector<Feature> read_features(Metadata& meta) {
  std::vector<Feature> features;
  simdjson::dom::parser parser;
  simdjson::dom::array items;
  bool good = parser.parse(meta.text("features")).get_array().get(items) == simdjson::SUCCESS;
  if (good)
    for (const simdjson::dom::element item : items) {
      good = features.size() < kMostFeatures;
      if (!good) break;
      const auto place = static_cast<std::uint8_t>(features.size());
      good = read_feature(item, features.emplace_back(Feature{.place = place}));
      if (!good) break;
    }
  if (!good || features.empty()) meta.wrong("features", "is no list of features");
  return features;
}

void append_normalised(std::string& out, char32_t c) {
  const std::string_view text = plain(c);
  if (text.empty())
    append_utf8(out, c);
  else
    out += text;
}

char32_t lower_case(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
}

FeatureReader::FeatureReader(std::span<const Feature> features) : features_(features) {
  for (const Feature& feature : features) rows_per_word_ += feature.keys;
}

void FeatureReader::normalise(std::string_view word) {
  points_.clear();
  folded_.clear();
  starts_.clear();
  for (std::size_t i = 0; i < word.size();) {
    const char32_t c = next_code_point(word, i);
    const std::string_view text = plain(c);
    if (text.empty())
      points_ += c;
    else
      points_.append(text.begin(), text.end());
  }
  for (const char32_t c : points_) {
    starts_.push_back(static_cast<std::uint32_t>(folded_.size()));
    append_utf8(folded_, is_digit(c) ? U'0' : lower_case(c));
  }
  starts_.push_back(static_cast<std::uint32_t>(folded_.size()));
}

std::string_view FeatureReader::text_of(const Feature& feature) {
  const std::size_t count = points_.size();
  const std::string_view folded = folded_;
  switch (feature.kind) {
    case Feature::Kind::kWord:
      break;
    case Feature::Kind::kPrefix:
      return folded.substr(0, starts_[std::min<std::size_t>(count, feature.length)]);
    case Feature::Kind::kSuffix:
      return folded.substr(starts_[count - std::min<std::size_t>(count, feature.length)]);
    case Feature::Kind::kShape: {
      shape_.clear();
      char32_t last = 0;
      std::uint32_t run = 0;
      for (const char32_t c : points_) {
        const char32_t s = shape_of(c);
        run = run > 0 && s == last ? run + 1 : 1;
        last = s;
        if (run <= feature.length) append_utf8(shape_, s);
      }
      return shape_;
    }
  }
  return folded;
}

void FeatureReader::read(std::string_view word, std::uint32_t* rows) {
  normalise(word);
  for (const Feature& feature : features_) {
    const std::uint64_t h = hash_of(feature.place, text_of(feature));
    *rows++ = static_cast<std::uint32_t>(h) & (feature.rows - 1);
    if (feature.keys == 2) *rows++ = static_cast<std::uint32_t>(h >> 32) & (feature.rows - 1);
  }
}

}  // namespace dragoman
