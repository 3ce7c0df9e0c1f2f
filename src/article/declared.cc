#include "article/declared.h"

#include <algorithm>

#include "article/characters.h"
#include "article/dates.h"
#include "article/lenient_json.h"
#include "base/tsv.h"

namespace dragoman {
namespace {

bool is_article_type(std::string_view type) {
  return type.find("Article") != std::string_view::npos ||
         type.find("Posting") != std::string_view::npos || type == "Report" || type == "Review" ||
         type.find("Reportage") != std::string_view::npos || type == "Recipe" ||
         type == "NewsStory";
}

std::vector<std::string> strings_of(const JsonValue* value);

void add_unique(std::vector<std::string>& list, std::string text) {
  constexpr std::size_t kMostOfAKind = 100;  // also keeps this linear
  if (!text.empty() && list.size() < kMostOfAKind &&
      std::find(list.begin(), list.end(), text) == list.end())
    list.push_back(std::move(text));
}

// The decoded text of a declared string: some write entities into JSON.
std::string plain(std::string_view text) {
  if (text.find('&') == std::string_view::npos) return squeezed(text);
  struct Named {
    std::string_view name, text;
  };
  static constexpr Named kEntities[] = {
      {"&amp;", "&"},        {"&quot;", "\""},       {"&#39;", "'"},        {"&#039;", "'"},
      {"&apos;", "'"},       {"&lt;", "<"},          {"&gt;", ">"},         {"&nbsp;", " "},
      {"&#8217;", "\u2019"}, {"&#8216;", "\u2018"},  {"&#8220;", "\u201C"}, {"&#8221;", "\u201D"},
      {"&#8211;", "\u2013"}, {"&#8212;", "\u2014"},  {"&rsquo;", "\u2019"}, {"&lsquo;", "\u2018"},
      {"&ldquo;", "\u201C"}, {"&rdquo;", "\u201D"},  {"&ndash;", "\u2013"}, {"&mdash;", "\u2014"},
      {"&#8230;", "\u2026"}, {"&hellip;", "\u2026"}, {"&#x27;", "'"},       {"&#34;", "\""}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t width = 1;
    std::string_view put = text.substr(i, 1);
    if (text[i] == '&')
      for (const Named& entity : kEntities)
        if (text.compare(i, entity.name.size(), entity.name) == 0)
          width = entity.name.size(), put = entity.text;
    out += put;
    i += width;
  }
  return squeezed(out);
}

// Names of a value that may be a string, an object with a name, or a list of such.
std::vector<std::string> strings_of(const JsonValue* value) {
  std::vector<std::string> out;
  if (value == nullptr) return out;
  if (value->is_string()) {
    add_unique(out, plain(value->text));
  } else if (value->kind == JsonValue::Kind::kObject) {
    for (std::string& name : strings_of(value->get("name"))) add_unique(out, std::move(name));
  } else {
    for (const JsonValue& item : value->items)
      for (std::string& name : strings_of(&item)) add_unique(out, std::move(name));
  }
  return out;
}

std::string first_string(const JsonValue* value) {
  std::vector<std::string> all = strings_of(value);
  return all.empty() ? std::string() : std::move(all.front());
}

class JsonLd {
 public:
  explicit JsonLd(Declarations& out) : out_(out) {}

  void read(const std::string& script) {
    for (const JsonValue& value : read_lenient_json(script)) visit(value, 0);
  }

  std::string headline, description, published, modified;

