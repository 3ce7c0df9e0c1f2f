#include "nn/wordpiece.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/utf8.h"

namespace dragoman {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Pieces = std::vector<WordPiece::Piece>;

constexpr std::string_view kSpecial = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";
constexpr std::string_view kWords =
    "the\nminister\nmin\n##ister\n##iste\n##i\ns\n##s\n.\n-\na\n##a\nlodz\nσ\nᄒ\n##ᅡᆫ\n##ᄀ\n##"
    "ᅮᆨ\n"
    "中\nb\n##b\n##ab\nab\nss\n";

WordPiece tokenizer(std::string_view words = kWords) {
  auto made = WordPiece::parse(std::string(kSpecial).append(words), "test");
  EXPECT_TRUE(made) << made.error().message();
  return *made;
}

Pieces encode(const WordPiece& tokenizer, std::string_view text) {
  Pieces out;
  tokenizer.encode(text, {0, static_cast<std::uint32_t>(text.size())}, out);
  return out;
}

WordPiece::Piece small(std::int32_t id, std::uint32_t begin, std::uint32_t end) {
  return {id, WordPiece::Case::kSmall, begin, end};
}

// "piece@begin-end …", so that a failure can be read.
std::string show(std::string_view text, std::string_view words = kWords) {
  const std::string vocabulary = std::string(kSpecial).append(words);
  std::vector<std::string> names(1);
  for (const char c : vocabulary) {
    if (c == '\n') {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  std::string out;
  for (const WordPiece::Piece& piece : encode(tokenizer(words), text)) {
    if (!out.empty()) out += ' ';
    out += names[static_cast<std::size_t>(piece.id)] + '@' + std::to_string(piece.begin) + '-' +
           std::to_string(piece.end);
  }
  return out;
}

TEST(WordPiece, TellsTheCaseThatLowerCasingRubsOut) {
  std::vector<WordPiece::Case> found;
  for (const WordPiece::Piece& piece :
       encode(tokenizer("the\nun\n##hcr\nmc\n##do\n7\n,\ne\n"), "the The UNHCR McDo 7, É UnK"))
    found.push_back(piece.letters);
  using enum WordPiece::Case;
  EXPECT_THAT(found, ElementsAre(kSmall, kCapital, kCapitals, kCapitals, kCapital, kCapital,
                                 kCaseless, kCaseless, kCapital, kMixed));
}

TEST(WordPiece, TakesTheLongestPieceFromTheLeft) {
  EXPECT_EQ(show("The ministers."), "the@0-3 minister@4-12 ##s@12-13 .@13-14");
  EXPECT_EQ(show("minis"), "min@0-3 ##i@3-4 ##s@4-5");
  // "##iste" is found first, but nothing goes on from it: no second try, the word is unknown.
  EXPECT_EQ(show("minisTer ministez"), "minister@0-8 [UNK]@9-17");
  EXPECT_EQ(show("aab"), "a@0-1 ##ab@1-3");
  EXPECT_EQ(show(""), "");
  EXPECT_EQ(show(" \n\t "), "");
}

TEST(WordPiece, StripsAccentsAndLowersCase) {
  EXPECT_EQ(show("\u0141\u00F3d\u017A"), "[UNK]@0-7");  // ł is a letter of its own
  EXPECT_EQ(show("L\u00D3D\u0179 LO\u0301DZ\u0301."), "lodz@0-6 lodz@7-13 .@15-16");
  EXPECT_EQ(show("\u03A3 \u03C2"), "σ@0-2 [UNK]@3-5");  // no final sigma: letters stand alone
  EXPECT_EQ(show("M\u0130N"), "min@0-4");
  EXPECT_EQ(show("\u1E9E"), "[UNK]@0-3");  // lower case ß, which is not ss
  EXPECT_EQ(show("\u0301"), "");
  EXPECT_EQ(show("a\u0301\u0301b"), "ab@0-6");
}

TEST(WordPiece, CutsAtSignsAndBlanks) {
  EXPECT_EQ(show("a-b"), "a@0-1 -@1-2 b@2-3");
  EXPECT_EQ(show("a\u2014b"), "a@0-1 [UNK]@1-4 b@4-5");
  EXPECT_EQ(show("a\u00A0b\u2028a\u001Cb"), "a@0-1 b@3-4 a@7-8 b@9-10");
  EXPECT_EQ(show("a\u4E2D\u4E2Db"), "a@0-1 中@1-4 中@4-7 b@7-8");
  EXPECT_EQ(show("[CLS]"), "[UNK]@0-1 [UNK]@1-4 [UNK]@4-5");  // text is never a special piece
  EXPECT_EQ(show("##s"), "[UNK]@0-1 [UNK]@1-2 s@2-3");
}

TEST(WordPiece, DropsWhatCannotBeSeen) {
  EXPECT_EQ(show("mi\u00ADn"), "min@0-5");
  EXPECT_EQ(show("\u200Ba\u200D"), "a@3-4");
  EXPECT_EQ(show(std::string_view("a\0b", 3)), "ab@0-3");
}

TEST(WordPiece, PiecesOfOneCodePointShareIt) {
  EXPECT_EQ(show("\uD55C\uAD6D"), "ᄒ@0-3 ##ᅡᆫ@0-3 ##ᄀ@3-6 ##ᅮᆨ@3-6");
}

TEST(WordPiece, LongWordsAreUnknown) {
  const std::string_view words = "a\n##a\n##\n";
  std::string text(WordPiece::kMostLetters, 'a');
  EXPECT_EQ(encode(tokenizer(words), text).size(), WordPiece::kMostLetters);
  text += "\u0301";  // an accent is no letter
  EXPECT_EQ(encode(tokenizer(words), text).size(), WordPiece::kMostLetters);
  text += "a a";
  EXPECT_EQ(show(text, words), "[UNK]@0-103 a@104-105");
  EXPECT_EQ(show(std::string(1000000, 'a') + "\xFF", words), "[UNK]@0-1000000");
}

TEST(WordPiece, ReadsOneSpanWithThePlacesOfTheText) {
  const WordPiece t = tokenizer();
  Pieces out;
  t.encode("a minister", {3, 7}, out);
  EXPECT_THAT(out, ElementsAre(small(t.unknown(), 3, 7)));
  t.encode("a minister", {0, 5}, out);  // adds
  EXPECT_THAT(out, ElementsAre(small(t.unknown(), 3, 7), small(14, 0, 1), small(6, 2, 5)));
  out.clear();
  t.encode("ab", {1, 1}, out);
  t.encode("ab", {2, 0}, out);
  t.encode("ab", {5, 9}, out);
  EXPECT_THAT(out, IsEmpty());
  t.encode("ab", {1, 0xFFFFFFFF}, out);
  EXPECT_THAT(out, ElementsAre(small(23, 1, 2)));
}

TEST(WordPiece, IllFormedBytesAreDropped) {
  EXPECT_EQ(show("a\xFF"
                 "b"),
            "ab@0-3");
  EXPECT_EQ(show("\xC3"), "");
  EXPECT_EQ(show("a\xE4\xB8"
                 "b\xED\xA0\x80"),
            "ab@0-4");
  // A span that cuts a code point reads no letter of it.
  Pieces out;
  tokenizer().encode("\u00E1b\u00E1", {1, 4}, out);
  EXPECT_THAT(out, ElementsAre(small(23, 2, 3)));
}

TEST(WordPiece, VocabularyIsChecked) {
  const auto message = [](std::string_view vocabulary) {
    const auto made = WordPiece::parse(vocabulary, "m");
    EXPECT_FALSE(made);
    if (made) return std::string();
    EXPECT_EQ(made.error().code, ErrorCode::kModel);
    return made.error().message();
  };
  const std::string good(kSpecial);
  EXPECT_EQ(message(""), "m: vocabulary: does not end with a line end");
  EXPECT_EQ(message(good + "a"), "m: vocabulary: does not end with a line end");
  EXPECT_EQ(message(good + "\na\n"), "m: vocabulary line 5: is empty");
  EXPECT_EQ(message(good + "a\nb\xC3\n"), "m: vocabulary line 6: is no UTF-8");
  EXPECT_EQ(message(good + "a\r\n"), "m: vocabulary line 5: holds a control character");
  EXPECT_EQ(message(good + "a\n##a\na\n"), "m: vocabulary: has a piece twice: a");
  EXPECT_EQ(message("[PAD]\n[UNK]\n[CLS]\n"), "m: vocabulary: lacks [SEP]");
  EXPECT_EQ(message("a\n"), "m: vocabulary: lacks [UNK]");
  EXPECT_THAT(message(std::string(WordPiece::kMostBytes, 'a') + '\n'), HasSubstr("16 MiB"));
  EXPECT_THAT(message(good + std::string(WordPiece::kMostNodes, 'a') + '\n'), HasSubstr("large"));
  const WordPiece t = tokenizer("a\n");
  EXPECT_EQ(t.size(), 5U);
  EXPECT_THAT((std::vector{t.pad(), t.unknown(), t.cls(), t.sep()}), ElementsAre(0, 1, 2, 3));
}

TEST(WordPiece, FindsEveryPieceOfALargeVocabulary) {
  std::string words = "a\n";
  std::vector<std::string> made;
  for (int k = 0; k < 20000; ++k) {
    made.push_back("a");  // so that the words are different: k in letters
    for (int n = k; n > 0; n /= 13) append_utf8(made.back(), 0x3B1 + static_cast<char32_t>(n % 13));
    if (k > 0) words += made.back() + '\n';
  }
  const WordPiece t = tokenizer(words);
  for (int k = 0; k < 20000; ++k) {
    const std::string& word = made[static_cast<std::size_t>(k)];
    const auto size = static_cast<std::uint32_t>(word.size());
    ASSERT_THAT(encode(t, word), ElementsAre(small(k + 4, 0, size))) << k;
  }
}

// The laws of the header, for any bytes.
void check_laws(const WordPiece& t, std::string_view text, const Pieces& pieces) {
  std::vector<bool> boundary(text.size() + 1);
  boundary[text.size()] = true;
  for (std::size_t i = 0; i < text.size(); next_code_point(text, i)) boundary[i] = true;
  WordPiece::Piece before;
  for (const WordPiece::Piece& piece : pieces) {
    ASSERT_TRUE(piece.id >= 0 && static_cast<std::size_t>(piece.id) < t.size());
    ASSERT_LT(piece.begin, piece.end);
    ASSERT_LE(piece.end, text.size());
    ASSERT_TRUE(boundary[piece.begin] && boundary[piece.end]);
    ASSERT_LE(before.begin, piece.begin);
    ASSERT_LE(before.end, piece.end);
    if (piece.begin < before.end) {  // only inside of one code point
      std::size_t next = piece.begin;
      next_code_point(text, next);
      ASSERT_EQ(next, before.end);
      ASSERT_GE(next - piece.begin, 2U);
    }
    before = piece;
  }
}

class Vectors : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(parser_.load(std::string(DRAGOMAN_SOURCE_DIR) + "/tests/data/wordpiece_vectors.json")
                  .get(vectors_),
              simdjson::SUCCESS);
    std::string vocabulary;
    for (const simdjson::dom::element piece : vectors_["vocabulary"].get_array())
      vocabulary.append(piece.get_string().value()) += '\n';
    auto made = WordPiece::parse(vocabulary, "vectors");
    ASSERT_TRUE(made) << made.error().message();
    tokenizer_.push_back(std::move(*made));
    for (const simdjson::dom::element e : vectors_["cases"].get_array()) {
      Case c;
      c.text = e.at(0).get_string();
      c.span = {number(e.at(1)), number(e.at(2))};
      const simdjson::dom::array numbers = e.at(3).get_array();
      for (auto n = numbers.begin(); n != numbers.end();) {
        WordPiece::Piece piece;
        piece.id = static_cast<std::int32_t>(number(*n)), ++n;
        piece.letters = static_cast<WordPiece::Case>(number(*n)), ++n;
        piece.begin = number(*n), ++n;
        piece.end = number(*n), ++n;
        c.pieces.push_back(piece);
      }
      cases_.push_back(std::move(c));
    }
    ASSERT_GE(cases_.size(), 2000U);
  }

  static std::uint32_t number(simdjson::dom::element e) {
    return static_cast<std::uint32_t>(e.get_uint64().value());
  }

  struct Case {
    std::string_view text;
    Span span;
    Pieces pieces;
  };
  simdjson::dom::parser parser_;
  simdjson::dom::element vectors_;
  std::vector<WordPiece> tokenizer_;  // one
  std::vector<Case> cases_;
};

TEST_F(Vectors, AgreeWithTheReference) {
  Pieces found;
  for (const Case& c : cases_) {
    found.clear();
    tokenizer_[0].encode(c.text, c.span, found);
    ASSERT_EQ(found, c.pieces) << testing::PrintToString(c.text);
    check_laws(tokenizer_[0], c.text, found);
  }
}

TEST_F(Vectors, AnyBytesKeepTheLaws) {
  std::mt19937 random(7);
  for (const Case& c : cases_) {
    std::string text(c.text);
    for (int changes = 0; changes < 3 && !text.empty(); ++changes)
      text[random() % text.size()] = static_cast<char>(random());
    const Pieces found = encode(tokenizer_[0], text);
    check_laws(tokenizer_[0], text, found);
    // The same as with U+FFFD in the place of ill-formed bytes, but for the places.
    const Pieces mended = encode(tokenizer_[0], to_valid_utf8(text));
    ASSERT_EQ(found.size(), mended.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_EQ(found[i].id, mended[i].id);
      ASSERT_EQ(found[i].letters, mended[i].letters);
    }
  }
}

TEST_F(Vectors, AreTheSameInEveryThread) {
  std::vector<std::size_t> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t& count : wrong)
    threads.emplace_back([&] {
      Pieces found;
      for (const Case& c : cases_) {
        found.clear();
        tokenizer_[0].encode(c.text, c.span, found);
        if (found != c.pieces) ++count;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, ElementsAre(0U, 0U, 0U, 0U));
}

}  // namespace
}  // namespace dragoman
