// How is the sentence built, which words are names?
//
// Runs the language model over segmented sentences and fills in UPOS, XPOS, features, lemmas, the
// dependency tree and names. Same input, same bytes on any processor and thread count.
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
