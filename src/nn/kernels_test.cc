#include "nn/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "nn/exponential.h"
#include "nn/kernels_testing.h"

namespace dragoman {
namespace {

class EveryKernel : public ::testing::TestWithParam<const Kernels*> {};

INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernel, ::testing::ValuesIn(usable()),
                         [](const auto& param_info) {
                           return std::string(param_info.param->name);
                         });

TEST_P(EveryKernel, MultipliesExactlyWhateverTheSizes) {
  const Kernels& kernels = *GetParam();
  Random random(1);
  for (const std::size_t columns : {1, 15, 31, 32, 33, 48, 64, 96, 100, 160, 383, 480})
    for (const std::size_t rows : {1, 2, 3, 4, 5, 7, 8, 16, 17, 50, 101})
      for (const std::size_t count : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 23}) {
        // The largest numbers too: no sum may overflow on its way.
        const bool extreme = random.whole(0, 3) == 0;
        const int sign = random.whole(0, 1) == 0 ? 1 : -1;
        std::vector<std::int8_t> weights(rows * columns);
        for (std::int8_t& w : weights)
          w = static_cast<std::int8_t>(extreme ? 127 : random.whole(-127, 127));
        const std::size_t width = padded_columns(columns);
        std::vector<Quantised> x(count * width, 0);
        for (std::size_t i = 0; i < count; ++i)
          for (std::size_t k = 0; k < columns; ++k)
            x[i * width + k] = static_cast<Quantised>(extreme ? sign * 63 : random.whole(-63, 63));
        std::vector<std::byte> packed(kernels.packed_bytes(rows, columns));
        kernels.pack(weights.data(), rows, columns, packed.data());
        const std::vector<float> scales = random.reals(count, 1), scale = random.reals(rows, 2),
                                 bias = random.reals(rows, 1000);
        const std::size_t stride = rows + 3;
        std::vector<float> y(count * stride, 12345);
        std::vector<std::byte> workspace(kernels.workspace_bytes(rows, columns, count));
        kernels.multiply(packed.data(), rows, columns, x.data(), scales.data(), count,
                         workspace.data(), scale.data(), bias.data(), y.data(), stride);
        for (std::size_t i = 0; i < count; ++i) {
          for (std::size_t o = 0; o < rows; ++o) {
            std::int32_t sum = 0;
            for (std::size_t k = 0; k < columns; ++k)
              sum += weights[o * columns + k] * x[i * width + k];
            const float factor = scales[i] * scale[o];
            const float product = static_cast<float>(sum) * factor;
            ASSERT_EQ(bits(y[i * stride + o]), bits(product + bias[o]))
                << rows << 'x' << columns << ", vector " << i << " of " << count;
          }
          for (std::size_t o = rows; o < stride; ++o) ASSERT_EQ(y[i * stride + o], 12345);
        }
      }
}

TEST_P(EveryKernel, MultipliesActivationsWithActivations) {
  const Kernels& kernels = *GetParam();
  Random random(2);
  for (const std::size_t columns : {5, 32, 96, 128, 129, 300})
    for (const std::size_t a_count : {1, 2, 4, 7, 9, 17})
      for (const std::size_t b_count : {1, 4, 6, 15, 16, 17, 41, 63, 70}) {
        const std::size_t width = padded_columns(columns);
        std::vector<Quantised> a(a_count * width, 0), b(b_count * width, 0);
        for (std::size_t i = 0; i < a_count; ++i)
          for (std::size_t k = 0; k < columns; ++k)
            a[i * width + k] = static_cast<Quantised>(random.whole(-2047, 2047));
        for (std::size_t i = 0; i < b_count; ++i)
          for (std::size_t k = 0; k < columns; ++k)
            b[i * width + k] = static_cast<Quantised>(random.whole(-2047, 2047));
        const std::size_t stride = b_count + 2;
        std::vector<std::int32_t> sums(a_count * stride, 12345);
        kernels.multiply_rows(a.data(), a_count, b.data(), b_count, columns, sums.data(), stride);
        for (std::size_t i = 0; i < a_count; ++i) {
          for (std::size_t j = 0; j < b_count; ++j) {
            std::int32_t expected = 0;
            for (std::size_t k = 0; k < columns; ++k)
              expected += a[i * width + k] * b[j * width + k];
            ASSERT_EQ(sums[i * stride + j], expected);
          }
          for (std::size_t j = b_count; j < stride; ++j) ASSERT_EQ(sums[i * stride + j], 12345);
        }
      }
}

