// Looks over the tags of a page before the parser does. Parsers of HTML are quadratic in nesting
// and in the attributes of one tag; this scan is linear and says whether a page would hurt.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dragoman {

struct HtmlShape {
  std::size_t depth = 0;       // most elements open at once, about as the parser would nest them
  std::size_t attributes = 0;  // most attributes of one tag
};

// Stops early once either limit is passed.
HtmlShape measure_html(std::string_view html, std::size_t max_depth, std::size_t max_attributes);

// The visible text of a page that must not be parsed: tags taken out, blocks on lines of their
// own. Linear; knows neither nesting nor styles.
std::string strip_tags(std::string_view html);

}  // namespace dragoman
