// The word tables of coding, read once: reporting words, event verbs and nouns, items, classes of
// nouns, governors of status, codes.
//
// A row of data/event_verbs.tsv or data/event_nouns.tsv is a rule. Its cells:
//   words  verbs or nouns it speaks of, separated by blanks; "call_off" is a verb with its particle
//          or preposition
//   when   conditions, separated by blanks, all of which must hold:
//            obj  iobj  subj  xcomp  ccomp        the clause has it
//            obj=ties|@treaty                     … headed by one of these lemmas or noun classes
//            on  to=@war                          an oblique with this preposition (and noun)
//            mod=military|@arms                   (nouns) an adjective or compound part
//            bidden                       its clause says what to do: "to go", "that he should go"
//            objactor  subjactor  subjstate       the object, subject is an actor; a country or
//            body inner=AID|…                          what it governs is an act of this type poss
//            plural                         (nouns)
//          "!" before a condition turns it round
//   type   PLOVER type; LIGHT: the event is its object's
//   mode, cameo, contexts, stage
//   roles  who acts ">" on whom ";" with what, each a list of slots in order of trust:
//          subj obj iobj xsubj(ect of its clause) inner (whom the act below it is done to) and
//          prepositions; "subj<>with,obj" is mutual. Nouns: poss mod(ifier that is an actor) verb
//          (the subject of its verb) and prepositions.
//   prior  how far to trust the rule
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/resources.h"
#include "coding/tree.h"
#include "dragoman/record.h"

namespace dragoman::coding {

struct ReportingVerb {
  std::string lemma, particle;  // "point", "out"
  std::string cls;
  StatementAct act = StatementAct::kAssert;
  bool clause = false;      // t: that-clause
  bool bare = false;        // 0: clause without "that"
  bool infinitive = false;  // i
  bool question = false;    // q
  bool nominal = false;     // g: noun phrase
  bool direct = false;      // can head a direct quotation
  bool cognition = false;   // thinks or perceives rather than speaks
  char addressee = '-';     // o t w a -
  char stance = 'n';        // n + - x f
};

struct ReportingNoun {
  std::string lemma, cls;
  StatementAct act = StatementAct::kAssert;
};

struct Condition {
  bool negated = false;
  std::string slot;  // "obj", "on", "mod"…
  std::vector<std::string> lemmas, classes;
};

struct Roles {
  std::vector<std::string> source, target, object;
  bool mutual = false;
};

struct EventRule {
  std::string word, particle;
  std::vector<Condition> when;
  bool light = false;
  EventType type = EventType::kConsult;
  std::string mode, cameo;
  std::vector<std::string> contexts;
  std::optional<Stage> stage;
  Roles roles;
  double prior = 0.5;
  int line = 0;
  bool own = false;  // of a codebook of the user's own
};

struct Item {
  std::string cls;
  std::string context;  // "military"
};

struct Code {
  std::string name, mode;
  std::vector<std::string> contexts;
  double goldstein = 0;
};

// What a governing verb or noun says about the act below it.
struct Governor {
  std::optional<EventStatus> status;  // none = leaves it as it is
  std::optional<Stage> stage;
};

template <typename T>
using ByWord = std::unordered_map<std::string, T>;

// Acts that the accurate model finds and no rule describes: rules without words. data/acts.tsv has
//   type mode cameo                the act; the row of a type without a mode comes first
//   verb_roles noun_roles          as `roles` above, where the trigger is a verb, a noun; empty in
//                                  the row of a mode = as in the row of its type
struct ActRules {
  EventRule verb, noun;
};

struct Lexicon {
  static Result<std::shared_ptr<const Lexicon>> open(const Resources& resources,
                                                     const std::string& codebook);

  ByWord<std::vector<ReportingVerb>> reporting_verbs;  // by lemma, longest particle first
  ByWord<ReportingNoun> reporting_nouns;
  ByWord<std::vector<EventRule>> event_verbs, event_nouns;  // by lemma, in the order of the table
  // By type and mode; that of a type without a mode is always there.
  std::map<std::pair<EventType, std::string>, ActRules> acts;
  const ActRules& act(EventType type, const std::string& mode) const;
  ByWord<Item> items;
  ByWord<std::vector<std::string>> classes;  // lemma -> noun classes
  ByWord<Governor> governors;                // verbs, nouns, adjectives: "verb:plan"
  ByWord<std::set<std::string>> not_events;  // word -> types ("*" = all)
  ByWord<std::string> occasions;             // noun -> kind
  ByWord<std::string> contexts;              // noun or adjective -> PLOVER context
  std::map<std::string, Code> codes;
  std::map<std::pair<std::string, std::string>, std::string> refined;  // (code, context) -> code
  ByWord<double> numbers;                                              // "dozen" -> 12
  ByWord<std::string> currencies;                                      // "dollar" -> "USD"
  ByWord<std::string> count_kinds;                                     // "kill" -> "killed"
  std::string ruleset, codebook;                                       // hashes

  const ReportingVerb* reporting_verb(const Tree& tree, WordId word) const;
  bool in_class(const std::string& lemma, std::string_view cls) const;
  // What is given or used: the item of a noun, by its lemma, else by the last part of a compound.
  const Item* item(const std::string& lemma) const;
  // Words that make an act of this type no act: games, films, metaphors.
  bool unmakes(EventType type, const std::string& lemma) const;
};

}  // namespace dragoman::coding
