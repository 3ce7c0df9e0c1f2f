#include "ingest/charset.h"

#include <uchardet.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/utf8.h"
#include "ingest/encodings.h"

namespace dragoman {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool starts_with(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char a, char b) { return a == small(b); });
}

// What the bytes would be as UTF-8.
struct Utf8Facts {
  std::size_t sequences = 0;  // well-formed ones of two bytes and more
  std::size_t long_ones = 0;  // of three and more
  std::size_t errors = 0;
  bool valid() const { return errors == 0; }
  // Damaged here and there, but UTF-8 all the same.
  bool mostly() const { return sequences >= 4 * errors && sequences > 0; }
};

Utf8Facts utf8_facts(std::string_view bytes) {
  Utf8Facts facts;
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t start = i;
    if (next_code_point(bytes, i) == kReplacement && bytes.substr(start, 3) != "\xEF\xBF\xBD") {
      ++facts.errors;
    } else {
      ++facts.sequences;
      facts.long_ones += i - start > 2;
    }
  }
  // A sequence that the end cuts off is no error of the charset.
  return facts;
}

// ---- the declaration of a page (WHATWG HTML, "prescan a byte stream")
// -------------------------------

class Prescan {
 public:
  explicit Prescan(std::string_view bytes) : b_(bytes) {}

  std::string run() {
    if (starts_with(b_, "<?xml")) {
      if (std::string name = xml_declaration(); !name.empty()) return name;
    }
    while (i_ < b_.size()) {
      if (b_.substr(i_, 4) == "<!--") {
        const std::size_t end = b_.find("-->", i_ + 2);
        if (end == std::string_view::npos) return {};
        i_ = end + 3;
      } else if (starts_with(b_.substr(i_), "<meta") && i_ + 5 < b_.size() &&
                 (is_space(b_[i_ + 5]) || b_[i_ + 5] == '/')) {
        i_ += 5;
        if (std::string name = meta(); !name.empty()) return name;
      } else if (b_[i_] == '<' && i_ + 1 < b_.size() &&
                 (is_letter(b_[i_ + 1]) ||
                  (b_[i_ + 1] == '/' && i_ + 2 < b_.size() && is_letter(b_[i_ + 2])))) {
        while (i_ < b_.size() && !is_space(b_[i_]) && b_[i_] != '>') ++i_;
        std::string name, value;
        while (attribute(name, value)) {
        }
      } else if (b_[i_] == '<' && i_ + 1 < b_.size() &&
                 (b_[i_ + 1] == '!' || b_[i_ + 1] == '/' || b_[i_ + 1] == '?')) {
        i_ = std::min(b_.find('>', i_), b_.size());
      } else {
        ++i_;
      }
    }
    return {};
  }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  std::string named(std::string_view label) const {
    const Encoding* e = encoding_of(label);
    if (e == nullptr) return {};
    // A page whose <meta> can be read is not in UTF-16, whatever it says.
    if (e->name == "utf-16le" || e->name == "utf-16be") return "utf-8";
    if (e->name == "x-user-defined") return "windows-1252";
    return e->name;
  }

  std::string xml_declaration() const {
    const std::string_view head = b_.substr(0, std::min(b_.find('>'), b_.size()));
    const std::size_t at = head.find("encoding");
    if (at == std::string_view::npos) return {};
    const std::size_t open = head.find_first_of("\"'", at);
    if (open == std::string_view::npos) return {};
    const std::size_t close = head.find(head[open], open + 1);
    return close == std::string_view::npos ? std::string()
                                           : named(head.substr(open + 1, close - open - 1));
  }

  std::string meta() {
    bool pragma = false, needs_pragma = false, found = false;
    std::string charset, name, value;
    std::array<bool, 3> seen{};
    while (attribute(name, value)) {
      if (name == "http-equiv" && !seen[0]) {
        seen[0] = true;
        pragma = value == "content-type";
      } else if (name == "content" && !seen[1]) {
        seen[1] = true;
        if (const std::string label = charset_in(value); !found && !label.empty()) {
          charset = label;
          needs_pragma = found = true;
        }
      } else if (name == "charset" && !seen[2]) {
        seen[2] = true;
        charset = value;
        needs_pragma = false;
        found = true;
      }
    }
    return !found || (needs_pragma && !pragma) ? std::string() : named(charset);
  }

