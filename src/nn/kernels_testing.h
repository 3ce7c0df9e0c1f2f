// What the tests of the kernels and of the layers share.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "nn/kernels.h"

namespace dragoman {

// The generator is the standard's, the same everywhere; its distributions are not.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  int whole(int least, int most) {
    return least + static_cast<int>(engine_() % static_cast<unsigned>(most - least + 1));
  }
  float real() { return static_cast<float>(engine_()) / 2147483648.0F - 1.0F; }  // −1…1
  std::vector<float> reals(std::size_t n, float scale) {
    std::vector<float> out(n);
    for (float& x : out) x = real() * scale;
    return out;
  }

 private:
  std::mt19937 engine_;
};

inline std::uint32_t bits(float x) { return std::bit_cast<std::uint32_t>(x); }

inline std::vector<const Kernels*> usable() {
  std::vector<const Kernels*> out;
  while (const Kernels* k = usable_kernels(out.size())) out.push_back(k);
  return out;
}

}  // namespace dragoman
