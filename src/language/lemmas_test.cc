#include "language/lemmas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/tiny_model.h"

namespace dragoman {
namespace {

using ::testing::HasSubstr;

std::string lemma(const Lemmatizer& lemmatizer, std::string_view form, std::string_view upos,
                  std::string_view xpos = "_") {
  Lemmatizer::Buffers buffers;
  std::string out = "left over";
  lemmatizer.lemma(form, lemmatizer.tags(upos, xpos), buffers, out);
  return out;
}

TEST(Lemmatizer, LooksUpWordsThenRulesThenTheForm) {
  const auto l = Lemmatizer::parse(TinyModel::kLemmas, "lemmas.tsv");
  ASSERT_TRUE(l) << l.error().message();
  EXPECT_EQ(l->word_count(), 2U);
  EXPECT_EQ(l->rule_count(), 5U);
  EXPECT_EQ(lemma(*l, "mice", "NOUN", "NNS"), "mouse");
  EXPECT_EQ(lemma(*l, "Mice", "NOUN", "NNS"), "mouse");  // by its lower-cased form
  EXPECT_EQ(lemma(*l, "mice", "NOUN", "NN"), "mice");    // the line is of NNS alone
  EXPECT_EQ(lemma(*l, "saw", "VERB", "VBD"), "see");     // the line is of every VERB
  EXPECT_EQ(lemma(*l, "Walked", "VERB"), "walk");
  EXPECT_EQ(lemma(*l, "go", "VERB"), "go");  // the empty suffix
  EXPECT_EQ(lemma(*l, "Cities", "NOUN"), "city");
  EXPECT_EQ(lemma(*l, "boats", "NOUN"), "boat");
  EXPECT_EQ(lemma(*l, "Andes", "PROPN"), "Ande");  // a rule that keeps the case
  EXPECT_EQ(lemma(*l, "Riga", "PROPN"), "Riga");
  EXPECT_EQ(lemma(*l, "ÄRGER", "X"), "ärger");
  EXPECT_EQ(lemma(*l, "’S", "X"), "'s");
  EXPECT_EQ(lemma(*l, "", "NOUN"), "");
}

TEST(Lemmatizer, TriesAShorterSuffixWhereTheCutIsTooLong) {
  const auto l = Lemmatizer::parse("S\t\tX\t1\t!\tl\nS\tb\tX\t3\t?\tl\n", "l");
  ASSERT_TRUE(l);
  EXPECT_EQ(lemma(*l, "ab", "X"), "a!");
  EXPECT_EQ(lemma(*l, "aéb", "X"), "?");  // code points, not bytes
  EXPECT_EQ(lemma(*l, "é", "X"), "!");
  EXPECT_EQ(lemma(*l, "", "X"), "");
}

TEST(Lemmatizer, NamesTheLineThatIsWrong) {
  for (const char* bad : {"W\ta\tX", "W\ta\tX\tb\tc", "S\ta\tX\t1\tb", "S\ta\tX\t-1\tb\tl",
                          "S\ta\tX\t1x\tb\tl", "S\ta\tX\t\tb\tl", "S\ta\tX\t99999\tb\tl",
                          "S\ta\tX\t1\tb\tz", "Q\ta", "W\tfirst\tX\tagain"}) {
    const std::string bytes = std::string("# comment\nW\tfirst\tX\tone\n") + bad + "\n";
    const auto l = Lemmatizer::parse(bytes, "lemmas.tsv");
    ASSERT_FALSE(l) << bad;
    EXPECT_EQ(l.error().code, ErrorCode::kModel);
    EXPECT_THAT(l.error().message(), HasSubstr("lemmas.tsv: line 3: ")) << bad;
  }
  EXPECT_TRUE(Lemmatizer::parse("", "l"));
}

}  // namespace
}  // namespace dragoman
