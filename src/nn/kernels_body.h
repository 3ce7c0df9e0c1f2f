// The kernels, written for the vectoriser. Included by one file for each instruction set, which
// sets DRAGOMAN_KERNELS to the name of its table; so there is no #pragma once.
#include "nn/kernels.h"

namespace dragoman {
namespace {

// Sixteen lanes. A vector type because the order of the sums is prescribed: the compiler may not
// reorder them by itself. Read and written by memcpy, which asks for no alignment.
using Lanes = float __attribute__((vector_size(64)));
constexpr std::size_t kLanes = 16;

inline void load(const float* from, Lanes* to) { __builtin_memcpy(to, from, sizeof *to); }
inline void store(const Lanes* from, float* to) { __builtin_memcpy(to, from, sizeof *from); }

// padded_columns() of the header, but not shared with files of other instruction sets. That the
// result is a multiple of the block tells the compiler that the loops have no rest.
std::size_t width_of(std::size_t columns) {
  return (columns + kColumnBlock - 1) / kColumnBlock * kColumnBlock;
}

// Two rows of a by four of b: each load feeds two or four sums.
inline void tile_2x4(const Quantised* __restrict a, const Quantised* __restrict b,
                     std::size_t width, std::int32_t* __restrict sums, std::size_t stride) {
  std::int32_t s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
  for (std::size_t k = 0; k < width; ++k) {
    const std::int32_t a0 = a[k], a1 = a[width + k];
    const std::int32_t b0 = b[k], b1 = b[width + k], b2 = b[2 * width + k], b3 = b[3 * width + k];
    s00 += a0 * b0, s01 += a0 * b1, s02 += a0 * b2, s03 += a0 * b3;
    s10 += a1 * b0, s11 += a1 * b1, s12 += a1 * b2, s13 += a1 * b3;
  }
  sums[0] = s00, sums[1] = s01, sums[2] = s02, sums[3] = s03;
  sums += stride;
  sums[0] = s10, sums[1] = s11, sums[2] = s12, sums[3] = s13;
}

inline void tile_1x4(const Quantised* __restrict a, const Quantised* __restrict b,
                     std::size_t width, std::int32_t* __restrict sums) {
  std::int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  for (std::size_t k = 0; k < width; ++k) {
    const std::int32_t a0 = a[k];
    s0 += a0 * b[k], s1 += a0 * b[width + k];
    s2 += a0 * b[2 * width + k], s3 += a0 * b[3 * width + k];
  }
  sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
}

inline std::int32_t dot(const Quantised* __restrict a, const Quantised* __restrict b,
                        std::size_t width) {
  std::int32_t sum = 0;
  for (std::size_t k = 0; k < width; ++k) sum += std::int32_t{a[k]} * std::int32_t{b[k]};
  return sum;
}

void multiply_rows(const Quantised* a, std::size_t a_count, const Quantised* b, std::size_t b_count,
                   std::size_t columns, std::int32_t* sums, std::size_t stride) {
  const std::size_t width = width_of(columns);
  std::size_t j = 0;
  for (; j + 4 <= b_count; j += 4) {
    const Quantised* four = b + j * width;
    std::size_t i = 0;
    for (; i + 2 <= a_count; i += 2)
      tile_2x4(a + i * width, four, width, sums + i * stride + j, stride);
    if (i < a_count) tile_1x4(a + i * width, four, width, sums + i * stride + j);
  }
  for (; j < b_count; ++j)
    for (std::size_t i = 0; i < a_count; ++i)
      sums[i * stride + j] = dot(a + i * width, b + j * width, width);
}

#ifdef DRAGOMAN_BYTE_WEIGHTS

// For processors that add four products of bytes at once (vpdpbusd): half the memory for the
// weights. That instruction takes one factor without a sign, so activations are raised by kRaise,
// and kRaise · Σ weights, which stands behind the weights, is where the sums begin.
constexpr std::int32_t kRaise = 64;
constexpr std::size_t kByteBlock = 64;  // columns; rows are padded to it

std::size_t byte_width(std::size_t columns) {
  return (columns + kByteBlock - 1) / kByteBlock * kByteBlock;
}

std::size_t packed_bytes(std::size_t rows, std::size_t columns) {
  return rows * (byte_width(columns) + sizeof(std::int32_t));
}

std::size_t workspace_bytes(std::size_t count, std::size_t columns) {
  return count * byte_width(columns);
}

void pack(const std::int8_t* weights, std::size_t rows, std::size_t columns, void* packed) {
  const std::size_t width = byte_width(columns);
  auto* out = static_cast<std::int8_t*>(packed);
  for (std::size_t o = 0; o < rows; ++o) {
    std::int32_t sum = 0;
    for (std::size_t k = 0; k < columns; ++k) sum += out[k] = weights[o * columns + k];
    for (std::size_t k = columns; k < width; ++k) out[k] = 0;
    out += width;
    const std::int32_t start = -kRaise * sum;
    __builtin_memcpy(static_cast<std::int8_t*>(packed) + rows * width + o * sizeof start, &start,
                     sizeof start);
  }
}

inline void byte_tile_2x4(const std::uint8_t* __restrict a, const std::int8_t* __restrict b,
                          std::size_t width, std::int32_t* __restrict sums, std::size_t stride) {
  std::int32_t s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
  for (std::size_t k = 0; k < width; ++k) {
    const std::int32_t a0 = a[k], a1 = a[width + k];
    const std::int32_t b0 = b[k], b1 = b[width + k], b2 = b[2 * width + k], b3 = b[3 * width + k];
    s00 += a0 * b0, s01 += a0 * b1, s02 += a0 * b2, s03 += a0 * b3;
    s10 += a1 * b0, s11 += a1 * b1, s12 += a1 * b2, s13 += a1 * b3;
  }
  sums[0] += s00, sums[1] += s01, sums[2] += s02, sums[3] += s03;
  sums += stride;
  sums[0] += s10, sums[1] += s11, sums[2] += s12, sums[3] += s13;
}

inline std::int32_t byte_dot(const std::uint8_t* __restrict a, const std::int8_t* __restrict b,
                             std::size_t width) {
  std::int32_t sum = 0;
  for (std::size_t k = 0; k < width; ++k) sum += std::int32_t{a[k]} * std::int32_t{b[k]};
  return sum;
}

void multiply(const void* packed, std::size_t rows, std::size_t columns, const Quantised* x,
              std::size_t count, void* workspace, std::int32_t* sums, std::size_t stride) {
  const std::size_t width = byte_width(columns), x_width = width_of(columns);
  const auto* weights = static_cast<const std::int8_t*>(packed);
  auto* raised = static_cast<std::uint8_t*>(workspace);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint8_t* row = raised + i * width;
    for (std::size_t k = 0; k < x_width; ++k)
      row[k] = static_cast<std::uint8_t>(x[i * x_width + k] + kRaise);
    for (std::size_t k = x_width; k < width; ++k) row[k] = 0;  // meets weights of zero
    __builtin_memcpy(sums + i * stride, weights + rows * width, rows * sizeof *sums);
  }
  std::size_t o = 0;
  for (; o + 4 <= rows; o += 4) {
    const std::int8_t* four = weights + o * width;
    std::size_t i = 0;
    for (; i + 2 <= count; i += 2)
      byte_tile_2x4(raised + i * width, four, width, sums + i * stride + o, stride);
    if (i < count)
      for (std::size_t r = 0; r < 4; ++r)
        sums[i * stride + o + r] += byte_dot(raised + i * width, four + r * width, width);
  }
  for (; o < rows; ++o)
    for (std::size_t i = 0; i < count; ++i)
      sums[i * stride + o] += byte_dot(raised + i * width, weights + o * width, width);
}

#else

std::size_t packed_bytes(std::size_t rows, std::size_t columns) {
  return rows * width_of(columns) * sizeof(Quantised);
}

// Widened to sixteen bits once, so that the loop over columns is nothing but loads and pmaddwd.
void pack(const std::int8_t* weights, std::size_t rows, std::size_t columns, void* packed) {
  auto* out = static_cast<Quantised*>(packed);
  const std::size_t width = width_of(columns);
  for (std::size_t o = 0; o < rows; ++o) {
    for (std::size_t k = 0; k < columns; ++k) out[k] = weights[o * columns + k];
    for (std::size_t k = columns; k < width; ++k) out[k] = 0;
    out += width;
  }
}

std::size_t workspace_bytes(std::size_t, std::size_t) { return 0; }

void multiply(const void* packed, std::size_t rows, std::size_t columns, const Quantised* x,
              std::size_t count, void*, std::int32_t* sums, std::size_t stride) {
  multiply_rows(x, count, static_cast<const Quantised*>(packed), rows, columns, sums, stride);
}

#endif

float largest(const float* x, std::size_t n) {
  // Bits without the sign order like the numbers that they stand for, and integers may be
  // compared in any order, which lets the loop be vectorised.
  std::int32_t most = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const std::int32_t bits = __builtin_bit_cast(std::int32_t, x[k]) & 0x7FFFFFFF;
    most = bits > most ? bits : most;
  }
  return __builtin_bit_cast(float, most);
}