 private:
  void visit(const JsonValue& value, int depth) {
    if (depth > 6) return;
    for (const JsonValue& item : value.items) visit(item, depth + 1);
    if (value.kind != JsonValue::Kind::kObject) return;
    if (const JsonValue* graph = value.get("@graph")) visit(*graph, depth + 1);
    for (const std::string_view key : {"mainEntity", "mainEntityOfPage", "liveBlogUpdate"})
      if (const JsonValue* inner = value.get(key);
          inner != nullptr && key != "liveBlogUpdate" && inner->kind == JsonValue::Kind::kObject)
        visit(*inner, depth + 1);
    const std::vector<std::string> types = strings_of(value.get("@type"));
    const bool article = std::any_of(types.begin(), types.end(), is_article_type);
    const bool page = std::find(types.begin(), types.end(), "WebPage") != types.end();
    if (std::find(types.begin(), types.end(), "WebSite") != types.end() && out_.site.empty())
      out_.site = first_string(value.get("name"));
    // A page declares dates too, but an article's word is better.
    if (page && !article) {
      if (page_published_.empty()) page_published_ = first_string(value.get("datePublished"));
      if (published.empty() && out_.published.empty()) fallback(value);
      return;
    }
    if (!article) return;
    out_.has_article = true;
    const auto take = [&](std::string& into, std::string_view key) {
      if (into.empty()) into = first_string(value.get(key));
    };
    take(headline, "headline");
    if (headline.empty()) take(headline, "name");
    take(description, "description");
    take(published, "datePublished");
    if (published.empty()) take(published, "dateCreated");
    take(modified, "dateModified");
    const std::string body = first_string(value.get("articleBody"));
    if (body.size() > out_.article_body.size()) out_.article_body = body;
    if (out_.authors.empty())
      for (const std::string_view key : {"author", "creator"})
        if (out_.authors.empty())
          for (std::string& name : strings_of(value.get(key)))
            add_unique(out_.authors, std::move(name));
    if (out_.section.empty()) out_.section = first_string(value.get("articleSection"));
    if (out_.language.empty()) out_.language = first_string(value.get("inLanguage"));
    for (const std::string& words : strings_of(value.get("keywords")))
      for (const std::string_view tag : split(words, ',')) add_unique(out_.tags, squeezed(tag));
    if (const JsonValue* publisher = value.get("publisher"))
      if (std::string name = first_string(publisher); !name.empty()) out_.site = std::move(name);
  }

  void fallback(const JsonValue& value) {
    if (page_modified_.empty()) page_modified_ = first_string(value.get("dateModified"));
    if (out_.language.empty()) out_.language = first_string(value.get("inLanguage"));
    if (page_description_.empty()) page_description_ = first_string(value.get("description"));
  }

 public:
  std::string page_published_, page_modified_, page_description_;

