// Pairs quotation marks: by the way they face, within a paragraph, never refusing a text.
//
// Straight marks open after a blank or bracket and close after a letter or stop; curly ones say
// themselves which they are. A quotation left open ends with its paragraph, or goes on where the
// next paragraph opens with a mark (one utterance, a span a paragraph). One in ten articles has a
// mark too many or too few: parity would be wrong from there on, orientation is wrong once.
#pragma once

#include <string_view>
#include <vector>

#include "dragoman/record.h"

namespace dragoman::coding {

struct Quotation {
  Span outer;  // with its marks
  Span inner;  // without them
  int words = 0;
  int level = 1;       // 2: inside another one
  int follows = -1;    // the quotation of the paragraph before that this one goes on from
  bool closed = true;  // has its closing mark
  std::uint32_t paragraph = 0;
};

// In text order. `paragraphs` do not overlap and are in order.
std::vector<Quotation> pair_quotations(std::string_view text, const std::vector<Span>& paragraphs);

// The paragraphs of an article: its blocks, cut further where they hold blank lines.
std::vector<Span> paragraphs_of(const Article& article);

}  // namespace dragoman::coding
