// dragoman events: who did what to whom.
#include "cli/row_list.h"

namespace dragoman::cli {
namespace {

std::string claimant(Store& store, const Value& row) {
  if (row["claimed_by"].is_null()) return {};
  const auto statement = store.row(row["claimed_by"].text());
  if (!statement) return {};
  const auto value = row_value(*statement);
  return value ? actor_text((*value)["speaker"]) : std::string();
}

std::vector<std::string> cells(Store& store, const Value& row) {
  std::string objects;
  for (const Value& o : row["objects"].items())
    objects += (objects.empty() ? "" : ", ") + object_text(o["item"], o["quantity"], o["money"]);
  return {actors_text(row["sources"]), row["type"].text(),   actors_text(row["targets"]),
          row["status"].text(),        claimant(store, row), objects,
          date_text(row["date"])};
}

int run(const Args& args, Env& env) {
  RowList list;
  list.kind = RowKind::kEvent;
  list.filter.actor = args.get("--actor");
  list.filter.type = args.get("--type");
  list.columns = {{"source", 34},     {"type", 9},    {"target", 34}, {"status", 12},
                  {"claimed by", 30}, {"object", 24}, {"when", 16}};
  list.cells = cells;
  return list_rows(args, env, std::move(list));
}

}  // namespace

Command events_command() {
  Command c;
  c.name = "events";
  c.summary = "who did what to whom";
  c.about =
      "Lists the events of the reports in a store by date, each with both sides, its PLOVER type, "
      "whether it happened, who claims it, and the sentence. An actor A is named by the beginning "
      "of its code (PRK, RUSGOV) or by words of its name.";
  c.options = store_options();
  c.options.push_back({"--actor", "A", "only events in which A takes part"});
  std::vector<std::string> types;
  for (int i = 0; i <= static_cast<int>(EventType::kAssault); ++i)
    types.emplace_back(name_of(static_cast<EventType>(i)));
  c.options.push_back({"--type", "TYPE", "only events of this type", "", std::move(types)});
  for (Option& option : list_options()) c.options.push_back(std::move(option));
  c.examples = {
      {"dragoman events --actor PRK --type AID", "aid to and from North Korea"},
      {"dragoman events --since 2024-06-01 > events.jsonl", "events since June, as JSON Lines"},
  };
  c.run = run;
  return c;
}

}  // namespace dragoman::cli
