// Numbers, units, money and counts inside a noun phrase: "at least 340 machine tools",
// "1.5 billion Norwegian crowns", "two dozen soldiers".
#pragma once

#include <optional>

#include "coding/scene.h"

namespace dragoman::coding {

struct Number {
  double value = 0;
  std::string qualifier;  // "about", "at least", "up to"; empty = exact
  bool vague = false;     // "hundreds": no figure
};

// "1,200" "1.5" "twelve" "1.5 billion"; nullopt where the words hold no number.
std::optional<Number> number_in(const Lexicon& lexicon, const Tree& tree, WordId begin, WordId end);
// The noun that a measure speaks of: "tons of grain" -> grain, "a number of tanks" -> tanks.
WordId content_noun(const Lexicon& lexicon, const Tree& tree, WordId noun);
// What is given, used or demanded.
EventObject object_of(const Scene& scene, std::uint32_t sentence, WordId noun);
// "killed three people": the count that a verb or noun takes of a noun phrase.
std::optional<EventCount> count_of(const Scene& scene, std::uint32_t sentence,
                                   const std::string& kind, WordId noun);

}  // namespace dragoman::coding
