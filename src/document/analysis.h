// The language analysis of a report: sentences, tokens, words with their tree, names.
//
// `text` makes the sentences, tokens and words; `language` fills in tags, tree, lemmas, names, cues
// of statements and triggers of events; `entities` and `coding` read it. Spans are UTF-8 bytes of
// `Article::text`. A *token* is a piece of surface text; a *word* is a syntactic word of Universal
// Dependencies: the token "don't" has the words "do" and "n't". Source: universaldependencies.org,
// English, UD v2.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/record.h"

namespace dragoman {

enum class Upos : std::uint8_t {
  kAdj,
  kAdp,
  kAdv,
  kAux,
  kCconj,
  kDet,
  kIntj,
  kNoun,
  kNum,
  kPart,
  kPron,
  kPropn,
  kPunct,
  kSconj,
  kSym,
  kVerb,
  kX
};
std::string_view name_of(Upos);
Upos upos_of(std::string_view name);  // kX for an unknown name

// A string that lives as long as the program: labels (XPOS, FEATS, DEPREL) are interned, so that
// words hold views. Only for closed sets of labels. Thread-safe.
std::string_view intern(std::string_view label);

struct Token {
  Span span;
  std::uint32_t first_word = 0;  // index into Sentence::words
  std::uint32_t word_count = 1;
};

struct Word {
  Span span;            // the characters of this word; of its token where they cannot be told apart
  std::uint32_t token;  // index into Sentence::tokens
  std::string form;     // what the analysis reads ("not" for the "n't" of "don't" stays "n't")
  std::string lemma;
  Upos upos = Upos::kX;
  std::string_view xpos = "_";
  std::string_view feats = "_";
  std::int32_t head = -1;            // index into Sentence::words; -1 = root
  std::string_view deprel = "root";  // with subtype: "obl:agent"
};

enum class NameClass : std::uint8_t {
  kPerson,
  kOrganization,
  kGpe,
  kLocation,
  kFacility,
  kNorp,
  kTitle,
  kDate,
  kTime,
  kMoney,
  kQuantity,
  kCardinal,
  kEvent,
  kWeapon,
  kLaw,
  kMisc
};
std::string_view name_of(NameClass);             // "PER", "ORG", "GPE", "LOC", …
NameClass name_class_of(std::string_view name);  // kMisc for an unknown name

// A name: words [begin, end) of its sentence.
struct Name {
  std::uint32_t begin = 0, end = 0;
  NameClass cls = NameClass::kMisc;
  float score = 0;  // probability that the model gives it
};

// Words of a sentence, in order.
using WordList = std::vector<std::uint32_t>;

// Words that report an utterance ("said", "according to"), with those that say who speaks, what,
// and to whom.
struct ReadCue {
  std::uint32_t begin = 0, end = 0;  // words
  WordList speaker, content, addressees;
  float score = 0;  // probability that the model gives the cue
};

// Words that report an act, with those that say who does it to whom.
struct ReadTrigger {
  std::uint32_t begin = 0, end = 0;  // words
  WordList sources, targets;
  EventType type = EventType::kConsult;
  std::string_view mode;  // PLOVER mode; empty = none
  EventStatus status = EventStatus::kActual;
  float score = 0;  // probability that the model gives the trigger
};

// What a source does to a target, as the accurate model reads it.
struct ActReading {
  // Probabilities: of no act, and of each EventType in its order; they sum to one.
  float none = 0;
  std::array<float, 16> types{};
  std::array<std::string_view, 16> modes{};  // the likeliest mode of each type; empty = none
  EventStatus status = EventStatus::kActual;
};

struct Sentence {
  Span span;
  std::uint32_t block = 0;  // index into Article::blocks; 0 where the article has none
  bool headline = false;    // of a title, deck or heading block: telegraphic syntax
  std::vector<Token> tokens;
  std::vector<Word> words;
  std::vector<Name> names;  // in order, not overlapping
  // Whether cues and triggers were looked for: the accurate model read the sentence, or the gate of
  // the fast one found nothing in it that is worth that.
  bool accurate = false;
  // In order, not overlapping.
  std::vector<ReadCue> cues;
  std::vector<ReadTrigger> triggers;
};

struct Analysis {
  std::vector<Sentence> sentences;
};

// CoNLL-U, FORM the text's own characters, multi-word tokens as range lines, names in MISC.
std::string analysis_to_conllu(const Analysis& analysis, std::string_view text,
                               std::string_view document_id);
// Reads CoNLL-U (without range lines' own analysis) into an analysis and the text it is of: for
// tests of rules on hand-made trees. MISC may hold Entity=B-PER and SpaceAfter=No.
Result<Analysis> analysis_from_conllu(std::string_view conllu, std::string* text);

}  // namespace dragoman
