// x86-64 with AVX-512 and its multiply-add of bytes (Ice Lake, Zen 4).
#ifdef __AVX512VNNI__
#include <immintrin.h>

#include "nn/kernels.h"

namespace dragoman {
namespace {

struct Simd {
  using Sums = __m512i;
  static constexpr std::size_t kPanel = 16;
  // 24 of the 32 registers hold sums. All the accurate model's layers have a multiple of three
  // panels.
  static constexpr std::size_t kTileRows = 8, kTilePanels = 3;
  static constexpr std::int32_t kRaise = 64;

  static Sums load(const void* from) { return _mm512_loadu_si512(from); }
  static void store(void* to, Sums sums) { _mm512_storeu_si512(to, sums); }
  static __mmask16 first(std::size_t count) {
    return static_cast<__mmask16>(count < kPanel ? (1U << count) - 1 : 0xFFFF);
  }
  static Sums load_first(const void* from, std::size_t count) {
    return _mm512_maskz_loadu_epi32(first(count), from);
  }
  static void store_first(void* to, Sums sums, std::size_t count) {
    _mm512_mask_storeu_epi32(to, first(count), sums);
  }
  static Sums broadcast(const void* from) {
    std::int32_t four;
    __builtin_memcpy(&four, from, sizeof four);
    return _mm512_set1_epi32(four);
  }
  static Sums add_fours(Sums sums, Sums x, Sums weights) {
    return _mm512_dpbusd_epi32(sums, x, weights);
  }
  static Sums add_pairs(Sums sums, Sums a, Sums b) { return _mm512_dpwssd_epi32(sums, a, b); }
  // Sixteen rows of sixteen numbers of 32 bits.
  static void transpose(Sums* rows) {
    Sums t[16];
#pragma GCC unroll 16
    for (int i = 0; i < 16; i += 2) {
      t[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
      t[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
    }
    // rows[4i + c]: in each quarter q, column 4q + c of rows 4i … 4i + 3
#pragma GCC unroll 16
    for (int i = 0; i < 16; i += 4) {
      rows[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
      rows[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
      rows[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
      rows[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
#pragma GCC unroll 16
    for (int c = 0; c < 4; ++c) {
      t[c] = _mm512_shuffle_i32x4(rows[c], rows[4 + c], 0x44);
      t[4 + c] = _mm512_shuffle_i32x4(rows[c], rows[4 + c], 0xEE);
      t[8 + c] = _mm512_shuffle_i32x4(rows[8 + c], rows[12 + c], 0x44);
      t[12 + c] = _mm512_shuffle_i32x4(rows[8 + c], rows[12 + c], 0xEE);
    }
#pragma GCC unroll 16
    for (int c = 0; c < 4; ++c) {
      rows[c] = _mm512_shuffle_i32x4(t[c], t[8 + c], 0x88);
      rows[4 + c] = _mm512_shuffle_i32x4(t[c], t[8 + c], 0xDD);
      rows[8 + c] = _mm512_shuffle_i32x4(t[4 + c], t[12 + c], 0x88);
      rows[12 + c] = _mm512_shuffle_i32x4(t[4 + c], t[12 + c], 0xDD);
    }
  }
};

}  // namespace
}  // namespace dragoman

#define DRAGOMAN_KERNELS kKernelsAvx512
#define DRAGOMAN_KERNELS_NAME "avx512"
#define DRAGOMAN_KERNELS_BYTES
#define DRAGOMAN_KERNELS_PAIRS
#include "nn/kernels.inc"
#endif
