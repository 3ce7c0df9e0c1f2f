// dragoman verify: proves every row of a store against the text it was read from.
#include <cstdio>

#include "base/json_writer.h"
#include "cli/row_list.h"

namespace dragoman::cli {
namespace {

int run(const Args& args, Env& env) {
  auto store = Store::open(env, args.get("--store"), Store::Mode::kRead);
  if (!store) return report_error(store.error());
  const auto found = store->verify();
  if (!found) return report_error(found.error());
  std::string out;
  if (output_format(args) == "table") {
    for (const std::string& fault : found->faults) out += printable(fault) + "\n";
    if (found->fault_count > static_cast<std::int64_t>(found->faults.size()))
      out += "… and " +
             std::to_string(found->fault_count - static_cast<std::int64_t>(found->faults.size())) +
             " more\n";
    out +=
        std::to_string(found->articles) + " articles, " + std::to_string(found->statements) +
        " statements, " + std::to_string(found->events) + " events, " +
        std::to_string(found->ledger) + " ledger rows, " + std::to_string(found->evidence) +
        " evidence spans: " +
        (found->fault_count == 0 ? "all sound" : std::to_string(found->fault_count) + " faults") +
        "\n";
  } else {
    JsonWriter w;
    w.begin_object().key("articles").value(found->articles);
    w.key("statements").value(found->statements).key("events").value(found->events);
    w.key("ledger").value(found->ledger).key("evidence").value(found->evidence);
    w.key("fault_count").value(found->fault_count).key("faults").begin_array();
    for (const std::string& fault : found->faults) w.value(fault);
    w.end_array().end_object();
    out = w.take() + "\n";
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
  return found->fault_count == 0 ? 0 : 1;
}

}  // namespace

Command verify_command() {
  Command c;
  c.name = "verify";
  c.summary = "prove every row of a store against the text it was read from";
  c.about =
      "Checks the file itself, every text against its hash, every evidence span against its text, "
      "every quotation against the words at its span, and every id that a row names. Prints what "
      "is "
      "wrong, one line each. Exit status 0: all is sound; 1: something is not; 3: the store cannot "
      "be read.";
  c.options = store_options();
  c.options.push_back({"--format",
                       "FORMAT",
                       "output (default: table on a terminal, jsonl elsewhere)",
                       "",
                       {"table", "jsonl"}});
  c.examples = {{"dragoman verify --store news.db", "is every row still what its report says?"}};
  c.run = run;
  return c;
}

}  // namespace dragoman::cli
