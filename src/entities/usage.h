// How the words around a toponym use it: as a government, or as where a report was written.
#pragma once

#include <cstdint>
#include <vector>

#include "entities/draft.h"

namespace dragoman {

// Is a capital used for its government ("Seoul said", "ties with Pyongyang") or as a place?
bool acts_as_government(const SentenceTree& tree, const NameUnit& name);
// The words before the text of a report that say where and when it was written.
std::uint32_t dateline_end(const std::vector<Word>& words, const std::vector<WordSpan>& times,
                           const std::vector<NameUnit>& names);

}  // namespace dragoman
