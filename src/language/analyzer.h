// How is the sentence built, which words are names?
//
// Runs the language model over segmented sentences and fills in UPOS, XPOS, features, lemmas, the
// dependency tree and names. Same input, same bytes on any processor and thread count; a sentence's
// analysis depends on its words alone, not on the sentences around it.
//
// Budget: a sentence over 400 words is read in parts, each up to a mark (. ! ? ; : else a comma) in
// the second half of its first 400 words, or exactly so many where there is none. The root of the
// first part is the root of the sentence; the roots of the others hang from it as `parataxis`. So
// time is linear in the length of the text, and memory bounded by one part.
// Thread-safety: one Analyzer may be shared by all threads.
#pragma once

#include <memory>
#include <string>

#include "base/resources.h"
#include "document/analysis.h"
#include "dragoman/dragoman.h"
#include "dragoman/error.h"

namespace dragoman {

class Analyzer {
 public:
  // Maps models/fast.safetensors and the lemma lexicon beside it.
  static Result<Analyzer> open(const Resources& resources);

  // There is one model as yet, the fast one: it answers for every tier.
  void analyze(Analysis& analysis, Tier tier) const;
  // Content hash of the weights, for CoderInfo.
  const std::string& fast_model() const;

  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;
  ~Analyzer();

 private:
  struct Parts;
  explicit Analyzer(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace dragoman