void quantise(const float* x, std::size_t n, float ratio, std::int32_t levels, Quantised* q) {
  // Adding 1.5 · 2^23 rounds a small number to a whole one, half to even; the low bits hold it.
  constexpr float kRound = 12582912.0F;
  constexpr std::int32_t kBits = 0x4B400000;
  for (std::size_t k = 0; k < n; ++k) {
    const float shifted = x[k] * ratio + kRound;
    // Unsigned: a number that is none (a hostile file) must not overflow.
    auto v = static_cast<std::int32_t>(__builtin_bit_cast(std::uint32_t, shifted) -
                                       static_cast<std::uint32_t>(kBits));
    v = v < levels ? v : levels;
    v = v > -levels ? v : -levels;
    q[k] = static_cast<Quantised>(v);
  }
}

void dequantise(const std::int32_t* sums, std::size_t n, float s, const float* scale,
                const float* bias, float* y) {
  for (std::size_t k = 0; k < n; ++k) {
    const float factor = s * scale[k];
    y[k] = static_cast<float>(sums[k]) * factor + bias[k];
  }
}

void add_row(const std::int8_t* row, std::size_t n, float scale, float* total) {
  for (std::size_t k = 0; k < n; ++k) total[k] += static_cast<float>(row[k]) * scale;
}

