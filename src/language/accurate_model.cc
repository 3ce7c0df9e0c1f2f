// The forward pass. Each line of arithmetic follows docs/formats/language-model.md, section 10.
#include "language/accurate_model.h"

#include <algorithm>
#include <utility>

#include "language/tree.h"

namespace dragoman {
namespace {

// Of products whose sums run over up to 512 numbers.
constexpr std::int32_t kProductLevels = 2047;
constexpr std::size_t kBlock = 32;  // words whose labels are scored at once, to bound memory

Transformer::Token token_of(const WordPiece::Piece& piece) { return {piece.id, piece.letters}; }

// Rows [begin, begin + count) of others.
QuantisedRows part_of(const QuantisedRows& rows, std::size_t begin, std::size_t count) {
  QuantisedRows part = rows;
  part.values = rows.row(begin);
  part.scales = rows.scales + begin;
  part.count = count;
  return part;
}

}  // namespace

void AccurateModel::read_pieces(std::span<const std::string_view> words, Workspace& work) const {
  work.pieces_.clear();
  work.starts_.clear();
  for (const std::string_view word : words) {
    const std::size_t before = work.pieces_.size();
    work.starts_.push_back(static_cast<std::uint32_t>(before));
    tokenizer_.encode(word, Span{0, static_cast<std::uint32_t>(word.size())}, work.pieces_);
    if (work.pieces_.size() == before) work.pieces_.push_back({.id = tokenizer_.unknown()});
  }
  work.starts_.push_back(static_cast<std::uint32_t>(work.pieces_.size()));
  const std::size_t room = config_.encoder.positions - 2;
  const auto size = [&](std::size_t word) { return work.starts_[word + 1] - work.starts_[word]; };
  std::size_t most = config_.pieces_per_word;
  for (; most > 1; --most) {
    std::size_t total = 0;
    for (std::size_t w = 0; w < words.size(); ++w) total += std::min<std::size_t>(most, size(w));
    if (total <= room) break;
  }
  work.tokens_.assign(1, {tokenizer_.cls()});
  work.firsts_.clear();
  for (std::size_t w = 0; w < words.size(); ++w) {
    work.firsts_.push_back(static_cast<std::uint32_t>(std::min(work.tokens_.size(), room)));
    const std::size_t count = std::min<std::size_t>(most, size(w));
    for (std::size_t k = 0; k < count && work.tokens_.size() <= room; ++k)
      work.tokens_.push_back(token_of(work.pieces_[work.starts_[w] + k]));
  }
  work.tokens_.push_back({tokenizer_.sep()});
}

const float* AccurateModel::word_vectors(const Transformer::States& states,
                                         const std::vector<float>& mix, const float* letters,
                                         std::span<const std::uint32_t> firsts,
                                         const std::vector<float>* root, Scratch& scratch) const {
  const std::size_t width = config_.encoder.width, all = width + config_.letters;
  const std::size_t before = root != nullptr ? 1 : 0;
  auto* vectors = scratch.take<float>((firsts.size() + before) * all);
  if (root != nullptr) std::copy(root->begin(), root->end(), vectors);
  for (std::size_t t = 0; t < firsts.size(); ++t) {
    float* x = vectors + (t + before) * all;
    const float* last[Transformer::kKept];
    // mix weighs the earliest of the kept layers first.
    for (std::size_t k = 0; k < Transformer::kKept; ++k)
      last[k] = states.last[Transformer::kKept - 1 - k] + firsts[t] * width;
    for (std::size_t k = 0; k < width; ++k)
      x[k] = (mix[0] * last[0][k] + mix[1] * last[1][k]) + mix[2] * last[2][k];
    std::copy(letters + t * config_.letters, letters + (t + 1) * config_.letters, x + width);
  }
  return vectors;
}

const float* AccurateModel::score_arcs(const QuantisedRows& nodes, Scratch& scratch) const {
  const std::size_t n = nodes.count - 1, dim = config_.arc_dim, width = n + 1;
  auto* scores = scratch.take<float>(n * width);
  const Scratch::Frame frame(scratch);
  auto* dependents = scratch.take<float>(n * dim);
  arc_dep_.apply(part_of(nodes, 1, n), dependents, scratch, Activation::kSilu);
  auto* u = scratch.take<float>(n * dim);
  arc_bilinear_.apply(quantise_rows(*kernels_, dependents, n, dim, config_.encoder.levels, scratch),
                      u, scratch);
  auto* heads = scratch.take<float>(width * dim);
  arc_head_.apply(nodes, heads, scratch, Activation::kSilu);
  const QuantisedRows qu = quantise_rows(*kernels_, u, n, dim, kProductLevels, scratch);
  const QuantisedRows qh = quantise_rows(*kernels_, heads, width, dim, kProductLevels, scratch);
  auto* sums = scratch.take<std::int32_t>(n * width);
  kernels_->multiply_rows(qu.values, n, qh.values, width, dim, sums, width);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < width; ++j)
      scores[i * width + j] =
          static_cast<float>(sums[i * width + j]) * (qu.scales[i] * qh.scales[j]);
  return scores;
}

