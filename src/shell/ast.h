#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "text/mapped.h"
#include "text/source.h"

namespace seaworthy::shell {

/// Which language a body is written in; it decides what is an error and what a bashism is.
enum class Dialect : std::uint8_t {
  posix,  ///< dash, or sh whose kind is not known.
  bash,
  ash,  ///< BusyBox: no brace expansion, no arrays; `echo -e` works, `[[` half works.
  zsh,
  ksh,
  fish,        ///< Recognised, not parsed.
  powershell,  ///< Recognised, not parsed.
  cmd,         ///< Recognised, not parsed.
  other,       ///< Some interpreter that is no shell (python, node, perl ...), not parsed.
};
std::string_view name(Dialect dialect);

enum class ExpansionKind : std::uint8_t { parameter, command, arithmetic, process, glob, brace, tilde };

struct Script;

/// An expansion inside a word: `$x`, `${x:-y}`, `$(...)`, backticks, `$((...))`, `<(...)`, `*`, `{a,b}`, `~`.
struct Expansion {
  ExpansionKind kind = ExpansionKind::parameter;
  Span span;
  bool in_double_quotes = false;
  std::string_view name;       ///< Of a parameter: `x`, `1`, `@`, `?`; else empty.
  std::string_view operation;  ///< Of `${x:-y}`: `:-`; of `${x#y}`: `#`; of `${#x}`: `#len`; else empty.
  /// Text after the operation, unexpanded; of the other kinds the text between the delimiters.
  std::string_view argument;
  std::string_view subscript;      ///< Of `${a[i]}`: `i`.
  const Script* script = nullptr;  ///< Of a command or process substitution.
  /// Stands inside another expansion of the same word, which precedes it: `$b` of `${a:-$b}` or of `$((b + $b))`.
  bool nested = false;
};

/// A shell word with its quoting removed as far as that is possible without running it.
struct Word {
  Span span;             ///< With quotes.
  std::string_view raw;  ///< As written (continuations removed).
  /// Quotes and escapes removed; expansions stand in it as written. Compare with this.
  std::string_view text;
  std::span<const Expansion> expansions;
  bool literal = true;  ///< No expansion but possibly quotes: `text` is what the program receives.
  bool quoted = false;  ///< Any part quoted.
};

/// `name=value`, `name+=value`, `name[i]=value`, `name=(...)`.
struct Assignment {
  Span span;
  std::string_view name;
  Word value;
  const Word* subscript = nullptr;  ///< Of `name[i]=value`: `i`.
  bool append = false;
  bool array = false;
  std::span<const Word> elements;  ///< Of `name=(...)`.
};

/// A heredoc body, with tabs stripped for `<<-`.
struct Heredoc {
  std::string_view delimiter;
  bool expands = true;  ///< The delimiter is not quoted.
  bool strips_tabs = false;
  bool terminated = true;
  MappedText body;
  std::span<const Expansion> expansions;
};

struct Redirection {
  Span span;
  std::string_view operation;  ///< `>`, `>>`, `<`, `<<`, `<<-`, `<<<`, `>&`, `<&`, `&>`, `>|`, `<>`.
  int descriptor = -1;         ///< Given file descriptor, or -1.
  Word target;                 ///< For a heredoc the delimiter.
  const Heredoc* heredoc = nullptr;
};

enum class NodeKind : std::uint8_t {
  simple,      ///< Command with words (or assignments alone).
  pipeline,    ///< children joined by `|` or `|&`.
  and_or,      ///< children joined by `&&` or `||` (operation of each child says which precedes it).
  list,        ///< children joined by `;`, `&` or newline.
  subshell,    ///< ( list ); children: one list
  group,       ///< { list; }; children: one list
  if_clause,   ///< children: condition, body, [condition, body]..., [else body]; all lists; has_else tells.
  while_loop,  ///< children: condition, body; both lists
  until_loop,
  /// name: the variable; words: the items; children: body (a list). `for ((a; b; c))` has no name and one word.
  for_loop,
  select_loop,
  /// words[0] the subject; children: one list per item, with its patterns in `words`. An item is joined_by what ended
  /// the one before it: `;;`, `;&`, `;;&`.
  case_clause,
  function,    ///< name; children: body, any kind of command
  condition,   ///< [[ ... ]]; words: the parts, operators included
  arithmetic,  ///< (( ... )); words[0]: the expression
};

/// One node of the tree. Children are in source order.
struct Node {
  NodeKind kind = NodeKind::simple;
  Span span;
  bool negated = false;     ///< `! command`
  bool background = false;  ///< ended by `&`
  bool has_else = false;    ///< if_clause
  bool has_items = false;   ///< for_loop, select_loop: `in` was given; without it the loop is over "$@".
  /// How this node is joined to the one before it in its parent: ``, `|`, `|&`, `&&`, `||`, `;`, `&`, newline as `\n`.
  std::string_view joined_by;
  std::string_view name;  ///< function name, loop variable
  std::span<const Word> words;
  // simple: what runs once wrappers are peeled off. Ask invocation().
  std::string_view program;
  std::uint32_t program_at = 0;  ///< Its index in `words`; their number when nothing runs.
  std::span<const Assignment> assignments;
  std::span<const Redirection> redirections;
  std::span<const Node* const> children;
  /// Null for the root of the outermost script. The parent of a nested script's root is the node that holds the
  /// substitution, so a walk upwards that must stay inside one script ends where `node->script->root == node`.
  const Node* parent = nullptr;
  const Script* script = nullptr;  ///< The innermost script that this node belongs to.
  /// Of `sh -c '...'`, `eval '...'`, `trap '...' EXIT`, `bash <<EOF`: the script given, when its text is known.
  const Script* given_script = nullptr;
  /// Of `ssh host '...'` and `ssh host <<EOF`: what the shell of the other machine runs. It is a script of its own,
  /// whose commands are not among those of this one.
  const Script* remote_script = nullptr;
};

/// A place where the body is not valid in its dialect.
struct SyntaxError {
  Span span;
  std::string_view message;
  bool is_limit = false;  ///< No fault of the script: what follows is nested too deeply for us to read.
};

/// One parsed body: a script file, a RUN line, a heredoc, a command substitution, a Compose command given to `sh -c`.
struct Script {
  Dialect dialect = Dialect::posix;
  Span span;
  const Node* root = nullptr;  ///< A list; null when the dialect is not parsed.
  /// Given to a shell in double quotes or an unquoted heredoc: the outer shell expands its parameters before it runs.
  bool outer_expands = false;
  /// Every simple command in source order, those of substitutions, functions and nested `sh -c` included.
  std::span<const Node* const> commands;
  std::span<const SyntaxError> errors;  ///< Those of nested scripts included.
  std::span<const Span> comments;       ///< From `#` to the end of the line; of the outermost script only.
};

}  // namespace seaworthy::shell
