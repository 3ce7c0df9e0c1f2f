#include "article/lenient_json.h"

#include "article/characters.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr int kMaxDepth = 60;
constexpr std::size_t kMaxValues = 50000;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<JsonValue> read() {
    std::vector<JsonValue> out;
    while (true) {
      skip_blank();
      // Junk between values: script comments, CDATA marks, semicolons.
      while (i_ < text_.size() && text_[i_] != '{' && text_[i_] != '[') ++i_;
      if (i_ >= text_.size() || values_ >= kMaxValues) break;
      if (text_.compare(i_, 7, "[CDATA[") == 0) {
        i_ += 7;
        continue;
      }
      // What could be read of a broken value is kept.
      JsonValue value;
      const std::size_t start = i_;
      value_at(value, 0);
      if (i_ == start) ++i_;
      out.push_back(std::move(value));
    }
    return out;
  }

 private:
  bool at_end() const { return i_ >= text_.size(); }

  void skip_blank() {
    while (!at_end()) {
      const auto c = static_cast<unsigned char>(text_[i_]);
      if (c <= ' ') {
        ++i_;
      } else if (text_.compare(i_, 2, "/*") == 0) {
        const std::size_t close = text_.find("*/", i_ + 2);
        i_ = close == std::string_view::npos ? text_.size() : close + 2;
      } else if (text_.compare(i_, 2, "//") == 0) {
        const std::size_t close = text_.find('\n', i_);
        i_ = close == std::string_view::npos ? text_.size() : close + 1;
      } else if (text_.compare(i_, 4, "<!--") == 0) {
        i_ += 4;
      } else if (text_.compare(i_, 3, "-->") == 0) {
        i_ += 3;
      } else {
        return;
      }
    }
  }

  // False where the value is broken; what was read up to there stays.
  bool value_at(JsonValue& out, int depth) {
    skip_blank();
    if (at_end() || depth > kMaxDepth || ++values_ > kMaxValues) return false;
    switch (text_[i_]) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"':
        out.kind = JsonValue::Kind::kString;
        return string(out.text);
      default:
        return bare(out);
    }
  }

  bool object(JsonValue& out, int depth) {
    out.kind = JsonValue::Kind::kObject;
    ++i_;
    while (true) {
      skip_blank();
      while (!at_end() && (text_[i_] == ',' || text_[i_] == ';')) {
        ++i_;
        skip_blank();
      }
      if (at_end()) return false;
      if (text_[i_] == '}') {
        ++i_;
        return true;
      }
      std::string key;
      if (text_[i_] == '"') {
        if (!string(key)) return false;
      } else {
        const std::size_t start = i_;
        while (!at_end() && (is_ascii_letter(static_cast<unsigned char>(text_[i_])) ||
                             is_ascii_digit(static_cast<unsigned char>(text_[i_])) ||
                             text_[i_] == '@' || text_[i_] == '_' || text_[i_] == '$'))
          ++i_;
        if (i_ == start) return false;
        key = std::string(text_.substr(start, i_ - start));
      }
      skip_blank();
      if (at_end() || text_[i_] != ':') return false;
      ++i_;
      out.members.push_back({std::move(key), {}});
      if (!value_at(out.members.back().value, depth + 1)) return false;
    }
  }

  bool array(JsonValue& out, int depth) {
    out.kind = JsonValue::Kind::kArray;
    ++i_;
    while (true) {
      skip_blank();
      while (!at_end() && text_[i_] == ',') {
        ++i_;
        skip_blank();
      }
      if (at_end()) return false;
      if (text_[i_] == ']') {
        ++i_;
        return true;
      }
      out.items.emplace_back();
      if (!value_at(out.items.back(), depth + 1)) return false;
    }
  }

  bool bare(JsonValue& out) {
    const std::size_t start = i_;
    while (!at_end() && text_[i_] != ',' && text_[i_] != '}' && text_[i_] != ']' &&
           static_cast<unsigned char>(text_[i_]) > ' ')
      ++i_;
    const std::string_view word = text_.substr(start, i_ - start);
    if (word.empty()) return false;
    if (word == "null") return true;
    out.kind =
        word == "true" || word == "false" ? JsonValue::Kind::kBool : JsonValue::Kind::kNumber;
    out.text = std::string(word.substr(0, 100));
    return true;
  }

  bool string(std::string& out) {
    ++i_;
    while (!at_end()) {
      const char c = text_[i_];
      if (c == '"') {
        ++i_;
        return true;
      }
      if (c == '\\' && i_ + 1 < text_.size()) {
        escape(out);
      } else {
        out += static_cast<unsigned char>(c) < ' ' ? (c == '\n' ? '\n' : ' ') : c;
        ++i_;
      }
    }
    return false;
  }

  void escape(std::string& out) {
    const char c = text_[i_ + 1];
    i_ += 2;
    switch (c) {
      case 'n':
        out += '\n';
        return;
      case 't':
      case 'r':
      case 'b':
      case 'f':
        out += ' ';
        return;
      case 'u':
        break;
      default:
        out += c;
        return;
    }
    char32_t code = 0;
    if (!hex4(code)) return;
    if (code >= 0xD800 && code < 0xDC00 && text_.compare(i_, 2, "\\u") == 0) {
      const std::size_t back = i_;
      i_ += 2;
      char32_t low = 0;
      if (hex4(low) && low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      } else {
        i_ = back;
      }
    }
    append_utf8(out, code);
  }

  bool hex4(char32_t& code) {
    code = 0;
    if (i_ + 4 > text_.size()) return false;
    for (std::size_t k = 0; k < 4; ++k) {
      const auto c = static_cast<unsigned char>(text_[i_ + k]);
      if (is_ascii_digit(c))
        code = code * 16 + (c - '0');
      else if ((c | 32) >= 'a' && (c | 32) <= 'f')
        code = code * 16 + ((c | 32) - 'a' + 10);
      else
        return false;
    }
    i_ += 4;
    return true;
  }

  std::string_view text_;
  std::size_t i_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

const JsonValue* JsonValue::get(std::string_view key) const {
  for (const auto& [name, value] : members)
    if (name == key) return &value;
  return nullptr;
}

std::vector<JsonValue> read_lenient_json(std::string_view text) { return Reader(text).read(); }

}  // namespace dragoman
