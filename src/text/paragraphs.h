// Which line breaks of a text mean something? Blank lines always do; a single line break does
// unless the line was merely wrapped there.
#pragma once

#include <string_view>
#include <vector>

#include "dragoman/record.h"

namespace dragoman::text {

// The stretches of text[region] that no sentence crosses, in order, without blanks at their ends.
std::vector<Span> paragraphs_of(std::string_view text, Span region);

}  // namespace dragoman::text
