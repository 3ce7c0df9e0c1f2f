#include "cli/commands.h"

#include <charconv>
#include <cstdio>

namespace dragoman::cli {

const std::string& Args::get(std::string_view option) const {
  static const std::string kEmpty;
  const auto found = values.find(option);
  return found == values.end() ? kEmpty : found->second;
}

bool Args::has(std::string_view option) const { return !get(option).empty(); }

int Args::number(std::string_view option) const {
  const std::string& text = get(option);
  int n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {code_command(),       add_command(),    ledger_command(),
                                           statements_command(), events_command(), verify_command(),
                                           completion_command(), man_command()};
  return all;
}

std::vector<Option> input_options() {
  return {
      {"--as",
       "FORMAT",
       "what the input is",
       "auto",
       {"auto", "html", "text", "jsonl", "feed", "warc"}},
      {"--date",
       "YYYY-MM-DD",
       "publication date, where the page does not say",
       "",
       {},
       Option::Kind::kDate},
      {"--url", "URL", "where the page came from", "", {}, Option::Kind::kUrl},
      {"--threads",
       "N",
       "worker threads; the output does not depend on it (default: all cores)",
       "",
       {},
       Option::Kind::kNumber},
      {"--codebook", "FOLDER", "code by the types, modes and contexts of your own tables"},
      {"--tier",
       "TIER",
       "which language model reads: accurate or fast every sentence, auto the accurate one those "
       "that "
       "seem to have something to code",
       "auto",
       {"auto", "accurate", "fast"}},
  };
}

std::vector<Option> store_options() {
  return {{"--store", "PATH", "the file that holds the record", "dragoman.db"}};
}

std::vector<Option> list_options() {
  return {
      {"--since", "DATE", "rows from this day on", "", {}, Option::Kind::kDate},
      {"--until", "DATE", "rows up to and with this day", "", {}, Option::Kind::kDate},
      {"--limit", "N", "at most so many rows", "", {}, Option::Kind::kNumber},
      {"--format",
       "FORMAT",
       "output (default: table on a terminal, jsonl elsewhere)",
       "",
       {"table", "jsonl", "csv"}},
  };
}

void warn(std::string_view message) {
  std::fprintf(stderr, "dragoman: %.*s\n", static_cast<int>(message.size()), message.data());
}

int report_error(const Error& error) {
  warn(error.message());
  return error.exit_code();
}

}  // namespace dragoman::cli
