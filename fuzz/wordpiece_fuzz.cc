// Pieces of any text by any vocabulary: the laws of nn/wordpiece.h. The vocabulary ends at the
// first empty line, and the text begins there; what remains of a refused vocabulary is read with a
// small one.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "nn/wordpiece.h"

namespace {

using dragoman::WordPiece;

void require(bool law) {
  if (!law) std::abort();
}

void check(const WordPiece& tokenizer, std::string_view text) {
  std::vector<bool> boundary(text.size() + 1);
  boundary[text.size()] = true;
  for (std::size_t i = 0; i < text.size(); dragoman::next_code_point(text, i)) boundary[i] = true;
  std::vector<WordPiece::Piece> pieces;
  tokenizer.encode(text, {0, static_cast<std::uint32_t>(text.size())}, pieces);
  WordPiece::Piece before;
  for (const WordPiece::Piece& piece : pieces) {
    require(piece.id >= 0 && static_cast<std::size_t>(piece.id) < tokenizer.size());
    require(piece.begin < piece.end && piece.end <= text.size());
    require(boundary[piece.begin] && boundary[piece.end]);
    require(before.begin <= piece.begin && before.end <= piece.end);
    std::size_t next = piece.begin;
    dragoman::next_code_point(text, next);
    require(before.end <= piece.begin || before.end == next);
    before = piece;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const WordPiece small =
      WordPiece::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##a\nba\n##ba\nan\n##an\n.\n", "small")
          .value();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t blank = bytes.find("\n\n");
  const bool both = blank != std::string_view::npos;
  const std::string_view text = both ? bytes.substr(blank + 2) : bytes;
  const auto tokenizer = WordPiece::parse(bytes.substr(0, both ? blank + 1 : 0), "fuzz");
  if (!tokenizer) require(tokenizer.error().code == dragoman::ErrorCode::kModel);
  check(tokenizer ? *tokenizer : small, text);
  return 0;
}
