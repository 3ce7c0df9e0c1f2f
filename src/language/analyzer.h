// How is the sentence built, which words are names?
//
// Runs the language models over segmented sentences and fills in UPOS, XPOS, features, lemmas, the
// dependency tree and names; the accurate one also the cues of statements and the triggers of
// events, with what belongs to them. Same input, same bytes on any processor and thread count; a
// sentence's analysis depends on its words and on being a headline alone, not on the sentences
// around it.
//
// Budget: a sentence over 400 words is read in parts, each up to a mark (. ! ? ; : else a comma) in
// the second half of its first 400 words, or exactly so many where there is none. The root of the
// first part is the root of the sentence; the roots of the others hang from it as `parataxis`. So
// time is linear in the length of the text, and memory bounded by one part.
// Thread-safety: one Analyzer may be shared by all threads.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/resources.h"
#include "document/analysis.h"
#include "dragoman/dragoman.h"
#include "dragoman/error.h"

namespace dragoman {

class Analyzer {
 public:
  // Maps models/fast.safetensors, models/accurate.safetensors where there is one (without it the
  // fast one answers for every tier) unless `tier` is the fast one, and the lemma lexicon beside
  // them.
  static Result<Analyzer> open(const Resources& resources, Tier tier = Tier::kAuto);

  // Tier::kAuto: the accurate model reads headlines and what the fast model's gate lets through,
  // and of the rest, which the fast one reads, it is taken to find no cue and no trigger. Without a
  // gate it reads every sentence.
  void analyze(Analysis& analysis, Tier tier) const;

  // What a source does to a target. The text is a sentence or a few; spans are of it, an absent one
  // is an actor that it does not name. Nothing without the accurate model.
  std::optional<ActReading> act(std::string_view text, std::optional<Span> source,
                                std::optional<Span> target) const;

  // Content hashes of the weights, for CoderInfo; empty where there is none.
  const std::string& fast_model() const;
  const std::string& accurate_model() const;

  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;
  ~Analyzer();

 private:
  struct Parts;
  explicit Analyzer(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace dragoman
