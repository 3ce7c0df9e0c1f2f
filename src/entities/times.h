// Time expressions: where they stand and which time they mean.
#pragma once

#include <optional>
#include <vector>

#include "base/calendar.h"
#include "document/analysis.h"
#include "entities/entities.h"
#include "entities/tree.h"

namespace dragoman {

// TimeML values and [begin, end), read from the publication date, the tense of the verb and the
// dates before. Without a publication date values stay partial ("XXXX-06-17"), never a guess.
void find_times(const Analysis& analysis, const std::vector<SentenceTree>& trees,
                const Knowledge& knowledge, std::optional<CivilDate> published,
                std::vector<TimeExpression>& times, std::vector<TimeMention>& mentions);

}  // namespace dragoman
