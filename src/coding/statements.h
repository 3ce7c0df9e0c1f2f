// Joins cues and quotations to statements: content, speaker, addressees, occasion, when and where.
#pragma once

#include <vector>

#include "coding/actors.h"
#include "coding/cues.h"
#include "coding/scene.h"

namespace dragoman::coding {

// A statement with what only the rules need of it.
struct Said {
  Statement statement;
  Cue cue;
  bool nested = false;
};

// In text order.
std::vector<Said> find_statements(const Scene& scene, Actors& actors);

}  // namespace dragoman::coding
