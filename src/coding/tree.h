// A sentence's dependency tree with what rules ask of it: children, extents, subjects, phrases.
//
// Built once a sentence, in linear time; heads that would close a circle are cut, so that every
// walk ends. Words are indices into Sentence::words; kNoWord = none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "coding/repair.h"
#include "document/analysis.h"

namespace dragoman::coding {

using WordId = std::int32_t;
inline constexpr WordId kNoWord = -1;

std::string lower_ascii(std::string_view text);

class Tree {
 public:
  explicit Tree(const Sentence& sentence, const std::vector<NamedParty>& names = {});

  const Sentence& sentence() const { return *sentence_; }
  WordId size() const { return static_cast<WordId>(head_.size()); }
  const Word& word(WordId i) const { return sentence_->words[static_cast<std::size_t>(i)]; }
  const std::string& lemma(WordId i) const { return lemma_[static_cast<std::size_t>(i)]; }
  const std::string& form(WordId i) const { return form_[static_cast<std::size_t>(i)]; }
  std::string_view xpos(WordId i) const { return word(i).xpos; }
  Upos upos(WordId i) const { return word(i).upos; }
  WordId head(WordId i) const { return head_[static_cast<std::size_t>(i)]; }
  // The relation without and with its subtype.
  std::string_view rel(WordId i) const { return rel_[static_cast<std::size_t>(i)]; }
  std::string_view full_rel(WordId i) const { return full_[static_cast<std::size_t>(i)]; }
  const std::vector<WordId>& children(WordId i) const {
    return children_[static_cast<std::size_t>(i)];
  }
  WordId root() const { return root_; }

  // The first and last word of the subtree; words between them may hang elsewhere.
  WordId first(WordId i) const { return first_[static_cast<std::size_t>(i)]; }
  WordId last(WordId i) const { return last_[static_cast<std::size_t>(i)]; }
  bool under(WordId i, WordId ancestor) const {
    const auto a = static_cast<std::size_t>(ancestor), k = static_cast<std::size_t>(i);
    return enter_[a] <= enter_[k] && enter_[k] < leave_[a];
  }
  int depth(WordId i) const { return depth_[static_cast<std::size_t>(i)]; }

  WordId child(WordId i, std::string_view rel) const;            // first with this base relation
  WordId child_full(WordId i, std::string_view full_rel) const;  // first with this full relation
  bool has_child_lemma(WordId i, std::string_view rel, std::string_view lemma) const;

  // The preposition of a nominal ("according to" and other fixed ones joined by a blank); "" if
  // none.
  std::string preposition(WordId i) const;
  // The word and those coordinated with it.
  std::vector<WordId> coordinated(WordId i) const;
  bool is_verb(WordId i) const { return upos(i) == Upos::kVerb || upos(i) == Upos::kAux; }
  bool is_nominal(WordId i) const {
    const Upos u = upos(i);
    return u == Upos::kNoun || u == Upos::kPropn || u == Upos::kPron || u == Upos::kNum ||
           u == Upos::kX || u == Upos::kSym;
  }
  bool is_infinitive(WordId i) const;  // marked by "to"
  bool passive(WordId i) const;        // has a passive subject or auxiliary, or shares one
  // The head of the clause that holds a word: the word itself if it is one.
  WordId clause_of(WordId i) const;

  // The highest of the words [begin, end), marks aside.
  WordId top(WordId begin, WordId end) const;
  // Of some words, in order, those that hang from none of the others: the heads of their phrases.
  std::vector<WordId> heads(const WordList& words) const;

  // Bytes from word `a` to word `b`, both included.
  Span span(WordId a, WordId b) const { return {word(a).span.begin, word(b).span.end}; }
  // The words [begin, end) of a noun phrase: the subtree of a nominal without its relative clauses,
  // appositive clauses, conjuncts (kept on request) and outer punctuation.
  std::pair<WordId, WordId> phrase(WordId i, bool with_conjuncts = false) const;

 private:
  const Sentence* sentence_;
  WordId root_ = kNoWord;
  std::vector<WordId> head_, first_, last_;
  std::vector<int> enter_, leave_, depth_;
  std::vector<std::string_view> rel_, full_;
  std::vector<std::string> lemma_, form_;
  std::vector<std::vector<WordId>> children_;
};

// Who does what in the clause of a predicate, whatever its shape: passives turned round, subjects
// of participles, infinitives, relative clauses and coordinated verbs fetched from where they
// stand.
struct Arguments {
  struct Oblique {
    std::string preposition;
    WordId word = kNoWord;
  };
  WordId subject = kNoWord;  // who acts
  WordId object = kNoWord, indirect = kNoWord;
  WordId xcomp = kNoWord, ccomp = kNoWord;
  WordId particle = kNoWord;
  std::vector<Oblique> obliques;
  bool passive = false;
  bool inherited = false;  // the subject stands in another clause

  WordId oblique(std::string_view preposition) const;
};
Arguments arguments_of(const Tree& tree, WordId predicate);

// The subject as it stands on the surface (of a passive: who undergoes), own or inherited.
WordId surface_subject(const Tree& tree, WordId predicate, int depth = 0);
// The noun that a relative pronoun stands for; the word itself for any other word.
WordId antecedent(const Tree& tree, WordId word);

}  // namespace dragoman::coding
