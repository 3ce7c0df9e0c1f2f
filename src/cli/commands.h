// The commands: one table from which parsing, --help, the man page and the shell completions are
// all made. Each command is a file of its own that defines one `Command`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"
#include "dragoman/error.h"

namespace dragoman::cli {

// What the user typed, checked against the command's table.
class Args {
 public:
  // The value of an option, or its default; "" when neither is there.
  const std::string& get(std::string_view option) const;
  bool has(std::string_view option) const;  // given, or a flag that is set
  int number(std::string_view option) const;
  const std::vector<std::string>& operands() const { return operands_; }

  std::map<std::string, std::string, std::less<>> values;
  std::vector<std::string> operands_;
};

struct Option {
  std::string name;                       // "--date"
  std::string value;                      // "YYYY-MM-DD"; empty = a flag
  std::string help;                       // one line, lower case, no full stop
  std::string otherwise = {};             // the default
  std::vector<std::string> choices = {};  // allowed values; empty = any
  enum class Kind { kText, kNumber, kDate, kUrl } kind = Kind::kText;
};

struct Command {
  std::string name;      // "code"
  std::string summary;   // one line
  std::string operands;  // "[INPUT…]"; empty = takes none
  std::string about;     // a paragraph or two
  std::vector<Option> options;
  std::vector<std::pair<std::string, std::string>> examples;  // command line, what it does
  // Runs the command and returns the exit status.
  int (*run)(const Args& args, Env& env);
};

// All commands, in the order of the help.
const std::vector<Command>& commands();

// Options that several commands share.
std::vector<Option> input_options();  // --as --date --url --threads --codebook --tier
std::vector<Option> store_options();  // --store
// --since --until --limit --format, of commands that list rows
std::vector<Option> list_options();

// The commands themselves, each in its own file.
Command code_command();
Command add_command();
Command ledger_command();
Command statements_command();
Command events_command();
Command verify_command();
Command completion_command();
Command man_command();

// "dragoman: INPUT: PLACE: REASON" on standard error; returns the exit status of the error.
int report_error(const Error& error);
void warn(std::string_view message);

}  // namespace dragoman::cli
