#include "nn/wordpiece.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include <algorithm>

#include "base/utf8.h"

namespace dragoman {
namespace {

// Roots of the trie: pieces that begin a word, pieces that go on in it. The node in slot k is k
// + 2.
constexpr std::uint64_t kStart = 0, kInside = 1, kRoots = 2;
constexpr int kLetterBits = 21, kIdBits = 21;
constexpr std::uint64_t kIdMask = (std::uint64_t{1} << kIdBits) - 1;
// The table is half full: chance alone never makes a search this long.
constexpr std::uint64_t kMostSearch = 256;

std::uint64_t key_of(std::uint64_t parent, char32_t letter) {
  return parent << kLetterBits | letter;
}

// As Python's str.isspace, which the reference asks: category Zs, or blank or separator by
// direction.
bool is_blank(UChar32 c) {
  if (u_charType(c) == U_SPACE_SEPARATOR) return true;
  switch (u_charDirection(c)) {
    case U_WHITE_SPACE_NEUTRAL:
    case U_BLOCK_SEPARATOR:
    case U_SEGMENT_SEPARATOR:
      return true;
    default:
      return false;
  }
}

// BERT counts all signs of ASCII as punctuation, also those that Unicode calls symbols.
bool is_punctuation(UChar32 c) {
  if (c < 0x80) return c > 0x20 && c < 0x7F && !u_isalnum(c);
  return (U_GET_GC_MASK(c) & U_GC_P_MASK) != 0;
}

bool is_chinese(UChar32 c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2FA1F);
}

WordPiece::Case case_of(std::string_view text) {
  std::size_t capitals = 0, letters = 0;
  bool first = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<UChar32>(next_code_point(text, i));
    const bool capital = c < 0x80 ? c >= 'A' && c <= 'Z' : u_tolower(c) != c;
    const bool letter = c < 0x80 ? c >= 'a' && c <= 'z' : (U_GET_GC_MASK(c) & U_GC_L_MASK) != 0;
    if (!capital && !letter) continue;
    if (letters++ == 0) first = capital;
    if (capital) ++capitals;
  }
  if (capitals == 0) return letters == 0 ? WordPiece::Case::kCaseless : WordPiece::Case::kSmall;
  if (first && capitals == 1) return WordPiece::Case::kCapital;
  return capitals == letters ? WordPiece::Case::kCapitals : WordPiece::Case::kMixed;
}

// Beginnings of pieces that differ: the nodes that the trie will have. `pieces` is sorted.
std::size_t count_nodes(const std::vector<std::string_view>& pieces) {
  std::size_t nodes = 0;
  std::string_view before;
  for (const std::string_view piece : pieces) {
    const auto limit = std::min(before.size(), piece.size());
    std::size_t same = 0;
    while (same < limit && before[same] == piece[same]) ++same;
    // Back to the start of a code point of which only some bytes are the same.
    while (same > 0 && same < piece.size() && (piece[same] & 0xC0) == 0x80) --same;
    nodes += count_code_points(piece.substr(same));
    before = piece;
  }
  return nodes;
}

}  // namespace

// The letters of one word with the bytes they come from. Of a word that is too long, only its
// place is kept.
struct WordPiece::Word {
  std::size_t size = 0;
  std::uint32_t last_end = 0;
  std::array<char32_t, kMostLetters> letters;
  std::array<std::uint32_t, kMostLetters> begins, ends;

  void add(char32_t letter, std::uint32_t begin, std::uint32_t end) {
    if (size < kMostLetters) {
      letters[size] = letter;
      begins[size] = begin;
      ends[size] = end;
    }
    ++size;
    last_end = end;
  }
};

std::size_t WordPiece::letters(char32_t c, std::array<char32_t, 16>& out) const {
  // Simple and full lower-casing differ for U+0130 alone, by an accent, which goes anyway.
  const UChar32 lower = u_tolower(static_cast<UChar32>(c));
  std::array<UChar, 32> units;  // no canonical decomposition has more than 8
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t size =
      unorm2_getDecomposition(decomposition_, lower, units.data(), units.size(), &status);
  if (size < 0 || U_FAILURE(status)) {
    size = 0;
    U16_APPEND_UNSAFE(units, size, lower);
  }
  std::size_t count = 0;
  for (std::int32_t i = 0; i < size && count < out.size();) {
    UChar32 letter;
    U16_NEXT(units, i, size, letter);
    if (u_charType(letter) != U_NON_SPACING_MARK) out[count++] = static_cast<char32_t>(letter);
  }
  return count;
}

WordPiece::Fate WordPiece::fate(char32_t c) const {
  const auto u = static_cast<UChar32>(c);
  if (is_blank(u)) return {Kind::kBlank, 0};
  const auto type = u_charType(u);
  if (c == 0 || c == kReplacement || type == U_CONTROL_CHAR || type == U_FORMAT_CHAR)
    return {Kind::kDropped, 0};
  if (is_punctuation(u) || is_chinese(u)) return {Kind::kAlone, c};
  std::array<char32_t, 16> found;
  const std::size_t count = letters(c, found);
  if (count == 0) return {Kind::kDropped, 0};
  return count == 1 ? Fate{Kind::kLetter, found[0]} : Fate{Kind::kLetters, 0};
}

std::uint64_t WordPiece::first_slot(std::uint64_t key) const {
  const std::uint64_t high = (key * 0x9E3779B97F4A7C15U) >> 32;
  return high * table_.size() >> 32;
}

