// Rows as CSV (RFC 4180): a header row, the fields' names joined by dots, CRLF at the end of a
// line.
//
// Lists are joined by ";". So that no list can be read in two ways, a backslash or semicolon inside
// an item of a list is written "\\" or "\;". A list of objects becomes one column for each of their
// fields (`evidence.quote`), its cells in the order of the list. null and the empty list are empty
// cells. What spreadsheets take for a formula is left as it is: these files are read by programs.
//
//   id,revision,…,speaker.code,speaker.name,…,content,…
//   s01…,1,…,USAGOV,Maria Gomez,…,12;48,…
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/rows.h"
#include "store/value.h"

namespace dragoman {

// The columns of a kind of row, in the order of the contract.
const std::vector<std::string_view>& csv_columns(RowKind kind);
const std::vector<std::string_view>& csv_change_columns();

std::string csv_header(const std::vector<std::string_view>& columns);
// One line, with its CRLF.
std::string csv_line(const std::vector<std::string_view>& columns, const Value& row);
// The cell of one column; what lists hold is joined.
std::string csv_cell(const Value& row, std::string_view column);

// Reads CSV back: lines of cells. Fails with kMalformed on an open quotation.
Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text);
// The items of a joined list.
std::vector<std::string> split_list(std::string_view cell);

}  // namespace dragoman
