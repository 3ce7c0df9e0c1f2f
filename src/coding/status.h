// Did it happen? Reads tense, modals, negation, conditions, governing verbs and nouns, and dates.
#pragma once

#include <optional>

#include "coding/scene.h"

namespace dragoman::coding {

struct Reality {
  EventStatus status = EventStatus::kActual;
  std::optional<Stage> stage;
  WordId governor = kNoWord;  // the word that says so, where it is not the trigger's own clause
  bool willed = false;        // future by "will" of its own subject
  bool past = false;          // told in a past tense
};

// `trigger` is the verb or noun of the act; `carrier` the verb that carries a noun's tense (a light
// verb), else the trigger itself.
Reality reality_of(const Scene& scene, std::uint32_t sentence, WordId trigger, WordId carrier,
                   EventType type);

// By the calendar: before the publication by years = historical; after it = future.
EventStatus dated(const Reality& reality, const std::optional<WhenValue>& when,
                  const std::optional<Published>& published);

}  // namespace dragoman::coding
