#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "shell/ast.h"

/// Internal to src/shell: the one-pass parser behind parse().
///
/// The shell's grammar decides what a character means by where it stands, so there is no separate token stream: each
/// function looks at the bytes at `pos_` and leaves `pos_` behind what it understood. scanner.cc moves through the
/// text, parse.cc reads lists and simple commands, compound.cc the other commands, nested.cc scripts inside scripts,
/// word.cc words and expansion.cc what expands in them.
///
/// Costs are bounded by construction. Every function moves `pos_` forward or returns; the few places that must look
/// ahead (`((` may open arithmetic or two subshells, `a[` may start an assignment) pay from one budget proportional to
/// the text, and when it is spent the simpler reading is taken. Nesting deeper than `depth_limit` ends the parse.
///
/// Finished nodes live in the arena. What is still growing (children, words, expansions, the text of the word being
/// read) lives on stacks shared by all levels: a level remembers the height at its start, and at its end copies what
/// lies above into the arena and cuts the stack back.
namespace seaworthy::shell::internal {

inline constexpr int depth_limit = 200;
/// Texts that had to be decoded before parsing (backticks with escapes, `sh -c "..."`, `<<-` bodies) are copies; the
/// limit keeps a chain of them from costing more than a constant times the text.
inline constexpr int decoded_depth_limit = 6;
/// Through how many machines a command is followed.
inline constexpr int remote_depth_limit = 2;

enum class Reserved : std::uint8_t {
  none,
  if_,
  then,
  elif,
  else_,
  fi,
  do_,
  done,
  case_,
  esac,
  while_,
  until,
  for_,
  select,
  function,
  time,
  coproc,
  open_brace,
  close_brace,
  bang,
  open_condition,
};
inline constexpr std::size_t reserved_count = 21;
inline constexpr std::string_view reserved_text[reserved_count] = {
    "",      "if",  "then",   "elif",     "else", "fi",     "do", "done", "case", "esac", "while",
    "until", "for", "select", "function", "time", "coproc", "{",  "}",    "!",    "[["};
constexpr std::size_t index_of(Reserved reserved) { return static_cast<std::size_t>(reserved); }
/// Words that only ever close or continue a construct, so that no command can begin with them.
constexpr bool closes(Reserved reserved) {
  return reserved == Reserved::then || reserved == Reserved::elif || reserved == Reserved::else_ ||
         reserved == Reserved::fi || reserved == Reserved::do_ || reserved == Reserved::done ||
         reserved == Reserved::esac || reserved == Reserved::close_brace;
}

/// Whether a dialect is a Bourne shell's.
constexpr bool is_parsed(Dialect dialect) {
  return dialect == Dialect::posix || dialect == Dialect::bash || dialect == Dialect::ash || dialect == Dialect::zsh ||
         dialect == Dialect::ksh;
}

/// How the characters of a word are to be read.
enum class WordMode : std::uint8_t {
  argument,  ///< Globs, braces and a leading tilde mean something.
  value,     ///< Right side of an assignment: tilde after `=` and `:`, no globs, no braces.
  pattern,   ///< Of `case`.
  operand,   ///< Inside `[[ ]]`: no braces, no globs.
  match,     ///< After `==` inside `[[ ]]`: a pattern in which extended globs always work.
  regex,     ///< After `=~`: parentheses and `|` belong to the word.
};

/// Bits of the character table.
enum : std::uint8_t {
  word_end = 1,       ///< Ends an unquoted word: blanks, newline and operators.
  word_special = 2,   ///< Needs a look inside an unquoted word; includes word_end.
  quote_special = 4,  ///< Needs a look inside double quotes or a heredoc body.
  name_start = 8,
  digit = 16,
};
constexpr std::array<std::uint8_t, 256> make_character_table() {
  std::array<std::uint8_t, 256> table{};
  for (const char c : std::string_view(" \t\n|&;()<>")) table[static_cast<unsigned char>(c)] = word_end | word_special;
  for (const char c : std::string_view("'\"\\$`*?[]{},~\r")) table[static_cast<unsigned char>(c)] |= word_special;
  for (const char c : std::string_view("\"\\$`")) table[static_cast<unsigned char>(c)] |= quote_special;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] |= name_start;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] |= name_start;
  table['_'] |= name_start;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] |= digit;
  return table;
}
inline constexpr std::array<std::uint8_t, 256> character_table = make_character_table();
constexpr bool is(char c, unsigned bits) { return (character_table[static_cast<unsigned char>(c)] & bits) != 0; }
constexpr bool is_name_start(char c) { return is(c, name_start); }
constexpr bool is_name(char c) { return is(c, name_start | digit); }
constexpr bool is_digit(char c) { return is(c, digit); }

