#include "article/feature_space.h"

#include <algorithm>

namespace dragoman {
namespace {

struct TemplateInfo {
  std::string_view name;
  int buckets;
  bool seen;
};

constexpr TemplateInfo kTemplates[] = {
#define DRAGOMAN_ROW(name, buckets, seen) {#name, buckets, seen != 0},
    DRAGOMAN_FEATURE_TEMPLATES(DRAGOMAN_ROW)
#undef DRAGOMAN_ROW
};

constexpr std::string_view kLabelNames[kLabels] = {
    "other", "title",   "deck",   "byline",  "date",  "body", "heading", "list", "quote",
    "table", "caption", "credit", "related", "promo", "bio",  "comment", "legal"};

}  // namespace

std::string_view name_of(Label label) { return kLabelNames[static_cast<std::size_t>(label)]; }

int label_index(std::string_view name) {
  for (std::size_t i = 0; i < kLabels; ++i)
    if (kLabelNames[i] == name) return static_cast<int>(i);
  return -1;
}

FeatureSpace::FeatureSpace() {
  for (const TemplateInfo& info : kTemplates) {
    first_.push_back(next_);
    next_ += static_cast<std::uint32_t>(info.buckets);
    seen_.resize(next_, info.seen ? 1 : 0);
  }
  first_.push_back(next_);
}

std::uint32_t FeatureSpace::number(Template t, int bucket) const {
  const auto i = static_cast<std::size_t>(t);
  return first_[i] + static_cast<std::uint32_t>(std::clamp(bucket, 0, kTemplates[i].buckets - 1));
}

std::uint32_t FeatureSpace::add_word(std::string_view name) {
  const bool own = name.substr(0, 4) == "own:", up = name.substr(0, 3) == "up:";
  if (!own && !up) return kNoFeature;
  WordNumbers& numbers = words_[std::string(name.substr(own ? 4 : 3))];
  std::uint32_t& number = own ? numbers.own : numbers.up;
  if (number == kNoFeature) {
    number = next_++;
    word_names_.emplace_back(name);
  }
  return number;
}

std::uint32_t FeatureSpace::find_name(std::string_view name) const {
  if (name.substr(0, 4) == "own:") return words(name.substr(4)).own;
  if (name.substr(0, 3) == "up:") return words(name.substr(3)).up;
  const std::size_t equals = name.find('=');
  if (equals == std::string_view::npos || name.size() - equals > 5) return kNoFeature;
  int bucket = 0;
  for (const char c : name.substr(equals + 1)) {
    if (c < '0' || c > '9') return kNoFeature;
    bucket = bucket * 10 + (c - '0');
  }
  for (std::size_t i = 0; i < std::size(kTemplates); ++i)
    if (kTemplates[i].name == name.substr(0, equals))
      return bucket < kTemplates[i].buckets ? first_[i] + static_cast<std::uint32_t>(bucket)
                                            : kNoFeature;
  return kNoFeature;
}

std::string FeatureSpace::name(std::uint32_t number) const {
  if (number >= first_.back()) return word_names_[number - first_.back()];
  const auto after = std::upper_bound(first_.begin(), first_.end(), number);
  const auto i = static_cast<std::size_t>(after - first_.begin()) - 1;
  return std::string(kTemplates[i].name) + "=" + std::to_string(number - first_[i]);
}

}  // namespace dragoman
