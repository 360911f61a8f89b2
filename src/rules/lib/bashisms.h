#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/ast.h"
#include "text/source.h"

/// What bash has and POSIX does not promise.
namespace seaworthy::rules {

struct Bashism {
  Span span;
  std::string what;          ///< Continues "`sh` has no ...".
  std::string_view instead;  ///< What takes its place.
  std::string_view peers;    ///< The ids of ShellCheck, as aliases.
  std::string replacement;   ///< For a fix of `span`; empty: none.
  bool in_ash = false;       ///< BusyBox has it.
  bool unreadable = false;   ///< A shell without it cannot read the script at all.
  bool everywhere = false;   ///< Every shell in use has it, dash too: a matter of the letter of POSIX alone.
};

/// The constructs of one node, those of the nodes below it not included. `text` is the source of the file.
std::vector<Bashism> bashisms_of(const shell::Node& node, std::string_view source);

/// Whether the script asks which shell runs it, so that it knows what it does.
bool asks_for_shell(std::string_view text);

}  // namespace seaworthy::rules
