#include "text/segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/env.h"
#include "base/utf8.h"
#include "text/characters.h"
#include "text/paragraphs.h"
#include "text/sentences.h"

namespace dragoman {
namespace {

using ::testing::ElementsAre;

const Segmenter& segmenter() {
  static const Segmenter s = [] {
    const auto resources = Resources::find(Env::system());
    if (!resources) throw std::runtime_error(resources.error().message());
    auto opened = Segmenter::open(*resources);
    if (!opened) throw std::runtime_error(opened.error().message());
    return std::move(*opened);
  }();
  return s;
}

Analysis analyse(const std::string& text) {
  Article article;
  article.text = text;
  return segmenter().segment(article);
}

// "The dog|s|barked ." : tokens by blanks, words of a token by "|", sentences by " // ".
std::string cut(const std::string& text) {
  std::string out;
  for (const Sentence& s : analyse(text).sentences) {
    if (!out.empty()) out += " // ";
    for (std::size_t t = 0; t < s.tokens.size(); ++t) {
      if (t > 0) out += ' ';
      for (std::uint32_t w = 0; w < s.tokens[t].word_count; ++w) {
        if (w > 0) out += '|';
        out += slice(text, s.words[s.tokens[t].first_word + w].span);
      }
    }
  }
  return out;
}

std::vector<std::string> sentences(const std::string& text) {
  std::vector<std::string> out;
  for (const Sentence& s : analyse(text).sentences) out.emplace_back(slice(text, s.span));
  return out;
}

struct Case {
  const char* text;
  const char* expected;
};

class Cut : public ::testing::TestWithParam<Case> {};
TEST_P(Cut, AsExpected) { EXPECT_EQ(cut(GetParam().text), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(
    Words, Cut,
    ::testing::Values(Case{"They can't, won't and don't.", "They ca|n't , wo|n't and do|n't ."},
                      Case{"He\u2019s sure it cannot be Kim\u2019s.",
                           "He|\u2019s sure it can|not be Kim|\u2019s ."},
                      Case{"I wouldn't've gone.", "I would|n't|'ve gone ."},
                      Case{"The allies' plan failed.", "The allies|' plan failed ."},
                      Case{"In the 1980's the O'Briens OK'd it at five o'clock.",
                           "In the 1980's the O'Briens OK'd it at five o'clock ."},
                      Case{"the '90s", "the '90s"},
                      Case{"We're gonna win.", "We|'re gon|na win ."}));

INSTANTIATE_TEST_SUITE_P(
    Hyphens, Cut,
    ::testing::Values(
        Case{"a war-torn, oil-rich state", "a war - torn , oil - rich state"},
        Case{"an anti-tank weapon and a non-aligned ex-minister",
             "an anti-tank weapon and a non-aligned ex-minister"},
        Case{"Kim Jong-un met Yoon Suk-yeol's aide.", "Kim Jong-un met Yoon Suk-yeol|'s aide ."},
        Case{"an F-16 and 20-25 tanks in 2022-23", "an F - 16 and 20 - 25 tanks in 2022 - 23"},
        Case{"call 555-0199 or 202-555-0143", "call 555-0199 or 202-555-0143"},
        Case{"the truce\u2014signed late\u2014held", "the truce \u2014 signed late \u2014 held"},
        Case{"the U.S.-led bloc", "the U.S. - led bloc"}));

INSTANTIATE_TEST_SUITE_P(
    Figures, Cut,
    ::testing::Values(Case{"$5bn, US$1.2m and \u20AC300", "$ 5 bn , US$ 1.2 m and \u20AC 300"},
                      Case{"1,200.5 tons at 7:30pm on 9/11", "1,200.5 tons at 7:30 pm on 9/11"},
                      Case{"up 3.5% to the 20th of the 1970s", "up 3.5 % to the 20th of the 1970s"},
                      Case{"155mm shells over 10km", "155 mm shells over 10 km"},
                      Case{"No. 10 and pp. 5-6", "No. 10 and pp. 5 - 6"}));

INSTANTIATE_TEST_SUITE_P(
    Signs, Cut,
    ::testing::Values(
        Case{"Write to press@example.org or see https://example.org/a(b)?c=1.",
             "Write to press@example.org or see https://example.org/a(b)?c=1 ."},
        Case{"Read example.com, then report-2.pdf.", "Read example.com , then report-2.pdf ."},
        Case{"Nice :) #ceasefire @envoy and/or no", "Nice :) #ceasefire @envoy and / or no"},
        Case{"\"'War machine.'\"", "\" ' War machine . ' \""},
        Case{"wait... what?! [...] ok", "wait ... what ?! [...] ok"},
        Case{"\U0001F468\u200D\U0001F469 \u2764\uFE0F ok",
             "\U0001F468\u200D\U0001F469 \u2764\uFE0F ok"}));

TEST(Sentences, AbbreviationsDoNotEndThem) {
  EXPECT_THAT(sentences("Gen. Smith met Sen. J. D. Vance in Washington, D.C. on Jan. 5. He left at "
                        "6 a.m. Monday."),
              ElementsAre("Gen. Smith met Sen. J. D. Vance in Washington, D.C. on Jan. 5.",
                          "He left at 6 a.m. Monday."));
  EXPECT_THAT(sentences("They flew to the U.S. The talks began at once."),
              ElementsAre("They flew to the U.S.", "The talks began at once."));
  EXPECT_THAT(sentences("The U.S. Navy said so."), ElementsAre("The U.S. Navy said so."));
}

TEST(Sentences, LastAbbreviationLosesItsStop) {
  EXPECT_EQ(cut("They sent rice, fuel, etc. The rest stayed."),
            "They sent rice , fuel , etc . // The rest stayed .");
}

TEST(Sentences, ClosingQuotesBelongToTheSentenceBefore) {
  EXPECT_THAT(sentences("\u201CWe will not yield.\u201D The minister then left."),
              ElementsAre("\u201CWe will not yield.\u201D", "The minister then left."));
  EXPECT_THAT(sentences("\"He called it a 'war machine.'\" The room fell silent."),
              ElementsAre("\"He called it a 'war machine.'\"", "The room fell silent."));
  EXPECT_THAT(sentences("\"We are ready!\" he said."), ElementsAre("\"We are ready!\" he said."));
}

TEST(Sentences, DatelinesAndWiring) {
  EXPECT_THAT(
      sentences("SEOUL, June 18 (Yonhap) -- The president arrived on Tuesday (local time). He will "
                "stay two days."),
      ElementsAre("SEOUL, June 18 (Yonhap) -- The president arrived on Tuesday (local time).",
                  "He will stay two days."));
}

TEST(Sentences, WhoSpeaksStaysWithTheSpeech) {
  EXPECT_THAT(sentences("MR. PARK: Thank you. We begin."),
              ElementsAre("MR. PARK: Thank you.", "We begin."));
  EXPECT_THAT(sentences("The envoy said: \"We have a deal.\" Nobody answered."),
              ElementsAre("The envoy said: \"We have a deal.\"", "Nobody answered."));
}

TEST(Sentences, HeadlinesAreWhole) {
  Article article;
  article.text = "Talks Collapse \u2014 Envoys Leave Geneva: Sources";
  article.blocks = {{BlockKind::kTitle, {0, static_cast<std::uint32_t>(article.text.size())}}};
  EXPECT_EQ(segmenter().segment(article).sentences.size(), 1U);
}

TEST(Sentences, LongOnesAreCut) {
  std::string text;
  for (int k = 0; k < 2000; ++k) text += "and then he went, ";
  for (const Sentence& s : analyse(text).sentences)
    EXPECT_LE(s.tokens.size(), text::SentenceSplitter::kMostTokens + 1);
}

TEST(Sentences, NoBlankBetweenThem) {
  EXPECT_EQ(cut("The war has ended.The troops left."), "The war has ended . // The troops left .");
}

TEST(Sentences, BlankLinesAndBlocksEndThem) {
  EXPECT_THAT(sentences("A title without a stop\n\nthe text goes on"),
              ElementsAre("A title without a stop", "the text goes on"));
  Article article;
  article.text = "Talks begin\n\nThe envoys met.";
  article.blocks = {{BlockKind::kTitle, {0, 11}}, {BlockKind::kParagraph, {13, 28}}};
  const Analysis a = segmenter().segment(article);
  ASSERT_EQ(a.sentences.size(), 2U);
  EXPECT_TRUE(a.sentences[0].headline);
  EXPECT_EQ(a.sentences[0].block, 0U);
  EXPECT_FALSE(a.sentences[1].headline);
  EXPECT_EQ(a.sentences[1].block, 1U);
}

TEST(Sentences, WrappedLinesAreOne) {
  EXPECT_EQ(
      sentences("The delegation left the capital in the early morning of\nTuesday and reached the "
                "border about four hours later.")
          .size(),
      1U);
  EXPECT_EQ(sentences("Talks resume\nThe delegation left the capital in the early morning.").size(),
            2U);
}

TEST(Words, FormsAreEvenedOut) {
  const Analysis a = analyse("Caf\u00E9 Cafe\u0301 \u201Cdon\u2019t\u201D co\u00ADop");
  std::vector<std::string> forms;
  for (const Word& w : a.sentences.at(0).words) forms.push_back(w.form);
  EXPECT_THAT(forms, ElementsAre("Caf\u00E9", "Caf\u00E9", "\"", "do", "n't", "\"", "coop"));
}

TEST(Given, TokensAndSentencesAreUsed) {
  Article article;
  article.text = "I don't know. ok";
  const std::vector<Span> tokens = {{0, 1}, {2, 7}, {8, 13}, {14, 16}};
  const std::vector<Span> sentences = {{0, 13}, {14, 16}};
  const Analysis a = segmenter().segment(article, tokens, sentences);
  ASSERT_EQ(a.sentences.size(), 2U);
  EXPECT_EQ(a.sentences[0].tokens.size(), 3U);
  EXPECT_EQ(a.sentences[0].words.size(), 4U);
  EXPECT_EQ(a.sentences[0].words[3].form, "know.");
  // Sentences alone: tokens are cut at their edges.
  const Analysis b =
      segmenter().segment(article, std::nullopt, std::vector<Span>{{0, 10}, {10, 16}});
  ASSERT_EQ(b.sentences.size(), 2U);
  EXPECT_EQ(b.sentences[0].words.back().form, "kn");
}

// ---- laws
// ------------------------------------------------------------------------------------------

void expect_laws(const std::string& text) {
  const Analysis a = analyse(text);
  std::uint32_t at = 0;
  for (const Sentence& s : a.sentences) {
    ASSERT_FALSE(s.tokens.empty());
    EXPECT_EQ(s.span, (Span{s.tokens.front().span.begin, s.tokens.back().span.end}));
    EXPECT_LE(s.words.size(), 4 * text::SentenceSplitter::kMostTokens);
    std::uint32_t word = 0;
    for (std::uint32_t t = 0; t < s.tokens.size(); ++t) {
      const Token& token = s.tokens[t];
      ASSERT_FALSE(token.span.empty());
      ASSERT_LE(at, token.span.begin);
      for (std::size_t i = at; i < token.span.begin;)  // only blanks are left out
        ASSERT_EQ(text::kind_of(next_code_point(text, i)), text::CharKind::kBlank);
      at = token.span.end;
      ASSERT_EQ(token.first_word, word);
      for (std::uint32_t k = 0; k < token.word_count; ++k, ++word) {
        ASSERT_EQ(s.words[word].token, t);
        ASSERT_TRUE(token.span.contains(s.words[word].span));
        ASSERT_FALSE(s.words[word].form.empty());
        ASSERT_TRUE(is_valid_utf8(s.words[word].form));
      }
    }
    ASSERT_EQ(word, s.words.size());
  }
  for (std::size_t i = at; i < text.size();)
    ASSERT_EQ(text::kind_of(next_code_point(text, i)), text::CharKind::kBlank);
}

TEST(Laws, TokensCoverTheText) {
  const std::vector<std::string> pieces = {"a",      "The",
                                           "U.S",    ".",
                                           ".",      "..",
                                           "\"",     "'",
                                           "\u2019", "\u201C",
                                           " ",      " ",
                                           "\n",     "\n\n",
                                           "-",      "\u2014",
                                           "1",      "23",
                                           ",",      "$",
                                           "%",      "(",
                                           ")",      "[",
                                           "@",      "example",
                                           ".com",   "http://",
                                           "n't",    "'s",
                                           "etc.",   "\u0301",
                                           "\u4E2D", "\U0001F600",
                                           "\u200D", "\u00AD",
                                           "#",      "&",
                                           "/",      ":",
                                           ";",      "!",
                                           "?",      "_",
                                           "*",      std::string(1, '\0'),
                                           "\xFF",   "\u00A0",
                                           "No.",    "Jong",
                                           "km"};
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const std::size_t length = 1 + random() % 40;
    for (std::size_t k = 0; k < length; ++k) text += pieces[random() % pieces.size()];
    SCOPED_TRACE(text);
    expect_laws(text);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Laws, SameTextSameResult) {
  const std::string text = "Dr. Lee's \"plan\" isn't new. It (again) failed... Why? No. 5 said so.";
  const std::string once = analysis_to_conllu(analyse(text), text, "d");
  EXPECT_EQ(once, analysis_to_conllu(analyse(text), text, "d"));
}

TEST(Hostile, LongRunsEndSoon) {
  for (const std::string& piece : std::vector<std::string>{"a",       ".",
                                                           "'",       "\"",
                                                           "-",       "a-",
                                                           "a.",      "Ab.",
                                                           "1-",      "1.",
                                                           "(",       "\u0301",
                                                           "@",       "a@",
                                                           "#",       "a&",
                                                           "http://", "a'",
                                                           "'a",      "[.",
                                                           "*",       "\xF0\x9F\x98\x80",
                                                           "a. ",     "A. ",
                                                           "\" ",     ". ",
                                                           "\n",      "a\n",
                                                           "- ",      std::string(1, '\0'),
                                                           "\xC3",    "x,y;",
                                                           "n't"}) {
    std::string text;
    while (text.size() < 300000) text += piece;
    const auto start = std::clock();
    expect_laws(text);
    EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 3.0) << piece;
  }
}

TEST(Paragraphs, OnlyBlanksAreEmpty) {
  EXPECT_TRUE(analyse("").sentences.empty());
  EXPECT_TRUE(analyse(" \n\t\u00A0\n\n ").sentences.empty());
}

}  // namespace
}  // namespace dragoman
