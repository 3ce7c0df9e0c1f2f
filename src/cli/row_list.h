// Prints rows of a store as a table, JSON Lines or CSV: what ledger, statements and events share.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "store/store.h"

namespace dragoman::cli {

struct RowList {
  RowKind kind = RowKind::kStatement;
  RowFilter filter;
  std::vector<Table::Column> columns;  // those that are empty in every row are left out
  std::function<std::vector<std::string>(Store&, const Value& row)> cells;
  std::function<std::vector<std::string>(Store&, const Value& row)> remarks = {};  // under a row
};

// Opens the store, prints the rows that the arguments ask for, returns the exit status. Under each
// row of a table stands the sentence that says so, with the date and site of its report.
int list_rows(const Args& args, Env& env, RowList list);

// --format, or what suits standard output.
std::string output_format(const Args& args);
// "Maria Gomez (BOLGOV)"; "-" for nobody.
std::string actor_text(const Value& actor);
std::string actors_text(const Value& actors);
// "at least 1,500", "300–500", "about 20"; "" where there is no figure.
std::string quantity_text(const Value& quantity);
std::string money_text(const Value& money);
// What is given, with its figure.
std::string object_text(const Value& item, const Value& quantity, const Value& money);
// The day something happened: its value where it is short, else the date.
std::string date_text(const Value& date);

}  // namespace dragoman::cli
