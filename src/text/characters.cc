#include "text/characters.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace dragoman::text {
namespace {

CharKind classify(char32_t c) {
  const auto u = static_cast<UChar32>(c);
  if (u_isUWhiteSpace(u)) return CharKind::kBlank;
  switch (u_charType(u)) {
    case U_CONTROL_CHAR:
      return CharKind::kBlank;
    case U_UPPERCASE_LETTER:
    case U_TITLECASE_LETTER:
      return CharKind::kUpper;
    case U_LOWERCASE_LETTER:
      return CharKind::kLower;
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
    case U_FORMAT_CHAR:
      return CharKind::kLetter;
    case U_DECIMAL_DIGIT_NUMBER:
      return CharKind::kDigit;
    default:
      return CharKind::kSign;
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Composes; on any failure the text itself.
std::string composed(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
  std::vector<UChar> wide(text.size() + 1);
  std::int32_t length = 0;
  u_strFromUTF8(wide.data(), static_cast<std::int32_t>(wide.size()), &length, text.data(),
                static_cast<std::int32_t>(text.size()), &status);
  if (U_FAILURE(status)) return text;
  if (unorm2_isNormalized(nfc, wide.data(), length, &status) && U_SUCCESS(status)) return text;
  std::vector<UChar> out(static_cast<std::size_t>(length) * 3 + 16);  // NFC grows at most threefold
  const std::int32_t composed_length = unorm2_normalize(
      nfc, wide.data(), length, out.data(), static_cast<std::int32_t>(out.size()), &status);
  std::string utf8(static_cast<std::size_t>(std::max(composed_length, 0)) * 3 + 1, '\0');
  std::int32_t size = 0;
  u_strToUTF8(utf8.data(), static_cast<std::int32_t>(utf8.size()), &size, out.data(),
              composed_length, &status);
  if (U_FAILURE(status)) return text;
  utf8.resize(static_cast<std::size_t>(size));
  return utf8;
}

}  // namespace

CharKind kind_of(char32_t c) {
  static const std::array<CharKind, 0x250> kTable = [] {
    std::array<CharKind, 0x250> table{};
    for (char32_t k = 0; k < table.size(); ++k) table[k] = classify(k);
    return table;
  }();
  return c < kTable.size() ? kTable[c] : classify(c);
}

bool is_apostrophe(char32_t c) {
  switch (c) {
    case U'\'':
    case U'`':
    case 0x00B4:
    case 0x02BC:
    case 0x2018:
    case 0x2019:
    case 0x201B:
      return true;
    default:
      return false;
  }
}

bool is_double_quote(char32_t c) {
  switch (c) {
    case U'"':
    case 0x00AB:
    case 0x00BB:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
      return true;
    default:
      return false;
  }
}

bool is_opener(char32_t c) {
  switch (c) {
    case U'(':
    case U'[':
    case U'{':
    case U'<':
    case 0x00AB:
    case 0x2018:
    case 0x201A:
    case 0x201C:
    case 0x201E:
    case 0x2039:
    case 0x3008:
    case 0x300A:
    case 0x300C:
    case 0x300E:
    case 0x3010:
    case 0xFF08:
      return true;
    default:
      return false;
  }
}

bool is_closer(char32_t c) {
  switch (c) {
    case U')':
    case U']':
    case U'}':
    case U'>':
    case 0x00BB:
    case 0x2019:
    case 0x201D:
    case 0x203A:
    case 0x3009:
    case 0x300B:
    case 0x300D:
    case 0x300F:
    case 0x3011:
    case 0xFF09:
      return true;
    default:
      return false;
  }
}

bool is_terminal(char32_t c) {
  switch (c) {
    case U'.':
    case U'!':
    case U'?':
    case 0x0589:  // Armenian
    case 0x061F:  // Arabic question mark
    case 0x06D4:  // Urdu
    case 0x0964:  // danda
    case 0x2026:
    case 0x203C:
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x3002:  // ideographic
    case 0xFF01:
    case 0xFF0E:
    case 0xFF1F:
      return true;
    default:
      return false;
  }
}

bool is_dash(char32_t c) { return c == U'-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212; }
bool is_hyphen(char32_t c) { return c == U'-' || c == 0x2010 || c == 0x2011; }

void decode(std::string_view text, Span span, std::vector<Char>& out) {
  out.clear();
  const std::string_view part = text.substr(0, span.end);
  for (std::size_t i = span.begin; i < part.size();) {
    const auto at = static_cast<std::uint32_t>(i);
    const char32_t c = next_code_point(part, i);
    out.push_back({c, at, kind_of(c)});
  }
}

std::string lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char byte = text[i];
    if (static_cast<unsigned char>(byte) < 0x80) {
      out += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
      ++i;
    } else {
      const char32_t c = next_code_point(text, i);
      append_utf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
    }
  }
  return out;
}

std::string normal_form(std::string_view surface) {
  if (is_ascii(surface)) return std::string(surface);
  std::string plain;
  plain.reserve(surface.size());
  for (std::size_t i = 0; i < surface.size();) {
    const char32_t c = next_code_point(surface, i);
    if (c < 0x80) {
      plain += static_cast<char>(c);
    } else if (is_apostrophe(c) || c == 0x201A) {
      plain += '\'';
    } else if (is_double_quote(c)) {
      plain += '"';
    } else if (c != 0x200D && u_charType(static_cast<UChar32>(c)) == U_FORMAT_CHAR) {
      continue;  // soft hyphens, marks of direction, zero-width spaces; a joiner shapes emoji
    } else {
      append_utf8(plain, c);
    }
  }
  if (plain.empty()) return to_valid_utf8(surface);
  return is_ascii(plain) ? plain : composed(plain);
}

}  // namespace dragoman::text
