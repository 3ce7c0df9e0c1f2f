// The program: picks the command, reads its options by CLI11 from the table, runs it.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/documentation.h"
#include "cli/terminal.h"
#include "pipeline/version.h"

namespace dragoman::cli {
namespace {

std::string not_a_date(const std::string& text) {
  std::string wrong = "\"" + text + "\" is no date (YYYY-MM-DD)";
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (text[i] < '0' || text[i] > '9') return wrong;
  const int year = std::stoi(text.substr(0, 4)), month = std::stoi(text.substr(5, 2)),
            day = std::stoi(text.substr(8, 2));
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month < 1 || month > 12 || day < 1 || day > kDays[month - 1] + (month == 2 && leap))
    return wrong;
  return {};
}

std::string not_a_number(const std::string& text) {
  if (!text.empty() && text.size() <= 6 &&
      text.find_first_not_of("0123456789") == std::string::npos && std::stoi(text) > 0)
    return {};
  return "\"" + text + "\" is no positive number";
}

std::string not_a_url(const std::string& text) {
  if (text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0) return {};
  return "\"" + text + "\" is no address of a page (http://… or https://…)";
}

int usage_error(const std::string& message, const std::string& command) {
  warn(message);
  std::fprintf(stderr, "Try `dragoman%s --help`.\n",
               (command.empty() ? "" : " " + command).c_str());
  return 2;
}

int run(int argc, char** argv) {
  const int width = std::min(terminal_width(), 100);
  const std::string name = argc > 1 ? argv[1] : "";
  if (name.empty() || name == "--help" || name == "-h" || name == "help") {
    std::fputs(general_help(width).c_str(), name.empty() ? stderr : stdout);
    return name.empty() ? 2 : 0;
  }
  if (name == "--version") {
    std::printf("dragoman %s\n", kVersion);
    return 0;
  }
  const Command* command = nullptr;
  for (const Command& c : commands())
    if (c.name == name) command = &c;
  if (command == nullptr) return usage_error("there is no command \"" + name + "\"", "");

  CLI::App app;
  app.set_help_flag();
  bool help = false;
  app.add_flag("-h,--help", help);
  Args args;
  std::map<std::string, bool> flags;
  for (const Option& o : command->options) {
    if (o.value.empty()) {
      app.add_flag(o.name, flags[o.name]);
      continue;
    }
    if (!o.otherwise.empty()) args.values[o.name] = o.otherwise;
    CLI::Option* option = app.add_option(o.name, args.values[o.name]);
    if (!o.choices.empty()) option->check(CLI::IsMember(o.choices));
    if (o.kind == Option::Kind::kDate) option->check(CLI::Validator(not_a_date, "YYYY-MM-DD"));
    if (o.kind == Option::Kind::kUrl) option->check(CLI::Validator(not_a_url, "URL"));
    if (o.kind == Option::Kind::kNumber) option->check(CLI::Validator(not_a_number, "N"));
  }
  if (!command->operands.empty()) app.add_option("operands", args.operands_);
  try {
    app.parse(argc - 1, argv + 1);
  } catch (const CLI::ParseError& e) {
    return usage_error(e.what(), command->name);
  }
  if (help) {
    std::fputs(command_help(*command, width).c_str(), stdout);
    return 0;
  }
  for (const auto& [option, set] : flags)
    if (set) args.values[option] = "yes";
  return command->run(args, Env::system());
}

}  // namespace
}  // namespace dragoman::cli

int main(int argc, char** argv) { return dragoman::cli::run(argc, argv); }
