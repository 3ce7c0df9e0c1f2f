// Makes events of candidates: actors, status, stage, objects, counts, when and where, by whom
// claimed.
#pragma once

#include <vector>

#include "coding/actors.h"
#include "coding/candidates.h"
#include "coding/statements.h"

namespace dragoman::coding {

// In text order. `said` is in the order of the record's statements.
std::vector<Event> find_events(const Scene& scene, Actors& actors, const std::vector<Said>& said);

// The code refined by a context ("070" of military help is "072").
std::string refine(const Lexicon& lexicon, const std::string& code,
                   const std::vector<std::string>& contexts);

}  // namespace dragoman::coding
