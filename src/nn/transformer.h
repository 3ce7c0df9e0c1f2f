// What does each word piece mean in its sentence?
//
// The encoder of docs/formats/language-model.md (section 10): embeddings, self-attention and
// feed-forward layers, all products of small integers and every number the same on every
// processor.
//
//   auto encoder = Transformer::load(file, shape, pieces, kernels);
//   Transformer::States states = encoder->run(tokens, scratch);   // [CLS], pieces, [SEP]
//   states.last[0]                                              // after the last layer: W numbers
//                                                               // a piece
//
// Time: linear in the number of pieces but for attention, which grows with its square.
// Errors: kModel. Thread-safety: immutable after loading; a Scratch belongs to one call at a time.
// Sources: Vaswani et al., Attention is all you need (2017); Devlin et al., BERT (2019).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dragoman/error.h"
#include "nn/linear.h"
#include "nn/safetensors.h"
#include "nn/scratch.h"
#include "nn/wordpiece.h"

namespace dragoman {

// Rows of small integers with a scale each, as they lie in the file, which must outlive them.
class Table {
 public:
  static Result<Table> load(const Safetensors& file, std::string_view name, std::size_t rows,
                            std::size_t columns);
  // total += row
  void add(const Kernels& kernels, std::size_t row, float* total) const {
    kernels.add_row(weight_.data() + row * columns_, columns_, scale_[row], total);
  }

 private:
  std::span<const std::int8_t> weight_;
  std::vector<float> scale_;
  std::size_t columns_ = 0;
};

class Transformer {
 public:
  struct Shape {
    std::size_t width = 0, layers = 0, heads = 0, inner = 0, positions = 0;
    std::int32_t levels = 0;  // of quantised activations
    float epsilon = 0;        // of LayerNorm
  };
  static constexpr std::size_t kKept = 3;  // last layers whose states are given
  // Of the products of attention, and of its weights: sums of as many as there are positions stay
  // within 32 bits.
  static constexpr std::int32_t kLevels = 4095, kWeightLevels = 16383;

  // Needs at least kKept layers; heads divide the width into multiples of 32.
  static Result<Transformer> load(const Safetensors& file, const Shape& shape, std::size_t pieces,
                                  const Kernels& kernels);

  struct Token {
    std::int32_t piece = 0;
    WordPiece::Case letters = WordPiece::Case::kCaseless;
  };
  struct States {
    std::array<const float*, kKept> last{};  // last[0]: the last layer; width numbers a piece
  };
  // 1 to `positions` tokens, each piece below the number of pieces. The states live in `scratch`.
  States run(std::span<const Token> tokens, Scratch& scratch) const;

  const Shape& shape() const { return shape_; }

 private:
  struct Layer {
    Linear qkv, out, up, down;
    std::vector<float> qkv_input, up_input, down_input;  // factors of what these layers read
    Norm norm1, norm2;
  };
  void attend(const float* qkv, std::size_t n, float* out, Scratch& scratch) const;
  void apply(const Layer& layer, const float* x, std::size_t n, float* y, Scratch& scratch) const;

  const Kernels* kernels_ = nullptr;
  Shape shape_;
  Table pieces_, cases_, positions_;
  Norm norm_;
  std::vector<Layer> layers_;
};

}  // namespace dragoman
