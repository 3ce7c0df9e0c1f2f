// What the user's terminal is, and text laid out for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::cli {

bool stdout_is_terminal();
bool stderr_is_terminal();
int terminal_width();  // columns; 100 where unknown
bool use_colour();     // a terminal, and NO_COLOR is not set

// Columns that text takes on a terminal: East Asian wide characters count two, combining none.
int display_width(std::string_view text);
// Control characters become spaces, so that a report can never steer the terminal.
std::string printable(std::string_view text);
// Cut to a width with "…" at the end.
std::string clip(std::string_view text, int width);
// Broken into lines at blanks, each at most `width` columns.
std::vector<std::string> wrap(std::string_view text, int width);

// A table with aligned columns that fits a width: columns wider than their `most` or than the width
// allows break their cells over up to three lines. Notes below a row are wrapped and indented.
class Table {
 public:
  struct Column {
    std::string title;
    int most = 40;
    bool right = false;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void row(std::vector<std::string> cells, std::vector<std::string> notes = {});
  bool empty() const { return rows_.empty(); }
  std::string render(int width, bool colour) const;

 private:
  struct Row {
    std::vector<std::string> cells, notes;
  };
  std::vector<int> widths(int width) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

std::string bold(std::string_view text, bool colour);
std::string dim(std::string_view text, bool colour);

// A progress bar on standard error, drawn only on a terminal and at most ten times a second.
class Progress {
 public:
  Progress(bool shown, std::size_t total_bytes) : shown_(shown), total_(total_bytes) {}
  ~Progress() { clear(); }
  void advance(std::size_t bytes);
  void clear();  // before other output to the terminal

 private:
  bool shown_;
  std::size_t total_, done_ = 0, reports_ = 0;
  long long drawn_at_ = 0;
  bool drawn_ = false;
};

}  // namespace dragoman::cli
