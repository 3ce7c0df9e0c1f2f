// Mends what the parser gets wrong in ways that the words around show, before a tree is built:
// recipients read as part of a thing's name, lists of subjects torn apart, verbs hung on the wrong
// clause, perfect participles read as main verbs.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "document/analysis.h"

namespace dragoman::coding {

// A name that can own things and be given some: words [begin, end) of the sentence.
struct NamedParty {
  std::int32_t begin = 0, end = 0;
  bool state = false;  // a country or its place, as against other bodies and people
};

struct Edge {
  std::int32_t head = -1;
  std::string_view rel;  // the relation with its subtype
};

// The heads and relations of a sentence, mended. Linear in its words.
std::vector<Edge> mended_edges(const Sentence& sentence, const std::vector<NamedParty>& names);

}  // namespace dragoman::coding
