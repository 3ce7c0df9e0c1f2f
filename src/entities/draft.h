// What the steps of the resolver hand on: names, affiliations and mentions, before they are joined.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/analysis.h"
#include "dragoman/record.h"
#include "entities/tree.h"
#include "knowledge/knowledge.h"

namespace dragoman {

// A name in the words of a sentence.
struct NameUnit {
  std::uint32_t begin = 0, end = 0, head = 0;
  EntityKind kind = EntityKind::kOther;
  // What the tables say; -1 = nothing.
  std::int32_t country = -1;       // row: a country's name
  std::int32_t demonym = -1;       // row of countries: "Russian", "Russians"
  bool people = false;             // a demonym in the plural: "Russians"
  std::int32_t metonym = -1;       // row
  std::int32_t seat = -1;          // row of metonyms: an organisation that sits in this capital
  std::int32_t organization = -1;  // row
  std::vector<std::int32_t> organizations;  // all rows of that name: "RSF"
  std::vector<std::uint32_t> officials;     // rows: terms of a person of this full name
  std::vector<std::uint32_t> places;        // rows
  Gender gender = Gender::kUnknown;
  bool known = false;  // by a table
};

// Whom an official, a body or a group belongs to.
struct Affiliation {
  std::int32_t country = -1;               // row
  std::int32_t organization = -1;          // row
  std::string name;                        // folded name of an organisation no table knows
  std::vector<std::string> cameo, plover;  // sectors, without doubles
  bool former = false;
  bool empty() const { return country < 0 && organization < 0 && name.empty(); }
};

// A role noun in the words of a sentence, with whom it serves.
struct RoleUnit {
  std::uint32_t begin = 0, end = 0, head = 0;
  std::uint32_t row = 0;
  bool plural = false;
  WordSpan phrase;  // the role's noun phrase, with its modifiers
  Affiliation affiliation;
  std::int32_t bearer = -1;  // index of the name unit whose title or apposition it is
  bool inner = false;        // part of another role's phrase: "defence ministry" of its spokesman
};

// A mention before it has an entity.
struct Draft {
  std::uint32_t sentence = 0, begin = 0, end = 0, head = 0;
  std::uint32_t name_begin = 0, name_end = 0;  // the name or head word
  MentionForm form = MentionForm::kName;
  EntityKind kind = EntityKind::kOther;
  NameUnit name;                      // of a name
  std::optional<std::uint32_t> role;  // row of roles: of a nominal, or a name's title
  Affiliation affiliation;
  Gender gender = Gender::kUnknown;
  bool plural = false;
  bool definite = false;  // "the", "this", a possessive
  bool subject = false;
  bool quoted = false;  // inside quotation marks
  bool inner = false;   // a body inside another role's phrase: "a ministry spokesman"
  Index entity = kNone;
};

// Lower case, one blank between words, no possessive and no article: how names are compared.
std::string folded_name(const std::vector<Word>& words, std::uint32_t begin, std::uint32_t end);

// Finds names: the language model's, the tables' and sequences of capitalised words.
std::vector<NameUnit> find_names(const Sentence& sentence, const SentenceTree& tree,
                                 const std::vector<KnownName>& known, const Knowledge& knowledge);

// How often a report names each country (iso3), by name, demonym, capital or town.
using CountryWeights = std::map<std::string, int, std::less<>>;
void weigh_countries(const std::vector<NameUnit>& names, const Knowledge& knowledge,
                     CountryWeights& weights);
// The country of a toponym: of its namesakes the one in a country that the report names, else the
// largest.
std::string country_of_place(const NameUnit& name, const CountryWeights& weights,
                             const Knowledge& knowledge);

// Finds role nouns and, by the grammar of noun phrases, whom they serve and who bears them.
std::vector<RoleUnit> find_roles(const Sentence& sentence, const SentenceTree& tree,
                                 const std::vector<KnownName>& known,
                                 const std::vector<NameUnit>& names, const CountryWeights& weights,
                                 const Knowledge& knowledge);

// The actor of an affiliation; none where nothing is known.
std::optional<Actor> actor_of(const Affiliation& affiliation, const Knowledge& knowledge);
void add_sector(Affiliation& affiliation, const std::vector<std::string>& cameo,
                const std::vector<std::string>& plover);

}  // namespace dragoman
