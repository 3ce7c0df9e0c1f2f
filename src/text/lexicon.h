// The word tables that say what cuts a word and what does not (data/text/*.tsv).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/resources.h"
#include "dragoman/error.h"

namespace dragoman::text {

// Looked up by view; never iterated, so that no order leaks into results.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
template <typename V>
using WordMap = std::unordered_map<std::string, V, ViewHash, std::equal_to<>>;
using WordSet = std::unordered_set<std::string, ViewHash, std::equal_to<>>;

enum class Abbreviation { kNone, kTitle, kNumber, kPlain, kWeak, kAcronym };

class Lexicon {
 public:
  static Result<Lexicon> open(const Resources& resources);

  // `word` without its full stop.
  Abbreviation abbreviation(std::string_view word) const;
  bool is_unit(std::string_view word) const { return units_.contains(word); }
  bool is_prefix(std::string_view lower_word) const { return prefixes_.contains(lower_word); }
  bool is_suffix(std::string_view lower_word) const { return suffixes_.contains(lower_word); }
  bool is_syllable(std::string_view lower_word) const { return syllables_.contains(lower_word); }
  bool is_kept(std::string_view lower_word) const { return kept_.contains(lower_word); }
  bool is_domain(std::string_view lower_word) const { return domains_.contains(lower_word); }
  bool is_file(std::string_view lower_word) const { return files_.contains(lower_word); }
  bool is_emoticon(std::string_view text) const { return emoticons_.contains(text); }
  bool is_opener_word(std::string_view lower_word) const { return openers_.contains(lower_word); }
  // The lengths of the words of a contraction without an apostrophe ("cannot"); nullptr if none.
  const std::vector<std::uint32_t>* contraction(std::string_view lower_word) const;

  static constexpr std::size_t kLongestKept = 8;      // characters
  static constexpr std::size_t kLongestEmoticon = 4;  // characters

 private:
  WordMap<Abbreviation> abbreviations_;
  WordMap<std::vector<std::uint32_t>> contractions_;
  WordSet units_, prefixes_, suffixes_, syllables_, kept_, domains_, files_, emoticons_, openers_;
};

}  // namespace dragoman::text
