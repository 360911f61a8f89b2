#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "shell/ast.h"

namespace seaworthy::shell {

/// Whether a program is a builtin that assigns what its arguments say: `export`, `local`.
constexpr bool is_declaration(std::string_view program) {
  return program == "declare" || program == "export" || program == "local" || program == "readonly" ||
         program == "typeset";
}

/// A simple command as rules ask for it: what really runs once wrappers are peeled off.
///
/// Wrappers are `sudo`, `env`, `exec`, `time`, `timeout`, `nice`, `nohup`, `command`, `xargs`, `eatmydata`, `gosu`,
/// `su-exec`, `chroot --userspec`, `doas`, `setpriv`, `tini`, `dumb-init`, `sshpass`, and their options. `sh -c '...'`
/// and `bash -c '...'` are parsed as scripts of their own and reached through Script::commands, not peeled here; what
/// `ssh` runs on another machine is reached through Node::remote_script alone.
struct Invocation {
  const Node* node = nullptr;
  /// Last path component of the program, quotes removed; empty for assignments alone or when it is an expansion.
  std::string_view program;
  const Word* program_word = nullptr;
  std::span<const Word> arguments;  ///< After the program.
  std::span<const Word> wrappers;   ///< Words before the program that were peeled off.

  Span span() const { return node->span; }
  /// True for a flag given in any spelling: `-y`, inside a cluster (`-qy`), `--yes`, `--yes=true`.
  bool has_flag(std::string_view long_or_short) const;
  bool has_any_flag(std::initializer_list<std::string_view> flags) const;
  /// Word of that flag, if given.
  const Word* flag(std::string_view long_or_short) const;
  /// Value of an option: `-o value`, `-ovalue`, `--out value`, `--out=value`.
  std::optional<std::string_view> option(std::string_view long_or_short) const;
  /// Arguments that are neither flags nor the values of the named options; all words after `--` count.
  std::vector<const Word*> operands(std::initializer_list<std::string_view> options_with_values = {}) const;
  /// First operand: the verb of `apt-get -y install`.
  std::string_view verb(std::initializer_list<std::string_view> options_with_values = {}) const;
  /// True when a word before the program is this wrapper (`sudo`).
  bool wrapped_by(std::string_view wrapper) const;
};

/// Finds what a simple command runs, when its words are complete; for the parser.
void find_program(Node& simple);

/// Looks at a node of kind `simple`.
inline Invocation invocation(const Node& simple) {
  Invocation result;
  result.node = &simple;
  result.program = simple.program;
  result.wrappers = simple.words.first(simple.program_at);
  if (simple.program_at < simple.words.size()) {
    result.program_word = &simple.words[simple.program_at];
    result.arguments = simple.words.subspan(simple.program_at + 1);
  }
  return result;
}

}  // namespace seaworthy::shell
