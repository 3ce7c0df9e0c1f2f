// HTML to a Page: parses with lexbor and walks the tree once.
#pragma once

#include <string_view>

#include "article/page.h"
#include "base/budget.h"
#include "dragoman/error.h"

namespace dragoman {

// The page must have passed measure_html. Errors: kTimeout, kMalformed (out of memory).
Result<Page> flatten_html(std::string_view html, const Deadline& deadline);

}  // namespace dragoman
