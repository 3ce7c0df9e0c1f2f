#include "nn/linear.h"

#include <algorithm>
#include <new>
#include <utility>

namespace dragoman {
namespace {

constexpr std::align_val_t kAlignment{64};
// Words whose sums are held at once: enough to use each weight often, few enough for the cache.
constexpr std::size_t kBlock = 32;

// Each row with its own scale, from its largest size.
template <typename Largest, typename Quantise>
QuantisedRows quantised(std::size_t count, std::size_t columns, std::int32_t levels,
                        Scratch& scratch, Largest largest, Quantise quantise) {
  QuantisedRows rows = take_rows(count, columns, scratch);
  const auto most = static_cast<float>(levels);
  for (std::size_t i = 0; i < count; ++i) {
    const float m = largest(i);
    rows.scales[i] = m / most;
    quantise(i, m == 0 ? 0.0F : most / m, rows.row(i));
  }
  return rows;
}

}  // namespace

QuantisedRows take_rows(std::size_t count, std::size_t columns, Scratch& scratch) {
  QuantisedRows rows;
  rows.count = count;
  rows.columns = columns;
  rows.stride = padded_columns(columns);
  rows.values = scratch.take<Quantised>(count * rows.stride);
  rows.scales = scratch.take<float>(count);
  for (std::size_t i = 0; i < count; ++i)
    std::fill(rows.row(i) + columns, rows.row(i) + rows.stride, Quantised{0});
  return rows;
}

QuantisedRows quantise_rows(const Kernels& kernels, const float* x, std::size_t count,
                            std::size_t columns, std::int32_t levels, Scratch& scratch) {
  return quantised(
      count, columns, levels, scratch,
      [&](std::size_t i) { return kernels.largest(x + i * columns, columns); },
      [&](std::size_t i, float ratio, Quantised* q) {
        kernels.quantise(x + i * columns, columns, ratio, levels, q);
      });
}

QuantisedRows quantise_products(const Kernels& kernels, const float* x, const float* factors,
                                std::size_t count, std::size_t columns, std::int32_t levels,
                                Scratch& scratch) {
  return quantised(
      count, columns, levels, scratch,
      [&](std::size_t i) { return kernels.largest_product(x + i * columns, factors, columns); },
      [&](std::size_t i, float ratio, Quantised* q) {
        kernels.quantise_product(x + i * columns, factors, columns, ratio, levels, q);
      });
}

void Linear::Free::operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }

Result<Linear> Linear::load(const Safetensors& file, std::string_view name, std::size_t inputs,
                            std::size_t outputs, const Kernels& kernels) {
  const std::string prefix(name);
  const auto weight = file.int8(prefix + ".weight", {outputs, inputs});
  if (!weight) return tl::unexpected(weight.error());
  if (std::find(weight->begin(), weight->end(), -128) != weight->end())
    return fail(ErrorCode::kModel, "holds -128", file.input(), "tensor " + prefix + ".weight");
  auto scale = file.f32(prefix + ".scale", {outputs});
  if (!scale) return tl::unexpected(scale.error());
  auto bias = file.f32(prefix + ".bias", {outputs});
  if (!bias) return tl::unexpected(bias.error());
  Linear layer;
  layer.kernels_ = &kernels;
  layer.inputs_ = inputs;
  layer.outputs_ = outputs;
  layer.packed_.reset(static_cast<std::byte*>(
      ::operator new(std::max<std::size_t>(1, kernels.packed_bytes(outputs, inputs)), kAlignment)));
  kernels.pack(weight->data(), outputs, inputs, layer.packed_.get());
  layer.scale_ = std::move(*scale);
  layer.bias_ = std::move(*bias);
  return layer;
}

void Linear::apply(const QuantisedRows& x, float* y, Scratch& scratch,
                   Activation activation) const {
  const Scratch::Frame frame(scratch);
  auto* workspace = scratch.take<std::byte>(
      kernels_->workspace_bytes(outputs_, inputs_, std::min(kBlock, x.count)));
  for (std::size_t first = 0; first < x.count; first += kBlock) {
    const std::size_t count = std::min(kBlock, x.count - first);
    kernels_->multiply(packed_.get(), outputs_, inputs_, x.row(first), x.scales + first, count,
                       workspace, scale_.data(), bias_.data(), y + first * outputs_, outputs_);
    if (activation == Activation::kIdentity) continue;
    for (std::size_t i = 0; i < count; ++i) {
      float* row = y + (first + i) * outputs_;
      switch (activation) {
        case Activation::kIdentity:
          break;
        case Activation::kRelu:
          for (std::size_t k = 0; k < outputs_; ++k) row[k] = row[k] > 0 ? row[k] : 0.0F;
          break;
        case Activation::kGelu:
          kernels_->gelu(row, outputs_);
          break;
        case Activation::kSilu:
          kernels_->silu(row, outputs_);
          break;
      }
    }
  }
}

void Linear::argmax(const QuantisedRows& x, std::uint32_t* best, Scratch& scratch) const {
  const Scratch::Frame frame(scratch);
  auto* scores = scratch.take<float>(x.count * outputs_);
  apply(x, scores, scratch);
  for (std::size_t i = 0; i < x.count; ++i)
    best[i] = kernels_->argmax(scores + i * outputs_, outputs_);
}

Result<Norm> Norm::load(const Safetensors& file, std::string_view name, std::size_t size,
                        float epsilon, const Kernels& kernels) {
  const std::string prefix(name);
  auto weight = file.f32(prefix + ".weight", {size});
  if (!weight) return tl::unexpected(weight.error());
  auto bias = file.f32(prefix + ".bias", {size});
  if (!bias) return tl::unexpected(bias.error());
  Norm norm;
  norm.kernels_ = &kernels;
  norm.epsilon_ = epsilon;
  norm.weight_ = std::move(*weight);
  norm.bias_ = std::move(*bias);
  return norm;
}

void Norm::apply(const float* x, float* y) const {
  kernels_->norm(x, weight_.size(), epsilon_, weight_.data(), bias_.data(), y);
}

}  // namespace dragoman
