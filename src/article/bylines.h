// Names of authors, from a byline as it is shown or declared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article/declared.h"
#include "article/phrases.h"

namespace dragoman {

// "By Ana Ruiz and Tom Berg, Correspondents | June 3" gives Ana Ruiz, Tom Berg. Never cuts inside
// a name; what is no name of a person (roles, places, dates, the site) is left out.
std::vector<std::string> names_in_byline(std::string_view byline, const Phrases& phrases);

// The authors of an article: what is declared, checked against the bylines that are shown.
std::vector<std::string> fuse_authors(const Declarations& declared,
                                      const std::vector<std::string>& shown_bylines,
                                      const Phrases& phrases);

}  // namespace dragoman
