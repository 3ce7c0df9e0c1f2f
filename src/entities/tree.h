// The dependency tree of one sentence, for asking: children, subtrees, noun phrases.
//
// Linear in the words of the sentence; a tree that is none (a cycle, from a hand-made file) gives
// short spans, never a hang.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "document/analysis.h"

namespace dragoman {

// "nmod:poss" is an "nmod".
inline bool is_relation(std::string_view deprel, std::string_view relation) {
  return deprel.substr(0, relation.size()) == relation &&
         (deprel.size() == relation.size() || deprel[relation.size()] == ':');
}
bool has_feature(const Word& word, std::string_view feature);  // "Number=Plur"
bool is_nominal(const Word& word);                             // noun, name, pronoun, number

struct WordSpan {
  std::uint32_t begin = 0, end = 0;
  bool contains(std::uint32_t word) const { return begin <= word && word < end; }
};

class SentenceTree {
 public:
  explicit SentenceTree(const Sentence& sentence);

  const std::vector<Word>& words() const { return *words_; }
  const Word& word(std::uint32_t i) const { return (*words_)[i]; }
  // In order.
  std::span<const std::uint32_t> children(std::uint32_t word) const {
    return {children_.data() + first_[word], first_[word + 1] - first_[word]};
  }
  // First child with this relation (subtypes too), -1 where there is none.
  std::int32_t child(std::uint32_t word, std::string_view relation) const;
  WordSpan subtree(std::uint32_t word) const { return subtree_[word]; }
  // The noun phrase of a head: its subtree without the preposition before it, punctuation at its
  // ends, coordinated phrases and clauses that are not its own. `name`: what follows a name with a
  // preposition other than "of" is not its own either.
  WordSpan phrase(std::uint32_t head, bool name = false) const;
  // The word of [begin, end) whose head lies outside.
  std::uint32_t head_of(std::uint32_t begin, std::uint32_t end) const;
  // Up to `steps` heads above `word`: is `ancestor` among them?
  bool below(std::uint32_t word, std::uint32_t ancestor, int steps = 12) const;

 private:
  const std::vector<Word>* words_;
  std::vector<std::uint32_t> first_, children_;
  std::vector<WordSpan> subtree_;
};

}  // namespace dragoman
