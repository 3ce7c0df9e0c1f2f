// Finds who says something in a sentence by its tree: verbs, nouns and phrases of saying, what they
// govern, who speaks and to whom. Where the accurate model read the sentence, it says which cues
// are such, and adds those that no rule knows.
#pragma once

#include <string>
#include <vector>

#include "coding/scene.h"

namespace dragoman::coding {

struct Cue {
  std::uint32_t sentence = 0;
  WordId word = kNoWord;  // its head word; kNoWord: a colon or nothing
  Span span;              // its characters
  WordId speaker = kNoWord;
  std::vector<WordId> addressees;
  // What the tree puts below it, as words [begin, end); may be empty where a quotation is adjacent.
  std::vector<std::pair<WordId, WordId>> content;
  WordId predicate = kNoWord;  // the head of the content
  const ReportingVerb* verb = nullptr;
  StatementAct act = StatementAct::kAssert;
  std::string rule;
  bool wants_quotation = false;  // nothing unless a quotation is at hand
  bool only_following = false;   // a participle takes no quotation before it
  bool nested = false;           // stands inside a quotation itself
  bool negated = false;
};

// In the order of their words.
std::vector<Cue> find_cues(const Scene& scene, std::uint32_t sentence);

}  // namespace dragoman::coding
