// Which kind of character is this, and what does a word look like once its writing is evened out?
//
// Source of the classes: the Unicode general categories, by ICU.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/record.h"

namespace dragoman::text {

enum class CharKind : std::uint8_t { kBlank, kUpper, kLower, kLetter, kDigit, kSign };

struct Char {
  char32_t c = 0;
  std::uint32_t at = 0;  // byte where it starts
  CharKind kind = CharKind::kBlank;
};

// kLetter: letters without case, marks, format characters (they never cut a word).
CharKind kind_of(char32_t c);
inline bool is_word(CharKind k) { return k != CharKind::kBlank && k != CharKind::kSign; }
inline bool is_letter(CharKind k) {
  return k == CharKind::kUpper || k == CharKind::kLower || k == CharKind::kLetter;
}

bool is_apostrophe(char32_t c);    // any sign that stands for one, single quotation marks too
bool is_double_quote(char32_t c);  // straight, curly, low, angled
bool is_opener(char32_t c);        // brackets and opening quotation marks
bool is_closer(char32_t c);
bool is_terminal(char32_t c);  // full stop, question mark, exclamation mark, ellipsis
bool is_dash(char32_t c);
bool is_hyphen(char32_t c);  // the signs that join the parts of a compound

// The characters of a span of valid UTF-8 (ill-formed bytes become U+FFFD).
void decode(std::string_view text, Span span, std::vector<Char>& out);

// Simple lower-case mapping, one code point to one.
std::string lower(std::string_view text);
// NFC, quotation marks and apostrophes in ASCII, without characters that cannot be seen. Never
// empty for a text that is not.
std::string normal_form(std::string_view surface);

}  // namespace dragoman::text
