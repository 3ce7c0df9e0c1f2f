// Places: toponyms with their coordinates, and whether they mean the place, its government or its
// people.
#pragma once

#include <vector>

#include "entities/draft.h"
#include "entities/entities.h"
#include "entities/mentions.h"

namespace dragoman {

void find_places(const Analysis& analysis, const std::vector<SentenceTree>& trees,
                 const std::vector<SentenceMentions>& found, const std::vector<Draft>& drafts,
                 const Knowledge& knowledge, std::vector<Place>& places,
                 std::vector<PlaceMention>& mentions);

}  // namespace dragoman
