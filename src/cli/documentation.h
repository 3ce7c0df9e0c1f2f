// Help, the man page and the shell completions: all made from the table of commands.
#pragma once

#include <string>
#include <string_view>

#include "cli/commands.h"

namespace dragoman::cli {

std::string general_help(int width);
std::string command_help(const Command& command, int width);
std::string man_page(std::string_view version);  // roff
std::string completion(std::string_view shell);  // bash, zsh or fish

}  // namespace dragoman::cli
