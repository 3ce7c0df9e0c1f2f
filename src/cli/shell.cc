// dragoman completion and dragoman man: what a package installs beside the program.
#include <cstdio>

#include "cli/commands.h"
#include "cli/documentation.h"
#include "pipeline/version.h"

namespace dragoman::cli {
namespace {

int print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return 0;
}

int run_completion(const Args& args, Env&) {
  const std::string shell = args.operands().empty() ? "bash" : args.operands().front();
  if (shell != "bash" && shell != "zsh" && shell != "fish")
    return report_error({ErrorCode::kInvalidArgument, "no completion for the shell \"" + shell +
                                                          "\" (there is bash, zsh and fish)"});
  return print(completion(shell));
}

int run_man(const Args&, Env&) { return print(man_page(kVersion)); }

}  // namespace

Command completion_command() {
  Command c;
  c.name = "completion";
  c.summary = "print a shell's completion script";
  c.operands = "[bash|zsh|fish]";
  c.examples = {{"dragoman completion bash > /etc/bash_completion.d/dragoman", "for all users"}};
  c.run = run_completion;
  return c;
}

Command man_command() {
  Command c;
  c.name = "man";
  c.summary = "print the manual page";
  c.examples = {{"dragoman man | man -l -", "read it"}};
  c.run = run_man;
  return c;
}

}  // namespace dragoman::cli
