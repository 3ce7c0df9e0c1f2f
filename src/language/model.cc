// The forward pass. Each line of arithmetic follows docs/formats/language-model.md.
#include "language/model.h"

#include <algorithm>

#include "language/tree.h"

namespace dragoman {

std::size_t LanguageModel::class_of(std::ptrdiff_t offset) const {
  const auto distance = static_cast<std::size_t>(offset < 0 ? -offset : offset);
  return distance_classes_[distance] + (offset > 0 ? 0 : config_.distance_limits.size());
}

void LanguageModel::embed(std::span<const std::string_view> words, Workspace& work,
                          float* x) const {
  const Scratch::Frame frame(work.scratch);
  const std::size_t dim = config_.dim, keys = work.reader_.rows_per_word();
  auto* rows = work.scratch.take<std::uint32_t>(words.size() * keys);
  // All words first: by the time that the rows are added, memory has delivered them.
  for (std::size_t t = 0; t < words.size(); ++t) {
    std::uint32_t* row = rows + t * keys;
    work.reader_.read(words[t], row);
    for (std::size_t f = 0; f < tables_.size(); ++f)
      for (std::uint32_t key = 0; key < config_.features[f].keys; ++key, ++row) {
        const std::int8_t* start = tables_[f].weight.data() + *row * dim;
        for (std::size_t at = 0; at < dim; at += 64) __builtin_prefetch(start + at);
        __builtin_prefetch(&tables_[f].scale[*row]);
      }
  }
  for (std::size_t t = 0; t < words.size(); ++t) {
    float* total = x + t * dim;
    std::fill(total, total + dim, 0.0F);
    const std::uint32_t* row = rows + t * keys;
    for (std::size_t f = 0; f < tables_.size(); ++f)
      for (std::uint32_t key = 0; key < config_.features[f].keys; ++key, ++row)
        kernels_->add_row(tables_[f].weight.data() + *row * dim, dim, tables_[f].scale[*row],
                          total);
    embed_norm_.apply(total, total);
  }
}

void LanguageModel::convolve(const Layer& layer, const float* x, std::size_t n, float* out,
                             Scratch& scratch) const {
  const Scratch::Frame frame(scratch);
  const std::size_t dim = config_.dim, outputs = layer.linear.outputs();
  auto* largest = scratch.take<float>(n);
  for (std::size_t t = 0; t < n; ++t) largest[t] = kernels_->largest(x + t * dim, dim);
  QuantisedRows windows = take_rows(n, 3 * dim, scratch);
  const auto levels = static_cast<float>(config_.levels);
  const std::size_t dilation = layer.dilation;
  for (std::size_t t = 0; t < n; ++t) {
    const bool before = t >= dilation, after = n - t > dilation;
    float m = largest[t];
    if (before) m = std::max(m, largest[t - dilation]);
    if (after) m = std::max(m, largest[t + dilation]);
    windows.scales[t] = m / levels;
    const float ratio = m == 0 ? 0.0F : levels / m;
    Quantised* row = windows.row(t);
    if (before)
      kernels_->quantise(x + (t - dilation) * dim, dim, ratio, config_.levels, row);
    else
      std::fill(row, row + dim, Quantised{0});
    kernels_->quantise(x + t * dim, dim, ratio, config_.levels, row + dim);
    if (after)
      kernels_->quantise(x + (t + dilation) * dim, dim, ratio, config_.levels, row + 2 * dim);
    else
      std::fill(row + 2 * dim, row + 3 * dim, Quantised{0});
  }
  auto* y = scratch.take<float>(n * outputs);
  layer.linear.apply(windows, y, scratch);
  for (std::size_t t = 0; t < n; ++t) {
    const float* from = y + t * outputs;
    const float* other = from + dim;  // the second piece of a maxout
    const float* old = x + t * dim;
    float* to = out + t * dim;
    if (config_.pieces == 2)
      for (std::size_t k = 0; k < dim; ++k) to[k] = old[k] + std::max(from[k], other[k]);
    else
      for (std::size_t k = 0; k < dim; ++k) to[k] = old[k] + std::max(from[k], 0.0F);
    layer.norm.apply(to, to);
  }
}

const float* LanguageModel::encode(std::span<const std::string_view> words, Workspace& work) const {
  auto* x = work.scratch.take<float>(words.size() * config_.dim);
  auto* next = work.scratch.take<float>(words.size() * config_.dim);
  embed(words, work, x);
  for (const Layer& layer : layers_) {
    convolve(layer, x, words.size(), next, work.scratch);
    std::swap(x, next);
  }
  return x;
}

float LanguageModel::score_gate(const QuantisedRows& q, Scratch& scratch) const {
  const Scratch::Frame frame(scratch);
  const std::size_t dim = config_.gate_dim;
  auto* hidden = scratch.take<float>(q.count * dim);
  gate_hidden_.apply(q, hidden, scratch, Activation::kRelu);
  for (std::size_t t = 1; t < q.count; ++t)
    for (std::size_t k = 0; k < dim; ++k) hidden[k] = std::max(hidden[k], hidden[t * dim + k]);
  float score = 0;
  gate_output_.apply(quantise_rows(*kernels_, hidden, 1, dim, config_.levels, scratch), &score,
                     scratch);
  return score;
}

const float* LanguageModel::score_arcs(const QuantisedRows& q, Scratch& scratch) const {
  const std::size_t n = q.count, dim = config_.arc_dim, width = n + 1;
  auto* scores = scratch.take<float>(n * width);
  const Scratch::Frame frame(scratch);
  auto* dependents = scratch.take<float>(n * dim);
  arc_dep_.apply(q, dependents, scratch, Activation::kRelu);
  auto* u = scratch.take<float>(n * dim);
  arc_bilinear_.apply(quantise_rows(*kernels_, dependents, n, dim, config_.levels, scratch), u,
                      scratch);
  // The root first, then the words.
  auto* heads = scratch.take<float>(width * dim);
  std::copy(arc_root_.begin(), arc_root_.end(), heads);
  arc_head_.apply(q, heads + dim, scratch, Activation::kRelu);
  const QuantisedRows qu = quantise_rows(*kernels_, u, n, dim, config_.levels, scratch);
  const QuantisedRows qh = quantise_rows(*kernels_, heads, width, dim, config_.levels, scratch);
  auto* sums = scratch.take<std::int32_t>(n * width);
  kernels_->multiply_rows(qu.values, n, qh.values, width, dim, sums, width);

  const std::size_t classes = arc_dep_distance_.outputs();
  auto* by_dependent = scratch.take<float>(n * classes);
  auto* by_head = scratch.take<float>(n * classes);
  arc_dep_distance_.apply(q, by_dependent, scratch);
  arc_head_distance_.apply(q, by_head, scratch);
  for (std::size_t i = 0; i < n; ++i) {
    const float* p = by_dependent + i * classes;
    float* row = scores + i * width;
    const std::int32_t* sum = sums + i * width;
    const auto product = [&](std::size_t j) {
      return static_cast<float>(sum[j]) * (qu.scales[i] * qh.scales[j]);
    };
    row[0] = product(0);
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t c =
          class_of(static_cast<std::ptrdiff_t>(j) - static_cast<std::ptrdiff_t>(i));
      row[j + 1] = (product(j + 1) + p[c]) + by_head[j * classes + c];
    }
  }
  return scores;
}

