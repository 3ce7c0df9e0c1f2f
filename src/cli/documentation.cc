// Help, the man page and the shell completions: all made from the table of commands.
#include "cli/documentation.h"

#include <cstdio>

#include "cli/terminal.h"

namespace dragoman::cli {
namespace {

constexpr std::string_view kTagline =
    "reads news reports and keeps the record of who said what, who did what to whom and who "
    "supports whom with what, each row with the sentence that says so";

std::string synopsis(const Command& c) {
  return "dragoman " + c.name + (c.options.empty() ? "" : " [OPTION…]") +
         (c.operands.empty() ? "" : " " + c.operands);
}

std::string option_help(const Option& o) {
  std::string text = o.help;
  if (!o.choices.empty()) {
    text += ": ";
    for (std::size_t i = 0; i < o.choices.size(); ++i) text += (i ? ", " : "") + o.choices[i];
  }
  if (!o.otherwise.empty()) text += " (default: " + o.otherwise + ")";
  return text;
}

void indented(std::string& out, std::string_view text, int indent, int width) {
  for (const std::string& line : wrap(text, width - indent))
    out += std::string(static_cast<std::size_t>(indent), ' ') + line + "\n";
}

void definition(std::string& out, std::string_view term, std::string_view text, int column,
                int width) {
  std::string line = "  " + std::string(term);
  const int gap = column - display_width(line);
  const auto lines = wrap(text, width - column);
  out += line + std::string(static_cast<std::size_t>(gap > 0 ? gap : 2), ' ');
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += (i ? std::string(static_cast<std::size_t>(column), ' ') : "") + lines[i] + "\n";
}

// roff: a leading dot or quote starts a request, a backslash an escape, a plain minus a hyphen.
std::string roff(std::string_view text) {
  std::string out;
  if (!text.empty() && (text[0] == '.' || text[0] == '\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

std::string words(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& word : list) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string bash_completion() {
  std::string names, cases;
  for (const Command& c : commands()) {
    names += (names.empty() ? "" : " ") + c.name;
    std::string options = "--help", values;
    for (const Option& o : c.options) {
      options += " " + o.name;
      if (!o.choices.empty())
        values += "        " + o.name + ") COMPREPLY=($(compgen -W '" + words(o.choices) +
                  "' -- \"$word\")); return ;;\n";
    }
    cases += "    " + c.name + ")\n      case $before in\n" + values +
             "      esac\n      options='" + options + "' ;;\n";
  }
  return "# bash completion of dragoman\n"
         "_dragoman() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options=''\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W '" +
         names +
         " --help --version' -- \"$word\")); return\n"
         "  fi\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases +
         "  esac\n"
         "  case $word in\n"
         "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
         "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
         "  esac\n"
         "}\n"
         "complete -o filenames -F _dragoman dragoman\n";
}

std::string zsh_completion() {
  std::string describe, cases;
  for (const Command& c : commands()) {
    describe += "    " + shell_quoted(c.name + ":" + c.summary) + "\n";
    cases += "    " + c.name + ") _arguments";
    for (const Option& o : c.options) {
      std::string spec = o.name + "[" + o.help + "]";
      if (!o.value.empty())
        spec += ":" + o.value + ":" + (o.choices.empty() ? "_files" : "(" + words(o.choices) + ")");
      cases += " \\\n      " + shell_quoted(spec);
    }
    cases += std::string(" \\\n      '*:file:_files' ;;\n");
  }
  return "#compdef dragoman\n"
         "_dragoman() {\n"
         "  local -a names=(\n" +
         describe +
         "  )\n"
         "  if (( CURRENT == 2 )); then _describe command names; return; fi\n"
         "  local name=${words[2]}\n"
         "  shift words; (( CURRENT-- ))\n"
         "  case $name in\n" +
         cases +
         "  esac\n"
         "}\n"
         "_dragoman \"$@\"\n";
}

std::string fish_completion() {
  std::string out = "# fish completion of dragoman\n";
  for (const Command& c : commands()) {
    out += "complete -c dragoman -n __fish_use_subcommand -a " + c.name + " -d " +
           shell_quoted(c.summary) + "\n";
    for (const Option& o : c.options) {
      out += "complete -c dragoman -n '__fish_seen_subcommand_from " + c.name + "' -l " +
             o.name.substr(2) + " -d " + shell_quoted(o.help);
      if (!o.value.empty()) out += " -r";
      if (!o.choices.empty()) out += " -f -a " + shell_quoted(words(o.choices));
      out += "\n";
    }
  }
  return out;
}

}  // namespace

std::string general_help(int width) {
  std::string out = "dragoman ";
  std::string intro;
  indented(intro, kTagline, 0, width - 9);
  out += intro + "\nusage: dragoman COMMAND [OPTION…] [INPUT…]\n\ncommands:\n";
  for (const Command& c : commands()) definition(out, c.name, c.summary, 16, width);
  out +=
      "\n`dragoman COMMAND --help` tells more of one; `dragoman --version` names the version.\n"
      "Data goes to standard output, all else to standard error. Exit status: 0 done, 1 some\n"
      "inputs failed (each is named), 2 usage, 3 store or configuration unusable, 130 "
      "interrupted.\n";
  return out;
}

std::string command_help(const Command& c, int width) {
  std::string out = "usage: " + synopsis(c) + "\n\n";
  indented(out, c.about.empty() ? c.summary : c.about, 0, width);
  if (!c.options.empty()) out += "\noptions:\n";
  for (const Option& o : c.options)
    definition(out, o.name + (o.value.empty() ? "" : " " + o.value), option_help(o), 24, width);
  if (!c.examples.empty()) out += "\nexamples:\n";
  for (const auto& [line, what] : c.examples) {
    out += "  " + line + "\n";
    indented(out, what, 6, width);
  }
  return out;
}

std::string man_page(std::string_view version) {
  std::string out =
      ".TH DRAGOMAN 1 \"\" \"dragoman " + std::string(version) +
      "\" \"User Commands\"\n.SH NAME\ndragoman \\- reads news reports and keeps the record\n"
      ".SH SYNOPSIS\n.B dragoman\n.I COMMAND\n[\\fIOPTION\\fR\\&...] [\\fIINPUT\\fR\\&...]\n"
      ".SH DESCRIPTION\nDragoman " +
      roff(kTagline) + ".\n.SH COMMANDS\n";
  for (const Command& c : commands()) {
    out += ".SS " + roff(synopsis(c)) + "\n" + roff(c.about.empty() ? c.summary : c.about) + "\n";
    for (const Option& o : c.options)
      out += ".TP\n\\fB" + roff(o.name) + "\\fR" +
             (o.value.empty() ? "" : " \\fI" + roff(o.value) + "\\fR") + "\n" +
             roff(option_help(o)) + "\n";
    if (!c.examples.empty()) out += ".PP\nExamples:\n";
    for (const auto& [line, what] : c.examples)
      out += ".TP\n\\fB" + roff(line) + "\\fR\n" + roff(what) + "\n";
  }
  out +=
      ".SH EXIT STATUS\n.TP\n.B 0\ndone\n.TP\n.B 1\nsome inputs failed; each is named with the "
      "reason\n"
      ".TP\n.B 2\nusage\n.TP\n.B 3\nstore or configuration unusable, a second writer included\n"
      ".TP\n.B 130\ninterrupted\n"
      ".SH ENVIRONMENT\n.TP\n.B DRAGOMAN_DATA\nfolder that holds data/ and models/, where they do "
      "not lie beside the program\n"
      ".TP\n.B NO_COLOR\nif set, tables have no colour\n";
  return out;
}

std::string completion(std::string_view shell) {
  if (shell == "zsh") return zsh_completion();
  if (shell == "fish") return fish_completion();
  return bash_completion();
}

}  // namespace dragoman::cli
