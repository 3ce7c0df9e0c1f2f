#include "nn/linear.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "nn/kernels_testing.h"
#include "nn/safetensors_builder.h"

namespace dragoman {
namespace {

class LayersOfKernel : public ::testing::TestWithParam<const Kernels*> {};

INSTANTIATE_TEST_SUITE_P(Kernels, LayersOfKernel, ::testing::ValuesIn(usable()),
                         [](const auto& param_info) {
                           return std::string(param_info.param->name);
                         });

TEST_P(LayersOfKernel, LinearFollowsTheFormat) {
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
