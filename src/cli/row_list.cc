#include "cli/row_list.h"

#include <cstdio>
#include <optional>

#include "base/json_writer.h"
#include "store/csv.h"

namespace dragoman::cli {
namespace {

constexpr std::size_t kMaxSentences = 3;  // under one row of a table

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// The whole sentences of each piece of evidence, with where they stand.
std::vector<std::string> sentences(Store& store, const Value& row) {
  std::vector<std::string> notes;
  const std::vector<Value>& evidence = row["evidence"].items();
  for (const Value& proof : evidence) {
    if (notes.size() == kMaxSentences) {
      notes.push_back("… and " + std::to_string(evidence.size() - kMaxSentences) + " more");
      break;
    }
    const std::vector<Value>& span = proof["span"].items();
    std::string text = proof["quote"].text();
    if (span.size() == 2) {
      const auto whole =
          store.sentences(proof["article"].text(), static_cast<std::uint32_t>(span[0].integer()),
                          static_cast<std::uint32_t>(span[1].integer()));
      if (whole && !whole->empty()) text = *whole;
    }
    std::string where;
    for (const char* key : {"published", "site"})
      if (const std::string& part = proof[key].text(); !part.empty())
        where += (where.empty() ? "" : ", ") + part;
    notes.push_back(text + (where.empty() ? "" : " [" + where + "]"));
  }
  return notes;
}

std::string digits(double number) {
  JsonWriter w;
  w.value(number);
  std::string text = w.take();
  const std::size_t end = text.find_first_not_of("-0123456789");
  for (int i = static_cast<int>(end == std::string::npos ? text.size() : end) - 3;
       i > (number < 0 ? 1 : 0); i -= 3)
    text.insert(static_cast<std::size_t>(i), ",");
  return text;
}

int print_table(Store& store, const RowList& list) {
  struct Line {
    std::vector<std::string> cells, notes;
  };
  std::vector<Line> lines;
  std::vector<bool> used(list.columns.size(), false);
  std::optional<Error> broken;
  const auto done = store.rows(list.kind, list.filter, [&](const Row& row) {
    const auto value = row_value(row);
    if (!value) {
      broken =
          Error{ErrorCode::kStore, "the row cannot be read; try `dragoman verify`", {}, row.id};
      return false;
    }
    Line line{list.cells(store, *value), sentences(store, *value)};
    if (list.remarks)
      for (std::string& remark : list.remarks(store, *value))
        line.notes.push_back(std::move(remark));
    for (std::size_t i = 0; i < used.size() && i < line.cells.size(); ++i)
      used[i] = used[i] || !line.cells[i].empty();
    lines.push_back(std::move(line));
    return true;
  });
  if (!done) return report_error(done.error());
  if (broken) return report_error(*broken);
  std::vector<Table::Column> columns;
  for (std::size_t i = 0; i < used.size(); ++i)
    if (used[i]) columns.push_back(list.columns[i]);
  Table table(std::move(columns));
  for (Line& line : lines) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < used.size() && i < line.cells.size(); ++i)
      if (used[i]) cells.push_back(std::move(line.cells[i]));
    table.row(std::move(cells), std::move(line.notes));
  }
  if (table.empty()) {
    warn("no such rows");
  } else {
    print(table.render(terminal_width(), use_colour()));
  }
  return 0;
}

}  // namespace

std::string output_format(const Args& args) {
  const std::string& format = args.get("--format");
  return !format.empty() ? format : stdout_is_terminal() ? "table" : "jsonl";
}

int list_rows(const Args& args, Env& env, RowList list) {
  auto store = Store::open(env, args.get("--store"), Store::Mode::kRead);
  if (!store) return report_error(store.error());
  if (list.kind == RowKind::kLedger && store->stale_count() > 0)
    warn("an `add` is going on or was cut off: some rows lack its last reports");
  list.filter.since = args.get("--since");
  list.filter.until = args.get("--until");
  list.filter.limit = args.number("--limit");
  const std::string format = output_format(args);
  if (format == "table") return print_table(*store, list);
  const bool csv = format == "csv";
  const auto& columns = csv_columns(list.kind);
  if (csv) print(csv_header(columns));
  std::optional<Error> broken;
  const auto done = store->rows(list.kind, list.filter, [&](const Row& row) {
    if (!csv) {
      print(row_to_json(row) + "\n");
      return true;
    }
    const auto value = row_value(row);
    if (value)
      print(csv_line(columns, *value));
    else
      broken =
          Error{ErrorCode::kStore, "the row cannot be read; try `dragoman verify`", {}, row.id};
    return !broken;
  });
  std::fflush(stdout);
  if (!done) return report_error(done.error());
  return broken ? report_error(*broken) : 0;
}

std::string actor_text(const Value& actor) {
  const std::string &name = actor["name"].text(), &code = actor["code"].text();
  if (name.empty()) return code.empty() ? "-" : code;
  return code.empty() ? name : name + " (" + code + ")";
}

std::string actors_text(const Value& actors) {
  std::string out;
  for (const Value& actor : actors.items()) out += (out.empty() ? "" : ", ") + actor_text(actor);
  return out.empty() ? "-" : out;
}

std::string quantity_text(const Value& quantity) {
  const Value &min = quantity["min"], &max = quantity["max"];
  if (min.is_null() && max.is_null()) return {};
  std::string out = digits((min.is_null() ? max : min).number());
  if (!min.is_null() && !max.is_null() && min.number() != max.number())
    out += "–" + digits(max.number());
  if (const std::string& qualifier = quantity["qualifier"].text(); !qualifier.empty())
    out = qualifier + " " + out;
  if (const std::string& unit = quantity["unit"].text(); !unit.empty()) out += " " + unit;
  return out;
}

std::string money_text(const Value& money) {
  if (money.is_null()) return {};
  return digits(money["amount"].number()) + " " + money["currency"].text();
}

std::string object_text(const Value& item, const Value& quantity, const Value& money) {
  std::string out;
  for (const std::string& part : {quantity_text(quantity), money_text(money), item.text()})
    if (!part.empty()) out += (out.empty() ? "" : " ") + part;
  return out;
}

std::string date_text(const Value& date) {
  std::string day = day_of(date["begin"].text());
  if (!day.empty()) return day;
  return date["value"].text();
}

}  // namespace dragoman::cli