  // "text/html; charset=euc-kr"
  static std::string charset_in(std::string_view content) {
    std::size_t i = 0;
    for (;;) {
      i = content.find("charset", i);
      if (i == std::string_view::npos) return {};
      i += 7;
      while (i < content.size() && is_space(content[i])) ++i;
      if (i < content.size() && content[i] == '=') break;
    }
    ++i;
    while (i < content.size() && is_space(content[i])) ++i;
    if (i == content.size()) return {};
    if (content[i] == '"' || content[i] == '\'') {
      const std::size_t end = content.find(content[i], i + 1);
      return end == std::string_view::npos ? std::string()
                                           : std::string(content.substr(i + 1, end - i - 1));
    }
    std::size_t end = i;
    while (end < content.size() && !is_space(content[end]) && content[end] != ';') ++end;
    return std::string(content.substr(i, end - i));
  }

  // The next attribute in small letters; false at the end of the tag.
  bool attribute(std::string& name, std::string& value) {
    name.clear();
    value.clear();
    while (i_ < b_.size() && (is_space(b_[i_]) || b_[i_] == '/')) ++i_;
    if (i_ >= b_.size() || b_[i_] == '>') return false;
    while (i_ < b_.size()) {
      const char c = b_[i_];
      if (c == '=' && !name.empty()) break;
      if (is_space(c)) break;
      if (c == '/' || c == '>') return true;
      name += small(c);
      ++i_;
    }
    while (i_ < b_.size() && is_space(b_[i_])) ++i_;
    if (i_ >= b_.size()) return false;
    if (b_[i_] != '=') return true;
    ++i_;
    while (i_ < b_.size() && is_space(b_[i_])) ++i_;
    if (i_ >= b_.size()) return false;
    if (b_[i_] == '"' || b_[i_] == '\'') {
      const char quote = b_[i_++];
      while (i_ < b_.size() && b_[i_] != quote) value += small(b_[i_++]);
      if (i_ >= b_.size()) return false;
      ++i_;
      return true;
    }
    while (i_ < b_.size() && !is_space(b_[i_]) && b_[i_] != '>') value += small(b_[i_++]);
    return true;
  }

  std::string_view b_;
  std::size_t i_ = 0;
};

// ---- detection
// -------------------------------------------------------------------------------------

constexpr std::size_t kSample = 1 << 18;  // bytes that detection looks at

// UTF-16 without a mark: in English text every other byte is 0.
std::string_view wide_charset(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, 4096);
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < sample.size(); ++i) zeros[i % 2] += sample[i] == '\0';
  const std::size_t half = sample.size() / 2;
  if (half < 8) return {};
  if (zeros[1] > half / 2 && zeros[0] < half / 16) return "utf-16le";
  if (zeros[0] > half / 2 && zeros[1] < half / 16) return "utf-16be";
  return {};
}

// A few single bytes past ASCII in a text: curly quotes, dashes and accents of Western Europe.
bool is_sparse(std::string_view sample) {
  std::size_t high = 0, neighbours = 0;
  bool last = false;
  for (const char c : sample) {
    const bool now = static_cast<unsigned char>(c) >= 0x80;
    high += now;
    neighbours += now && last;
    last = now;
  }
  return neighbours == 0 && high * 20 <= sample.size();
}

std::string_view detected_charset(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, kSample);
  if (is_sparse(sample)) return "windows-1252";
  const std::unique_ptr<uchardet, void (*)(uchardet_t)> detector(uchardet_new(), uchardet_delete);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) == 0) {
    uchardet_data_end(detector.get());
    std::string_view name = uchardet_get_charset(detector.get());
    if (name == "UHC") name = "euc-kr";
    const Encoding* e = encoding_of(name);
    if (e != nullptr && e->kind != EncodingKind::kRefused && e->kind != EncodingKind::kUtf)
      return e->name;
  }
  return "windows-1252";
}

// Control characters that no text has.
bool is_binary(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, kSample);
  const auto controls = std::count_if(sample.begin(), sample.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && !is_space(c) && c != '\v' && c != '\x1B';
  });
  return static_cast<std::size_t>(controls) * 10 > sample.size();
}

