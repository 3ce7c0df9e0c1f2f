// The features of a page's blocks, as the labeller reads them.
#pragma once

#include <cstdint>
#include <vector>

#include "article/declared.h"
#include "article/feature_space.h"
#include "article/page.h"
#include "article/phrases.h"

namespace dragoman {

// Numbers of features, block after block: those of block i are
// numbers[offsets[i] … offsets[i + 1]).
struct BlockFeatures {
  std::vector<std::uint32_t> numbers;
  std::vector<std::uint32_t> offsets;
  // Words of each block that reads like a paragraph of the page's main stretch of text, else 0:
  // a measure of what a labelling may have missed.
  std::vector<float> running_words;
};

enum class ClassWords { kRead, kIgnore };

BlockFeatures compute_features(const Page& page, const Declarations& declared,
                               const Phrases& phrases, const StopWords& stop_words,
                               const FeatureSpace& space,
                               ClassWords class_words = ClassWords::kRead);

}  // namespace dragoman
