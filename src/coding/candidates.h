// Acts as the lexicon sees them in a tree: a verb or noun with its rule and the words in its roles,
// before anybody asks who those words stand for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "coding/scene.h"
#include "coding/status.h"

namespace dragoman::coding {

struct Candidate {
  std::uint32_t sentence = 0;
  WordId trigger = kNoWord;
  WordId carrier = kNoWord;  // the verb that carries its tense: a light verb, else the trigger
  const EventRule* rule = nullptr;
  EventType type = EventType::kConsult;
  std::string mode, cameo;
  // Heads of noun phrases in the order in which the rule trusts them.
  std::vector<WordId> sources, targets, objects;
  bool mutual = false;
  int inner = -1;     // the candidate that this one speaks of: what is promised, asked, refused
  int outer = -1;     // the candidate that speaks of this one
  std::string shape;  // "verb" "passive" "nominal" "light" …
  Reality reality;
  // Where the accurate model read the sentence: the words that it found to report this act, and
  // whether it found any. What it does not find is no event, but may lend its roles to one.
  const ReadTrigger* read = nullptr;
  bool refuted = false;
  // Of a read one: the words that the model saw in the roles, the heads of their phrases.
  std::vector<WordId> read_sources, read_targets;
  bool described = false;  // a rule of the tables describes this very type of act
};

// All candidates of a sentence, by trigger; `inner` and `outer` are indices into the result.
std::vector<Candidate> find_candidates(const Scene& scene, std::uint32_t sentence);

}  // namespace dragoman::coding
