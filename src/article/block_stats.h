// What the features count: numbers of each block, and of the page around it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "article/declared.h"
#include "article/page.h"
#include "article/phrases.h"

namespace dragoman {

enum class Ending : std::uint8_t {
  kNothing,
  kStop,
  kQuestion,
  kEllipsis,
  kColon,
  kComma,
  kQuote,
  kBracket,
  kDigit,
  kLower,
  kUpper,
  kOtherMark
};
enum class Opening : std::uint8_t {
  kUpper,
  kLower,
  kDigit,
  kQuote,
  kBracket,
  kDense,
  kBullet,
  kOtherLetter,
  kOther
};

struct BlockStats {
  std::uint32_t chars = 0;  // without blanks
  float words = 0;          // of dense scripts two characters count as one
  std::uint16_t commas = 0, stops = 0, digits = 0, capital_words = 0, upper = 0, letters = 0,
                stop_words = 0, plain_words = 0;
  Ending ending = Ending::kNothing;
  Opening opening = Opening::kOther;
  float link_share = 0, bold_share = 0;
  bool good = false;  // reads like a paragraph
  std::uint64_t hash = 0;
  std::vector<std::uint64_t> all_words;   // hashes of its words, in order
  std::vector<std::uint64_t> long_words;  // hashes of the words that carry meaning
  PhraseHits phrases;
  std::uint16_t marks = 0;
  std::uint8_t date_shape = 0;
  std::uint8_t credit_tail = 0;  // 1 bracket at the end, 2 a credit in it
};

// What only shows on the page as a whole.
struct PageStats {
  std::vector<BlockStats> blocks;
  float good_mass = 0;                           // words of good blocks
  std::size_t window_begin = 0, window_end = 0;  // where the running text stands
  std::int32_t title_block = -1;                 // the block that shows the title best
  std::vector<std::uint8_t> copies;  // 0 alone, 1 first of several, 2 later one, 3 glued elsewhere
  std::vector<std::uint8_t> title_like, desc_like, ld_body, alt_like, author_like;
  std::vector<float> parent_mass, grand_mass, kind_mass;  // shares of good_mass
  std::vector<std::uint64_t> kind;  // signature of the element and the two above it
  std::vector<std::uint8_t> in_main;
  std::vector<std::uint8_t> body_words;  // share of its words that the running text has
  std::vector<std::uint8_t> after_image;
};

PageStats measure_page(const Page& page, const Declarations& declared, const Phrases& phrases,
                       const StopWords& stop_words);

// How much of `a` is in `b`, both hashes of words: 0 to 1. `sorted_b` is sorted.
float contained(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& sorted_b);

}  // namespace dragoman
