// What the processor could multiply at most, measured: bare loops of one instruction on registers.
#pragma once

#include <time.h>

#include <algorithm>
#include <string_view>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace dragoman::bench {

inline double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// A loop that does `multiplications` in each round, and the instruction that it consists of.
struct PeakLoop {
  const char* instruction = nullptr;
  int (*run)(int rounds) = nullptr;
  double multiplications = 0;
};

#if defined(__x86_64__)
// Sixteen independent sums, so that the multiplier never waits.
__attribute__((target("avx512f,avx512bw,avx512vnni"))) inline int multiply_avx512(int rounds) {
  __m512i sums[16];
  const __m512i a = _mm512_set1_epi8(static_cast<char>(rounds & 63)), b = _mm512_set1_epi8(3);
  for (auto& sum : sums) sum = _mm512_setzero_si512();
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
    for (auto& sum : sums) sum = _mm512_dpbusd_epi32(sum, a, b);
  }
  for (int i = 1; i < 16; ++i) sums[0] = _mm512_add_epi32(sums[0], sums[i]);
  alignas(64) int out[16];
  _mm512_store_si512(out, sums[0]);
  return out[0];
}

__attribute__((target("avx2"))) inline int multiply_avx2(int rounds) {
  __m256i sums[12];
  __m256i a = _mm256_set1_epi8(static_cast<char>(rounds & 63)), b = _mm256_set1_epi8(3);
  const __m256i ones = _mm256_set1_epi16(1);
  for (auto& sum : sums) sum = _mm256_setzero_si256();
  for (int i = 0; i < rounds; ++i) {
    // Hidden from the compiler, which would compute the product once.
    asm volatile("" : "+x"(a), "+x"(b));
#pragma GCC unroll 12
    for (auto& sum : sums)
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(a, b), ones));
  }
  for (int i = 1; i < 12; ++i) sums[0] = _mm256_add_epi32(sums[0], sums[i]);
  return _mm256_extract_epi32(sums[0], 0);
}

inline int multiply_sse2(int rounds) {
  __m128i sums[8];
  __m128i a = _mm_set1_epi16(static_cast<short>(rounds & 63)), b = _mm_set1_epi16(3);
  for (auto& sum : sums) sum = _mm_setzero_si128();
  for (int i = 0; i < rounds; ++i) {
    asm volatile("" : "+x"(a), "+x"(b));
#pragma GCC unroll 8
    for (auto& sum : sums) sum = _mm_add_epi32(sum, _mm_madd_epi16(a, b));
  }
  for (int i = 1; i < 8; ++i) sums[0] = _mm_add_epi32(sums[0], sums[i]);
  return _mm_cvtsi128_si32(sums[0]);
}
#endif

// The loop of the instruction that a table of nn/kernels.h multiplies with; none for a processor
// that this program does not know.
inline PeakLoop peak_loop(std::string_view table) {
#if defined(__x86_64__)
  if (table == "avx512") return {"vpdpbusd, 512 bits", multiply_avx512, 64.0 * 16};
  if (table == "avx2") return {"vpmaddubsw, 256 bits", multiply_avx2, 32.0 * 12};
  if (table == "portable") return {"pmaddwd, 128 bits", multiply_sse2, 8.0 * 8};
#endif
  static_cast<void>(table);
  return {};
}

}  // namespace dragoman::bench
