// A page, flattened: the blocks of visible text in their order, the elements that hold them, and
// what the page declares about itself. HTML pages and pasted dumps both become a Page; a dump has
// no elements.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dragoman {

// What a block lies in.
enum Inside : std::uint32_t {
  kInNav = 1u << 0,
  kInHeader = 1u << 1,
  kInFooter = 1u << 2,
  kInAside = 1u << 3,
  kInArticle = 1u << 4,
  kInMain = 1u << 5,
  kInFigure = 1u << 6,
  kInFigcaption = 1u << 7,
  kInQuote = 1u << 8,
  kInList = 1u << 9,
  kInTable = 1u << 10,
  kInForm = 1u << 11,
  kInButton = 1u << 12,
  kInHeading = 1u << 13,
  kInLink = 1u << 14,  // the whole block stands in a link
  kInParagraph = 1u << 15,
  kInArticleBody = 1u << 16,  // itemprop="articleBody"
  kInHidden = 1u << 17,       // by style or attribute
  kInAddress = 1u << 18,
  kInTime = 1u << 19,
  kInPre = 1u << 20,
  kInNoscript = 1u << 21,
  kInDefinition = 1u << 22,
  kInSection = 1u << 23,
  kInIframeOrEmbed = 1u << 24,
};
inline constexpr int kInsideBits = 25;

// An element that holds blocks.
struct Container {
  std::int32_t parent = -1;
  std::uint16_t tag = 0;       // index into kBlockTags
  std::uint8_t block_tag = 0;  // the nearest element that begins a block
  std::uint8_t heading = 0;
  std::uint16_t depth = 0;
  std::uint32_t inside = 0;                      // bits of Inside, its own included
  std::uint32_t words_begin = 0, words_end = 0;  // class words: Page::words
  std::uint64_t signature = 0;                   // of its tag and classes
};

struct PageBlock {
  std::string text;
  std::int32_t container = -1;
  std::uint32_t inside = 0;       // bits of Inside
  std::uint8_t heading = 0;       // 1 to 6
  std::uint8_t tag = 0;           // of the element, index into kBlockTags
  std::uint16_t blank_lines = 0;  // of a dump: empty lines before it
  bool glued = false;             // of a dump: cut off from the line before
  std::uint32_t link_chars = 0, links = 0;
  std::uint32_t emphasis_chars = 0;  // bold
  std::string href;                  // of its first link
  std::string datetime;              // of a <time> in it
  std::int32_t figure = -1;          // which figure it belongs to
};

struct PageFigure {
  std::string alt, src;
  std::int32_t first_block = 0;
};

// A value the page declares: <meta>, microdata, <time>.
struct Declared {
  std::string key, value;
};

struct Page {
  bool is_dump = false;
  std::vector<Container> containers;
  // Class words of all containers: [begin, end) of word_store.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> words;
  std::string word_store;
  std::vector<PageBlock> blocks;
  std::vector<PageFigure> figures;
  // Declarations.
  std::vector<Declared> meta;        // lower-case name or property
  std::vector<Declared> microdata;   // itemprop
  std::vector<std::string> json_ld;  // raw contents of the scripts
  std::string title_element, html_lang, canonical;

  std::string_view word(std::size_t i) const {
    return std::string_view(word_store).substr(words[i].first, words[i].second - words[i].first);
  }
};

// The elements that begin a block, in the order of the features' tag buckets.
inline constexpr std::string_view kBlockTags[] = {
    "none",    "p",       "div",      "li",      "h1",     "h2",     "h3",         "h4",
    "h5",      "h6",      "a",        "span",    "td",     "th",     "blockquote", "figcaption",
    "section", "article", "time",     "header",  "footer", "nav",    "aside",      "main",
    "ul",      "ol",      "dl",       "dt",      "dd",     "table",  "tr",         "form",
    "button",  "label",   "pre",      "address", "body",   "figure", "summary",    "details",
    "center",  "option",  "noscript", "cite",    "strong", "em",     "other"};

}  // namespace dragoman
