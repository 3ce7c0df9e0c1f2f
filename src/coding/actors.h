// From words to entities: who a noun phrase stands for as an actor.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "coding/scene.h"

namespace dragoman::coding {

// Who speaks and is spoken to inside a quotation, for "I", "we" and "you".
struct Deixis {
  Index speaker = kNone;
  std::vector<Index> addressees;
};

class Actors {
 public:
  Actors(const Scene& scene, Entities& entities) : scene_(scene), entities_(entities) {}

  // The entity whose phrase this word heads; an unnamed person or group ("officials") gets one.
  Index entity_of(std::uint32_t sentence, WordId word);
  // The actors that a noun phrase names, its coordinated ones included: itself where it is one;
  // else who owns it or where it comes from ("Russia's army", "envoys from Peru and Chile").
  std::vector<Index> actors_of(std::uint32_t sentence, WordId word, const Deixis* deixis);
  // The same for one word without its coordination.
  std::vector<Index> actors_of_one(std::uint32_t sentence, WordId word, const Deixis* deixis,
                                   int depth = 0);
  // Whatever the noun phrase is, as an entity, the same one for the same words: for those whom the
  // accurate model sees in a role. None for pronouns and numbers.
  Index whole(std::uint32_t sentence, WordId word);

 private:
  Index make(std::uint32_t sentence, WordId word, EntityKind kind);

  const Scene& scene_;
  Entities& entities_;
  std::map<std::pair<std::uint32_t, WordId>, Index> made_;
  std::map<std::string, Index> things_;  // by name
};

}  // namespace dragoman::coding
