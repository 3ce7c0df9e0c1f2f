// What a page declares about itself, in JSON-LD, microdata and <meta>: gathered, not yet judged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "article/page.h"
#include "dragoman/record.h"

namespace dragoman {

struct DeclaredDate {
  std::string value;  // RFC 3339
  DateSource from = DateSource::kMeta;
};

struct Declarations {
  // Candidates for the title, best first: headline, og:title, twitter:title, <title>.
  std::vector<std::string> titles;
  std::vector<std::string> descriptions;
  std::string article_body;
  std::vector<std::string> authors;       // as declared by JSON-LD
  std::vector<std::string> meta_authors;  // microdata, <meta>
  std::vector<DeclaredDate> published;    // in the order of trust
  std::string modified;
  std::string section, site, language;
  std::vector<std::string> tags;
  bool has_article = false;  // JSON-LD describes an article
};

Declarations read_declarations(const Page& page);

// A title without the name of the site at its end or beginning ("… | The Times").
std::string without_site(const std::string& title, const std::string& site);

}  // namespace dragoman
