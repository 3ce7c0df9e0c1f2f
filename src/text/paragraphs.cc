#include "text/paragraphs.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/characters.h"

namespace dragoman::text {
namespace {

// A line may have been wrapped only below this width; longer lines are whole paragraphs.
constexpr std::uint32_t kWidestWrap = 120;

struct Line {
  Span span;                     // without blanks at its ends; empty for a blank line
  std::uint32_t first_word = 0;  // bytes of its first word
};

bool is_line_end(char32_t c) {
  return c == U'\n' || c == U'\r' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 ||
         c == 0x2029;
}

std::vector<Line> lines_of(std::string_view text, Span region) {
  std::vector<Line> lines;
  const std::string_view part = text.substr(0, region.end);
  Line line;
  line.span = {region.begin, region.begin};
  bool empty = true, word_ended = false;
  const auto close = [&] {
    lines.push_back(line);
    line = {};
    empty = true, word_ended = false;
  };
  for (std::size_t i = region.begin; i < part.size();) {
    const auto start = static_cast<std::uint32_t>(i);
    const char32_t c = next_code_point(part, i);
    if (is_line_end(c)) {
      if (c == U'\r' && i < part.size() && part[i] == '\n') ++i;
      close();
      if (c == 0x2029) close();  // a paragraph separator is a blank line
    } else if (kind_of(c) == CharKind::kBlank) {
      word_ended = word_ended || !empty;
    } else {
      if (empty) line.span.begin = start;
      empty = false;
      line.span.end = static_cast<std::uint32_t>(i);
      if (!word_ended) line.first_word = line.span.end - line.span.begin;
    }
  }
  close();
  return lines;
}

// "- ", "• ", "3. ", "(b) ": a list item begins.
bool is_item(std::string_view line) {
  std::size_t i = 0;
  const char32_t c = next_code_point(line, i);
  const auto blank_at = [&](std::size_t k) { return k < line.size() && line[k] == ' '; };
  if (c == U'-' || c == U'*' || c == 0x2022 || c == 0x2013 || c == 0x00B7 || c == 0x25CF ||
      c == 0x25AA)
    return blank_at(i);
  std::size_t k = line[0] == '(' ? 1 : 0;
  const std::size_t start = k;
  while (k < line.size() && k < start + 3 &&
         kind_of(static_cast<unsigned char>(line[k])) == CharKind::kDigit)
    ++k;
  if (k == start && k < line.size() &&
      kind_of(static_cast<unsigned char>(line[k])) == CharKind::kLower)
    ++k;
  return k > start && k < line.size() && (line[k] == '.' || line[k] == ')') && blank_at(k + 1);
}

}  // namespace

std::vector<Span> paragraphs_of(std::string_view text, Span region) {
  std::vector<Span> out;
  const std::vector<Line> lines = lines_of(text, region);
  for (std::size_t first = 0; first < lines.size();) {
    if (lines[first].span.empty()) {
      ++first;
      continue;
    }
    std::size_t last = first;
    std::uint32_t width = 0;
    for (; last < lines.size() && !lines[last].span.empty(); ++last)
      width = std::max(width, lines[last].span.size());
    Span open = lines[first].span;
    for (std::size_t k = first + 1; k < last; ++k) {
      const std::string_view line = slice(text, lines[k].span);
      const std::string_view before = slice(text, lines[k - 1].span);
      std::size_t i = 0;
      const bool small = kind_of(next_code_point(line, i)) == CharKind::kLower;
      const bool closed = before.back() == '.' || before.back() == '!' || before.back() == '?';
      const bool would_fit = before.size() + 1 + lines[k].first_word <= width;
      const bool meant =
          is_item(line) || ((would_fit || width > kWidestWrap) && (!small || closed));
      if (meant) {
        out.push_back(open);
        open = lines[k].span;
      } else {
        open.end = lines[k].span.end;
      }
    }
    out.push_back(open);
    first = last;
  }
  return out;
}

}  // namespace dragoman::text
