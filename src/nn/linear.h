// The layers of the language model, as docs/formats/language-model.md (sections 3 and 4) prescribes
// them: every number is the same on every processor.
//
//   QuantisedRows q = quantise_rows(kernels, x, n, dim, levels, scratch);   // n vectors, a scale
//   each upos.apply(q, scores, scratch);                                         // n rows of
//   upos.outputs()
//
// Thread-safety: layers are immutable after loading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/error.h"
#include "nn/kernels.h"
#include "nn/safetensors.h"
#include "nn/scratch.h"

namespace dragoman {

// Vectors of small integers, padded with zeros, and the scale of each.
struct QuantisedRows {
  Quantised* values = nullptr;
  float* scales = nullptr;
  std::size_t count = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;  // padded_columns(columns)

  Quantised* row(std::size_t i) const { return values + i * stride; }
};

// Room for `count` rows, the padding cleared, the rest not yet written.
QuantisedRows take_rows(std::size_t count, std::size_t columns, Scratch& scratch);
// Quantises `count` vectors that lie one after another, each with its own scale.
QuantisedRows quantise_rows(const Kernels& kernels, const float* x, std::size_t count,
                            std::size_t columns, std::int32_t levels, Scratch& scratch);

// The same of each number times that of its column in `factors`.
QuantisedRows quantise_products(const Kernels& kernels, const float* x, const float* factors,
                                std::size_t count, std::size_t columns, std::int32_t levels,
                                Scratch& scratch);

enum class Activation { kIdentity, kRelu, kGelu, kSilu };

// y = W·x + b with 8-bit weights and a scale for each output.
class Linear {
 public:
  // Reads NAME.weight, NAME.scale and NAME.bias.
  static Result<Linear> load(const Safetensors& file, std::string_view name, std::size_t inputs,
                             std::size_t outputs, const Kernels& kernels);
  Linear() = default;

  // y holds x.count rows of outputs() numbers.
  void apply(const QuantisedRows& x, float* y, Scratch& scratch,
             Activation activation = Activation::kIdentity) const;
  // The place of the largest output of each row, the first of equals.
  void argmax(const QuantisedRows& x, std::uint32_t* best, Scratch& scratch) const;
  std::size_t inputs() const { return inputs_; }
  std::size_t outputs() const { return outputs_; }

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };

  const Kernels* kernels_ = nullptr;
  std::size_t inputs_ = 0, outputs_ = 0;
  std::unique_ptr<std::byte[], Free> packed_;
  std::vector<float> scale_, bias_;
};

// LayerNorm.
class Norm {
 public:
  static Result<Norm> load(const Safetensors& file, std::string_view name, std::size_t size,
                           float epsilon, const Kernels& kernels);
  Norm() = default;
  void apply(const float* x, float* y) const;

 private:
  const Kernels* kernels_ = nullptr;
  float epsilon_ = 0;
  std::vector<float> weight_, bias_;
};

}  // namespace dragoman