void AccurateModel::label_arcs(const QuantisedRows& nodes, const std::uint32_t* heads,
                               std::uint32_t* deprels, Scratch& scratch) const {
  const Scratch::Frame frame(scratch);
  const std::size_t n = nodes.count - 1, dim = config_.label_dim, size = config_.deprel.size();
  auto* b = scratch.take<float>((n + 1) * dim);
  label_head_.apply(nodes, b, scratch, Activation::kSilu);
  const QuantisedRows qb = quantise_rows(*kernels_, b, n + 1, dim, kProductLevels, scratch);
  for (std::size_t first = 0; first < n; first += kBlock) {
    const Scratch::Frame block(scratch);
    const std::size_t count = std::min(kBlock, n - first);
    auto* a = scratch.take<float>(count * dim);
    label_dep_.apply(part_of(nodes, first + 1, count), a, scratch, Activation::kSilu);
    const QuantisedRows qa =
        quantise_rows(*kernels_, a, count, dim, config_.encoder.levels, scratch);
    auto* own = scratch.take<float>(count * size);
    label_from_dep_.apply(qa, own, scratch);
    auto* y = scratch.take<float>(count * size * dim);
    label_bilinear_.apply(qa, y, scratch);
    const QuantisedRows qy =
        quantise_rows(*kernels_, y, count * size, dim, kProductLevels, scratch);
    auto* sums = scratch.take<std::int32_t>(size);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t head = heads[first + i];
      deprels[first + i] = root_deprel_;  // of the root's word, and of no other
      if (head == 0) continue;
      kernels_->multiply_rows(qb.row(head), 1, qy.row(i * size), size, dim, sums, size);
      std::uint32_t best = root_deprel_ == 0 ? 1 : 0;
      float most = 0;
      for (std::uint32_t l = 0; l < size; ++l) {
        if (l == root_deprel_) continue;
        const float score =
            static_cast<float>(sums[l]) * (qy.scales[i * size + l] * qb.scales[head]) +
            own[i * size + l];
        if (l == best || score > most) {
          most = score;
          best = l;
        }
      }
      deprels[first + i] = best;
    }
  }
}

void AccurateModel::decode(const BioLabels& labels, const Linear& layer, const QuantisedRows& words,
                           WordLabels::Spans& out, Scratch& scratch) const {
  out.best = scratch.take<std::uint32_t>(words.count);
  auto* emissions = scratch.take<float>(words.count * layer.outputs());
  layer.apply(words, emissions, scratch);
  out.emissions = emissions;
  best_labels(labels, emissions, words.count, out.best, scratch);
}

