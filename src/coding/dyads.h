// The act between two given spans.
#pragma once

#include "coding/candidates.h"
#include "dragoman/dragoman.h"

namespace dragoman::coding {

Dyad find_dyad(const Scene& scene, const std::vector<Event>& events,
               const Report::DyadQuery& query);

// The likeliest act of a reading, or none.
Dyad dyad_of(const ActReading& reading);

}  // namespace dragoman::coding
