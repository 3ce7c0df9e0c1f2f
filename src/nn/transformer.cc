// Each line of arithmetic follows docs/formats/language-model.md, section 10.
#include "nn/transformer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace dragoman {
namespace {

constexpr std::size_t kLanes = 16;

struct Scaled {
  float scale, ratio;
};

Scaled scaled(float most, std::int32_t levels) {
  const auto l = static_cast<float>(levels);
  return {most / l, most == 0 ? 0.0F : l / most};
}

}  // namespace

Result<Table> Table::load(const Safetensors& file, std::string_view name, std::size_t rows,
                          std::size_t columns) {
  const std::string prefix(name);
  const auto weight = file.int8(prefix + ".weight", {rows, columns});
  if (!weight) return tl::unexpected(weight.error());
  auto scale = file.f32(prefix + ".scale", {rows});
  if (!scale) return tl::unexpected(scale.error());
  Table table;
  table.weight_ = *weight;
  table.scale_ = std::move(*scale);
  table.columns_ = columns;
  return table;
}

Result<Transformer> Transformer::load(const Safetensors& file, const Shape& shape,
                                      std::size_t pieces, const Kernels& kernels) {
  Transformer t;
  t.kernels_ = &kernels;
  t.shape_ = shape;
  const std::size_t width = shape.width;
  std::optional<Error> error;
  const auto keep = [&error](auto result, auto& place) {
    if (!result)
      error = result.error();
    else
      place = std::move(*result);
  };
  const auto table = [&](std::string_view name, std::size_t rows, Table& place) {
    if (!error) keep(Table::load(file, name, rows, width), place);
  };
  const auto linear = [&](const std::string& name, std::size_t in, std::size_t out, Linear& place) {
    if (!error) keep(Linear::load(file, name, in, out, kernels), place);
  };
  const auto factors = [&](const std::string& name, std::size_t size, std::vector<float>& place) {
    if (!error) keep(file.f32(name + ".input", {size}), place);
  };
  const auto norm = [&](const std::string& name, Norm& place) {
    if (!error) keep(Norm::load(file, name, width, shape.epsilon, kernels), place);
  };
  table("pieces", pieces, t.pieces_);
  table("cases", WordPiece::kCases, t.cases_);
  table("positions", shape.positions, t.positions_);
  norm("pieces.norm", t.norm_);
  for (std::size_t k = 0; k < shape.layers && !error; ++k) {
    const std::string name = "layer." + std::to_string(k) + '.';
    Layer& layer = t.layers_.emplace_back();
    linear(name + "qkv", width, 3 * width, layer.qkv);
    linear(name + "out", width, width, layer.out);
    linear(name + "up", width, shape.inner, layer.up);
    linear(name + "down", shape.inner, width, layer.down);
    factors(name + "qkv", width, layer.qkv_input);
    factors(name + "up", width, layer.up_input);
    factors(name + "down", shape.inner, layer.down_input);
    norm(name + "norm1", layer.norm1);
    norm(name + "norm2", layer.norm2);
  }
  if (error) return tl::unexpected(*error);
  return t;
}

