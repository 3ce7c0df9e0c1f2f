// The phrases that pages use around articles (data/furniture.tsv) and the commonest words of some
// languages (data/stop_words.tsv).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/resources.h"
#include "dragoman/error.h"

namespace dragoman {

enum class PhraseClass : std::uint8_t {
  kNavigation,
  kShare,
  kSubscribe,
  kConsent,
  kRelated,
  kComment,
  kLogin,
  kLegal,
  kCredit,
  kByline,
  kDate,
  kAdvert,
  kBio,
  kAudio,
  kVideo
};
inline constexpr int kPhraseClasses = 15;

// Which classes of phrases a line holds, as bits.
struct PhraseHits {
  std::uint16_t whole = 0, start = 0, any = 0;
};

class Phrases {
 public:
  static Result<Phrases> open(const Resources& resources);

  // `lower`: the line in lower case.
  PhraseHits find(std::string_view lower) const;
  // The length of the longest phrase of the class that `lower` begins with; 0 = none.
  std::size_t starts_with(std::string_view lower, PhraseClass cls) const;
  // Where the first phrase of the class begins; npos = nowhere.
  std::size_t find_first(std::string_view lower, PhraseClass cls) const;

 private:
  struct Node {
    std::vector<std::pair<unsigned char, std::uint32_t>> next;  // sorted
    std::uint16_t classes = 0;                                  // phrases that end here
  };
  std::uint32_t step(std::uint32_t node, unsigned char byte) const;
  template <typename F>
  void matches_at(std::string_view lower, std::size_t at, F each) const;
  void add(std::string_view phrase, PhraseClass cls);
  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::uint32_t first_[256] = {};  // the node behind a phrase's first byte; 0 = none begins so
};

// The commonest words of languages: which language is a text in?
class StopWords {
 public:
  static Result<StopWords> open(const Resources& resources);
  // `key`: text_hash of a word in lower case.
  bool contains_key(std::uint64_t key) const { return languages_.contains(key); }
  // BCP 47; empty where the text is too short or says nothing.
  std::string detect(std::string_view text) const;

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> languages_;  // bits
  std::vector<std::string> names_;
};

}  // namespace dragoman
