// Statements of headlines, where telegraphic style has no verb of saying: 'Institution: "…"',
// 'Institution on X: "…"', 'Institution "…"', "…: Institution".
#pragma once

#include <vector>

#include "coding/cues.h"

namespace dragoman::coding {

std::vector<Cue> headline_cues(const Scene& scene, std::uint32_t sentence);

}  // namespace dragoman::coding
