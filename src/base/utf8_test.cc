#include "base/utf8.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Utf8, IllFormedBytesBecomeOneReplacementForEachMaximalSubpart) {
  EXPECT_EQ(to_valid_utf8("a\xF0\x9F\x98z"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
  EXPECT_EQ(to_valid_utf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
  EXPECT_TRUE(is_valid_utf8("\xEF\xBF\xBD and 한국"));
  EXPECT_FALSE(is_valid_utf8("\xE2\x80"));
}

TEST(OffsetMap, GoesBothWaysOnEveryBoundary) {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += i % 3 == 0 ? "é" : i % 7 == 0 ? "𝕏" : i % 5 == 0 ? "한" : "a";
  const OffsetMap map(text);
  std::uint32_t points = 0;
  for (std::size_t i = 0; i < text.size(); ++points) {
    EXPECT_EQ(map.code_points(static_cast<std::uint32_t>(i)), points);
    EXPECT_EQ(map.bytes(points), i);
    next_code_point(text, i);
  }
  EXPECT_EQ(map.size(), points);
  EXPECT_EQ(map.code_points(static_cast<std::uint32_t>(text.size())), points);
  EXPECT_EQ(map.bytes(points), text.size());
  EXPECT_EQ(map.bytes(points + 5), text.size());
}

}  // namespace
}  // namespace dragoman