void LanguageModel::label_arcs(const QuantisedRows& q, const std::uint32_t* heads,
                               std::uint32_t* deprels, Scratch& scratch) const {
  const Scratch::Frame frame(scratch);
  const std::size_t n = q.count, dim = config_.label_dim, size = config_.deprel.size();
  auto* a = scratch.take<float>(n * dim);
  auto* words = scratch.take<float>(n * dim);
  label_dep_.apply(q, a, scratch, Activation::kRelu);
  label_head_.apply(q, words, scratch, Activation::kRelu);
  auto* b = scratch.take<float>(n * dim);
  auto* product = scratch.take<float>(n * dim);
  for (std::size_t i = 0; i < n; ++i) {
    const float* head = heads[i] == 0 ? label_root_.data() : words + (heads[i] - 1) * dim;
    std::copy(head, head + dim, b + i * dim);
    for (std::size_t k = 0; k < dim; ++k) product[i * dim + k] = a[i * dim + k] * head[k];
  }
  auto* from_a = scratch.take<float>(n * size);
  auto* from_b = scratch.take<float>(n * size);
  auto* from_product = scratch.take<float>(n * size);
  const auto apply = [&](const Linear& layer, const float* x, float* y) {
    layer.apply(quantise_rows(*kernels_, x, n, dim, config_.levels, scratch), y, scratch);
  };
  apply(label_from_dep_, a, from_a);
  apply(label_from_head_, b, from_b);
  apply(label_from_product_, product, from_product);
  for (std::size_t i = 0; i < n; ++i) {
    deprels[i] = root_deprel_;  // of the root's word, and of no other
    if (heads[i] == 0) continue;
    const float* distance =
        label_distance_.data() +
        class_of(static_cast<std::ptrdiff_t>(heads[i]) - 1 - static_cast<std::ptrdiff_t>(i)) * size;
    std::uint32_t best = root_deprel_ == 0 ? 1 : 0;
    float most = 0;
    for (std::uint32_t y = 0; y < size; ++y) {
      if (y == root_deprel_) continue;
      const std::size_t at = i * size + y;
      const float score = ((from_a[at] + from_b[at]) + from_product[at]) + distance[y];
      if (y == best || score > most) {
        most = score;
        best = y;
      }
    }
    deprels[i] = best;
  }
}

