#include "nn/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "nn/exponential.h"
#include "nn/linear.h"
#include "nn/safetensors_builder.h"

namespace dragoman {
namespace {

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

std::uint32_t bits(float x) { return std::bit_cast<std::uint32_t>(x); }

class EveryKernel : public ::testing::TestWithParam<const Kernels*> {};

std::vector<const Kernels*> usable() {
  std::vector<const Kernels*> out;
  while (const Kernels* k = usable_kernels(out.size())) out.push_back(k);
  return out;
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernel, ::testing::ValuesIn(usable()),
                         [](const auto& param_info) {
                           return std::string(param_info.param->name);
                         });

TEST_P(EveryKernel, MultipliesExactlyWhateverTheSizes) {
  const Kernels& kernels = *GetParam();
  Random random(1);
  for (const std::size_t columns : {1, 15, 31, 32, 33, 48, 64, 96, 100, 160, 383, 480})
    for (const std::size_t rows : {1, 2, 3, 4, 5, 7, 8, 17, 50})
      for (const std::size_t count : {1, 2, 3, 4, 5, 9}) {
        // The largest numbers too: no sum may overflow on its way.
        const bool extreme = random.whole(0, 3) == 0;
        std::vector<std::int8_t> weights(rows * columns);
        for (std::int8_t& w : weights)
          w = static_cast<std::int8_t>(extreme ? 127 : random.whole(-127, 127));
        const std::size_t width = padded_columns(columns);
        std::vector<Quantised> x(count * width, 0);
        for (std::size_t i = 0; i < count; ++i)
          for (std::size_t k = 0; k < columns; ++k)
            x[i * width + k] = static_cast<Quantised>(extreme ? 63 : random.whole(-63, 63));
        std::vector<std::byte> packed(kernels.packed_bytes(rows, columns));
        kernels.pack(weights.data(), rows, columns, packed.data());
        const std::size_t stride = rows + 3;
        std::vector<std::int32_t> sums(count * stride, 12345);
        std::vector<std::byte> workspace(kernels.workspace_bytes(count, columns));
        kernels.multiply(packed.data(), rows, columns, x.data(), count, workspace.data(),
                         sums.data(), stride);
        for (std::size_t i = 0; i < count; ++i) {
          for (std::size_t o = 0; o < rows; ++o) {
            std::int32_t expected = 0;
            for (std::size_t k = 0; k < columns; ++k)
              expected += weights[o * columns + k] * x[i * width + k];
            ASSERT_EQ(sums[i * stride + o], expected)
                << rows << 'x' << columns << ", vector " << i << " of " << count;
          }
          for (std::size_t o = rows; o < stride; ++o) ASSERT_EQ(sums[i * stride + o], 12345);
        }
      }
}

TEST_P(EveryKernel, MultipliesActivationsWithActivations) {
  const Kernels& kernels = *GetParam();
  Random random(2);
  for (const std::size_t columns : {5, 32, 96})
    for (const std::size_t a_count : {1, 2, 7})
      for (const std::size_t b_count : {1, 4, 6}) {
        const std::size_t width = padded_columns(columns);
        std::vector<Quantised> a(a_count * width, 0), b(b_count * width, 0);
        for (std::size_t i = 0; i < a_count; ++i)
          for (std::size_t k = 0; k < columns; ++k)
            a[i * width + k] = static_cast<Quantised>(random.whole(-63, 63));
        for (std::size_t i = 0; i < b_count; ++i)
          for (std::size_t k = 0; k < columns; ++k)
            b[i * width + k] = static_cast<Quantised>(random.whole(-63, 63));
        std::vector<std::int32_t> sums(a_count * b_count);
        kernels.multiply_rows(a.data(), a_count, b.data(), b_count, columns, sums.data(), b_count);
        for (std::size_t i = 0; i < a_count; ++i)
          for (std::size_t j = 0; j < b_count; ++j) {
            std::int32_t expected = 0;
            for (std::size_t k = 0; k < columns; ++k)
              expected += a[i * width + k] * b[j * width + k];
            ASSERT_EQ(sums[i * b_count + j], expected);
          }
      }
}

TEST_P(EveryKernel, RoundsHalfToEvenAndHoldsTheLimits) {
  const Kernels& kernels = *GetParam();
  const std::vector<float> x = {0.5F,  1.5F,  2.5F,   -0.5F, -1.5F,       -2.5F, 62.5F,
                                63.4F, 64.0F, -99.0F, -0.0F, 0.49999997F, 1e9F,  std::nanf("")};
  std::vector<Quantised> q(x.size());
  kernels.quantise(x.data(), x.size(), 1.0F, 63, q.data());
  const std::vector<Quantised> expected = {0, 2, 2, 0, -2, -2, 62, 63, 63, -63, 0, 0, 63};
  for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_EQ(q[k], expected[k]) << x[k];
  EXPECT_LE(std::abs(q.back()), 63);
}

TEST_P(EveryKernel, GivesTheBitsOfThePlainArithmetic) {
  const Kernels& kernels = *GetParam();
  Random random(3);
  for (const std::size_t n : {16, 32, 48, 128, 160, 1024})
    for (int round = 0; round < 20; ++round) {
      const float scale = std::ldexp(1.0F, random.whole(-20, 20));
      const std::vector<float> x = random.reals(n, scale), weight = random.reals(n, 2),
                               bias = random.reals(n, 1);
      // norm, as section 4 of the format page says.
      const auto lane_sum = [n](const std::vector<float>& v) {
        float t[16];
        for (std::size_t j = 0; j < 16; ++j) {
          t[j] = v[j];
          for (std::size_t k = j + 16; k < n; k += 16) t[j] = t[j] + v[k];
        }
        for (std::size_t half : {8, 4, 2, 1})
          for (std::size_t j = 0; j < half; ++j) t[j] = t[j] + t[j + half];
        return t[0];
      };
      const float mean = lane_sum(x) / static_cast<float>(n);
      std::vector<float> d(n), squares(n), expected(n), y(n);
      for (std::size_t k = 0; k < n; ++k) d[k] = x[k] - mean;
      for (std::size_t k = 0; k < n; ++k) squares[k] = d[k] * d[k];
      const float variance = lane_sum(squares) / static_cast<float>(n);
      const float g = 1.0F / std::sqrt(variance + 1e-5F);
      for (std::size_t k = 0; k < n; ++k) expected[k] = d[k] * g * weight[k] + bias[k];
      kernels.norm(x.data(), n, 1e-5F, weight.data(), bias.data(), y.data());
      for (std::size_t k = 0; k < n; ++k) ASSERT_EQ(bits(y[k]), bits(expected[k]));
      y = x;  // in place
      kernels.norm(y.data(), n, 1e-5F, weight.data(), bias.data(), y.data());
      for (std::size_t k = 0; k < n; ++k) ASSERT_EQ(bits(y[k]), bits(expected[k]));

      // The others, at lengths that fill no register.
      const std::size_t odd = n - static_cast<std::size_t>(random.whole(0, 15));
      float most = 0;
      for (std::size_t k = 0; k < odd; ++k) most = std::max(most, std::fabs(x[k]));
      ASSERT_EQ(kernels.largest(x.data(), odd), most);
      std::vector<std::int32_t> sums(odd);
      for (std::int32_t& s : sums) s = random.whole(-5000000, 5000000);
      kernels.dequantise(sums.data(), odd, scale, weight.data(), bias.data(), y.data());
      for (std::size_t k = 0; k < odd; ++k) {
        const float factor = scale * weight[k];
        const float product = static_cast<float>(sums[k]) * factor;
        ASSERT_EQ(bits(y[k]), bits(product + bias[k]));
      }
      std::vector<std::int8_t> row(odd);
      for (std::int8_t& r : row) r = static_cast<std::int8_t>(random.whole(-127, 127));
      y = x;
      kernels.add_row(row.data(), odd, weight[0], y.data());
      for (std::size_t k = 0; k < odd; ++k) {
        const float product = static_cast<float>(row[k]) * weight[0];
        ASSERT_EQ(bits(y[k]), bits(x[k] + product));
      }
    }
}

TEST_P(EveryKernel, FindsTheFirstOfTheLargest) {
  const Kernels& kernels = *GetParam();
  Random random(5);
  for (std::size_t n = 1; n < 70; ++n)
    for (int round = 0; round < 20; ++round) {
      std::vector<float> x(n);
      for (float& v : x) v = static_cast<float>(random.whole(-5, 5));
      const auto expected = std::max_element(x.begin(), x.end()) - x.begin();
      ASSERT_EQ(kernels.argmax(x.data(), n), static_cast<std::uint32_t>(expected));
      x[static_cast<std::size_t>(random.whole(0, static_cast<int>(n) - 1))] = std::nanf("");
      ASSERT_LT(kernels.argmax(x.data(), n), n);
    }
}

TEST_P(EveryKernel, LinearLayerFollowsTheFormat) {
  Random random(4);
  constexpr std::size_t kIn = 83, kOut = 37, kCount = 70;  // more than one block of words
  std::vector<std::int8_t> weight(kIn * kOut);
  for (std::int8_t& w : weight) w = static_cast<std::int8_t>(random.whole(-127, 127));
  const std::vector<float> scale = random.reals(kOut, 0.01F), bias = random.reals(kOut, 1);
  SafetensorsBuilder b;
  b.tensor("l.weight", {kOut, kIn}, weight);
  b.tensor("l.scale", {kOut}, scale);
  b.tensor("l.bias", {kOut}, bias);
  const std::string bytes = b.build();
  const auto file = Safetensors::parse(bytes, "m");
  ASSERT_TRUE(file);
  const auto layer = Linear::load(*file, "l", kIn, kOut, *GetParam());
  ASSERT_TRUE(layer) << layer.error().message();
  std::vector<float> x = random.reals(kCount * kIn, 3);
  std::fill(x.begin() + kIn, x.begin() + 2 * kIn, 0.0F);  // a vector of zeros has no scale
  Scratch scratch;
  const QuantisedRows q = quantise_rows(*GetParam(), x.data(), kCount, kIn, 63, scratch);
  std::vector<float> y(kCount * kOut), positive(kCount * kOut);
  layer->apply(q, y.data(), scratch);
  layer->apply(q, positive.data(), scratch, Activation::kRelu);
  for (std::size_t i = 0; i < kCount; ++i) {
    float m = 0;
    for (std::size_t k = 0; k < kIn; ++k) m = std::max(m, std::fabs(x[i * kIn + k]));
    ASSERT_EQ(m == 0, i == 1);
    const float s = m / 63.0F;
    for (std::size_t o = 0; o < kOut; ++o) {
      std::int32_t sum = 0;
      for (std::size_t k = 0; k < kIn; ++k) {
        const float ratio = m == 0 ? 0 : 63.0F / m;
        sum +=
            weight[o * kIn + k] * static_cast<std::int32_t>(std::nearbyint(x[i * kIn + k] * ratio));
      }
      const float factor = s * scale[o];
      const float product = static_cast<float>(sum) * factor;
      const float expected = product + bias[o];
      ASSERT_EQ(y[i * kOut + o], expected);
      ASSERT_EQ(positive[i * kOut + o], std::max(expected, 0.0F));
    }
  }
  EXPECT_FALSE(Linear::load(*file, "l", kIn + 1, kOut, *GetParam()));
  EXPECT_FALSE(Linear::load(*file, "other", kIn, kOut, *GetParam()));
}

TEST(Linear, RefusesTheWeightThatKernelsMayNotMultiply) {
  SafetensorsBuilder b;
  b.tensor<std::int8_t>("l.weight", {1, 2}, {1, -128});
  b.tensor<float>("l.scale", {1}, {1});
  b.tensor<float>("l.bias", {1}, {1});
  const std::string bytes = b.build();
  const auto layer = Linear::load(*Safetensors::parse(bytes, "m"), "l", 2, 1, best_kernels());
  ASSERT_FALSE(layer);
  EXPECT_EQ(layer.error().message(), "m: tensor l.weight: holds -128");
}

TEST(Exponential, IsWithinTwoUnitsInTheLastPlace) {
  for (float x = -86.9F; x <= 0; x += 0.00317F) {
    const double exact = std::exp(static_cast<double>(x));
    const auto nearest = static_cast<float>(exact);
    const double unit = std::nextafter(nearest, 2.0F) - nearest;
    ASSERT_NEAR(exponential(x), exact, 2 * unit) << x;
  }
  EXPECT_EQ(exponential(0), 1.0F);
  EXPECT_EQ(exponential(-87.5F), 0.0F);
  EXPECT_EQ(exponential(-INFINITY), 0.0F);
  EXPECT_EQ(exponential(std::nanf("")), 0.0F);
  EXPECT_EQ(exponential(3.0F), 1.0F);
  // Bits, so that a compiler that fuses or reorders is caught.
  EXPECT_EQ(bits(exponential(-1.0F)), 0x3EBC5AB2U);
  EXPECT_EQ(bits(exponential(-0.1F)), 0x3F67A36DU);
  EXPECT_EQ(bits(exponential(-20.7F)), 0x308CAC89U);
}

TEST(Scratch, GivesMemoryBackByFrames) {
  Scratch scratch;
  auto* first = scratch.take<float>(10);
  float* inner;
  {
    const Scratch::Frame frame(scratch);
    inner = scratch.take<float>(3);
    EXPECT_NE(inner, first);
    scratch.take<char>(1U << 20);  // a block of its own
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(scratch.take<char>(1)) % 64, 0U);
  }
  EXPECT_EQ(scratch.take<float>(1), inner);
  scratch.clear();
  EXPECT_EQ(scratch.take<float>(10), first);
}

}  // namespace
}  // namespace dragoman
