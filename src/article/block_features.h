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
};

BlockFeatures compute_features(const Page& page, const Declarations& declared,
                               const Phrases& phrases, const StopWords& stop_words,
                               const FeatureSpace& space);

}  // namespace dragoman
