#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/tsv.h"
#include "base/utf8.h"

namespace dragoman::cli {
namespace {

int width_of(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  switch (u_charType(point)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
      return 0;
    default:
      break;
  }
  const int width = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

std::string pad(std::string_view text, int width, bool right) {
  const std::string blanks(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
  return right ? blanks + std::string(text) : std::string(text) + blanks;
}

void trim_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

}  // namespace

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return isatty(STDERR_FILENO) == 1; }

int terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 100;
}

bool use_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return stdout_is_terminal() && (no_colour == nullptr || *no_colour == '\0');
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t i = 0; i < text.size();) width += width_of(next_code_point(text, i));
  return width;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    const auto type = u_charType(static_cast<UChar32>(c));
    if (type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR) {
      if (out.empty() || out.back() != ' ') out += ' ';
    } else if (type != U_FORMAT_CHAR) {  // bidirectional overrides too
      append_utf8(out, c);
    }
  }
  return out;
}

std::string clip(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  int used = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    used += width_of(c);
    if (used > width - 1) break;
    append_utf8(out, c);
  }
  return out + "…";
}

std::vector<std::string> wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  int used = 0;
  for (std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    int needed = display_width(word);
    if (used > 0 && used + 1 + needed > width) {
      lines.push_back(std::move(line));
      line.clear();
      used = 0;
    }
    // A word longer than the line is cut into pieces.
    while (needed > width) {
      std::string piece;
      int taken = 0;
      std::size_t i = 0;
      while (i < word.size()) {
        std::size_t next = i;
        const char32_t c = next_code_point(word, next);
        if (taken + width_of(c) > width && taken > 0) break;
        taken += width_of(c);
        append_utf8(piece, c);
        i = next;
      }
      lines.push_back(std::move(piece));
      word.remove_prefix(i);
      needed = display_width(word);
    }
    if (used > 0) {
      line += ' ';
      ++used;
    }
    line += word;
    used += needed;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

void Table::row(std::vector<std::string> cells, std::vector<std::string> notes) {
  for (auto* texts : {&cells, &notes})
    for (std::string& text : *texts) text = printable(text);
  cells.resize(columns_.size());
  rows_.push_back({std::move(cells), std::move(notes)});
}

std::vector<int> Table::widths(int width) const {
  constexpr int kLeast = 8;
  std::vector<int> out;
  int total = -2;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    int needed = display_width(columns_[c].title);
    for (const Row& row : rows_) needed = std::max(needed, display_width(row.cells[c]));
    if (c + 1 < columns_.size()) needed = std::min(needed, columns_[c].most);
    out.push_back(needed);
    total += needed + 2;
  }
  // The widest give way, figures last.
  while (total > width) {
    int widest = -1;
    for (std::size_t c = 0; c < out.size(); ++c)
      if (!columns_[c].right && out[c] > kLeast &&
          (widest < 0 || out[c] > out[static_cast<std::size_t>(widest)]))
        widest = static_cast<int>(c);
    if (widest < 0) break;
    --out[static_cast<std::size_t>(widest)];
    --total;
  }
  return out;
}

std::string Table::render(int width, bool colour) const {
  constexpr std::size_t kMostLines = 3;
  const std::vector<int> column_widths = widths(width);
  const auto lines_of = [&](const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> wrapped;
    std::size_t height = 1;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      std::vector<std::string> lines = wrap(cells[c], column_widths[c]);
      if (lines.size() > kMostLines) {
        lines.resize(kMostLines);
        lines.back() = clip(lines.back() + " …", column_widths[c]);
      }
      height = std::max(height, lines.size());
      wrapped.push_back(std::move(lines));
    }
    std::vector<std::string> out(height);
    for (std::size_t k = 0; k < height; ++k) {
      for (std::size_t c = 0; c < columns_.size(); ++c)
        out[k] +=
            pad(k < wrapped[c].size() ? wrapped[c][k] : "", column_widths[c], columns_[c].right) +
            "  ";
      trim_end(out[k]);
    }
    return out;
  };
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string out;
  for (const std::string& line : lines_of(titles)) out += bold(line, colour) + "\n";
  for (const Row& row : rows_) {
    for (const std::string& line : lines_of(row.cells)) out += line + "\n";
    for (const std::string& note : row.notes)
      for (const std::string& part : wrap(note, std::max(20, width - 4)))
        out += dim("    " + part, colour) + "\n";
  }
  return out;
}

std::string bold(std::string_view text, bool colour) {
  return colour ? "\x1b[1m" + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string dim(std::string_view text, bool colour) {
  return colour ? "\x1b[2m" + std::string(text) + "\x1b[0m" : std::string(text);
}

void Progress::advance(std::size_t bytes) {
  done_ += bytes;
  ++reports_;
  if (!shown_) return;
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::steady_clock::now().time_since_epoch())
                       .count();
  if (drawn_ && now - drawn_at_ < 100) return;
  drawn_at_ = now;
  drawn_ = true;
  std::string line = std::to_string(reports_) + (reports_ == 1 ? " report" : " reports");
  if (total_ > 0) {
    const double part = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    const auto filled = static_cast<std::size_t>(part * 30);
    line = "[" + std::string(filled, '#') + std::string(30 - filled, '.') + "] " +
           std::to_string(static_cast<int>(part * 100)) + " %  " + line;
  }
  std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
  std::fflush(stderr);
}

void Progress::clear() {
  if (!drawn_) return;
  std::fprintf(stderr, "\r\x1b[K");
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace dragoman::cli
