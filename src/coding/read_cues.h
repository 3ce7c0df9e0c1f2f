// Holds the cues that rules found in a sentence to those that the accurate model found there: one
// that the model does not see is dropped, one that only the model sees is made of what it says.
#pragma once

#include <vector>

#include "coding/cues.h"

namespace dragoman::coding {

// Nothing where the accurate model did not read the sentence. Keeps the order of words.
void reconcile_cues(const Scene& scene, std::uint32_t sentence, std::vector<Cue>& cues);

}  // namespace dragoman::coding