Result<Decoded> finish(Conversion conversion, std::string_view charset, std::string_view from) {
  if (conversion.errors * 4 > conversion.characters)
    return fail(ErrorCode::kEncoding, "is no text in " + std::string(charset));
  return Decoded{std::move(conversion.text), std::string(charset), std::string(from)};
}

Result<Decoded> decode_as(std::string_view charset, std::string_view bytes, std::string_view from) {
  const Encoding* e = encoding_of(charset);
  if (e == nullptr) return fail(ErrorCode::kEncoding, "unknown character set");
  Conversion conversion = convert(*e, bytes);
  if (!conversion.known)
    return fail(ErrorCode::kEncoding, "the character set " + e->name + " is not read");
  return finish(std::move(conversion), e->name, from);
}

Result<Decoded> decode_undeclared(std::string_view bytes, const Utf8Facts& facts) {
  if (facts.valid() && bytes.find('\0') == std::string_view::npos)
    return decode_as("utf-8", bytes, "utf-8");
  if (const std::string_view wide = wide_charset(bytes); !wide.empty())
    return decode_as(wide, bytes, "detected");
  if (facts.valid() || facts.mostly()) return decode_as("utf-8", bytes, "utf-8");
  if (is_binary(bytes))
    return fail(ErrorCode::kEncoding, "is no text: it is full of control characters");
  const Encoding* guess = encoding_of(detected_charset(bytes));
  if (guess != nullptr && guess->kind != EncodingKind::kRefused) {
    Conversion conversion = convert(*guess, bytes);
    if (conversion.known && conversion.errors * 20 <= conversion.characters)
      return finish(std::move(conversion), guess->name, "detected");
  }
  return decode_as("windows-1252", bytes, "detected");
}

}  // namespace

std::string prescan(std::string_view bytes) { return Prescan(bytes.substr(0, 1024)).run(); }

std::string_view encoding_of_label(std::string_view label) {
  const Encoding* e = encoding_of(label);
  return e == nullptr ? std::string_view() : std::string_view(e->name);
}

Result<Decoded> decode(std::string_view bytes, std::string_view http_label, bool html) {
  if (bytes.substr(0, 4) == std::string_view("\xFF\xFE\0\0", 4) ||
      bytes.substr(0, 4) == std::string_view("\0\0\xFE\xFF", 4))
    return fail(ErrorCode::kEncoding, "the character set utf-32 is not read");
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") return decode_as("utf-8", bytes.substr(3), "bom");
  if (bytes.substr(0, 2) == "\xFF\xFE") return decode_as("utf-16le", bytes.substr(2), "bom");
  if (bytes.substr(0, 2) == "\xFE\xFF") return decode_as("utf-16be", bytes.substr(2), "bom");

  const Utf8Facts facts = utf8_facts(bytes);
  std::string label(encoding_of_label(http_label));
  std::string_view from = "http";
  if (label.empty() && html) {
    from = "meta";
    label = prescan(bytes);
    // Some pages declare themselves late; believe them where the bytes are not UTF-8 anyway.
    if (label.empty() && !facts.valid()) label = Prescan(bytes.substr(0, 1 << 16)).run();
  }
  const Encoding* declared = label.empty() ? nullptr : encoding_of(label);
  if (declared == nullptr) return decode_undeclared(bytes, facts);
  if (declared->kind == EncodingKind::kRefused)
    return fail(ErrorCode::kEncoding, "the character set " + declared->name + " is not read");
  if (declared->name == "utf-8") {
    if (facts.valid() || facts.mostly()) return decode_as("utf-8", bytes, from);
    return decode_undeclared(bytes, facts);
  }
  if (declared->kind == EncodingKind::kSingle) {
    if (facts.valid() && facts.sequences > 0) return decode_as("utf-8", bytes, "utf-8");
    return decode_as(declared->name, bytes, from);
  }
  Conversion conversion = convert(*declared, bytes);
  if (!conversion.known)
    return fail(ErrorCode::kEncoding, "the character set " + declared->name + " is not read");
  const bool is_utf8 =
      facts.valid() && facts.sequences > 0 && (conversion.errors > 0 || facts.long_ones > 1);
  if (is_utf8) return decode_as("utf-8", bytes, "utf-8");
  if (conversion.errors * 20 > conversion.characters) return decode_undeclared(bytes, facts);
  return finish(std::move(conversion), declared->name, from);
}

}  // namespace dragoman