void Transformer::attend(const float* qkv, std::size_t n, float* out, Scratch& scratch) const {
  const Scratch::Frame frame(scratch);
  const std::size_t width = shape_.width, d = width / shape_.heads;
  QuantisedRows queries = take_rows(n, d, scratch), keys = take_rows(n, d, scratch);
  QuantisedRows values = take_rows(d, n, scratch);  // a row for each number of the head
  QuantisedRows weights = take_rows(n, n, scratch);
  auto* sums = scratch.take<std::int32_t>(n * n);
  auto* exponentials = scratch.take<float>((n + kLanes - 1) / kLanes * kLanes);
  auto* value = scratch.take<Quantised>(d);
  auto* totals = scratch.take<std::int32_t>(n * d);
  for (std::size_t head = 0; head < shape_.heads; ++head) {
    const float* first = qkv + head * d;
    const auto at = [&](std::size_t i, std::size_t part) {
      return first + i * 3 * width + part * width;
    };
    float most = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (const auto& [rows, part] : {std::pair(&queries, 0), std::pair(&keys, 1)}) {
        const float* x = at(i, static_cast<std::size_t>(part));
        const Scaled s = scaled(kernels_->largest(x, d), kLevels);
        rows->scales[i] = s.scale;
        kernels_->quantise(x, d, s.ratio, kLevels, rows->row(i));
      }
      const float largest = kernels_->largest(at(i, 2), d);
      most = largest > most ? largest : most;
    }
    const Scaled s = scaled(most, kLevels);
    for (std::size_t i = 0; i < n; ++i) {
      kernels_->quantise(at(i, 2), d, s.ratio, kLevels, value);
      for (std::size_t c = 0; c < d; ++c) values.row(c)[i] = value[c];
    }
    kernels_->multiply_rows(queries.values, n, keys.values, n, d, sums, n);
    for (std::size_t i = 0; i < n; ++i)
      kernels_->softmax(sums + i * n, n, queries.scales[i], keys.scales, exponentials,
                        weights.row(i));
    kernels_->multiply_rows(weights.values, n, values.values, d, n, totals, d);
    const float scale = s.scale / static_cast<float>(kWeightLevels);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t c = 0; c < d; ++c)
        out[i * width + head * d + c] = static_cast<float>(totals[i * d + c]) * scale;
  }
}

void Transformer::apply(const Layer& layer, const float* x, std::size_t n, float* y,
                        Scratch& scratch) const {
  const Scratch::Frame frame(scratch);
  const std::size_t width = shape_.width;
  const auto multiplied = [&](const float* rows, const std::vector<float>& factors) {
    return quantise_products(*kernels_, rows, factors.data(), n, factors.size(), shape_.levels,
                             scratch);
  };
  const auto add_and_norm = [&](const float* a, const float* b, const Norm& norm, float* sum) {
    for (std::size_t k = 0; k < n * width; ++k) sum[k] = a[k] + b[k];
    for (std::size_t i = 0; i < n; ++i) norm.apply(sum + i * width, sum + i * width);
  };
  auto* qkv = scratch.take<float>(n * 3 * width);
  layer.qkv.apply(multiplied(x, layer.qkv_input), qkv, scratch);
  auto* read = scratch.take<float>(n * width);
  attend(qkv, n, read, scratch);
  auto* part = scratch.take<float>(n * width);
  layer.out.apply(quantise_rows(*kernels_, read, n, width, shape_.levels, scratch), part, scratch);
  auto* h = read;  // no longer needed
  add_and_norm(x, part, layer.norm1, h);
  auto* inner = scratch.take<float>(n * shape_.inner);
  layer.up.apply(multiplied(h, layer.up_input), inner, scratch, Activation::kGelu);
  layer.down.apply(multiplied(inner, layer.down_input), part, scratch);
  add_and_norm(h, part, layer.norm2, y);
}

Transformer::States Transformer::run(std::span<const Token> tokens, Scratch& scratch) const {
  const std::size_t n = tokens.size(), width = shape_.width;
  // The states that are kept, and those before them.
  std::array<float*, kKept + 1> states;
  for (float*& s : states) s = scratch.take<float>(n * width);
  std::fill(states[0], states[0] + n * width, 0.0F);
  for (std::size_t i = 0; i < n; ++i) {
    float* x = states[0] + i * width;
    pieces_.add(*kernels_, static_cast<std::size_t>(tokens[i].piece), x);
    cases_.add(*kernels_, static_cast<std::size_t>(tokens[i].letters), x);
    positions_.add(*kernels_, i, x);
    norm_.apply(x, x);
  }
  for (const Layer& layer : layers_) {
    apply(layer, states[0], n, states[kKept], scratch);
    std::rotate(states.begin(), states.end() - 1, states.end());
  }
  States out;
  std::copy(states.begin(), states.end() - 1, out.last.begin());
  return out;
}

}  // namespace dragoman