 private:
  Declarations& out_;
};

std::string meta(const Page& page, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    for (const Declared& declared : page.meta)
      if (declared.key == key && !declared.value.empty()) return plain(declared.value);
  return {};
}

std::string microdata(const Page& page, std::string_view key) {
  for (const Declared& declared : page.microdata)
    if (declared.key == key && !declared.value.empty()) return declared.value;
  return {};
}

bool is_url(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.substr(0, 4) == "www.";
}

}  // namespace

std::string without_site(const std::string& title, const std::string& site) {
  static constexpr std::string_view kSeparators[] = {
      " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " / ", " • "};
  std::string out = title;
  const std::string folded_site = folded(site);
  for (int round = 0; round < 2; ++round) {
    std::size_t cut = std::string::npos, width = 0;
    for (const std::string_view separator : kSeparators) {
      const std::size_t at = out.rfind(separator);
      if (at != std::string::npos && (cut == std::string::npos || at > cut)) {
        cut = at;
        width = separator.size();
      }
    }
    if (cut == std::string::npos) break;
    const std::string tail = folded(std::string_view(out).substr(cut + width));
    const bool named = !folded_site.empty() && !tail.empty() &&
                       (folded_site.find(tail) != std::string::npos ||
                        tail.find(folded_site) != std::string::npos);
    const bool bar = out.compare(cut, 3, " | ") == 0;
    const std::size_t words =
        static_cast<std::size_t>(std::count(tail.begin(), tail.end(), ' ')) + 1;
    if (!named && !(bar && words <= 4 && cut > 15)) break;
    out.resize(cut);
  }
  return squeezed(out);
}

Declarations read_declarations(const Page& page) {
  Declarations out;
  JsonLd ld(out);
  for (const std::string& script : page.json_ld) ld.read(script);
  if (std::string site = meta(page, {"og:site_name"}); !site.empty()) out.site = std::move(site);
  if (out.site.empty()) out.site = meta(page, {"application-name", "twitter:site"});
  add_unique(out.titles, without_site(ld.headline, out.site));
  add_unique(out.titles, without_site(meta(page, {"og:title"}), out.site));
  add_unique(out.titles, without_site(meta(page, {"twitter:title", "title", "dc.title",
                                                  "parsely-title", "sailthru.title"}),
                                      out.site));
  add_unique(out.titles, squeezed(microdata(page, "headline")));
  add_unique(out.titles, without_site(page.title_element, out.site));
  for (const std::string& text : {ld.description, meta(page, {"og:description"}),
                                  meta(page, {"description"}), meta(page, {"twitter:description"}),
                                  squeezed(microdata(page, "description")), ld.page_description_})
    if (text.size() >= 20) add_unique(out.descriptions, plain(text));

  for (const Declared& declared : page.microdata)
    if (declared.key == "author" || declared.key == "rel-author")
      if (!is_url(declared.value)) add_unique(out.meta_authors, plain(declared.value));
  for (const Declared& declared : page.meta)
    if (declared.key == "author" || declared.key == "article:author" ||
        declared.key == "dc.creator" || declared.key == "parsely-author" ||
        declared.key == "sailthru.author" || declared.key == "byl" ||
        declared.key == "dcterms.creator" || declared.key == "cxenseparse:author" ||
        declared.key == "citation_author" || declared.key == "article:author_name")
      if (!is_url(declared.value)) add_unique(out.meta_authors, plain(declared.value));

  const auto date = [&](const std::string& text, DateSource from) {
    if (const auto value = read_machine_date(text)) out.published.push_back({*value, from});
  };
  date(ld.published, DateSource::kJsonLd);
  date(microdata(page, "datepublished"), DateSource::kMicrodata);
  date(meta(page, {"article:published_time", "og:article:published_time", "article:published",
                   "og:published_time"}),
       DateSource::kOpenGraph);
  date(ld.page_published_, DateSource::kJsonLd);
  date(meta(page, {"date",
                   "datepublished",
                   "parsely-pub-date",
                   "sailthru.date",
                   "pubdate",
                   "publishdate",
                   "publish-date",
                   "publication_date",
                   "dc.date",
                   "dc.date.issued",
                   "dcterms.created",
                   "dcterms.date",
                   "article.published",
                   "published_time",
                   "originalpublicationdate",
                   "cxenseparse:recs:publishtime",
                   "article_date_original",
                   "dc.date.created",
                   "ptime",
                   "displaydate",
                   "cxenseparse:publishtime",
                   "published_at",
                   "citation_publication_date"}),
       DateSource::kMeta);
  for (const std::string& text : {ld.modified, microdata(page, "datemodified"),
                                  meta(page, {"article:modified_time", "og:updated_time",
                                              "last-modified", "lastmod", "dateupdated"}),
                                  ld.page_modified_})
    if (out.modified.empty())
      if (const auto value = read_machine_date(text)) out.modified = *value;

  if (out.section.empty())
    out.section = meta(page, {"article:section", "section", "parsely-section"});
  for (const Declared& declared : page.meta) {
    if (declared.key == "article:tag") {
      add_unique(out.tags, plain(declared.value));
    } else if ((declared.key == "news_keywords" || declared.key == "keywords") &&
               out.tags.empty()) {
      for (const std::string_view tag : split(declared.value, ','))
        add_unique(out.tags, plain(tag));
    }
  }
  if (!page.html_lang.empty()) out.language = page.html_lang;
  if (out.language.empty())
    out.language = meta(page, {"og:locale", "content-language", "language"});
  for (char& c : out.language)
    if (c == '_') c = '-';
  const auto good = [](char c) {
    return c == '-' || is_ascii_letter(static_cast<unsigned char>(c)) ||
           is_ascii_digit(static_cast<unsigned char>(c));
  };
  if (out.language.size() < 2 || out.language.size() > 20 ||
      !std::all_of(out.language.begin(), out.language.end(), good))
    out.language.clear();
  return out;
}

}  // namespace dragoman
