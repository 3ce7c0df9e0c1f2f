// What a character is, as far as pages need it: blanks, case, scripts. No locale is consulted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

inline bool is_ascii_letter(unsigned char c) {
  return static_cast<unsigned char>((c | 32) - 'a') < 26;
}
inline bool is_ascii_digit(unsigned char c) { return static_cast<unsigned char>(c - '0') < 10; }
inline char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
inline bool is_html_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

bool is_blank(char32_t c);      // white space, no-break spaces included
bool is_invisible(char32_t c);  // soft hyphen, zero-width characters, byte order marks, NUL
// Scripts written without blanks: one character counts as half a word.
bool is_dense_script(char32_t c);
bool is_letter_or_digit(char32_t c);
char32_t lower_letter(char32_t c);

// Lower case, code point by code point.
std::string lower_case(std::string_view text);
std::string ascii_lower_case(std::string_view text);
// Lower case, letters and digits only, single blanks between words: what two copies of a line of
// text have in common.
std::string folded(std::string_view text);
// The text with runs of blanks made one blank, invisible characters gone, both ends trimmed.
std::string squeezed(std::string_view text);

bool equal_ignoring_case(std::string_view a, std::string_view ascii_lower);
bool contains_ignoring_case(std::string_view text, std::string_view ascii_lower);

// FNV-1a and a mixer, for tables within one page; never stored.
inline std::uint64_t mix_hash(std::uint64_t h, std::uint64_t value) {
  h = (h ^ value) * 0x9E3779B97F4A7C15ULL;
  return h ^ (h >> 29);
}
inline std::uint64_t text_hash(std::string_view text) {
  std::uint64_t h = 0xCBF29CE484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return h;
}
// The hashes of the words of a folded text.
std::vector<std::uint64_t> word_hashes(std::string_view folded_text);

}  // namespace dragoman