void AccurateModel::run(std::span<const std::string_view> words, Workspace& work) const {
  const std::size_t n = words.size();
  Scratch& scratch = work.scratch;
  scratch.clear();
  WordLabels& out = work.labels;
  for (std::uint32_t** list :
       {&out.upos, &out.xpos, &out.feats, &out.heads, &out.deprels, &out.statuses})
    *list = scratch.take<std::uint32_t>(n);

  auto* letters = scratch.take<float>(n * config_.letters);
  std::fill(letters, letters + n * config_.letters, 0.0F);
  auto* rows = scratch.take<std::uint32_t>(work.reader_.rows_per_word());
  for (std::size_t t = 0; t < n; ++t) {
    work.reader_.read(words[t], rows);
    const std::uint32_t* row = rows;
    for (std::size_t f = 0; f < letters_.size(); ++f)
      for (std::uint32_t key = 0; key < config_.features[f].keys; ++key)
        letters_[f].add(*kernels_, *row++, letters + t * config_.letters);
  }
  read_pieces(words, work);
  const Transformer::States states = encoder_.run(work.tokens_, scratch);
  const std::size_t all = config_.encoder.width + config_.letters;
  const std::int32_t levels = config_.encoder.levels;
  const QuantisedRows nodes = quantise_rows(
      *kernels_, word_vectors(states, mix_syntax_, letters, work.firsts_, &root_, scratch), n + 1,
      all, levels, scratch);
  const QuantisedRows syntax = part_of(nodes, 1, n);
  upos_.argmax(syntax, out.upos, scratch);
  xpos_.argmax(syntax, out.xpos, scratch);
  feats_.argmax(syntax, out.feats, scratch);
  out.arc_scores = score_arcs(nodes, scratch);
  best_tree(out.arc_scores, n, out.heads, scratch);
  label_arcs(nodes, out.heads, out.deprels, scratch);

  work.words_ = n;
  work.meaning_ = word_vectors(states, mix_meaning_, letters, work.firsts_, nullptr, scratch);
  const QuantisedRows meaning = quantise_rows(*kernels_, work.meaning_, n, all, levels, scratch);
  work.quantised_ = meaning;
  work.related_ = {};
  decode(names_, ner_, meaning, out.names, scratch);
  decode(roles_, roles_scores_, meaning, out.roles, scratch);
  decode(triggers_, triggers_scores_, meaning, out.triggers, scratch);
  auto* modes = scratch.take<float>(n * modes_.outputs());
  modes_.apply(meaning, modes, scratch);
  out.modes = modes;
  statuses_.argmax(meaning, out.statuses, scratch);
  out.final = states.last[0];
}

const float* AccurateModel::relate(std::size_t begin, std::size_t end, Workspace& work) const {
  Scratch& scratch = work.scratch;
  const std::size_t n = work.words_, all = config_.encoder.width + config_.letters;
  const std::size_t dim = config_.relation_dim, size = config_.relations.size();
  if (work.related_.count == 0) {
    auto* b = scratch.take<float>(n * dim);
    relation_word_.apply(work.quantised_, b, scratch, Activation::kSilu);
    work.related_ = quantise_rows(*kernels_, b, n, dim, kProductLevels, scratch);
  }
  auto* scores = scratch.take<float>(n * size);
  const Scratch::Frame frame(scratch);
  auto* mean = scratch.take<float>(all);
  std::copy(work.meaning_ + begin * all, work.meaning_ + (begin + 1) * all, mean);
  for (std::size_t t = begin + 1; t < end; ++t)
    for (std::size_t k = 0; k < all; ++k) mean[k] += work.meaning_[t * all + k];
  for (std::size_t k = 0; k < all; ++k) mean[k] /= static_cast<float>(end - begin);
  const auto quantised = [&](const float* x, std::size_t count, std::size_t columns,
                             std::int32_t levels) {
    return quantise_rows(*kernels_, x, count, columns, levels, scratch);
  };
  auto* a = scratch.take<float>(dim);
  relation_anchor_.apply(quantised(mean, 1, all, config_.encoder.levels), a, scratch,
                         Activation::kSilu);
  const QuantisedRows qa = quantised(a, 1, dim, config_.encoder.levels);
  auto* own = scratch.take<float>(size);
  relation_from_anchor_.apply(qa, own, scratch);
  auto* y = scratch.take<float>(size * dim);
  relation_bilinear_.apply(qa, y, scratch);
  const QuantisedRows qy = quantised(y, size, dim, kProductLevels);
  auto* sums = scratch.take<std::int32_t>(n * size);
  kernels_->multiply_rows(work.related_.values, n, qy.values, size, dim, sums, size);
  const auto furthest = static_cast<std::ptrdiff_t>(config_.furthest);
  for (std::size_t t = 0; t < n; ++t) {
    const auto offset = static_cast<std::ptrdiff_t>(t) - static_cast<std::ptrdiff_t>(begin);
    const float* distance =
        distance_.data() +
        static_cast<std::size_t>(std::clamp(offset, -furthest, furthest) + furthest) * size;
    for (std::size_t l = 0; l < size; ++l)
      scores[t * size + l] =
          (static_cast<float>(sums[t * size + l]) * (work.related_.scales[t] * qy.scales[l]) +
           own[l]) +
          distance[l];
  }
  return scores;
}

