// English inflection: which base form may an inflected verb or noun come from?
// Irregular forms are a table (data/irregular_forms.tsv); regular ones are undone by rule, and
// where the rules leave a choice (hope or hop, shell or shel) a form that the word tables know is
// preferred (docs/formats/language-model.md, section 7).
//
// Errors: kData with the line. Thread-safety: immutable.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/resources.h"
#include "dragoman/error.h"

namespace dragoman {

class Inflection {
 public:
  enum class Kind : std::uint8_t { kOther, kPast, kGerund, kThird, kPlural };

  // The table of irregular forms must be there; word tables that are not teach no words.
  static Result<Inflection> load(const Resources& resources);

  static Kind kind_of(std::string_view upos, std::string_view xpos);

  // All of these take a lower-cased form. The lemma of an irregular form, or empty. A prefix with a
  // hyphen is kept: "re-sold" is "re-sell".
  std::string irregular(std::string_view form, Kind kind) const;

  // The regular base form: one that is known, else `guess` if the form may come from it, else what
  // is likeliest by spelling; empty if the form is no regular one of this kind.
  std::string regular(std::string_view form, Kind kind, std::string_view guess) const;

  // A lemma of the learnt lexicon; those of the word tables go first.
  void know(std::string_view lemma, bool verb) {
    (verb ? learnt_verbs_ : learnt_nouns_).emplace(lemma);
  }

 private:
  using Words = std::set<std::string, std::less<>>;
  using Forms = std::map<std::string, std::string, std::less<>>;

  static bool knows(const Words& words, const std::string& lemma);

  Forms irregular_verbs_, irregular_nouns_;
  Words verbs_, nouns_, learnt_verbs_, learnt_nouns_;
};

}  // namespace dragoman
