#include "language/features.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

// One table with all 32 low bits of the hash: equal rows mean equal texts.
Feature feature(Feature::Kind kind, std::uint32_t length) {
  return {"f", kind, length, 1U << 24, 2};
}

std::vector<std::uint32_t> rows(const Feature& f, std::string_view word) {
  FeatureReader reader(std::span(&f, 1));
  std::vector<std::uint32_t> out(reader.rows_per_word());
  reader.read(word, out.data());
  return out;
}

TEST(Features, ReadTypographicMarksAsPlainOnes) {
  const Feature word = feature(Feature::Kind::kWord, 0);
  EXPECT_EQ(rows(word, "n’t"), rows(word, "n't"));
  EXPECT_EQ(rows(word, "`"), rows(word, "´"));
  EXPECT_EQ(rows(word, "“"), rows(word, "\""));
  EXPECT_EQ(rows(word, "«"), rows(word, "»"));
  EXPECT_EQ(rows(word, "–"), rows(word, "-"));
  EXPECT_EQ(rows(word, "—"), rows(word, "--"));
  EXPECT_EQ(rows(word, "…"), rows(word, "..."));
  EXPECT_EQ(rows(word,
                 "3\xC2\xA0"
                 "000"),
            rows(word, "3 000"));
  EXPECT_NE(rows(word, "-"), rows(word, "--"));
}

TEST(Features, FoldCaseBySimpleMappingsAndDigits) {
  const Feature word = feature(Feature::Kind::kWord, 0);
  EXPECT_EQ(rows(word, "NATO"), rows(word, "nato"));
  EXPECT_EQ(rows(word, "ÉCLAIR"), rows(word, "éclair"));
  EXPECT_EQ(rows(word, "İzmir"), rows(word, "izmir"));  // one code point to one
  EXPECT_EQ(rows(word, "ΣΟΦΟΣ"), rows(word, "σοφοσ"));  // no final sigma
  EXPECT_EQ(rows(word, "1,250"), rows(word, "9,999"));
  EXPECT_NE(rows(word, "straße"), rows(word, "strasse"));
}

TEST(Features, AffixesCountCodePoints) {
  const Feature word = feature(Feature::Kind::kWord, 0);
  EXPECT_EQ(rows(feature(Feature::Kind::kPrefix, 2), "Łódź"), rows(word, "łó"));
  EXPECT_EQ(rows(feature(Feature::Kind::kSuffix, 2), "Łódź"), rows(word, "dź"));
  EXPECT_EQ(rows(feature(Feature::Kind::kSuffix, 9), "Łódź"), rows(word, "łódź"));
  EXPECT_EQ(rows(feature(Feature::Kind::kPrefix, 3), ""), rows(word, ""));
}

TEST(Features, ShapesCutLongRuns) {
  const auto shape = [](std::string_view w) { return rows(feature(Feature::Kind::kShape, 3), w); };
  const Feature word = feature(Feature::Kind::kWord, 0);
  EXPECT_EQ(shape("abcdef"), rows(word, "xxx"));
  EXPECT_EQ(shape("abcd-ef"), rows(word, "xxx-xx"));
  EXPECT_EQ(shape("1,250"), shape("9,999"));
  EXPECT_EQ(shape("Washington"), shape("Łódźki"));
  EXPECT_EQ(shape("ALL"), shape("ALLIED"));
  EXPECT_EQ(shape("北京"), shape("ab"));
  EXPECT_NE(shape("U.S."), shape("US"));
  EXPECT_NE(shape("3rd"), shape("rd3"));
}

TEST(Features, HashesAsTheFormatSays) {
  // FNV-1a over the feature's place and the text, then MurmurHash3's finaliser.
  const Feature f{"f", Feature::Kind::kWord, 0, 1U << 20, 2};
  std::uint64_t h = 0xCBF29CE484222325;
  for (const unsigned char b : {'\0', 'a', 'b'}) h = (h ^ b) * 0x100000001B3;
  h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD;
  h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53;
  h ^= h >> 33;
  EXPECT_EQ(rows(f, "AB"),
            (std::vector<std::uint32_t>{static_cast<std::uint32_t>(h & 0xFFFFF),
                                        static_cast<std::uint32_t>(h >> 32 & 0xFFFFF)}));
}

TEST(Features, SurvivesBytesThatAreNoText) {
  const Feature word = feature(Feature::Kind::kWord, 0);
  EXPECT_EQ(rows(word, "\xFF\xFE"), rows(word, "\uFFFD\uFFFD"));
  EXPECT_EQ(rows(word, "a\xE2\x80"), rows(word, "a\uFFFD"));
}

}  // namespace
}  // namespace dragoman
