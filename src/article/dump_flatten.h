// A pasted page to a Page: each line is a block.
#pragma once

#include <string_view>

#include "article/page.h"

namespace dragoman {

// Lines that were broken to a width are joined again; a line that begins with the whole of an
// earlier line (the title as an image's alternative text) is cut behind it.
Page flatten_dump(std::string_view text);

}  // namespace dragoman