/// Moves what lies above `first` from a stack into the arena.
template <class T>
std::span<const T> take_above(std::vector<T>& stack, std::size_t first, Arena& arena) {
  const std::size_t count = stack.size() - first;
  if (count == 0) return {};
  auto* const storage = static_cast<T*>(arena.allocate(count * sizeof(T), alignof(T)));
  std::memcpy(static_cast<void*>(storage), stack.data() + first, count * sizeof(T));
  stack.resize(first);
  return {storage, count};
}

class Parser {
 public:
  /// `remote_depth`: through how many `ssh` commands the text was given.
  explicit Parser(Arena& arena, int remote_depth = 0) : arena_(arena), remote_depth_(remote_depth) {}
  const Script* run(const MappedText& body, Dialect dialect, bool outer_expands);

 private:
  using Offset = std::uint32_t;
  static constexpr Offset nowhere = 0xffffffff;

  /// The text of a word while its quotes fall away: runs of source bytes that are kept. As long as there is but one
  /// run, the text is a view of the source; only a second one starts a copy.
  struct Runs {
    Offset begin = 0;  ///< Of the run that is still open.
    Offset first_begin = 0, first_end = 0;
    bool has_first = false;
    bool copied = false;
    std::size_t mark = 0;  ///< Height of scratch_ at the start.
  };

  /// Text built from pieces of the current text, with the way back.
  struct Decoded {
    std::string text;
    std::vector<MappedPiece> pieces;
  };

  struct PendingHeredoc {
    Heredoc* heredoc = nullptr;
    Node* holder = nullptr;
  };

  /// Where a nested script's commands and errors start and end in the shared lists, which move while they grow.
  struct OpenScript {
    Script* script = nullptr;
    std::uint32_t first_command = 0, last_command = 0;
    std::uint32_t first_error = 0, last_error = 0;
  };

  /// What is being read right now.
  struct Context {
    const MappedText* map = nullptr;
    const char* text = nullptr;
    Offset pos = 0;
    Offset end = 0;
  };

  struct Heights {
    std::size_t expansions, commands, scripts, errors, comments, pending;
    Offset quiet_until;
  };

  struct BraceStart {
    Offset begin;
    bool comma;
  };

  // --- scanner.cc: the text
  Span span_of(Offset begin, Offset end) const {
    if (map_->pieces.empty()) return {map_->file, map_->base + begin, map_->base + end};
    if (begin < end || begin == 0) return map_->span(begin, end);
    // An empty range belongs to what stands before it, not to what follows a continuation.
    const Offset place = map_->source_offset(begin - 1) + 1;
    return {map_->file, place, place};
  }
  std::string_view slice(Offset begin, Offset end) const { return {text_ + begin, end - begin}; }
  /// The byte at `offset`, or a NUL at the end (where NUL has no meaning of its own).
  char at(Offset offset) const { return offset < end_ ? text_[offset] : '\0'; }
  Offset find(char wanted, Offset from) const;
  /// Length of a backslash and newline at `offset`, else 0.
  Offset continuation_at(Offset offset) const;
  /// `offset` behind any continuations.
  Offset after_continuations(Offset offset) const;
  void skip_blanks();
  /// Skips blanks, comments and newlines; reads the heredocs that a newline starts. True if there was a newline.
  bool skip_newlines();
  void take_newline();
  void enter(const MappedText& text, Context& saved);
  void leave(const Context& saved);
  void add_run(Decoded& decoded, Offset begin, Offset end) const;
  const MappedText* finish(Decoded& decoded);
  MappedText part(Offset begin, Offset end);

  bool bash_like() const { return dialect_ == Dialect::bash || dialect_ == Dialect::zsh || dialect_ == Dialect::ksh; }
  bool extended_globs();

  // --- scanner.cc: errors and limits
  void error(Offset begin, Offset end, std::string_view message);
  void unexpected();
  void unexpected(std::string_view what, Offset begin, Offset end);
  void missing(std::string_view closer, std::string_view opener, Offset opener_begin);
  bool too_deep();
  Offset lookahead_limit(Offset begin) const;
  void spend(Offset bytes);
  Heights heights() const;
  void cut_back(const Heights& heights);

  // --- parse.cc: commands
  Node* make_node(NodeKind kind);
  void finish_children(Node& node, std::size_t first);
  void finish_span(Node& node, Offset begin, Offset end) { node.span = span_of(begin, end); }
  Reserved peek_reserved();
  bool take(Reserved wanted);
  bool starts_compound();
  bool at_list_end();
  Node* parse_list();
  void parse_list_into(Node& list);
  /// A list that must not be empty; `before` names what follows it in an error message.
  Node* parse_body(std::string_view before);
  Node* parse_and_or();
  Node* parse_pipeline();
  Node* parse_command();
  Node* parse_simple();
  void parse_trailing_redirections(Node& node, Offset begin);
  bool at_redirection() const;
  void parse_redirection(Node& holder);
  void finish_scripts(Script* outermost);

