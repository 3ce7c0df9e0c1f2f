// exp, the same bits on every processor: for confidences, which are printed.
#pragma once

#include <bit>
#include <cstdint>

namespace dragoman {

// e^x for x ≤ 0, within 2 units in the last place; 0 below −87.
inline float exponential(float x) {
  if (!(x > -87.0F)) return 0.0F;  // a number that is none too
  if (x > 0.0F) x = 0.0F;
  // x = k·ln 2 + r with |r| ≤ ln 2 / 2; ln 2 in two parts, the first with few bits so that k times
  // it is exact.
  constexpr float kRound = 12582912.0F;  // 1.5 · 2^23: adding it rounds to a whole number
  const float k = (x * 1.44269504F + kRound) - kRound;
  const float r = (x - k * 0.693359375F) - k * -2.12194440e-4F;
  // The Taylor series to r^7: its rest is below 2^-28 for such r.
  float sum = 1.0F / 5040.0F;
  sum = sum * r + 1.0F / 720.0F;
  sum = sum * r + 1.0F / 120.0F;
  sum = sum * r + 1.0F / 24.0F;
  sum = sum * r + 1.0F / 6.0F;
  sum = sum * r + 0.5F;
  sum = sum * r + 1.0F;
  sum = sum * r + 1.0F;
  const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(k) + 127);
  return sum * std::bit_cast<float>(exponent << 23);
}

}  // namespace dragoman
