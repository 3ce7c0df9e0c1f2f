// Where does a sentence end? A logistic classifier over the gaps between the tokens of a paragraph.
//
// Gaps that no sentence ends at (between two words in small letters, before a comma…) are never
// asked about. The features are written out as short strings ("p1c0=. X"), so that
// training/text/train_sentences.py sees exactly what the program sees; weights are integers, so
// that every machine decides alike. Linear in the number of tokens.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/resources.h"
#include "document/analysis.h"
#include "text/lexicon.h"

namespace dragoman::text {

class SentenceSplitter {
 public:
  // Longer sentences are cut at their last comma or semicolon: the parser's work grows with the
  // square of a sentence's length.
  static constexpr std::size_t kMostTokens = 256;

  static Result<SentenceSplitter> open(const Resources& resources);

  enum class Style { kProse, kHeadline };

  // The indices (into the tokens of one paragraph) at which a sentence begins; the first is 0.
  std::vector<std::uint32_t> split(const Lexicon& lexicon, std::string_view text,
                                   const std::vector<Span>& tokens, Style style) const;

  // For training: calls `take` with the index of the token behind each gap that the classifier
  // would be asked about and its features, given the true beginnings of sentences.
  using TakeFeatures = std::function<void(std::uint32_t, const std::vector<std::string>&)>;
  static void features(const Lexicon& lexicon, std::string_view text,
                       const std::vector<Span>& tokens, const std::vector<bool>& begins,
                       const TakeFeatures& take);

 private:
  // An open hash table: most lookups find nothing, and there are twenty for each gap.
  struct Slot {
    std::uint64_t hash = 0;   // of the feature
    std::int32_t weight = 0;  // 0 = free
  };
  std::int32_t weight_of(std::uint64_t hash) const;
  std::vector<Slot> weights_;  // a power of two, at most half full
};

}  // namespace dragoman::text
