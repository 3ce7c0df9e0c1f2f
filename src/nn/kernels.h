// The loops in which the language model spends its time, once for each instruction set.
//
// Every table gives the same bits on every processor: integer sums are exact, and every
// floating-point operation is rounded once, in a fixed order (docs/formats/language-model.md,
// sections 3 and 4). So which table runs is a matter of speed alone, and tests compare them all.
// This is the one place where instruction sets are told apart: a new kernel is a new table, with a
// packing of weights of its own.
//
// Only <cstddef> and <cstdint> may be included here: inline functions of the library, compiled into
// a file with wider instructions, could be chosen by the linker for the whole program. (The
// compiler's intrinsics are no such functions: they are always inlined.)
#pragma once

#include <cstddef>
#include <cstdint>

namespace dragoman {

// A quantised activation. Sixteen bits because the multiply-add of pairs (pmaddwd) reads them; a
// kernel that reads bytes narrows them.
using Quantised = std::int16_t;

// Rows of quantised activations are padded to this many, with zeros.
inline constexpr std::size_t kColumnBlock = 32;
inline constexpr std::size_t padded_columns(std::size_t columns) {
  return (columns + kColumnBlock - 1) / kColumnBlock * kColumnBlock;
}

struct Kernels {
  const char* name;

  // Weights of a matrix [rows, columns] in the order in which `multiply` reads them.
  std::size_t (*packed_bytes)(std::size_t rows, std::size_t columns);
  void (*pack)(const std::int8_t* weights, std::size_t rows, std::size_t columns, void* packed);
  // y[i * stride + o] = f32(Σ_k weights[o][k] · x[i][k]) · (scales[i] · scale[o]) + bias[o] for
  // `count` padded rows x, which lie one after another; weights within ±127, x within ±63. Needs
  // workspace_bytes() of memory to work in.
  std::size_t (*workspace_bytes)(std::size_t rows, std::size_t columns, std::size_t count);
  void (*multiply)(const void* packed, std::size_t rows, std::size_t columns, const Quantised* x,
                   const float* scales, std::size_t count, void* workspace, const float* scale,
                   const float* bias, float* y, std::size_t stride);
  // sums[i * stride + j] = Σ_k a[i][k] · b[j][k] for padded rows of numbers so small that no sum of
  // products, whichever are added, leaves 32 bits.
  void (*multiply_rows)(const Quantised* a, std::size_t a_count, const Quantised* b,
                        std::size_t b_count, std::size_t columns, std::int32_t* sums,
                        std::size_t stride);

  float (*largest)(const float* x, std::size_t n);  // max |x_k|
  // q_k = round-half-to-even(x_k · ratio), held within ±levels, which are at most 16383.
  void (*quantise)(const float* x, std::size_t n, float ratio, std::int32_t levels, Quantised* q);
  // The same of the products x_k · factors_k, each rounded once.
  float (*largest_product)(const float* x, const float* factors, std::size_t n);
  void (*quantise_product)(const float* x, const float* factors, std::size_t n, float ratio,
                           std::int32_t levels, Quantised* q);
  // total_k += f32(row_k) · scale
  void (*add_row)(const std::int8_t* row, std::size_t n, float scale, float* total);
  // LayerNorm with sums in sixteen lanes; n is a multiple of 16. x and y may be the same.
  void (*norm)(const float* x, std::size_t n, float epsilon, const float* weight, const float* bias,
               float* y);
  // The place of the largest of n ≥ 1 numbers, the first of equals.
  std::uint32_t (*argmax)(const float* x, std::size_t n);

  // The functions of section 10 of the format page. A number that is none (a hostile file) gives
  // some number, the same by every table but for the bits of one that is none.
  //
  // Attention: p_j = round-half-to-even(e_j · (16383 / Σ e)), where e_j = exp(t_j − max t) and
  // t_j = f32(sums_j) · (s · scales_j). `weights` is room for n floats, rounded up to 16. p has
  // padded_columns(n) places; those past n become 0. All p are 0 where the largest t is no number.
  void (*softmax)(const std::int32_t* sums, std::size_t n, float s, const float* scales,
                  float* weights, Quantised* p);
  void (*gelu)(float* x, std::size_t n);  // in place
  void (*silu)(float* x, std::size_t n);  // in place
};

// The fastest table that this processor runs.
const Kernels& best_kernels();
// All that it runs, from the portable one on; nullptr past the last.
const Kernels* usable_kernels(std::size_t index);

}  // namespace dragoman
