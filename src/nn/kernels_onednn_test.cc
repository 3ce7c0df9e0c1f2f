// The products of matrices against oneDNN (github.com/oneapi-src/oneDNN), on the shapes of the
// accurate model: two implementations that share no line must give the same sums.
#include <gtest/gtest.h>

#include <algorithm>
#ifdef DRAGOMAN_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif

#include "nn/kernels_testing.h"

namespace dragoman {
namespace {

TEST(OneDnn, GivesTheSameSums) {
#ifdef DRAGOMAN_ONEDNN
  struct Shape {
    std::size_t outputs, inputs;
  };
  Random random(8);
  for (const auto [outputs, inputs] :
       {Shape{1152, 384}, Shape{384, 384}, Shape{1536, 384}, Shape{384, 1536}})
    for (const std::size_t count : {1, 13, 32}) {
      std::vector<std::int8_t> weights(outputs * inputs);
      for (std::int8_t& w : weights) w = static_cast<std::int8_t>(random.whole(-127, 127));
      std::vector<Quantised> x(count * inputs);
      for (Quantised& v : x) v = static_cast<Quantised>(random.whole(-63, 63));

      // Raised to bytes without a sign, as oneDNN's fastest product reads them: it takes the 64
      // away again. With a sign it might saturate on processors that lack vpdpbusd.
      std::vector<std::uint8_t> raised(x.size());
      for (std::size_t k = 0; k < x.size(); ++k) raised[k] = static_cast<std::uint8_t>(x[k] + 64);
      const std::int32_t none = 0;
      const auto size = [](std::size_t n) { return static_cast<dnnl_dim_t>(n); };
      std::vector<std::int32_t> expected(count * outputs);
      ASSERT_EQ(dnnl_gemm_u8s8s32('N', 'T', 'F', size(count), size(outputs), size(inputs), 1.0F,
                                  raised.data(), size(inputs), 64, weights.data(), size(inputs), 0,
                                  0.0F, expected.data(), size(outputs), &none),
                dnnl_success);

      ASSERT_EQ(padded_columns(inputs), inputs);
      for (const Kernels* kernels : usable()) {
        std::vector<std::byte> packed(kernels->packed_bytes(outputs, inputs));
        kernels->pack(weights.data(), outputs, inputs, packed.data());
        std::vector<std::byte> workspace(kernels->workspace_bytes(outputs, inputs, count));
        // Sums below 2^24 are exact as floats.
        const std::vector<float> ones(std::max(count, outputs), 1), zeros(outputs, 0);
        std::vector<float> y(count * outputs);
        kernels->multiply(packed.data(), outputs, inputs, x.data(), ones.data(), count,
                          workspace.data(), ones.data(), zeros.data(), y.data(), outputs);
        EXPECT_TRUE(std::equal(y.begin(), y.end(), expected.begin(), expected.end()))
            << kernels->name << ", " << outputs << " x " << inputs;
      }
    }
#else
  GTEST_SKIP() << "oneDNN was not there when this was built (Debian: libdnnl-dev)";
#endif
}

}  // namespace
}  // namespace dragoman
