#include "store/csv.h"

#include "base/json_writer.h"

namespace dragoman {
namespace {

const std::vector<std::string_view> kStatementColumns = {"id",
                                                         "revision",
                                                         "sentence",
                                                         "speaker.code",
                                                         "speaker.country",
                                                         "speaker.name",
                                                         "speaker_span",
                                                         "addressees.code",
                                                         "addressees.country",
                                                         "addressees.name",
                                                         "cue",
                                                         "content",
                                                         "form",
                                                         "act",
                                                         "occasion",
                                                         "date.value",
                                                         "date.begin",
                                                         "date.end",
                                                         "place.name",
                                                         "place.geonameid",
                                                         "place.country",
                                                         "place.adm1",
                                                         "place.lat",
                                                         "place.lon",
                                                         "place.precision",
                                                         "rule",
                                                         "quote",
                                                         "evidence.article",
                                                         "evidence.url",
                                                         "evidence.site",
                                                         "evidence.published",
                                                         "evidence.span",
                                                         "evidence.quote"};
const std::vector<std::string_view> kEventColumns = {"id",
                                                     "revision",
                                                     "sentence",
                                                     "type",
                                                     "mode",
                                                     "contexts",
                                                     "cameo",
                                                     "quad",
                                                     "goldstein",
                                                     "sources.code",
                                                     "sources.country",
                                                     "sources.name",
                                                     "targets.code",
                                                     "targets.country",
                                                     "targets.name",
                                                     "trigger",
                                                     "status",
                                                     "claimed_by",
                                                     "date.value",
                                                     "date.begin",
                                                     "date.end",
                                                     "date.precision",
                                                     "place.name",
                                                     "place.geonameid",
                                                     "place.country",
                                                     "place.adm1",
                                                     "place.lat",
                                                     "place.lon",
                                                     "place.precision",
                                                     "objects.span",
                                                     "objects.item",
                                                     "objects.class",
                                                     "objects.quantity.min",
                                                     "objects.quantity.max",
                                                     "objects.quantity.unit",
                                                     "objects.quantity.qualifier",
                                                     "objects.money.amount",
                                                     "objects.money.currency",
                                                     "counts.span",
                                                     "counts.kind",
                                                     "counts.low",
                                                     "counts.best",
                                                     "counts.high",
                                                     "stage",
                                                     "rule",
                                                     "confidence",
                                                     "quote",
                                                     "evidence.article",
                                                     "evidence.url",
                                                     "evidence.site",
                                                     "evidence.published",
                                                     "evidence.span",
                                                     "evidence.quote",
                                                     "reports",
                                                     "sites",
                                                     "sources_independent",
                                                     "first_seen",
                                                     "last_seen",
                                                     "claims"};
const std::vector<std::string_view> kLedgerColumns = {"id",
                                                      "revision",
                                                      "supporter.code",
                                                      "supporter.country",
                                                      "supporter.name",
                                                      "recipient.code",
                                                      "recipient.country",
                                                      "recipient.name",
                                                      "measure",
                                                      "kind",
                                                      "item",
                                                      "quantity.min",
                                                      "quantity.max",
                                                      "quantity.unit",
                                                      "quantity.qualifier",
                                                      "cumulative",
                                                      "money.amount",
                                                      "money.currency",
                                                      "stage",
                                                      "status",
                                                      "since",
                                                      "until",
                                                      "claimants.actor.code",
                                                      "claimants.actor.country",
                                                      "claimants.actor.name",
                                                      "claimants.statement",
                                                      "deniers.actor.code",
                                                      "deniers.actor.country",
                                                      "deniers.actor.name",
                                                      "deniers.statement",
                                                      "rivals",
                                                      "responses",
                                                      "reports",
                                                      "first_seen",
                                                      "last_seen",
                                                      "evidence.article",
                                                      "evidence.url",
                                                      "evidence.site",
                                                      "evidence.published",
                                                      "evidence.span",
                                                      "evidence.quote"};
const std::vector<std::string_view> kChangeColumns = {"seq", "at",       "op",  "row",
                                                      "id",  "revision", "into"};

std::string scalar(const Value& value) {
  if (value.is_text()) return value.text();
  if (value.is_bool()) return value.truth() ? "true" : "false";
  if (value.is_number()) {
    JsonWriter w;
    value.write(w);
    return w.take();
  }
  return {};
}

// Follows the path; passes through lists, whose items are joined.
void gather(const Value& value, std::string_view path, bool in_list,
            std::vector<std::string>& items) {
  if (value.is_list()) {
    for (const Value& item : value.items()) gather(item, path, true, items);
    return;
  }
  if (!path.empty()) {
    const std::size_t dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    const std::string_view rest =
        dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    gather(value[key], rest, in_list, items);
    return;
  }
  std::string text = scalar(value);
  if (in_list) {
    std::string escaped;
    for (const char c : text) {
      if (c == '\\' || c == ';') escaped += '\\';
      escaped += c;
    }
    text = std::move(escaped);
  }
  items.push_back(std::move(text));
}

void append_cell(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

const std::vector<std::string_view>& csv_columns(RowKind kind) {
  switch (kind) {
    case RowKind::kStatement:
      return kStatementColumns;
    case RowKind::kEvent:
      return kEventColumns;
    case RowKind::kLedger:
      break;
  }
  return kLedgerColumns;
}
const std::vector<std::string_view>& csv_change_columns() { return kChangeColumns; }

std::string csv_header(const std::vector<std::string_view>& columns) {
  std::string out;
  for (const std::string_view column : columns) {
    if (!out.empty()) out += ',';
    append_cell(out, column);
  }
  return out + "\r\n";
}

std::string csv_cell(const Value& row, std::string_view column) {
  std::vector<std::string> items;
  gather(row, column, false, items);
  std::string joined;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) joined += ';';
    joined += items[i];
  }
  return joined;
}

std::string csv_line(const std::vector<std::string_view>& columns, const Value& row) {
  std::string out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    append_cell(out, csv_cell(row, columns[i]));
  }
  return out + "\r\n";
}

Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> cells;
  std::string cell;
  bool quoted = false;
  const auto end_line = [&] {
    cells.push_back(std::move(cell));
    cell.clear();
    lines.push_back(std::move(cells));
    cells.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      cells.push_back(std::move(cell));
      cell.clear();
    } else if (c == '\n') {
      end_line();
    } else if (c != '\r') {
      cell += c;
    }
  }
  if (quoted) return fail(ErrorCode::kMalformed, "a quotation does not end");
  if (!cell.empty() || !cells.empty()) end_line();
  return lines;
}

std::vector<std::string> split_list(std::string_view cell) {
  std::vector<std::string> items;
  if (cell.empty()) return items;
  items.emplace_back();
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] == '\\' && i + 1 < cell.size()) {
      items.back() += cell[++i];
    } else if (cell[i] == ';') {
      items.emplace_back();
    } else {
      items.back() += cell[i];
    }
  }
  return items;
}

}  // namespace dragoman
