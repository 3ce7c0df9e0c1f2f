// Statements of headlines, where telegraphic style has no verb of saying: 'Institution: "…"',
// 'Institution on X: "…"', 'Institution "…"', "…: Institution"; and turns of transcripts.
#pragma once

#include <optional>
#include <vector>

#include "coding/cues.h"

namespace dragoman::coding {

std::vector<Cue> headline_cues(const Scene& scene, std::uint32_t sentence);
// "REPORTER: …" at the start of a paragraph: the cue is the colon, the speaker what stands before.
std::optional<Cue> transcript_cue(const Scene& scene, std::uint32_t sentence);

}  // namespace dragoman::coding
