#include "ingest/encodings.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include <map>
#include <memory>
#include <vector>

#include "base/tsv.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

#include "encoding_tables.inc"

struct Tables {
  std::map<std::string, Encoding, std::less<>> by_name;
  std::map<std::string, const Encoding*, std::less<>> by_label;
};

Tables read_tables() {
  Tables tables;
  const auto encodings = Tsv::parse(kEncodings, "data/encodings.tsv");
  const auto labels = Tsv::parse(kEncodingLabels, "data/encoding_labels.tsv");
  if (!encodings || !labels) return tables;  // the tests hold the tables to their form
  for (const Tsv::Row& row : encodings->rows()) {
    Encoding e;
    e.name = row.cells[0];
    const std::string& kind = row.cells[1];
    e.kind = kind == "utf"      ? EncodingKind::kUtf
             : kind == "single" ? EncodingKind::kSingle
             : kind == "multi"  ? EncodingKind::kMulti
                                : EncodingKind::kRefused;
    e.converter = row.cells[2].empty() ? e.name : row.cells[2];
    for (std::size_t i = 0; i < row.cells[3].size();) e.upper += next_code_point(row.cells[3], i);
    tables.by_name.emplace(e.name, std::move(e));
  }
  for (const Tsv::Row& row : labels->rows())
    if (const auto it = tables.by_name.find(row.cells[1]); it != tables.by_name.end())
      tables.by_label.emplace(row.cells[0], &it->second);
  return tables;
}

const Tables& tables() {
  static const Tables t = read_tables();
  return t;
}

void convert_utf8(std::string_view bytes, Conversion& out) {
  out.text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++out.characters) {
    const std::size_t start = i;
    const char32_t c = next_code_point(bytes, i);
    if (c == kReplacement && bytes.substr(start, 3) != "\xEF\xBF\xBD") ++out.errors;
    append_utf8(out.text, c);
  }
}

void convert_utf16(std::string_view bytes, bool big, Conversion& out) {
  out.text.reserve(bytes.size());
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]),
               second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big ? first << 8 | second : second << 8 | first);
  };
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); ++out.characters) {
    char32_t c = unit(i);
    i += 2;
    if (c >= 0xD800 && c < 0xE000) {
      const char32_t low = c < 0xDC00 && i + 1 < bytes.size() ? unit(i) : 0;
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      } else {
        c = kReplacement;
        ++out.errors;
      }
    }
    append_utf8(out.text, c);
  }
  if (i < bytes.size()) {
    append_utf8(out.text, kReplacement);
    ++out.errors, ++out.characters;
  }
}

void convert_upper(std::string_view bytes, const std::u32string& upper, Conversion& out) {
  for (const char byte : bytes) {
    const auto b = static_cast<unsigned char>(byte);
    const std::size_t k = b - 0xA1U;
    append_utf8(out.text, b <= 0xA0 || k >= upper.size() ? b : upper[k]);
  }
  out.characters = bytes.size();
}

// Writes U+FFFD for what cannot be read, and counts.
void count_errors(const void* context, UConverterToUnicodeArgs* args, const char*, std::int32_t,
                  UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close, clone
  ++*static_cast<std::size_t*>(const_cast<void*>(context));
  *status = U_ZERO_ERROR;
  const UChar replacement = 0xFFFD;
  ucnv_cbToUWriteUChars(args, &replacement, 1, 0, status);
}

void convert_icu(std::string_view bytes, const std::string& converter, Conversion& out) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, void (*)(UConverter*)> icu(
      ucnv_open(converter.c_str(), &status), ucnv_close);
  if (U_FAILURE(status)) {
    out.known = false;
    return;
  }
  ucnv_setToUCallBack(icu.get(), count_errors, &out.errors, nullptr, nullptr, &status);
  std::vector<UChar> wide(1 << 14);
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  char32_t high = 0;
  out.text.reserve(bytes.size() + bytes.size() / 2);
  do {
    UChar* target = wide.data();
    status = U_ZERO_ERROR;
    ucnv_toUnicode(icu.get(), &target, wide.data() + wide.size(), &source, end, nullptr, 1,
                   &status);
    for (const UChar* u = wide.data(); u < target; ++u) {
      if (*u >= 0xD800 && *u < 0xDC00) {
        high = *u;
        continue;
      }
      char32_t c = *u;
      if (high != 0 && c >= 0xDC00 && c < 0xE000)
        c = 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00);
      high = 0;
      append_utf8(out.text, c);
      ++out.characters;
    }
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  out.known = U_SUCCESS(status);
}

}  // namespace

const Encoding* encoding_of(std::string_view label) {
  std::string low;
  for (const char c : trim(label)) low += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const auto it = tables().by_label.find(low);
  return it == tables().by_label.end() ? nullptr : it->second;
}

Conversion convert(const Encoding& encoding, std::string_view bytes) {
  Conversion out;
  if (encoding.kind == EncodingKind::kRefused)
    out.known = false;
  else if (encoding.name == "utf-8")
    convert_utf8(bytes, out);
  else if (encoding.kind == EncodingKind::kUtf)
    convert_utf16(bytes, encoding.name == "utf-16be", out);
  else if (!encoding.upper.empty())
    convert_upper(bytes, encoding.upper, out);
  else
    convert_icu(bytes, encoding.converter, out);
  return out;
}

}  // namespace dragoman
