#include "language/tree.h"

#include <algorithm>

namespace dragoman {
namespace {

// Far beyond the scores of any sensible model, and small enough that sums of a sentence's scores,
// and the amount by which arcs from the root are lowered, are exact to far less than one.
constexpr double kMostScore = 1e9;
constexpr std::uint32_t kNoNode = UINT32_MAX;

double tamed(float score) {
  if (!(score > -kMostScore)) return -kMostScore;
  return std::min(static_cast<double>(score), kMostScore);
}

void greedy_heads(const float* scores, std::size_t n, std::uint32_t* heads) {
  for (std::size_t i = 0; i < n; ++i) {
    const float* row = scores + i * (n + 1);
    std::size_t best = 0;
    double most = tamed(row[0]);
    for (std::size_t j = 1; j <= n; ++j)
      if (j != i + 1 && tamed(row[j]) > most) most = tamed(row[best = j]);
    heads[i] = static_cast<std::uint32_t>(best);
  }
}

// Grows a path of best arcs backwards from some node. When the path meets itself, the cycle becomes
// one node, whose row of arcs is that of its members, each less the arc that it would replace;
// when it meets the root or a part that is done, the path is done. Then the cycles are opened from
// the outside in. Each node, word or cycle, is merged once, for O(n).
class Arborescence {
 public:
  Arborescence(const float* scores, std::size_t n, Scratch& scratch)
      : words_(static_cast<std::uint32_t>(n)), width_(n + 1) {
    const std::size_t most_nodes = 2 * n + 1;
    weight_ = scratch.take<double>(n * width_);
    target_ = scratch.take<std::uint32_t>(n * width_);
    row_ = scratch.take<std::uint32_t>(most_nodes);
    arc_ = scratch.take<Arc>(most_nodes);
    parent_ = scratch.take<std::uint32_t>(most_nodes);
    first_ = scratch.take<std::uint32_t>(most_nodes);
    next_ = scratch.take<std::uint32_t>(most_nodes);
    top_ = scratch.take<std::uint32_t>(width_);
    done_ = scratch.take<bool>(most_nodes);
    place_ = scratch.take<std::uint32_t>(most_nodes);
    path_ = scratch.take<std::uint32_t>(most_nodes);
    read(scores);
  }

  void solve(std::uint32_t* heads) {
    nodes_ = words_ + 1;
    for (std::uint32_t v = 0; v < nodes_; ++v) {
      parent_[v] = first_[v] = next_[v] = kNoNode;
      row_[v] = v - 1;
      top_[v] = v;
      done_[v] = v == 0;
      place_[v] = kNoNode;
    }
    for (std::uint32_t word = 1; word <= words_; ++word)
      if (!done_[top_[word]]) grow(top_[word]);
    // Whole nodes first: what a node's arc enters is opened down to the word that it enters.
    for (std::uint32_t v = nodes_; v-- > 1;)
      if (parent_[v] == kNoNode) open(v, heads);
  }

 private:
  struct Arc {
    std::uint32_t source, target;  // words; a source of 0 is the root
    double weight;
  };

  void read(const float* scores) {
    double least = kMostScore, most = -kMostScore;
    for (std::uint32_t i = 0; i < words_; ++i)
      for (std::uint32_t j = 0; j <= words_; ++j) {
        const std::size_t at = i * width_ + j;
        target_[at] = i + 1;
        if (j == i + 1) continue;
        weight_[at] = tamed(scores[at]);
        least = std::min(least, weight_[at]);
        most = std::max(most, weight_[at]);
      }
    // So much that a second arc from the root never pays.
    const double lowered = 1 + (most - least) * static_cast<double>(width_);
    for (std::uint32_t i = 0; i < words_; ++i) weight_[i * width_] -= lowered;
  }

  void grow(std::uint32_t node) {
    std::uint32_t length = 0;
    for (;;) {
      place_[node] = length;
      path_[length++] = node;
      choose_arc(node);
      const std::uint32_t before = top_[arc_[node].source];
      if (done_[before]) break;
      if (place_[before] == kNoNode) {
        node = before;
        continue;
      }
      const std::uint32_t begin = place_[before];
      node = contract(begin, length);
      length = begin;
    }
    for (std::uint32_t k = 0; k < length; ++k) done_[path_[k]] = true;
  }

