// dragoman statements: who said what.
#include "cli/row_list.h"

namespace dragoman::cli {
namespace {

std::vector<std::string> cells(Store&, const Value& row) {
  return {actor_text(row["speaker"]), row["act"].text(), row["form"].text(),
          row["addressees"].items().empty() ? "" : actors_text(row["addressees"]),
          date_text(row["date"])};
}

int run(const Args& args, Env& env) {
  RowList list;
  list.kind = RowKind::kStatement;
  list.filter.actor = args.get("--actor");
  list.filter.type = args.get("--act");
  list.columns = {{"speaker", 44}, {"act", 9}, {"form", 8}, {"to", 40}, {"when", 16}};
  list.cells = cells;
  return list_rows(args, env, std::move(list));
}

}  // namespace

Command statements_command() {
  Command c;
  c.name = "statements";
  c.summary = "who said what";
  c.about =
      "Lists the statements of the reports in a store by date, each with its speaker, the act "
      "(assert, announce, deny …), whom it addresses, and the sentence. An actor A is named by the "
      "beginning of its code (USA, RUSGOV) or by words of its name.";
  c.options = store_options();
  c.options.push_back({"--actor", "A", "only statements by A or addressed to A"});
  std::vector<std::string> acts;
  for (int i = 0; i <= static_cast<int>(StatementAct::kAsk); ++i)
    acts.emplace_back(name_of(static_cast<StatementAct>(i)));
  c.options.push_back({"--act", "ACT", "only statements of this act", "", std::move(acts)});
  for (Option& option : list_options()) c.options.push_back(std::move(option));
  c.examples = {
      {"dragoman statements --actor Guterres", "what one person said"},
      {"dragoman statements --act deny --since 2024-06-01", "denials since June"},
  };
  c.run = run;
  return c;
}

}  // namespace dragoman::cli