bool WordPiece::insert(std::string_view letters, std::uint64_t root, std::int32_t id) {
  std::uint64_t node = root;
  std::uint64_t slot = 0;
  for (std::size_t i = 0; i < letters.size();) {
    const std::uint64_t key = key_of(node, next_code_point(letters, i));
    slot = first_slot(key);
    std::uint64_t search = 1;
    while (table_[slot] != 0 && table_[slot] >> kIdBits != key) {
      if (++search > kMostSearch) return false;
      if (++slot == table_.size()) slot = 0;
    }
    longest_search_ = std::max(longest_search_, search);
    if (table_[slot] == 0) table_[slot] = key << kIdBits;
    node = slot + kRoots;
  }
  if (!letters.empty()) table_[slot] |= static_cast<std::uint64_t>(id) + 1;
  return true;
}

Result<WordPiece> WordPiece::parse(std::string_view vocabulary, const std::string& input) {
  const auto wrong = [&](std::string reason, std::string place = "vocabulary") {
    return fail(ErrorCode::kModel, std::move(reason), input, std::move(place));
  };
  if (vocabulary.size() > kMostBytes) return wrong("has more than 16 MiB");
  if (vocabulary.empty() || vocabulary.back() != '\n') return wrong("does not end with a line end");
  WordPiece made;
  UErrorCode status = U_ZERO_ERROR;
  made.decomposition_ = unorm2_getNFDInstance(&status);
  if (U_FAILURE(status)) return wrong("cannot be read without ICU's tables");
  for (std::size_t c = 0; c < made.fates_.size(); ++c)
    made.fates_[c] = made.fate(static_cast<char32_t>(c));

  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < vocabulary.size();) {
    const std::string_view piece = vocabulary.substr(i, vocabulary.find('\n', i) - i);
    i += piece.size() + 1;
    const auto line = [&] { return "vocabulary line " + std::to_string(pieces.size() + 1); };
    if (piece.empty()) return wrong("is empty", line());
    if (!is_valid_utf8(piece)) return wrong("is no UTF-8", line());
    if (std::any_of(piece.begin(), piece.end(), [](char c) { return c >= 0 && c < 0x20; }))
      return wrong("holds a control character", line());
    pieces.push_back(piece);
  }
  made.size_ = pieces.size();

  std::vector<std::string_view> sorted = pieces;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) return wrong("has a piece twice: " + std::string(*twice));
  // An upper limit: the sharp sign of the pieces inside a word is no node.
  const std::size_t nodes = count_nodes(sorted);
  if (nodes > kMostNodes) return wrong("is too large");
  made.table_.resize(2 * nodes);
  for (std::size_t id = 0; id < pieces.size(); ++id) {
    const bool inside = pieces[id].starts_with("##");
    if (!made.insert(pieces[id].substr(inside ? 2 : 0), inside ? kInside : kStart,
                     static_cast<std::int32_t>(id)))
      return wrong("has letters that collide in the table");
  }

  for (const auto& [name, id] : {std::pair{"[UNK]", &made.unknown_}, std::pair{"[CLS]", &made.cls_},
                                 std::pair{"[SEP]", &made.sep_}, std::pair{"[PAD]", &made.pad_}}) {
    const auto found = std::find(pieces.begin(), pieces.end(), name);
    if (found == pieces.end()) return wrong("lacks " + std::string(name));
    *id = static_cast<std::int32_t>(found - pieces.begin());
  }
  return made;
}

void WordPiece::split(const Word& word, std::string_view text, std::vector<Piece>& pieces) const {
  const std::size_t before = pieces.size();
  const auto add = [&](std::int32_t id, std::uint32_t begin, std::uint32_t end) {
    pieces.push_back({id, case_of(text.substr(begin, end - begin)), begin, end});
  };
  const auto unknown = [&] {
    pieces.resize(before);
    add(unknown_, word.begins[0], word.last_end);
  };
  if (word.size > kMostLetters) return unknown();
  for (std::size_t at = 0; at < word.size;) {
    std::uint64_t node = at == 0 ? kStart : kInside;
    std::uint64_t found = 0;
    std::size_t end = at;
    for (std::size_t k = at; k < word.size; ++k) {
      const std::uint64_t key = key_of(node, word.letters[k]);
      std::uint64_t slot = first_slot(key);
      std::uint64_t entry = table_[slot];
      for (std::uint64_t search = 1;
           entry != 0 && entry >> kIdBits != key && search < longest_search_; ++search) {
        if (++slot == table_.size()) slot = 0;
        entry = table_[slot];
      }
      if (entry >> kIdBits != key) break;
      if ((entry & kIdMask) != 0) {
        found = entry & kIdMask;
        end = k + 1;
      }
      node = slot + kRoots;
    }
    if (found == 0) return unknown();
    add(static_cast<std::int32_t>(found - 1), word.begins[at], word.ends[end - 1]);
    at = end;
  }
}

void WordPiece::encode(std::string_view text, Span span, std::vector<Piece>& pieces) const {
  text = text.substr(0, span.end);
  Word word;
  const auto close = [&] {
    if (word.size > 0) split(word, text, pieces);
    word.size = 0;
  };
  for (std::size_t i = span.begin; i < text.size();) {
    const auto begin = static_cast<std::uint32_t>(i);
    const char32_t c = next_code_point(text, i);
    const auto end = static_cast<std::uint32_t>(i);
    const Fate f = c < fates_.size() ? fates_[c] : fate(c);
    switch (f.kind) {
      case Kind::kBlank:
        close();
        break;
      case Kind::kDropped:
        break;
      case Kind::kAlone:
        close();
        word.add(f.letter, begin, end);
        close();
        break;
      case Kind::kLetter:
        word.add(f.letter, begin, end);
        break;
      case Kind::kLetters: {
        std::array<char32_t, 16> found;
        const std::size_t count = letters(c, found);
        for (std::size_t k = 0; k < count; ++k) word.add(found[k], begin, end);
        break;
      }
    }
  }
  close();
}

}  // namespace dragoman