bool LanguageModel::gate(std::span<const std::string_view> words, Workspace& work) const {
  work.scratch.clear();
  WordLabels& out = work.labels;
  out.final = encode(words, work);
  work.encoded_ =
      quantise_rows(*kernels_, out.final, words.size(), config_.dim, config_.levels, work.scratch);
  if (config_.gate_dim == 0) return true;
  out.gate = score_gate(work.encoded_, work.scratch);
  return !(out.gate < config_.gate_threshold);  // what is no number goes through
}

void LanguageModel::label(Workspace& work) const {
  const QuantisedRows& q = work.encoded_;
  const std::size_t n = q.count;
  Scratch& scratch = work.scratch;
  WordLabels& out = work.labels;
  for (std::uint32_t** list :
       {&out.upos, &out.xpos, &out.feats, &out.heads, &out.deprels, &out.names.best})
    *list = scratch.take<std::uint32_t>(n);
  upos_.argmax(q, out.upos, scratch);
  xpos_.argmax(q, out.xpos, scratch);
  feats_.argmax(q, out.feats, scratch);

  out.arc_scores = score_arcs(q, scratch);
  best_tree(out.arc_scores, n, out.heads, scratch);
  label_arcs(q, out.heads, out.deprels, scratch);

  auto* emissions = scratch.take<float>(n * ner_output_.outputs());
  {
    const Scratch::Frame frame(scratch);
    auto* hidden = scratch.take<float>(n * config_.ner_dim);
    ner_hidden_.apply(q, hidden, scratch, Activation::kRelu);
    ner_output_.apply(quantise_rows(*kernels_, hidden, n, config_.ner_dim, config_.levels, scratch),
                      emissions, scratch);
  }
  out.names.emissions = emissions;
  best_labels(bio_, emissions, n, out.names.best, scratch);
}

void LanguageModel::run(std::span<const std::string_view> words, Workspace& work) const {
  gate(words, work);
  label(work);
}

}  // namespace dragoman
