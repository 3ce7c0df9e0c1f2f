// How far does what is said reach, and who says it? Reads around a word of saying by the tree, and
// by commas, marks and word order where the tree of a long quotation is not to be trusted.
#pragma once

#include <utility>
#include <vector>

#include "coding/scene.h"

namespace dragoman::coding {

using Words = std::pair<WordId, WordId>;  // [first, second)

class Reach {
 public:
  Reach(const Scene& scene, std::uint32_t sentence)
      : scene_(scene), lexicon_(scene.lexicon), t_(scene.tree(sentence)), sentence_(sentence) {}

  // The clause below `top`, without the words below `without`, trimmed of commas and marks.
  std::vector<Words> clause(WordId top, WordId without) const;
  // What follows a verb of saying that governs clause `c`, from behind its own modifiers to the end
  // of what it can govern.
  Words following(WordId verb, WordId c, bool addressee) const;
  // Where a run of words that begins behind `verb` ends, at least behind `last`.
  WordId end_of(WordId verb, WordId last) const;
  // "C, said X." "C1, X said, C2": what stands around a tag; empty where the verb is none.
  std::vector<Words> around_tag(WordId verb, WordId subject) const;

  // Who says it: the verb's own subject, else the noun phrase right beside it.
  WordId speaker(WordId verb, const Arguments& a) const;
  // The subject of a participle: that of the nearest clause above whose subject can speak.
  WordId participle_subject(WordId verb) const;
  bool speaks(WordId word) const;
  // A participle of saying behind a comma with something said behind it: ", adding that D".
  bool reporting_participle(WordId word) const;
  // A further verb of saying without a subject of its own: "and warned that D".
  bool reporting_conjunct(WordId word) const;
  Words trimmed(Words words) const;

 private:
  WordId cut_at_participle(WordId begin, WordId end, WordId top) const;
  WordId phrase_head_before(WordId verb) const;
  WordId phrase_head_after(WordId verb) const;
  bool is_mark(WordId w) const;
  bool has_verb(WordId begin, WordId end) const;
  WordId branch(WordId word, WordId top) const;
  WordId dateline() const;

  const Scene& scene_;
  const Lexicon& lexicon_;
  const Tree& t_;
  std::uint32_t sentence_;
};

}  // namespace dragoman::coding
