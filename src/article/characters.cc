#include "article/characters.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

namespace dragoman {

bool is_blank(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
  return c == 0xA0 || c == 0x85 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_invisible(char32_t c) {
  if (c < 0x80) return c == 0;
  return c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
}

bool is_dense_script(char32_t c) {
  if (c < 0x0E00) return false;
  return c <= 0x0E7F || (c >= 0x1000 && c <= 0x109F) || (c >= 0x3040 && c <= 0x30FF) ||
         (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool is_letter_or_digit(char32_t c) {
  if (c < 0x80) {
    const auto byte = static_cast<unsigned char>(c);
    return is_ascii_letter(byte) || is_ascii_digit(byte);
  }
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  return (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

char32_t lower_letter(char32_t c) {
  return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
}

std::string lower_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x80) {
      out += ascii_lower(c);
      ++i;
    } else {
      append_utf8(out,
                  static_cast<char32_t>(u_tolower(static_cast<UChar32>(next_code_point(text, i)))));
    }
  }
  return out;
}

std::string ascii_lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    char32_t c = byte;
    if (byte < 0x80) {
      ++i;
    } else {
      c = next_code_point(text, i);
    }
    if (is_letter_or_digit(c)) {
      if (gap && !out.empty()) out += ' ';
      gap = false;
      if (c < 0x80) {
        out += ascii_lower(static_cast<char>(c));
      } else {
        append_utf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
      }
    } else if (c != '\'' && c != 0x2019 && !is_invisible(c)) {
      gap = true;
    }
  }
  return out;
}

std::string squeezed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    const char32_t c = next_code_point(text, i);
    if (is_blank(c)) {
      gap = true;
    } else if (!is_invisible(c)) {
      if (gap && !out.empty()) out += ' ';
      gap = false;
      if (c == kReplacement) {
        append_utf8(out, c);
      } else {
        out.append(text, start, i - start);
      }
    }
  }
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view ascii_lower_text) {
  if (a.size() != ascii_lower_text.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (ascii_lower(a[i]) != ascii_lower_text[i]) return false;
  return true;
}

bool contains_ignoring_case(std::string_view text, std::string_view ascii_lower_text) {
  if (text.size() < ascii_lower_text.size()) return false;
  for (std::size_t i = 0; i + ascii_lower_text.size() <= text.size(); ++i)
    if (equal_ignoring_case(text.substr(i, ascii_lower_text.size()), ascii_lower_text)) return true;
  return false;
}

std::vector<std::uint64_t> word_hashes(std::string_view folded_text) {
  std::vector<std::uint64_t> out;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= folded_text.size(); ++i) {
    if (i < folded_text.size() && folded_text[i] != ' ') continue;
    if (i > start) out.push_back(text_hash(folded_text.substr(start, i - start)));
    start = i + 1;
  }
  return out;
}

}  // namespace dragoman