AccurateModel::Act AccurateModel::act(std::string_view text, std::optional<Span> source,
                                      std::optional<Span> target, Workspace& work) const {
  // Where the marks stand; at one place what closes comes before what opens.
  struct Cut {
    std::uint32_t place;
    bool opens;
    std::size_t mark;
  };
  std::array<Cut, 4> cuts;
  std::size_t count = 0;
  for (const auto& [span, mark] : {std::pair(source, 0U), std::pair(target, 2U)})
    if (span) {
      cuts[count++] = {span->begin, true, mark};
      cuts[count++] = {span->end, false, mark + 1};
    }
  std::stable_sort(cuts.begin(), cuts.begin() + count, [](const Cut& a, const Cut& b) {
    return std::pair(a.place, a.opens) < std::pair(b.place, b.opens);
  });
  std::vector<Transformer::Token>& tokens = work.tokens_;
  tokens.assign(1, {tokenizer_.cls()});
  std::array<std::size_t, 4> places{};  // 0 = not there
  std::uint32_t at = 0;
  const auto read_to = [&](std::uint32_t end) {
    work.pieces_.clear();
    if (end > at) tokenizer_.encode(text, Span{at, end}, work.pieces_);
    for (const WordPiece::Piece& piece : work.pieces_) tokens.push_back(token_of(piece));
    at = std::max(at, end);
  };
  for (std::size_t k = 0; k < count; ++k) {
    read_to(cuts[k].place);
    places[cuts[k].mark] = tokens.size();
    tokens.push_back({marks_[cuts[k].mark]});
  }
  read_to(static_cast<std::uint32_t>(text.size()));

  const std::size_t most = std::min(kMostActPieces, config_.encoder.positions - 2);
  if (tokens.size() - 1 > most) {
    std::size_t first = tokens.size(), last = 1;
    for (const std::size_t place : places)
      if (place != 0) first = std::min(first, place), last = std::max(last, place);
    if (count == 0) first = 1;
    const std::size_t middle = (first - 1 + last - 1) / 2, half = most / 2;
    const std::size_t begin = std::min(middle > half ? middle - half : 0, tokens.size() - 1 - most);
    tokens.erase(tokens.begin() + 1, tokens.begin() + 1 + static_cast<std::ptrdiff_t>(begin));
    tokens.resize(most + 1);
    for (std::size_t& place : places)
      place = place > begin && place <= begin + most ? place - begin : 0;
  }
  tokens.push_back({tokenizer_.sep()});

  Scratch& scratch = work.scratch;
  scratch.clear();
  work.words_ = 0;  // of the last run nothing is left
  const std::size_t width = config_.encoder.width;
  const float* x = encoder_.run(tokens, scratch).last[0];
  auto* z = scratch.take<float>(3 * width);
  std::copy(x, x + width, z);
  for (std::size_t side = 0; side < 2; ++side) {
    const std::size_t place = places[2 * side];
    const float* from = place != 0 ? x + place * width : absent_.data() + side * width;
    std::copy(from, from + width, z + (side + 1) * width);
  }
  auto* hidden = scratch.take<float>(config_.act_dim);
  act_hidden_.apply(quantise_rows(*kernels_, z, 1, 3 * width, config_.encoder.levels, scratch),
                    hidden, scratch, Activation::kGelu);
  const QuantisedRows q =
      quantise_rows(*kernels_, hidden, 1, config_.act_dim, config_.encoder.levels, scratch);
  const auto scores = [&](const Linear& layer) {
    auto* out = scratch.take<float>(layer.outputs());
    layer.apply(q, out, scratch);
    return std::span<const float>(out, layer.outputs());
  };
  return {scores(act_types_), scores(act_modes_), scores(act_statuses_)};
}

}  // namespace dragoman