  void choose_arc(std::uint32_t node) {
    const std::size_t base = row_[node] * width_;
    Arc best{kNoNode, kNoNode, 0};
    for (std::uint32_t j = 0; j <= words_; ++j) {
      if (top_[j] == node) continue;
      if (best.source == kNoNode || weight_[base + j] > best.weight)
        best = {j, target_[base + j], weight_[base + j]};
    }
    arc_[node] = best;
  }

  // Makes path_[begin, end) one node.
  std::uint32_t contract(std::uint32_t begin, std::uint32_t end) {
    const std::uint32_t node = nodes_++;
    parent_[node] = first_[node] = next_[node] = kNoNode;
    done_[node] = false;
    place_[node] = kNoNode;
    for (std::uint32_t k = begin; k < end; ++k) {
      const std::uint32_t member = path_[k];
      parent_[member] = node;
      next_[member] = first_[node];
      first_[node] = member;
    }
    row_[node] = row_[path_[begin]];
    const std::size_t into = row_[node] * width_;
    for (std::uint32_t k = begin; k < end; ++k) {
      const std::uint32_t member = path_[k];
      const std::size_t from = row_[member] * width_;
      const double replaced = arc_[member].weight;
      for (std::uint32_t j = 0; j <= words_; ++j) {
        const double weight = weight_[from + j] - replaced;
        if (k == begin || weight > weight_[into + j]) {
          weight_[into + j] = weight;
          target_[into + j] = target_[from + j];
        }
      }
    }
    for (std::uint32_t j = 0; j <= words_; ++j) {
      const std::uint32_t top = top_[j];
      if (top != node && parent_[top] == node) top_[j] = node;
    }
    return node;
  }

  // The node's arc enters one word; the cycles around the word keep all their other arcs.
  void open(std::uint32_t outer, std::uint32_t* heads) {
    std::uint32_t waiting = 0;  // path_ serves as the stack
    path_[waiting++] = outer;
    while (waiting > 0) {
      const std::uint32_t node = path_[--waiting];
      const Arc arc = arc_[node];
      heads[arc.target - 1] = arc.source;
      for (std::uint32_t v = arc.target; v != node; v = parent_[v])
        for (std::uint32_t m = first_[parent_[v]]; m != kNoNode; m = next_[m])
          if (m != v) path_[waiting++] = m;
    }
  }

  std::uint32_t words_, nodes_ = 0;
  std::size_t width_;
  double* weight_;                          // of the arc from j into a node, less what it replaces
  std::uint32_t* target_;                   // the word that this arc enters
  std::uint32_t* row_;                      // of a node, in weight_ and target_
  Arc* arc_;                                // the best arc into a node
  std::uint32_t *parent_, *first_, *next_;  // the cycles: parent, first child, next sibling
  std::uint32_t* top_;                      // the outermost cycle that holds a word
  bool* done_;
  std::uint32_t *place_, *path_;
};

}  // namespace

bool is_tree(const std::uint32_t* heads, std::size_t n, Scratch& scratch) {
  const Scratch::Frame frame(scratch);
  // For each word the walk in which it was first met; 0 = not yet.
  auto* walk = scratch.take<std::uint32_t>(n + 1);
  std::fill(walk, walk + n + 1, 0U);
  std::size_t roots = 0;
  for (std::uint32_t word = 1; word <= n; ++word) {
    roots += heads[word - 1] == 0;
    std::uint32_t at = word;
    while (at != 0 && walk[at] == 0) {
      walk[at] = word;
      at = heads[at - 1];
    }
    if (at != 0 && walk[at] == word) return false;
  }
  return roots == 1;
}

void best_tree(const float* scores, std::size_t n, std::uint32_t* heads, Scratch& scratch) {
  greedy_heads(scores, n, heads);
  if (is_tree(heads, n, scratch)) return;
  const Scratch::Frame frame(scratch);
  Arborescence(scores, n, scratch).solve(heads);
}

}  // namespace dragoman
