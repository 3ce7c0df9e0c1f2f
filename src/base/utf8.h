// UTF-8, decoded by hand where ICU would be too much: valid text in, code points out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

inline constexpr char32_t kReplacement = 0xFFFD;

// Decodes the code point at `text[i]` and moves `i` past it. Ill-formed bytes give U+FFFD, one for
// each maximal subpart (Unicode 15, table 3-8), and `i` always moves.
char32_t next_code_point(std::string_view text, std::size_t& i);
void append_utf8(std::string& out, char32_t c);

bool is_valid_utf8(std::string_view text);
// The text with every ill-formed sequence replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);

std::size_t count_code_points(std::string_view text);

// From bytes to code points and back, for one text. O(1) for ASCII, else one table lookup and a
// short scan. Keeps a view: the text must outlive it.
class OffsetMap {
 public:
  explicit OffsetMap(std::string_view text);
  std::uint32_t code_points(std::uint32_t byte) const;
  // The byte where a code point starts; `text.size()` for anything past the end.
  std::uint32_t bytes(std::uint32_t code_point) const;
  std::uint32_t size() const { return count_; }  // code points in all

 private:
  static constexpr std::uint32_t kStep = 64;
  std::string_view text_;
  bool ascii_;
  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> by_byte_;   // code points before byte k * kStep
  std::vector<std::uint32_t> by_point_;  // byte where code point k * kStep starts
};

}  // namespace dragoman
