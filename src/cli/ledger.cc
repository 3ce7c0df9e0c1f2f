// dragoman ledger: who supports whom with what, each row with the sentences that say so.
#include <algorithm>

#include "cli/row_list.h"

namespace dragoman::cli {
namespace {

// "Maria Gomez, Jan Dahl +2".
std::string speakers(const Value& claims) {
  std::string out;
  std::vector<std::string> seen;
  for (const Value& claim : claims.items()) {
    const Value& actor = claim["actor"];
    std::string name = actor["name"].text().empty() ? actor_text(actor) : actor["name"].text();
    if (std::find(seen.begin(), seen.end(), name) == seen.end()) seen.push_back(std::move(name));
  }
  for (std::size_t i = 0; i < seen.size() && i < 2; ++i) out += (i > 0 ? ", " : "") + seen[i];
  if (seen.size() > 2) out += " +" + std::to_string(seen.size() - 2);
  return out;
}

std::string joined(const std::string& a, const std::string& b, const char* between) {
  return a.empty() ? b : b.empty() ? a : a + between + b;
}

std::string seen(const Value& row) {
  const std::string first = day_of(row["first_seen"].text());
  const std::string last = day_of(row["last_seen"].text());
  return first == last ? first : first + " – " + last;
}

std::vector<std::string> cells(Store&, const Value& row) {
  const std::size_t answers = row["responses"].items().size();
  const std::int64_t reports = row["reports"].integer();
  return {row["supporter"]["name"].text() + " → " + row["recipient"]["name"].text(),
          joined(row["measure"].text().empty() ? "support" : row["measure"].text(),
                 row["kind"].text(), ": "),
          object_text(row["item"], row["quantity"], row["money"]) +
              (row["cumulative"].truth() ? " in all" : ""),
          joined(row["stage"].text(), row["status"].text(), ", "),
          speakers(row["claimants"]),
          speakers(row["deniers"]),
          answers == 0 ? "" : std::to_string(answers),
          reports > 1 ? std::to_string(reports) : "",
          seen(row)};
}

std::vector<std::string> remarks(Store& store, const Value& row) {
  std::string rivals;
  for (const Value& id : row["rivals"].items()) {
    const auto other = store.row(id.text());
    if (!other) continue;
    const auto value = row_value(*other);
    if (!value) continue;
    rivals += (rivals.empty() ? "" : "; ") +
              object_text((*value)["item"], (*value)["quantity"], (*value)["money"]);
  }
  if (rivals.empty()) return {};
  return {"other figures for the same: " + rivals};
}

int run(const Args& args, Env& env) {
  RowList list;
  list.kind = RowKind::kLedger;
  list.filter.supporter = args.get("--supporter");
  list.filter.recipient = args.get("--recipient");
  list.filter.measure = args.get("--measure");
  list.filter.kind = args.get("--kind");
  list.columns = {{"supporter → recipient", 40},
                  {"what", 26},
                  {"item", 30},
                  {"how far", 24},
                  {"claimed by", 34},
                  {"denied by", 24},
                  {"answers", 7, true},
                  {"reports", 7, true},
                  {"seen", 23}};
  list.cells = cells;
  list.remarks = remarks;
  return list_rows(args, env, std::move(list));
}

}  // namespace

Command ledger_command() {
  Command c;
  c.name = "ledger";
  c.summary = "who supports whom with what";
  c.about =
      "Lists the support that the reports of a store tell of: supporter, recipient, measure and "
      "kind, item and figure, how far it has come (a promise is not a delivery), who claims it, "
      "who "
      "denies it, how many demands, warnings and sanctions answer it, and the sentences that say "
      "so. Other figures for the same support stand beside each other and are never added up. A "
      "supporter or recipient A is named by its code (PRK, RUS) or name.";
  c.options = store_options();
  c.options.push_back({"--supporter", "A", "only support that A gives"});
  c.options.push_back({"--recipient", "A", "only support that A gets"});
  c.options.push_back({"--measure",
                       "MEASURE",
                       "only support of this measure",
                       "",
                       {"military", "economy", "humanitarian", "political"}});
  c.options.push_back(
      {"--kind",
       "KIND",
       "only support of this kind",
       "",
       {"arms", "ammunition", "troops", "training", "intelligence", "technology", "money", "fuel",
        "dual-use", "components", "trade", "humanitarian", "diplomatic"}});
  for (Option& option : list_options()) c.options.push_back(std::move(option));
  c.examples = {
      {"dragoman ledger --recipient RUS", "who supports Russia"},
      {"dragoman ledger --supporter \"North Korea\" --kind ammunition", "one supporter, one kind"},
      {"dragoman ledger --since 2024-01-01 --format csv > ledger.csv", "for a spreadsheet"},
  };
  c.run = run;
  return c;
}

}  // namespace dragoman::cli