  // --- compound.cc
  Node* parse_compound(Reserved reserved);
  Node* parse_if();
  Node* parse_while(NodeKind kind);
  Node* parse_for(NodeKind kind);
  Node* parse_case();
  std::string_view scan_name();
  Node* parse_function_keyword();
  void parse_function_body(Node& function, Offset begin);
  Node* parse_parenthesis();
  Node* parse_group();
  Node* parse_condition();
  Node* parse_arithmetic(Offset begin, Offset close);
  void parse_loop_body(std::string_view opener, Offset begin);

  // --- nested.cc
  Script* parse_script(Dialect dialect, bool ends_with_parenthesis);
  const Script* parse_given(const MappedText* text, Dialect dialect, Node& holder, bool outer_expands);
  void attach_given_script(Node& node, std::size_t first_word);
  void attach_remote_script(Node& node, std::size_t first_word);
  const Script* parse_remote(const MappedText& text, bool outer_expands);
  MappedText without_escapes(const MappedText& body);
  void decode_word(Offset begin, Decoded& decoded);
  void read_heredocs();
  void read_heredoc(PendingHeredoc pending);

  // --- word.cc
  Word scan_word(WordMode mode, Offset glued_until = 0);
  Word scan_delimiter();
  Word make_operator_word(Offset begin, Offset end) const;
  void scan_single_quoted(Runs& runs);
  void scan_double_quoted(Runs* runs);
  void scan_ansi_quoted(Runs* runs);
  void scan_extended_glob(Runs& runs);
  void scan_tilde(WordMode mode);
  bool is_sequence(Offset begin, Offset end) const;
  Offset assignment_operator(Offset begin);
  Assignment scan_assignment(Offset operator_offset);
  void scan_array(std::vector<Word>* elements);
  void cut(Runs& runs, Offset end, Offset resume);
  void put(Runs& runs, std::string_view decoded, Offset end, Offset resume);
  void close_run(Runs& runs, Offset end);
  std::string_view finish_text(Runs& runs, Offset end);

  // --- expansion.cc
  std::size_t add_expansion(ExpansionKind kind, bool in_double_quotes, bool nested);
  void scan_dollar(bool in_double_quotes, bool nested, Runs* runs);
  void scan_braced(Offset start, bool in_double_quotes, bool nested);
  void scan_braced_argument(bool in_double_quotes, bool literal_quotes);
  Offset scan_subscript(bool in_double_quotes);
  void scan_substitution(ExpansionKind kind, Offset start, Offset inner, bool in_double_quotes, bool nested);
  void scan_backtick(bool in_double_quotes, bool nested);
  void scan_arithmetic(Offset start, Offset inner, Offset close, Offset end, bool in_double_quotes, bool nested);
  void scan_expansions_until(Offset end);
  Offset find_arithmetic_end(Offset inner);
  Offset find_subscript_end(Offset bracket);

  Arena& arena_;
  Dialect dialect_ = Dialect::posix;
  const MappedText* map_ = nullptr;
  const char* text_ = nullptr;
  Offset pos_ = 0;
  Offset end_ = 0;

  int depth_ = 0;
  int decoded_depth_ = 0;
  const int remote_depth_;
  bool abandoned_ = false;    ///< The depth limit was reached; nothing more is read.
  std::uint64_t budget_ = 0;  ///< Bytes that may still be looked ahead.
  int quote_retries_ = 3;
  Offset quiet_until_ = 0;  ///< Errors before this offset are echoes of one that was reported.
  bool extended_globs_known_ = false, extended_globs_ = false;
  std::string_view whole_text_;

  Reserved memo_reserved_ = Reserved::none;
  Offset memo_at_ = nowhere;
  const char* memo_text_ = nullptr;

  Offset redirections_end_ = nowhere;  ///< What follows the redirections of a compound command.
  Node* holder_ = nullptr;             ///< The node whose words are being read.
  Script* script_ = nullptr;           ///< The script being read.
  bool in_substitution_ = false;       ///< Inside `$(` or `<(` whose `)` has not come yet.
  bool in_heredoc_ = false;            ///< In the body of a heredoc, but not in a substitution there.
  std::array<std::uint16_t, reserved_count> expected_{};  ///< Open constructs that wait for this word.
  std::uint16_t open_cases_ = 0;
  std::uint16_t open_parentheses_ = 0;
  std::size_t pending_base_ = 0;
  Decoded* recording_ = nullptr;  ///< Set while a word's text is wanted together with the way back.

  std::vector<Node*> children_;
  std::vector<Word> words_;
  std::vector<Offset> word_offsets_;  ///< Where each of words_ begins in the current text.
  std::vector<Assignment> assignments_;
  std::vector<Redirection> redirections_;
  std::vector<Expansion> expansions_;
  std::vector<BraceStart> braces_;
  std::vector<Offset> continuations_;
  std::vector<PendingHeredoc> pending_;
  std::vector<const Node*> commands_;
  std::vector<SyntaxError> errors_;
  std::vector<Span> comments_;
  std::vector<OpenScript> scripts_;
  std::string scratch_;
};

}  // namespace seaworthy::shell::internal
