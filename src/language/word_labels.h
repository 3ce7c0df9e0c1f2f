// What a model says of the words of a sentence. Numbers are places in the model's lists of labels;
// the memory is that of the model's workspace and holds until its next run.
#pragma once

#include <cstdint>

namespace dragoman {

struct WordLabels {
  std::uint32_t *upos = nullptr, *xpos = nullptr, *feats = nullptr;
  std::uint32_t* heads = nullptr;  // 0 = root, else a word's number from 1
  std::uint32_t* deprels = nullptr;
  // BIO labels, and the scores that they were chosen by, for the probabilities of the spans.
  struct Spans {
    std::uint32_t* best = nullptr;
    const float* emissions = nullptr;
  };
  Spans names;
  float gate = 0;  // of the fast model: how likely there is something to code; 0 without a gate
  // Of the accurate model alone; modes and statuses of the event that each word might trigger.
  Spans roles, triggers;
  const float* modes = nullptr;  // scores
  std::uint32_t* statuses = nullptr;
  const float* final = nullptr;  // the encoder's last vectors: of words, or of pieces from [CLS] on
  const float* arc_scores = nullptr;  // n rows of n + 1, as best_tree() reads them
};

}  // namespace dragoman