std::uint32_t argmax(const float* x, std::size_t n) {
  // The largest first, lane by lane; then its first place.
  float most = x[0];
  std::size_t k = 0;
  if (n >= kLanes) {
    Lanes largest_yet, now;
    load(x, &largest_yet);
    for (; k + kLanes <= n; k += kLanes) {
      load(x + k, &now);
      largest_yet = now > largest_yet ? now : largest_yet;
    }
    for (std::size_t j = 0; j < kLanes; ++j) most = largest_yet[j] > most ? largest_yet[j] : most;
  }
  for (; k < n; ++k) most = x[k] > most ? x[k] : most;
  for (k = 0; k < n; ++k)
    if (x[k] == most) return static_cast<std::uint32_t>(k);
  return 0;  // the first number is none
}

inline float sum_of(const Lanes* lanes) {
  float t[kLanes];
  store(lanes, t);
  for (std::size_t half = kLanes / 2; half > 0; half /= 2)
    for (std::size_t j = 0; j < half; ++j) t[j] += t[j + half];
  return t[0];
}

void norm(const float* x, std::size_t n, float epsilon, const float* weight, const float* bias,
          float* y) {
  const auto size = static_cast<float>(n);
  Lanes v, sums, squares, factor, term;
  load(x, &sums);
  for (std::size_t k = kLanes; k < n; k += kLanes) {
    load(x + k, &v);
    sums += v;
  }
  const float mean = sum_of(&sums) / size;
  load(x, &v);
  v -= mean;
  squares = v * v;
  for (std::size_t k = kLanes; k < n; k += kLanes) {
    load(x + k, &v);
    v -= mean;
    squares += v * v;
  }
  const float variance = sum_of(&squares) / size;
  const float g = 1.0F / __builtin_sqrtf(variance + epsilon);
  for (std::size_t k = 0; k < n; k += kLanes) {
    load(x + k, &v);
    load(weight + k, &factor);
    load(bias + k, &term);
    v = (v - mean) * g * factor + term;
    store(&v, y + k);
  }
}

}  // namespace

extern const Kernels DRAGOMAN_KERNELS;
const Kernels DRAGOMAN_KERNELS = {
#define DRAGOMAN_TEXT_OF(name) #name
#define DRAGOMAN_NAME_OF(name) DRAGOMAN_TEXT_OF(name)
    DRAGOMAN_NAME_OF(DRAGOMAN_KERNELS),
    packed_bytes,
    pack,
    workspace_bytes,
    multiply,
    multiply_rows,
    largest,
    quantise,
    dequantise,
    add_row,
    norm,
    argmax,
};

}  // namespace dragoman
