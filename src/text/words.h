// Splits surface tokens into the syntactic words of UD English: "can't" is "ca" + "n't",
// "Kim's" is "Kim" + "'s", "cannot" is "can" + "not".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/lexicon.h"

namespace dragoman::text {

// Byte offsets inside the token where its second and later words begin; empty for one word.
void word_cuts(const Lexicon& lexicon, std::string_view token, std::vector<std::uint32_t>& cuts);

}  // namespace dragoman::text
