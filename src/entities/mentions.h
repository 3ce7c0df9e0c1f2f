// Mentions of a report before they are joined: names with their titles, role nouns, other noun
// phrases, pronouns.
#pragma once

#include <vector>

#include "document/analysis.h"
#include "entities/draft.h"

namespace dragoman {

struct SentenceMentions {
  std::vector<NameUnit> names;
  std::vector<RoleUnit> roles;
};

// Words [begin, end) of a sentence that tell a time are no names.
std::vector<Draft> find_mentions(const Article& article, const Analysis& analysis,
                                 const std::vector<SentenceTree>& trees,
                                 const std::vector<std::vector<WordSpan>>& times,
                                 const Knowledge& knowledge, std::vector<SentenceMentions>& found);

}  // namespace dragoman
