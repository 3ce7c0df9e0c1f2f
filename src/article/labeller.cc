#include "article/labeller.h"

#include <algorithm>
#include <limits>

namespace dragoman {
namespace {

constexpr int kOffsets[4] = {-2, -1, 1, 2};

bool read_integer(std::string_view text, std::int32_t& out) {
  const bool minus = !text.empty() && text[0] == '-';
  if (minus) text.remove_prefix(1);
  if (text.empty() || text.size() > 7) return false;
  std::int32_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  out = minus ? -value : value;
  return true;
}

}  // namespace

Result<Labeller> Labeller::read(const Tsv& table) {
  const auto feature = table.column("feature");
  if (!feature) return tl::unexpected(feature.error());
  const auto label_column = table.column("label");
  if (!label_column) return tl::unexpected(label_column.error());
  const auto weight_column = table.column("weight");
  if (!weight_column) return tl::unexpected(weight_column.error());
  Labeller out;
  for (const Tsv::Row& row : table.rows()) out.space_.add_word(row.cells[*feature]);
  out.own_.resize(out.space_.size());
  while (out.neighbour_features_ < out.space_.size()) {
    if (out.space_.name(out.neighbour_features_).find(':') != std::string::npos) break;
    ++out.neighbour_features_;
  }
  for (auto& rows : out.neighbours_) rows.resize(out.neighbour_features_);
  for (const Tsv::Row& row : table.rows()) {
    std::string_view name = row.cells[*feature];
    const int label = label_index(row.cells[*label_column]);
    std::int32_t weight = 0;
    if (label < 0 || !read_integer(row.cells[*weight_column], weight))
      return fail(ErrorCode::kModel, "no weight of a label", table.place(row));
    if (name.substr(0, 5) == "from:") {
      const int from = label_index(name.substr(5));
      if (from < 0) return fail(ErrorCode::kModel, "no such label", table.place(row));
      out.pairs_[from][label] = weight;
    } else if (name == "first") {
      out.first_.weights[label] = weight;
    } else if (name == "last") {
      out.last_.weights[label] = weight;
    } else {
      Row* target = nullptr;
      if (name.size() > 3 && name[2] == '|') {
        const int offset = (name[0] == '-' ? -1 : 1) * (name[1] - '0');
        const std::uint32_t number = out.space_.find_name(name.substr(3));
        for (std::size_t k = 0; k < 4; ++k)
          if (kOffsets[k] == offset && number < out.neighbour_features_)
            target = &out.neighbours_[k][number];
      } else if (const std::uint32_t number = out.space_.find_name(name);
                 number < out.own_.size()) {
        target = &out.own_[number];
      }
      if (target == nullptr) return fail(ErrorCode::kModel, "no such feature", table.place(row));
      target->weights[label] = weight;
    }
  }
  return out;
}

Labelling Labeller::label(const BlockFeatures& features) const {
  Labelling out;
  const std::size_t n = features.offsets.empty() ? 0 : features.offsets.size() - 1;
  if (n == 0) return out;
  std::vector<Row> scores(n);
  const auto add = [](Row& to, const Row& from) {
    for (std::size_t k = 0; k < kStride; ++k) to.weights[k] += from.weights[k];
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::uint32_t f = features.offsets[i]; f < features.offsets[i + 1]; ++f) {
      const std::uint32_t number = features.numbers[f];
      add(scores[i], own_[number]);
      if (number >= neighbour_features_ || !space_.is_seen_by_neighbours(number)) continue;
      for (std::size_t k = 0; k < 4; ++k) {
        const auto at = static_cast<std::int64_t>(i) - kOffsets[k];
        if (at >= 0 && at < static_cast<std::int64_t>(n))
          add(scores[static_cast<std::size_t>(at)], neighbours_[k][number]);
      }
    }
  }
  add(scores[0], first_);
  add(scores[n - 1], last_);
  // Viterbi forwards, with the best rest backwards for the margins.
  std::vector<Row> forward(n);
  std::vector<std::uint8_t> back(n * kLabels);
  forward[0] = scores[0];
  for (std::size_t i = 1; i < n; ++i) {
    for (std::size_t to = 0; to < kLabels; ++to) {
      std::int32_t best = std::numeric_limits<std::int32_t>::min();
      std::uint8_t from_best = 0;
      for (std::size_t from = 0; from < kLabels; ++from) {
        const std::int32_t score = forward[i - 1].weights[from] + pairs_[from][to];
        if (score > best) best = score, from_best = static_cast<std::uint8_t>(from);
      }
      forward[i].weights[to] = best + scores[i].weights[to];
      back[i * kLabels + to] = from_best;
    }
  }
  std::vector<std::size_t> path(n);
  path[n - 1] = static_cast<std::size_t>(
      std::max_element(forward[n - 1].weights, forward[n - 1].weights + kLabels) -
      forward[n - 1].weights);
  for (std::size_t i = n - 1; i > 0; --i) path[i - 1] = back[i * kLabels + path[i]];
  out.labels.resize(n);
  out.margins.resize(n);
  out.title_gains.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    out.labels[i] = static_cast<Label>(path[i]);
    const auto total = [&](std::size_t label) {
      std::int32_t sum = scores[i].weights[label];
      if (i > 0) sum += pairs_[path[i - 1]][label];
      if (i + 1 < n) sum += pairs_[label][path[i + 1]];
      return sum;
    };
    std::int32_t next_best = std::numeric_limits<std::int32_t>::min();
    for (std::size_t label = 0; label < kLabels; ++label)
      if (label != path[i]) next_best = std::max(next_best, total(label));
    out.margins[i] = total(path[i]) - next_best;
    out.title_gains[i] = total(static_cast<std::size_t>(Label::kTitle)) - total(path[i]);
  }
  return out;
}

}  // namespace dragoman
