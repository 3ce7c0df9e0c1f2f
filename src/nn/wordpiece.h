// Which pieces does a pretrained encoder read for this text, and where does each come from?
//
// The tokens of BERT, uncased: control characters dropped, lower-cased, accents stripped, cut at
// blanks, punctuation and Chinese characters; then the longest piece of the vocabulary from the
// left, `##` inside a word. A word that pieces cannot make, or of more than 100 letters, is one
// [UNK].
//
//   auto tokenizer = WordPiece::parse(vocabulary, "models/accurate.safetensors");
//   std::vector<WordPiece::Piece> pieces;          // used again from sentence to sentence
//   tokenizer->encode(text, sentence.span, pieces);
//   // "Sent drones." with "sent", "drone", "##s" and "." gives
//   // {sent, kCapital, 0, 4} {drone, kSmall, 5, 10} {##s, kSmall, 10, 11} {., kCaseless, 11, 12}
//
// Units: UTF-8 bytes of the whole text, half-open, always on code point boundaries. A piece covers
// the code points that its letters come from, and those between them that have no letter (accents
// written apart, soft hyphens). `begin` and `end` never decrease. Pieces do not overlap, except
// that the pieces of one code point of several letters (a Korean syllable is two or three) all
// cover it.
//
// Any bytes may come in: an ill-formed sequence counts as U+FFFD, which BERT drops like a control
// character. A span past the end of the text is cut there.
//
// Time: linear; from each piece's first letter the trie is followed as long as a longer piece could
// come, so at most 100 steps a letter, each of at most 256 probes (1 to 2 but in a vocabulary made
// to be slow). News with BERT's vocabulary: 18 million words a second on one core. Memory: about 35
// bytes for each piece of the vocabulary; encode() allocates only to grow `pieces`.
// Errors: kModel. Thread-safety: immutable once made.
// Source: Devlin et al., BERT (NAACL 2019), and the description of its tokenizer; categories, lower
// case and decomposition of Unicode, by ICU, one code point at a time, so in no locale. The
// reference is training/meaning/wordpiece.py; tests/data/wordpiece_vectors.json compares the two.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/record.h"

struct UNormalizer2;

namespace dragoman {

class WordPiece {
 public:
  static constexpr std::size_t kMostLetters = 100;  // of a word; as in BERT
  static constexpr std::size_t kMostBytes = 16U << 20;
  static constexpr std::size_t kMostNodes = 1U << 20;  // different beginnings of pieces

  // What lower-casing rubs out, of the code points that a piece covers. A capital is what has
  // another lower case; the others are letters of Unicode.
  enum class Case : std::uint8_t {
    kCaseless,  // no letters
    kSmall,     // no capitals
    kCapital,   // one, the first of the letters
    kCapitals,  // two or more, and nothing else
    kMixed,
  };
  static constexpr std::size_t kCases = 5;

  struct Piece {
    std::int32_t id = 0;  // its line in the vocabulary, from 0
    Case letters = Case::kCaseless;
    std::uint32_t begin = 0, end = 0;
    friend bool operator==(const Piece&, const Piece&) = default;
  };

  // One piece a line, each line ended by '\n'; [UNK], [CLS], [SEP] and [PAD] among them, no piece
  // empty or twice. Keeps nothing of `vocabulary`. `input` names the file in errors.
  static Result<WordPiece> parse(std::string_view vocabulary, const std::string& input);

  // Adds the pieces of text[span] to `pieces`, without [CLS] and [SEP].
  void encode(std::string_view text, Span span, std::vector<Piece>& pieces) const;

  std::size_t size() const { return size_; }
  std::int32_t unknown() const { return unknown_; }
  std::int32_t cls() const { return cls_; }
  std::int32_t sep() const { return sep_; }
  std::int32_t pad() const { return pad_; }

  // To be assigned to: it knows no piece.
  WordPiece() = default;

 private:
  enum class Kind : std::uint8_t { kBlank, kDropped, kAlone, kLetter, kLetters };
  // What becomes of a code point. `letter` is its one letter (kAlone, kLetter).
  struct Fate {
    Kind kind = Kind::kDropped;
    char32_t letter = 0;
  };
  struct Word;

  Fate fate(char32_t c) const;
  std::size_t letters(char32_t c, std::array<char32_t, 16>& out) const;
  void split(const Word& word, std::string_view text, std::vector<Piece>& pieces) const;

  std::uint64_t first_slot(std::uint64_t key) const;
  bool insert(std::string_view letters, std::uint64_t root, std::int32_t id);

  // The trie of the pieces, as one open-addressed table of its nodes: a node is found by its
  // parent and its letter, and is known by its slot. An entry holds parent (22 bits), letter (21),
  // id + 1 or 0 (21); no letter is 0, so that 0 is a free slot.
  std::vector<std::uint64_t> table_;
  std::uint64_t longest_search_ = 0;  // slots to look at until a node is known to be missing

  std::array<Fate, 0x250> fates_{};  // of Latin, computed beforehand
  const UNormalizer2* decomposition_ = nullptr;
  std::size_t size_ = 0;
  std::int32_t unknown_ = 0, cls_ = 0, sep_ = 0, pad_ = 0;
};

}  // namespace dragoman