TEST_P(EveryKernel, HoldsTheLargestSumsOfAttention) {
  const Kernels& kernels = *GetParam();
  struct Case {
    int a, b;
    std::size_t columns;
  };
  // Queries and keys; weights (which sum to at most 16383 and a half for each of 512 pieces) and
  // values; the arcs and labels of the accurate model.
  for (const Case c : {Case{4095, 4095, 32},
                       {4095, 4095, 127},
                       {33, 4095, 512},
                       {2047, 2047, 384},
                       {16383, 4095, 2}})
    for (const int sign : {1, -1}) {
      const std::size_t width = padded_columns(c.columns);
      constexpr std::size_t kA = 5, kB = 7;
      std::vector<Quantised> a(kA * width, 0), b(kB * width, 0);
      for (std::size_t k = 0; k < c.columns; ++k) {
        for (std::size_t i = 0; i < kA; ++i) a[i * width + k] = static_cast<Quantised>(c.a);
        for (std::size_t j = 0; j < kB; ++j) b[j * width + k] = static_cast<Quantised>(sign * c.b);
      }
      std::vector<std::int32_t> sums(kA * kB);
      kernels.multiply_rows(a.data(), kA, b.data(), kB, c.columns, sums.data(), kB);
      const std::int64_t expected = std::int64_t{sign} * c.a * c.b * std::int64_t(c.columns);
      for (const std::int32_t sum : sums) ASSERT_EQ(sum, expected);
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
  const std::vector<float> large = {16382.5F, 16383.5F, -16381.5F, -1e6F, 16383.0F, 0.5F};
  kernels.quantise(large.data(), large.size(), 1.0F, 16383, q.data());
  q.resize(large.size());
  EXPECT_EQ(q, (std::vector<Quantised>{16382, 16383, -16382, -16383, 16383, 0}));
}

// NaNs are alike: which bits one has depends on the processor.
void expect_same(const std::vector<float>& left, const std::vector<float>& right) {
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t k = 0; k < left.size(); ++k) {
    if (std::isnan(left[k]) && std::isnan(right[k])) continue;
    ASSERT_EQ(bits(left[k]), bits(right[k])) << k;
  }
}

const float kStrange[] = {0.0F,  -0.0F,  4.5F,  -4.5F,  1e-42F, -1e-42F,  88.0F,     -88.0F,
                          3e38F, -3e38F, 86.9F, -87.1F, 1.0F,   INFINITY, -INFINITY, std::nanf("")};

TEST_P(EveryKernel, ActivationsFollowTheFormat) {
  const Kernels& kernels = *GetParam();
  Random random(6);
  for (std::size_t n = 0; n < 70; ++n) {
    std::vector<float> x = random.reals(n, n % 3 == 0 ? 100.0F : 6.0F);
    for (std::size_t k = n % 7; k < n; k += 5) x[k] = kStrange[(k + n) % std::size(kStrange)];
    std::vector<float> gelu = x, silu = x;
    gelu.push_back(12345);  // stays
    silu.push_back(12345);
    kernels.gelu(gelu.data(), n);
    kernels.silu(silu.data(), n);
    std::vector<float> expected_gelu, expected_silu;
    for (const float v : x) {
      const float c = std::min(std::max(-4.5F, v), 4.5F), t = c * c;
      float r = -1.40901223e-12F;
      for (const float next :
           {1.70650827e-10F, -9.23410148e-09F, 2.96872116e-07F, -6.379757e-06F, 9.80044279e-05F,
            -0.00112342543F, 0.00983560272F, -0.0663410127F, 0.398886174F}) {
        r = r * t;
        r = r + next;
      }
      const float half = c * r;
      expected_gelu.push_back(v * (0.5F + half));
      const float e = exponential(-std::fabs(v)), product = v * e;
      expected_silu.push_back(v >= 0 ? v / (1 + e) : product / (1 + e));
    }
    expected_gelu.push_back(12345);
    expected_silu.push_back(12345);
    expect_same(gelu, expected_gelu);
    expect_same(silu, expected_silu);
  }
}

