// x86-64 with AVX2.
#ifdef __AVX2__
#include <immintrin.h>

#include "nn/kernels.h"

namespace dragoman {
namespace {

struct Simd {
  using Sums = __m256i;
  static constexpr std::size_t kPanel = 8;
  static constexpr std::size_t kTileRows = 4, kTilePanels = 2;
  static constexpr std::int32_t kRaise = 64;

  static Sums load(const void* from) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
  }
  static void store(void* to, Sums sums) { _mm256_storeu_si256(static_cast<__m256i*>(to), sums); }
  static Sums load_first(const std::int32_t* from, std::size_t count) {
    const __m256i places = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i wanted = _mm256_set1_epi32(static_cast<std::int32_t>(count));
    return _mm256_maskload_epi32(from, _mm256_cmpgt_epi32(wanted, places));
  }
  // In pieces, since stores with a mask are slow; `count` below eight.
  static void store_first(std::int32_t* to, Sums sums, std::size_t count) {
    std::int32_t all[8];
    store(all, sums);
    const std::int32_t* from = all;
    for (std::size_t piece = 4; piece > 0; piece /= 2) {
      if ((count & piece) == 0) continue;
      __builtin_memcpy(to, from, piece * sizeof *to);
      to += piece;
      from += piece;
    }
  }
  static Sums broadcast(const void* from) {
    std::int32_t four;
    __builtin_memcpy(&four, from, sizeof four);
    return _mm256_set1_epi32(four);
  }
  // Two products fit in 16 bits: 2 · 127 · (63 + 64) < 2^15.
  static Sums add_fours(Sums sums, Sums x, Sums weights) {
    const __m256i pairs = _mm256_maddubs_epi16(x, weights);
    return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
  static Sums add_pairs(Sums sums, Sums a, Sums b) {
    return _mm256_add_epi32(sums, _mm256_madd_epi16(a, b));
  }
  // Eight rows of eight numbers of 32 bits.
  static void transpose(Sums* rows) {
    Sums t[8];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i += 2) {
      t[i] = _mm256_unpacklo_epi32(rows[i], rows[i + 1]);
      t[i + 1] = _mm256_unpackhi_epi32(rows[i], rows[i + 1]);
    }
    // rows[4i + c]: in each half h, column 4h + c of rows 4i … 4i + 3
#pragma GCC unroll 8
    for (int i = 0; i < 8; i += 4) {
      rows[i] = _mm256_unpacklo_epi64(t[i], t[i + 2]);
      rows[i + 1] = _mm256_unpackhi_epi64(t[i], t[i + 2]);
      rows[i + 2] = _mm256_unpacklo_epi64(t[i + 1], t[i + 3]);
      rows[i + 3] = _mm256_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
#pragma GCC unroll 8
    for (int c = 0; c < 4; ++c) {
      t[c] = _mm256_permute2x128_si256(rows[c], rows[4 + c], 0x20);
      t[4 + c] = _mm256_permute2x128_si256(rows[c], rows[4 + c], 0x31);
    }
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) rows[i] = t[i];
  }
};

}  // namespace
}  // namespace dragoman

#define DRAGOMAN_KERNELS kKernelsAvx2
#define DRAGOMAN_KERNELS_NAME "avx2"
#define DRAGOMAN_KERNELS_BYTES
#define DRAGOMAN_KERNELS_PAIRS
#include "nn/kernels.inc"
#endif
