// Which words make a span, such as a name? The best sequence of BIO labels, and how sure the model
// is of each span.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dragoman/error.h"
#include "nn/scratch.h"

namespace dragoman {

// Labels in the order of the model's outputs: O, then B-X and I-X for each class X.
class BioLabels {
 public:
  // Fails (the reason) unless the labels are in that order.
  static tl::expected<BioLabels, std::string> from(const std::vector<std::string>& labels);

  std::size_t size() const { return 1 + 2 * classes_.size(); }
  const std::vector<std::string>& classes() const { return classes_; }

 private:
  std::vector<std::string> classes_;
};

// Words [begin, end).
struct LabelledSpan {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t cls = 0;  // a place in BioLabels::classes()
  float score = 0;        // probability that the model gives it
};

// Viterbi over `n` rows of emissions z: no transition scores, but I-X follows only B-X or I-X. Ties
// go to the lowest label (docs/formats/language-model.md, section 6). Writes a label a word.
void best_labels(const BioLabels& labels, const float* z, std::size_t n, std::uint32_t* best,
                 Scratch& scratch);

// The spans of the labels, each with its probability: of all allowed sequences of labels, weighted
// with e to the sum of their emissions, the share in which exactly these words are a span of this
// class.
void append_spans(const BioLabels& labels, const float* z, std::size_t n, const std::uint32_t* best,
                  std::uint32_t first_word, std::vector<LabelledSpan>& spans, Scratch& scratch);

}  // namespace dragoman
