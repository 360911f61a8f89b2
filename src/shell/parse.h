#pragma once

#include "base/arena.h"
#include "shell/ast.h"

namespace seaworthy::shell {

/// Parses a body. Never fails: what cannot be understood becomes an entry of `errors` and parsing goes on behind it.
/// Nesting deeper than 200 is reported as an error and skipped. Dialects that are no Bourne shell give an empty tree.
/// Texts of nodes are views into `body` or the arena.
///
/// With `outer_expands` somebody else fills in the parameters before the script runs: it is read as it stands, and
/// errors say nothing.
const Script* parse(const MappedText& body, Dialect dialect, Arena& arena, bool outer_expands = false);

/// Dialect named by a `#!` line (its interpreter path, `env` and flags looked through), or `fallback` without one.
Dialect dialect_of_shebang(std::string_view first_line, Dialect fallback);
/// Dialect of a shell program: "/bin/bash" -> bash, "sh" -> posix, "pwsh" -> powershell, "python3" -> other.
Dialect dialect_of_program(std::string_view program);
/// Whether a program, by the last part of its path, runs the file or the text behind `-c` that it is given as a shell
/// script: `sh`, `/bin/bash`. Those that this parser does not read are none.
bool is_shell(std::string_view program);

}  // namespace seaworthy::shell
