// Who is who in this report, which time, which place?
//
// Finds mentions (names, role nouns, pronouns), joins those that mean the same entity, gives
// entities their actor codes, reads time expressions to TimeML values and finds places.
// Thread-safety: pure; a Resolver may be shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "document/analysis.h"
#include "dragoman/record.h"

namespace dragoman {

class Knowledge;

// A mention on the words of its sentence: words [begin, end), head word `head`.
struct WordMention {
  std::uint32_t sentence = 0, begin = 0, end = 0, head = 0;
  Index entity = kNone;
  MentionForm form = MentionForm::kName;
};

struct TimeMention {
  std::uint32_t sentence = 0, begin = 0, end = 0;  // words
  Index time = kNone;                              // into Entities::times
};

struct PlaceMention {
  std::uint32_t sentence = 0, begin = 0, end = 0;
  Index place = kNone;
};

struct Entities {
  std::vector<Entity> entities;
  std::vector<TimeExpression> times;
  std::vector<Place> places;
  // Sorted by (sentence, begin, end).
  std::vector<WordMention> mentions;
  std::vector<TimeMention> time_mentions;
  std::vector<PlaceMention> place_mentions;

  // The mention whose head is this word, else the smallest mention that holds it and is a name;
  // nullptr where there is none.
  const WordMention* mention_at(std::uint32_t sentence, std::uint32_t word) const;
};

class Resolver {
 public:
  explicit Resolver(const Knowledge& knowledge);
  Entities resolve(const Article& article, const Analysis& analysis) const;

 private:
  const Knowledge* knowledge_;
};

}  // namespace dragoman
