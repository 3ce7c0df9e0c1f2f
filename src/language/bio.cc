#include "language/bio.h"

#include <algorithm>

#include "nn/exponential.h"

namespace dragoman {
namespace {

constexpr float kImpossible = -1e30F;

bool continues(std::size_t label) { return label > 0 && label % 2 == 0; }

// Forward and backward sums over all allowed sequences, scaled word by word so that the numbers
// stay in range: with scale[t] the sum of word t's forward row, Z is the product of the scales.
// Source: Rabiner 1989, "A tutorial on hidden Markov models", section V.A.
struct Lattice {
  std::size_t size, n;
  float* weight;   // e^(z − largest z of the word), a row a word
  float* scale;    // of each word
  float* outside;  // the share of what follows word t − 1 when word t continues no name

  Lattice(const float* z, std::size_t words, std::size_t labels, Scratch& scratch)
      : size(labels), n(words) {
    weight = scratch.take<float>(n * size);
    scale = scratch.take<float>(n);
    outside = scratch.take<float>(n);
    for (std::size_t t = 0; t < n; ++t) {
      const float* row = z + t * size;
      const float most = *std::max_element(row, row + size);
      for (std::size_t y = 0; y < size; ++y) weight[t * size + y] = exponential(row[y] - most);
    }
    float* row = scratch.take<float>(size);
    float* other = scratch.take<float>(size);
    forward(row, other);
    backward(row, other);
  }

  void forward(float* now, float* last) {
    for (std::size_t t = 0; t < n; ++t) {
      const float* w = weight + t * size;
      float sum = 0;
      for (std::size_t y = 0; y < size; ++y) {
        // The row before sums to one, and any label may come before O and B-X.
        const float before = !continues(y) ? 1.0F : t > 0 ? last[y - 1] + last[y] : 0.0F;
        now[y] = w[y] * before;
        sum += now[y];
      }
      scale[t] = sum > 0 ? sum : 1.0F;
      for (std::size_t y = 0; y < size; ++y) now[y] /= scale[t];
      std::swap(now, last);
    }
  }

  void backward(float* now, float* after) {
    std::fill(after, after + size, 1.0F);
    for (std::size_t t = n; t-- > 0;) {
      const float* w = weight + t * size;
      float sum = 0;
      for (std::size_t y = 0; y < size; ++y)
        if (!continues(y)) sum += w[y] * after[y];
      outside[t] = sum / scale[t];
      now[0] = outside[t];
      for (std::size_t y = 1; y < size; ++y) {
        const std::size_t inside = continues(y) ? y : y + 1;
        now[y] = outside[t] + w[inside] * after[inside] / scale[t];
      }
      std::swap(now, after);
    }
  }

  float share(std::size_t begin, std::size_t end, std::size_t label) const {
    float p = weight[begin * size + label] / scale[begin];
    for (std::size_t t = begin + 1; t < end; ++t) p *= weight[t * size + label + 1] / scale[t];
    if (end < n) p *= outside[end];
    return p >= 0 ? std::min(p, 1.0F) : 0.0F;
  }
};

}  // namespace

tl::expected<BioLabels, std::string> BioLabels::from(const std::vector<std::string>& labels) {
  if (labels.empty() || labels[0] != "O" || labels.size() % 2 == 0)
    return tl::unexpected(std::string("is not O and pairs of B-X and I-X"));
  BioLabels out;
  for (std::size_t y = 1; y < labels.size(); y += 2) {
    const std::string_view b = labels[y], i = labels[y + 1];
    if (b.substr(0, 2) != "B-" || i.substr(0, 2) != "I-" || b.substr(2) != i.substr(2))
      return tl::unexpected("has no pair B-X and I-X at " + labels[y]);
    out.classes_.emplace_back(b.substr(2));
  }
  return out;
}

void best_labels(const BioLabels& labels, const float* z, std::size_t n, std::uint32_t* best,
                 Scratch& scratch) {
  if (n == 0) return;
  const Scratch::Frame frame(scratch);
  const std::size_t size = labels.size();
  auto* from = scratch.take<std::uint32_t>(n * size);
  auto* value = scratch.take<float>(size);
  auto* next = scratch.take<float>(size);
  for (std::size_t y = 0; y < size; ++y) value[y] = continues(y) ? kImpossible : z[y];
  for (std::size_t t = 1; t < n; ++t) {
    const std::size_t most =
        static_cast<std::size_t>(std::max_element(value, value + size) - value);
    for (std::size_t y = 0; y < size; ++y) {
      std::size_t before = most;
      if (continues(y)) before = value[y] > value[y - 1] ? y : y - 1;
      from[t * size + y] = static_cast<std::uint32_t>(before);
      next[y] = z[t * size + y] + value[before];
    }
    std::swap(value, next);
  }
  best[n - 1] = static_cast<std::uint32_t>(std::max_element(value, value + size) - value);
  for (std::size_t t = n - 1; t > 0; --t) best[t - 1] = from[t * size + best[t]];
}

void append_spans(const BioLabels& labels, const float* z, std::size_t n, const std::uint32_t* best,
                  std::uint32_t first_word, std::vector<LabelledSpan>& spans, Scratch& scratch) {
  if (std::all_of(best, best + n, [](std::uint32_t y) { return y == 0; })) return;
  const Scratch::Frame frame(scratch);
  const Lattice lattice(z, n, labels.size(), scratch);
  for (std::size_t t = 0; t < n;) {
    const std::size_t begin = t++;
    if (best[begin] == 0) continue;
    while (t < n && continues(best[t])) ++t;
    // After a broken file's numbers that are none, a span may begin inside.
    const std::size_t label = continues(best[begin]) ? best[begin] - 1 : best[begin];
    spans.push_back({first_word + static_cast<std::uint32_t>(begin),
                     first_word + static_cast<std::uint32_t>(t),
                     static_cast<std::uint32_t>((label - 1) / 2), lattice.share(begin, t, label)});
  }
}

}  // namespace dragoman
