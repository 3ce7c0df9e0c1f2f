#include "article/dump_flatten.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "article/characters.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr std::size_t kMaxLines = 40000;
constexpr std::size_t kMinRepeated = 20;  // bytes of a line that may be glued to another
constexpr std::size_t kMaxRepeated = 400;

struct Line {
  std::string text;
  std::uint16_t blank_lines = 0;
};

std::vector<Line> read_lines(std::string_view text) {
  std::vector<Line> lines;
  std::uint16_t blank = 0;
  for (std::size_t start = 0; start < text.size() && lines.size() < kMaxLines;) {
    std::size_t end = text.find_first_of("\n\r\v\f", start);
    if (end == std::string_view::npos) end = text.size();
    std::string line = squeezed(text.substr(start, end - start));
    if (line.empty()) {
      if (blank < 1000) ++blank;
    } else {
      lines.push_back({std::move(line), blank});
      blank = 0;
    }
    start = end + (text.compare(end, 2, "\r\n") == 0 ? 2 : 1);
  }
  return lines;
}

// Whether lines [begin, end) are one paragraph broken to a width: each is full, that is, the
// first word of the next would not have fitted.
bool is_wrapped(const std::vector<Line>& lines, std::size_t begin, std::size_t end) {
  if (end - begin < 2) return false;
  std::size_t width = 0;
  std::vector<std::size_t> sizes;
  for (std::size_t i = begin; i < end; ++i) {
    sizes.push_back(count_code_points(lines[i].text));
    width = std::max(width, sizes.back());
  }
  if (width < 50 || width > 110) return false;
  for (std::size_t i = begin; i + 1 < end; ++i) {
    const std::string& next = lines[i + 1].text;
    const std::size_t word = count_code_points(next.substr(0, next.find(' ')));
    if (sizes[i - begin] + 1 + word <= width) return false;
  }
  return true;
}

std::vector<Line> unwrap(std::vector<Line> lines) {
  std::vector<Line> out;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t end = i + 1;
    while (end < lines.size() && lines[end].blank_lines == 0) ++end;
    if (!is_wrapped(lines, i, end)) {
      for (; i < end; ++i) out.push_back(std::move(lines[i]));
      continue;
    }
    Line joined = std::move(lines[i]);
    for (++i; i < end; ++i) joined.text += " " + lines[i].text;
    out.push_back(std::move(joined));
  }
  return out;
}

// The length of the longest line among `seen` that `line` begins with, followed by a blank.
std::size_t repeated_start(const std::string& line, const std::unordered_set<std::uint64_t>& seen) {
  std::size_t best = 0;
  std::uint64_t h = 0xCBF29CE484222325ULL;  // text_hash, step by step
  for (std::size_t i = 0; i < line.size() && i <= kMaxRepeated; ++i) {
    if (line[i] == ' ' && i >= kMinRepeated && seen.contains(h)) best = i;
    h = (h ^ static_cast<unsigned char>(line[i])) * 0x100000001B3ULL;
  }
  return best;
}

}  // namespace

Page flatten_dump(std::string_view text) {
  Page page;
  page.is_dump = true;
  std::unordered_set<std::uint64_t> seen;
  for (Line& line : unwrap(read_lines(text))) {
    const std::size_t cut = repeated_start(line.text, seen);
    PageBlock block;
    block.blank_lines = line.blank_lines;
    if (cut > 0) {
      PageBlock repeated;
      repeated.text = line.text.substr(0, cut);
      repeated.blank_lines = line.blank_lines;
      page.blocks.push_back(std::move(repeated));
      block.text = line.text.substr(cut + 1);
      block.blank_lines = 0;
      block.glued = true;
    } else {
      if (line.text.size() >= kMinRepeated && line.text.size() <= kMaxRepeated)
        seen.insert(text_hash(line.text));
      block.text = std::move(line.text);
    }
    page.blocks.push_back(std::move(block));
  }
  return page;
}

}  // namespace dragoman
