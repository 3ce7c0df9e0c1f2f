#include "base/utf8.h"

#include <algorithm>

namespace dragoman {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = byte(i++);
  if (lead < 0x80) return lead;
  int more;
  char32_t c;
  unsigned char low = 0x80, high = 0xBF;  // allowed range of the second byte
  if (lead >= 0xC2 && lead <= 0xDF) {
    more = 1, c = lead & 0x1F;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    more = 2, c = lead & 0x0F;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    more = 3, c = lead & 0x07;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return kReplacement;
  }
  for (; more > 0; --more) {
    if (i >= text.size() || byte(i) < low || byte(i) > high) return kReplacement;
    c = c << 6 | (byte(i++) & 0x3F);
    low = 0x80, high = 0xBF;
  }
  return c;
}

void append_utf8(std::string& out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    if (next_code_point(text, i) == kReplacement && text.substr(start, 3) != "\xEF\xBF\xBD")
      return false;
  }
  return true;
}

std::string to_valid_utf8(std::string_view text) {
  if (is_valid_utf8(text)) return std::string(text);
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size();) append_utf8(out, next_code_point(text, i));
  return out;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

OffsetMap::OffsetMap(std::string_view text) : text_(text) {
  ascii_ = std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii_) {
    count_ = static_cast<std::uint32_t>(text.size());
    return;
  }
  by_byte_.reserve(text.size() / kStep + 2);
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    if (i % kStep == 0) by_byte_.push_back(count_);
    if (continues(text[i])) continue;
    if (count_ % kStep == 0) by_point_.push_back(i);
    ++count_;
  }
  if (text.size() % kStep == 0) by_byte_.push_back(count_);
}

std::uint32_t OffsetMap::code_points(std::uint32_t byte) const {
  if (byte >= text_.size()) return count_;
  if (ascii_) return byte;
  std::uint32_t points = by_byte_[byte / kStep];
  for (std::uint32_t i = byte / kStep * kStep; i < byte; ++i) points += !continues(text_[i]);
  return points;
}

std::uint32_t OffsetMap::bytes(std::uint32_t code_point) const {
  if (code_point >= count_) return static_cast<std::uint32_t>(text_.size());
  if (ascii_) return code_point;
  std::uint32_t i = by_point_[code_point / kStep];
  for (std::uint32_t left = code_point % kStep; left > 0; --left) do
      ++i;
    while (continues(text_[i]));
  return i;
}

}  // namespace dragoman
