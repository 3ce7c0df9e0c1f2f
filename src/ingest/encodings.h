// The character sets of the web: their labels, and how bytes in them become UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace dragoman {

enum class EncodingKind { kUtf, kSingle, kMulti, kRefused };

struct Encoding {
  std::string name;  // WHATWG, lower case
  EncodingKind kind = EncodingKind::kSingle;
  std::string converter;  // ICU's name for it
  std::u32string upper;   // characters of the bytes A1 to FF, where ICU has no converter
};

// nullptr for an unknown label; blanks around it and its case do not matter.
const Encoding* encoding_of(std::string_view label);

struct Conversion {
  std::string text;
  std::size_t characters = 0;
  std::size_t errors = 0;  // ill-formed sequences, each now a U+FFFD
  bool known = true;       // false: there is no converter
};

// Refused encodings are not known.
Conversion convert(const Encoding& encoding, std::string_view bytes);

}  // namespace dragoman
