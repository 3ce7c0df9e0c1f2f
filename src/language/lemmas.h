// What is the lemma of a word? Looked up in a lexicon of words and of suffix rules
// (models/lemmas.tsv; docs/formats/language-model.md, section 7), checked by the rules of
// inflection once it is given them.
//
// Errors: kModel with the line. Thread-safety: immutable.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/analysis.h"
#include "dragoman/error.h"
#include "language/inflection.h"

namespace dragoman {

class Lemmatizer {
 public:
  // Keeps views into `bytes`, which must outlive the result.
  static Result<Lemmatizer> parse(std::string_view bytes, const std::string& input);

  // A tag of the lexicon: "VERB" and "VERB/VBD", numbered once so that words need not spell it out.
  struct Tags {
    std::uint32_t fine = 0, coarse = 0;  // 0 = the lexicon never uses it
    bool proper = false;                 // PROPN: the form keeps its case where no rule fits
    Inflection::Kind kind = Inflection::Kind::kOther;
  };
  // Teaches the inflection the lemmas of the lexicon.
  void use(Inflection inflection);

  Tags tags(std::string_view upos, std::string_view xpos) const;

  // Buffers of a lookup, one for each thread.
  struct Buffers {
    std::string form, lower;
    std::vector<std::uint32_t> starts;  // bytes of `lower` where its code points start
  };
  void lemma(std::string_view form, const Tags& tags, Buffers& buffers, std::string& lemma) const;

  std::size_t word_count() const { return words_.count; }
  std::size_t rule_count() const { return rules_.size(); }

 private:
  struct Rule {
    std::uint32_t cut;
    std::string_view add;
    bool keeps_case;
  };
  // An open-addressed table from (tag, text) to a number.
  struct Table {
    struct Slot {
      std::string_view text;
      std::uint32_t tag = 0;  // 0 = empty
      std::uint32_t value = 0;
    };
    std::vector<Slot> slots;
    std::size_t count = 0;

    // The value that stands there already, or the new one.
    std::uint32_t insert(std::string_view text, std::uint32_t tag, std::uint32_t value);
    const std::uint32_t* find(std::string_view text, std::uint32_t tag) const;
    void grow();
  };

  std::uint32_t number_of(std::string_view tag);
  const std::string_view* word(std::string_view form, std::uint32_t tag) const;
  void learnt(const Tags& tags, const Buffers& buffers, std::string& lemma) const;
  bool apply_rules(std::uint32_t tag, const Buffers& buffers, std::string& lemma) const;

  std::map<std::string_view, std::uint32_t, std::less<>> tags_;
  Table words_, suffixes_;
  std::vector<std::string_view> lemmas_;
  std::vector<Rule> rules_;
  std::optional<Inflection> inflection_;
};

}  // namespace dragoman
