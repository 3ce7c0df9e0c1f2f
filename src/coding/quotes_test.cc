#include "coding/quotes.h"

#include <gtest/gtest.h>

#include <random>

namespace dragoman::coding {
namespace {

std::vector<std::string> inner(std::string_view text) {
  Article a;
  a.text = std::string(text);
  std::vector<std::string> out;
  for (const Quotation& q : pair_quotations(a.text, paragraphs_of(a)))
    if (q.level == 1) out.emplace_back(slice(a.text, q.inner));
  return out;
}

using Strings = std::vector<std::string>;

TEST(Quotations, PairsEveryKindOfMark) {
  EXPECT_EQ(inner("He said, \"We stay.\""), Strings{"We stay."});
  EXPECT_EQ(inner("He said, \u201cWe stay.\u201d"), Strings{"We stay."});
  EXPECT_EQ(inner("He said, ''We stay.''"), Strings{"We stay."});
  EXPECT_EQ(inner("He said, ``We stay.''"), Strings{"We stay."});
  EXPECT_EQ(inner("He said: 'We stay,' and left."), Strings{"We stay,"});
  EXPECT_EQ(inner("He said: \u2018We stay.\u2019"), Strings{"We stay."});
  EXPECT_EQ(inner("Sie sagte: \u00abWe stay.\u00bb"), Strings{"We stay."});
}

TEST(Quotations, ApostrophesAreNoMarks) {
  EXPECT_EQ(inner("The workers' union didn't ask for the '90s back."), Strings{});
  EXPECT_EQ(inner("'The ministers' plan fails,' he said."), Strings{"The ministers' plan fails,"});
  EXPECT_EQ(inner("Moscow's envoy and Kyiv's envoy met."), Strings{});
}

TEST(Quotations, AMissingMarkSpoilsOnlyItsParagraph) {
  EXPECT_EQ(inner("\"We stay, he said.\n\n\"We go,\" she said."),
            (Strings{"We stay, he said.", "We go,"}));
  EXPECT_EQ(inner("We stay,\" he said. \"We go,\" she said."), Strings{"We go,"});
  EXPECT_EQ(inner("\"We stay, he said. \"We go,\" she said."),
            (Strings{"We stay, he said.", "We go,"}));
}

TEST(Quotations, GoOnOverParagraphs) {
  Article a;
  a.text = "She said: \"First part.\n\n\"Second part.\"\n\nEnd.";
  const auto q = pair_quotations(a.text, paragraphs_of(a));
  ASSERT_EQ(q.size(), 2U);
  EXPECT_FALSE(q[0].closed);
  EXPECT_EQ(q[1].follows, 0);
}

TEST(Quotations, NestedOnesHaveLevelTwo) {
  Article a;
  a.text = "He said, \"They call it the 'iron road' here.\"";
  const auto q = pair_quotations(a.text, paragraphs_of(a));
  ASSERT_EQ(q.size(), 2U);
  EXPECT_EQ(q[1].level, 2);
  EXPECT_EQ(slice(a.text, q[1].inner), "iron road");
}

// Any text at all: spans lie inside, level 1 does not overlap, and time is linear.
TEST(Quotations, HoldForAnyText) {
  std::mt19937 random(7);
  const std::string pieces[] = {"\"", "'", "''", "\u201c", "\u201d", "\u2018", "\u2019",
                                "a",  " ", "s",  ".",      "\n\n",   ",",      "`"};
  for (int round = 0; round < 300; ++round) {
    Article a;
    for (int i = 0; i < 200; ++i) a.text += pieces[random() % std::size(pieces)];
    std::uint32_t end = 0;
    for (const Quotation& q : pair_quotations(a.text, paragraphs_of(a))) {
      EXPECT_LE(q.outer.end, a.text.size());
      EXPECT_TRUE(q.outer.contains(q.inner));
      EXPECT_FALSE(q.inner.empty());
      if (q.level > 1) continue;
      EXPECT_GE(q.outer.begin, end);
      end = q.outer.end;
    }
  }
  Article big;
  for (int i = 0; i < 200000; ++i) big.text += i % 3 == 0 ? "\"a" : " 'b";
  pair_quotations(big.text, paragraphs_of(big));
}

}  // namespace
}  // namespace dragoman::coding