TEST_P(EveryKernel, ActivationsAreNearTheTruth) {
  const Kernels& kernels = *GetParam();
  std::vector<float> x;
  for (int i = -7000; i <= 7000; ++i) x.push_back(static_cast<float>(i) * 0.00171F);
  std::vector<float> gelu = x, silu = x;
  kernels.gelu(gelu.data(), x.size());
  kernels.silu(silu.data(), x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double v = x[k];
    ASSERT_NEAR(gelu[k], v * 0.5 * (1 + std::erf(v / std::sqrt(2.0))),
                1.02e-5 * std::max(1.0, std::fabs(v)))  // the polynomial and rounding
        << v;
    ASSERT_NEAR(silu[k], v / (1 + std::exp(-v)), 1e-6 * std::max(0.01, std::fabs(v))) << v;
  }
}

TEST_P(EveryKernel, SoftmaxFollowsTheFormat) {
  const Kernels& kernels = *GetParam();
  Random random(7);
  for (std::size_t n = 0; n < 140; ++n)
    for (int round = 0; round < 6; ++round) {
      // From equal weights to one that takes all, and numbers that are none.
      const bool strange = round == 5;
      const float s = std::ldexp(1.0F, 3 * round - 26);
      std::vector<float> scales = random.reals(n, 0.5F);
      for (float& v : scales) v += 0.5F;
      std::vector<std::int32_t> sums(n);
      for (std::int32_t& v : sums) v = random.whole(-500000000, 500000000);
      if (strange)
        for (std::size_t k = n % 7; k < n; k += 5)
          scales[k] = kStrange[(k + n) % std::size(kStrange)];
      const std::size_t filled = (n + 15) / 16 * 16, width = padded_columns(n);
      std::vector<float> weights(filled + 1, 12345);
      std::vector<Quantised> p(width + 1, 12345);
      kernels.softmax(sums.data(), n, s, scales.data(), weights.data(), p.data());

      float most = -INFINITY;
      std::vector<float> t;
      for (std::size_t j = 0; j < n; ++j) {
        const float factor = s * scales[j];
        t.push_back(static_cast<float>(sums[j]) * factor);
        if (t[j] > most) most = t[j];
      }
      t.resize(filled, -INFINITY);
      float lanes[16] = {};
      double exact = 0;
      for (std::size_t j = 0; j < filled; ++j) {
        exact += std::exp(static_cast<double>(t[j]) - most);
        t[j] = exponential(t[j] - most);
        lanes[j % 16] = lanes[j % 16] + t[j];
      }
      for (const std::size_t half : {8, 4, 2, 1})
        for (std::size_t j = 0; j < half; ++j) lanes[j] = lanes[j] + lanes[j + half];
      const float factor = lanes[0] > 0 ? 16383.0F / lanes[0] : 0.0F;
      int total = 0;
      for (std::size_t j = 0; j < n; ++j) {
        ASSERT_EQ(p[j], static_cast<int>(std::nearbyint(t[j] * factor))) << n << ' ' << j;
        total += p[j];
      }
      for (std::size_t j = n; j < width; ++j) ASSERT_EQ(p[j], 0);
      ASSERT_EQ(p[width], 12345);
      ASSERT_EQ(weights[filled], 12345.0F);
      if (n == 0 || strange) continue;
      ASSERT_NEAR(lanes[0], exact, 1e-5 * exact);
      ASSERT_LE(std::abs(total - 16383), static_cast<int>(n + 1) / 2);
    }
}

TEST_P(EveryKernel, SoftmaxOfNoNumbersIsZero) {
  const Kernels& kernels = *GetParam();
  const std::int32_t sums[] = {1, 2, -3, 4, 0};
  for (const float scale : {INFINITY, std::nanf("")}) {
    const std::vector<float> scales(5, scale);
    float weights[16];
    std::vector<Quantised> p(32, 12345);
    kernels.softmax(sums, 5, 1.0F, scales.data(), weights, p.data());
    EXPECT_EQ(p, std::vector<Quantised>(32, 0));
  }
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
      std::vector<float> products(odd);
      for (std::size_t k = 0; k < odd; ++k) products[k] = x[k] * weight[k];
      const float largest = kernels.largest(products.data(), odd);
      ASSERT_EQ(kernels.largest_product(x.data(), weight.data(), odd), largest);
      std::vector<Quantised> q(odd), q_expected(odd);
      kernels.quantise(products.data(), odd, 63 / largest, 63, q_expected.data());
      kernels.quantise_product(x.data(), weight.data(), odd, 63 / largest, 63, q.data());
      ASSERT_EQ(q, q_expected);
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

TEST(Exponential, IsWithinTwoUnitsInTheLastPlace) {
  for (int i = -27400; i <= 0; ++i) {
    const float x = static_cast<float>(i) * 0.00317F;
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

}  // namespace
}  // namespace dragoman
