// dragoman add: codes reports and keeps them in a store.
#include "base/resources.h"
#include "cli/coding_run.h"
#include "cli/commands.h"
#include "ledger/ledger.h"
#include "store/store.h"

namespace dragoman::cli {
namespace {

// How often the ledger rows of the busiest pairs are brought up to date in a long run.
constexpr int kReportsToRefresh = 1000;

// "3 reports added, 1 revised, 2 already there; 12 rows added, 1 revised, 0 withdrawn".
struct Sum {
  int added = 0, revised = 0, unchanged = 0, rows_added = 0, rows_revised = 0, rows_withdrawn = 0;

  void count_report(const AddOutcome& outcome) {
    switch (outcome.what) {
      case AddOutcome::What::kAdded:
        ++added;
        break;
      case AddOutcome::What::kRevised:
        ++revised;
        break;
      case AddOutcome::What::kUnchanged:
        ++unchanged;
        break;
    }
    count_rows(outcome);
  }
  void count_rows(const AddOutcome& outcome) {
    rows_added += outcome.added;
    rows_revised += outcome.revised;
    rows_withdrawn += outcome.withdrawn;
  }
  int reports() const { return added + revised + unchanged; }
  std::string text(const std::string& store) const {
    const auto n = [](int count) { return std::to_string(count); };
    return store + ": " + n(added) + (added == 1 ? " report added, " : " reports added, ") +
           n(revised) + " revised, " + n(unchanged) + " already there; " + n(rows_added) +
           " rows added, " + n(rows_revised) + " revised, " + n(rows_withdrawn) + " withdrawn";
  }
};

int run(const Args& args, Env& env) {
  const auto resources = Resources::find(env);
  if (!resources) return report_error(resources.error());
  const auto ledger = Ledger::open(*resources);
  if (!ledger) return report_error(ledger.error());
  // Before anything is read: a second writer is told at once.
  auto store = Store::open(env, args.get("--store"), Store::Mode::kWrite);
  if (!store) return report_error(store.error());
  const Derive derive = ledger->derive();
  Sum sum;
  const auto refresh = [&]() -> Result<void> {
    const auto done = store->refresh(ledger->rebuild());
    if (!done) return tl::unexpected(done.error());
    sum.count_rows(*done);
    return {};
  };
  CodingRun coding(args, env);
  int status = coding.records([&](const Item&, const Record& record) -> Result<void> {
    const auto added = store->add(record, derive);
    if (!added) return tl::unexpected(added.error());
    sum.count_report(*added);
    return sum.reports() % kReportsToRefresh == 0 ? refresh() : Result<void>();
  });
  if (auto done = refresh(); !done && status != 3) status = report_error(done.error());
  if (!args.has("--quiet") && (status == 0 || sum.reports() > 0))
    warn(sum.text(args.get("--store")));
  return status;
}

}  // namespace

Command add_command() {
  Command c;
  c.name = "add";
  c.summary = "read reports and keep what they say in a store";
  c.operands = "[INPUT…]";
  c.about =
      "Reads each INPUT (a file, a folder, a URL, or - for standard input) as `code` does and "
      "keeps "
      "the report and its rows in one file. A report is in wholly or not at all, and what has been "
      "added survives a crash. Adding it again changes nothing; coded anew, rows that say the same "
      "keep their ids. One process writes at a time; a second is refused with exit status 3.";
  c.options = store_options();
  for (Option& option : input_options()) c.options.push_back(std::move(option));
  c.options.push_back({"--quiet", "", "no summary at the end"});
  c.examples = {
      {"dragoman add --date 2024-06-18 report.txt", "one report, into dragoman.db"},
      {"dragoman add --store news.db --as jsonl rows.jsonl.gz", "many reports in one file"},
      {"dragoman ledger --store news.db --recipient RUS", "then: who supports Russia"},
  };
  c.run = run;
  return c;
}

}  // namespace dragoman::cli
