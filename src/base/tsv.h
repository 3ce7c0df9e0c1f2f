// Tables of words: tab-separated files with comment lines, a header row and one row a line.
//
//   # origin: written for Dragoman
//   # licence: MIT
//   lemma<TAB>class<TAB>forms
//   say<TAB>neutral<TAB>say says said saying
//
// Lines that start with "# " are comments; an empty cell is an empty string; rows keep their line
// number, so that a row can be named as "data/verbs.tsv:17". Errors: kData with the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dragoman/error.h"

namespace dragoman {

class Tsv {
 public:
  struct Row {
    std::vector<std::string> cells;
    int line = 0;  // 1-based
  };

  static Result<Tsv> parse(std::string_view bytes, std::string name);

  // The index of a column; fails with kData when the table lacks it.
  Result<std::size_t> column(std::string_view name) const;
  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<std::string>& header() const { return header_; }
  const std::string& name() const { return name_; }
  // "data/verbs.tsv:17".
  std::string place(const Row& row) const;

 private:
  std::string name_;
  std::vector<std::string> header_;
  std::vector<Row> rows_;
};

// Splits at a character, keeping empty parts; "" gives no part.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);

}  // namespace dragoman
