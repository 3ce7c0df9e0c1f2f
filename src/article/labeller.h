// The linear model that labels a page's blocks: a linear-chain conditional random field with
// integer weights, decoded by Viterbi. Weights are models/blocks.tsv, made by training/article/.
#pragma once

#include <cstdint>
#include <vector>

#include "article/block_features.h"
#include "article/feature_space.h"
#include "base/tsv.h"
#include "dragoman/error.h"

namespace dragoman {

struct Labelling {
  std::vector<Label> labels;
  // For each block, how much better its label is than the next best with all else equal, in
  // units of the weights (kWeightUnit = one nat).
  std::vector<std::int32_t> margins;
  // How much worse (negative) or better the page would be labelled were this block the title.
  std::vector<std::int32_t> title_gains;
};

class Labeller {
 public:
  static constexpr std::int32_t kWeightUnit = 64;

  // A table of weights: feature, label, weight. A feature of a neighbour is written "-1|len=5";
  // of the pair of labels "from:body"; of the first and last block "first", "last".
  static Result<Labeller> read(const Tsv& table);

  const FeatureSpace& space() const { return space_; }
  Labelling label(const BlockFeatures& features) const;

 private:
  static constexpr std::size_t kStride = 20;  // labels, padded
  struct Row {
    std::int32_t weights[kStride] = {};
  };
  FeatureSpace space_;
  std::vector<Row> own_;                       // by feature
  std::vector<Row> neighbours_[4];             // of the blocks at -2, -1, +1, +2
  std::uint32_t neighbour_features_ = 0;       // features below this number have rows
  std::int32_t pairs_[kLabels][kLabels] = {};  // [from][to]
  Row first_, last_;
};

}  // namespace dragoman
