// dragoman code: reads reports and prints their records; nothing is stored.
#include <csignal>
#include <cstdio>
#include <thread>

#include "cli/coding_run.h"
#include "cli/commands.h"
#include "cli/record_table.h"
#include "cli/terminal.h"

namespace dragoman::cli {
namespace {

int run(const Args& args, Env& env) {
  std::string format = args.get("--format");
  if (format.empty()) format = stdout_is_terminal() ? "table" : "jsonl";
  CodingRun coding(args, env);
  if (format == "conllu")
    return coding.run<std::string>(
        [](const Coder& coder, const Report& report) -> Result<std::string> {
          return coder.conllu(report);
        },
        [](const Item&, const std::string& text) -> Result<void> {
          std::fwrite(text.data(), 1, text.size(), stdout);
          return {};
        });
  const int width = terminal_width();
  const bool colour = use_colour();
  bool first = true;
  return coding.records([&](const Record& record) {
    std::string text;
    if (format == "table") {
      if (!first) text = "\n" + std::string(static_cast<std::size_t>(width), '-') + "\n\n";
      text += render_record(record, width, colour);
      first = false;
    } else {
      text = record_to_json(record) + "\n";
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
  });
}

}  // namespace

Command code_command() {
  Command c;
  c.name = "code";
  c.summary = "read reports and print what they say; nothing is stored";
  c.operands = "[INPUT…]";
  c.about =
      "Reads each INPUT (a file, a folder, a URL, or - for standard input) and prints one record a "
      "report: the article, its statements and events, each with the sentence that says so. On a "
      "terminal the record is a table, in a pipe JSON Lines (schema dragoman/1).";
  c.options = input_options();
  c.options.push_back({"--format",
                       "FORMAT",
                       "output (default: table on a terminal, jsonl elsewhere)",
                       "",
                       {"jsonl", "table", "conllu"}});
  c.examples = {
      {"dragoman code report.html", "one page, as a table"},
      {"dragoman code news/ > records.jsonl", "a folder, as JSON Lines"},
      {"xclip -o | dragoman code --as text --date 2024-06-18 -", "a page pasted from the browser"},
      {"dragoman code --as jsonl --format conllu sentences.jsonl", "the language analysis"},
  };
  c.run = run;
  return c;
}

}  // namespace dragoman::cli
