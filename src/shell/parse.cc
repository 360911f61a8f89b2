#include "shell/parse.h"

#include <algorithm>

#include "shell/command.h"
#include "shell/parser.h"

// Lists, pipelines and simple commands. See parser.h for how the parser works as a whole.
namespace seaworthy::shell {
namespace internal {
namespace {

/// Builtins whose arguments may be array assignments.
bool declares(std::string_view program) {
  return is_declaration(program) || program == "alias" || program == "eval" || program == "let";
}

}  // namespace

// --- nodes

Node* Parser::make_node(NodeKind kind) {
  Node* const node = arena_.make<Node>();
  node->kind = kind;
  node->script = script_;
  return node;
}

/// Hands the children above `first` over to `node`.
void Parser::finish_children(Node& node, std::size_t first) {
  const std::size_t count = children_.size() - first;
  if (count == 0) return;
  auto** const storage = static_cast<const Node**>(arena_.allocate(count * sizeof(Node*), alignof(Node*)));
  for (std::size_t i = 0; i < count; ++i) {
    children_[first + i]->parent = &node;
    storage[i] = children_[first + i];
  }
  node.children = {storage, count};
  children_.resize(first);
}

/// The reserved word at pos_, which must be where a command may begin.
Reserved Parser::peek_reserved() {
  if (memo_at_ == pos_ && memo_text_ == text_) return memo_reserved_;
  memo_at_ = pos_;
  memo_text_ = text_;
  memo_reserved_ = Reserved::none;
  const auto matches = [this](Reserved reserved) {
    const std::string_view word = reserved_text[index_of(reserved)];
    const Offset length = static_cast<Offset>(word.size());
    if (end_ - pos_ < length || slice(pos_, pos_ + length) != word) return false;
    const Offset end = pos_ + length;
    if (end < end_ && !is(text_[end], word_end)) {
      const bool line_end = text_[end] == '\r' && (end + 1 == end_ || text_[end + 1] == '\n');
      if (!line_end && continuation_at(end) == 0) return false;
    }
    memo_reserved_ = reserved;
    return true;
  };
  switch (at(pos_)) {
    case 'i':
      matches(Reserved::if_);
      break;
    case 't':
      matches(Reserved::then) || matches(Reserved::time);
      break;
    case 'e':
      matches(Reserved::else_) || matches(Reserved::elif) || matches(Reserved::esac);
      break;
    case 'f':
      matches(Reserved::fi) || matches(Reserved::for_) || matches(Reserved::function);
      break;
    case 'd':
      matches(Reserved::done) || matches(Reserved::do_);
      break;
    case 'c':
      matches(Reserved::case_) || (bash_like() && matches(Reserved::coproc));
      break;
    case 'w':
      matches(Reserved::while_);
      break;
    case 'u':
      matches(Reserved::until);
      break;
    case 's':
      matches(Reserved::select);
      break;
    case '{':
      matches(Reserved::open_brace);
      break;
    case '}':
      matches(Reserved::close_brace);
      break;
    case '!':
      matches(Reserved::bang);
      break;
    case '[':
      matches(Reserved::open_condition);
      break;
    default:
      break;
  }
  return memo_reserved_;
}

bool Parser::take(Reserved wanted) {
  if (pos_ >= end_ || peek_reserved() != wanted) return false;
  pos_ += static_cast<Offset>(reserved_text[index_of(wanted)].size());
  return true;
}

/// Whether what stands at pos_ opens a compound command.
bool Parser::starts_compound() {
  if (at(pos_) == '(') return true;
  switch (peek_reserved()) {
    case Reserved::if_:
    case Reserved::case_:
    case Reserved::while_:
    case Reserved::until:
    case Reserved::for_:
    case Reserved::select:
    case Reserved::open_brace:
    case Reserved::open_condition:
      return true;
    default:
      return false;
  }
}

/// Whether the list being read ends here. Closers that nothing waits for do not end it.
bool Parser::at_list_end() {
  if (pos_ >= end_) return true;
  const char c = text_[pos_];
  if (c == ')') return open_parentheses_ > 0;
  if (c == ';') return open_cases_ > 0 && (at(pos_ + 1) == ';' || at(pos_ + 1) == '&');
  const Reserved reserved = peek_reserved();
  return closes(reserved) && expected_[index_of(reserved)] > 0;
}

// --- lists

Node* Parser::parse_list() {
  Node* const list = make_node(NodeKind::list);
  parse_list_into(*list);
  return list;
}

void Parser::parse_list_into(Node& list) {
  const std::size_t first = children_.size();
  const Offset begin = pos_;
  std::string_view separator;
  while (true) {
    if (skip_newlines() && separator.empty()) separator = "\n";
    if (at_list_end()) break;
    const Offset start = pos_;
    const char c = text_[pos_];
    if (c == ';' || c == '&' || c == '|' || c == ')' || closes(peek_reserved())) {
      const bool redirects = c == '&' && at(pos_ + 1) == '>';
      if (!redirects) {
        unexpected();
        ++pos_;
        while (pos_ < end_ && !is(text_[pos_], word_end) && closes(memo_reserved_)) ++pos_;
        while (pos_ < end_ && text_[pos_] == c && c != ')') ++pos_;
        continue;
      }
    }
    Node* const node = parse_and_or();
    if (node == nullptr) {
      if (pos_ == start) {
        unexpected();
        ++pos_;
      }
      continue;
    }
    if (children_.size() > first) node->joined_by = separator.empty() ? std::string_view("\n") : separator;
    children_.push_back(node);
    separator = {};
    skip_blanks();
    if (pos_ >= end_) break;
    switch (text_[pos_]) {
      case ';':
        if (at(pos_ + 1) == ';' || (at(pos_ + 1) == '&' && open_cases_ > 0)) break;
        ++pos_;
        separator = ";";
        break;
      case '&':
        ++pos_;
        node->background = true;
        separator = "&";
        break;
      case '\n':
        separator = "\n";
        take_newline();
        break;
      default:
        // `(a) done` is fine, `(a) >log done` is not: behind a redirection no word is reserved.
        if (!at_list_end() || (pos_ == redirections_end_ && closes(peek_reserved()))) unexpected();
        break;
    }
  }
  list.span = children_.size() > first ? join(children_[first]->span, children_.back()->span) : span_of(begin, begin);
  finish_children(list, first);
}

Node* Parser::parse_body(std::string_view before) {
  Node* const list = parse_list();
  if (list->children.empty() && pos_ < end_) {
    const std::string message = "Expected a command before `" + std::string(before) + "`";
    error(pos_, pos_ + 1, arena_.copy(std::string_view(message)));
  }
  return list;
}

Node* Parser::parse_and_or() {
  Node* const head = parse_pipeline();
  if (head == nullptr) return nullptr;
  const auto operation = [this]() -> std::string_view {
    skip_blanks();
    const char c = at(pos_);
    if ((c != '&' && c != '|') || pos_ >= end_) return {};
    const Offset second = after_continuations(pos_ + 1);
    if (at(second) != c) return {};
    pos_ = second + 1;
    return c == '&' ? "&&" : "||";
  };
  std::string_view joined_by = operation();
  if (joined_by.empty()) return head;
  Node* const node = make_node(NodeKind::and_or);
  const std::size_t first = children_.size();
  children_.push_back(head);
  while (!joined_by.empty()) {
    skip_newlines();
    const Offset start = pos_;
    Node* const next = at_list_end() ? nullptr : parse_pipeline();
    if (next == nullptr) {
      if (pos_ == start) unexpected();
      break;
    }
    next->joined_by = joined_by;
    children_.push_back(next);
    joined_by = operation();
  }
  node->span = join(head->span, children_.back()->span);
  finish_children(*node, first);
  return node;
}

Node* Parser::parse_pipeline() {
  const Offset begin = pos_;
  bool negated = false;
  bool prefixed = false;
  while (pos_ < end_) {
    const Reserved reserved = peek_reserved();
    if (reserved == Reserved::bang) {
      ++pos_;
      skip_blanks();
      negated = !negated;
      prefixed = true;
      continue;
    }
    if (reserved != Reserved::time) break;
    // In front of a simple command `time` stays one of its words, a wrapper like any other.
    const Offset saved = pos_;
    const std::size_t saved_comments = comments_.size();
    pos_ += 4;
    skip_blanks();
    if (at(pos_) == '-' && at(pos_ + 1) == 'p' && is(at(pos_ + 2), word_end)) pos_ += 2;
    skip_blanks();
    if (pos_ < end_ && (starts_compound() || peek_reserved() == Reserved::bang)) {
      prefixed = true;
      continue;
    }
    pos_ = saved;
    comments_.resize(saved_comments);
    break;
  }
  Node* const head = parse_command();
  if (head == nullptr) {
    if (!negated) return nullptr;
    // bash takes a lone `!` for "not nothing".
    if (!bash_like()) unexpected();
    Node* const empty = make_node(NodeKind::simple);
    commands_.push_back(empty);
    empty->negated = true;
    finish_span(*empty, begin, begin + 1);
    return empty;
  }
  const auto operation = [this]() -> std::string_view {
    skip_blanks();
    if (at(pos_) != '|') return {};
    const Offset second = after_continuations(pos_ + 1);
    if (at(second) == '|') return {};
    if (at(second) == '&') {
      pos_ = second + 1;
      return "|&";
    }
    ++pos_;
    return "|";
  };
  std::string_view joined_by = operation();
  Node* node = head;
  if (!joined_by.empty()) {
    node = make_node(NodeKind::pipeline);
    const std::size_t first = children_.size();
    children_.push_back(head);
    while (!joined_by.empty()) {
      skip_newlines();
      const Offset start = pos_;
      if (pos_ < end_ && peek_reserved() == Reserved::bang) unexpected();
      Node* const next = at_list_end() ? nullptr : parse_command();
      if (next == nullptr) {
        if (pos_ == start) unexpected();
        break;
      }
      next->joined_by = joined_by;
      children_.push_back(next);
      joined_by = operation();
    }
    node->span = join(head->span, children_.back()->span);
    finish_children(*node, first);
  }
  node->negated = negated;
  if (prefixed) node->span = join(span_of(begin, begin + 1), node->span);
  return node;
}

/// One command, or null (with nothing consumed) where none can begin.
Node* Parser::parse_command() {
  if (pos_ >= end_) return nullptr;
  const char c = text_[pos_];
  if (is(c, word_end)) {
    if (c == '(') return too_deep() ? nullptr : parse_parenthesis();
    if (c != '<' && c != '>' && !(c == '&' && at(pos_ + 1) == '>')) return nullptr;
    return parse_simple();
  }
  const Reserved reserved = peek_reserved();
  if (reserved == Reserved::none || reserved == Reserved::time || reserved == Reserved::bang) return parse_simple();
  if (closes(reserved)) return nullptr;
  return parse_compound(reserved);
}

// --- simple commands

Node* Parser::parse_simple() {
  const Offset begin = pos_;
  Node* const node = make_node(NodeKind::simple);
  Node* const outer_holder = holder_;
  holder_ = node;
  const std::size_t command_slot = commands_.size();
  commands_.push_back(node);
  const std::size_t first_word = words_.size();
  const std::size_t first_assignment = assignments_.size();
  const std::size_t first_redirection = redirections_.size();
  Offset end = begin;
  bool may_give_script = false;
  while (true) {
    skip_blanks();
    if (pos_ >= end_) break;
    const char c = text_[pos_];
    if (is(c, word_end)) {
      if (c == '\n' || c == ';' || c == '|' || c == ')') break;
      if (c == '(') {
        const bool is_name_of_function = words_.size() == first_word + 1 && assignments_.size() == first_assignment &&
                                         redirections_.size() == first_redirection && words_.back().literal;
        const Offset open = pos_;
        if (is_name_of_function) {
          ++pos_;
          skip_blanks();
          if (at(pos_) == ')') {
            ++pos_;
            node->kind = NodeKind::function;
            node->name = words_.back().text;
            words_.resize(first_word);
            word_offsets_.resize(first_word);
            commands_.resize(command_slot);
            holder_ = outer_holder;
            parse_function_body(*node, begin);
            return node;
          }
          pos_ = open;
        }
        unexpected();
        // Read on behind the parentheses when they close on this line.
        int depth = 0;
        for (; pos_ < end_ && text_[pos_] != '\n'; ++pos_) {
          if (text_[pos_] == '(') ++depth;
          if (text_[pos_] == ')' && --depth <= 0) break;
        }
        if (at(pos_) == ')') ++pos_;
        end = pos_;
        continue;
      }
      if (c == '&' && at(pos_ + 1) != '>') break;
      if (c == '&' || at(pos_ + 1) != '(') {
        parse_redirection(*node);
        end = pos_;
        continue;
      }
    } else if ((is_digit(c) || c == '{') && at_redirection()) {
      parse_redirection(*node);
      end = pos_;
      continue;
    }
    if (words_.size() == first_word) {
      const Offset operator_offset = assignment_operator(pos_);
      if (operator_offset != nowhere) {
        // Reading the value may push assignments of commands inside it, so ours goes on the stack afterwards.
        const Assignment assignment = scan_assignment(operator_offset);
        assignments_.push_back(assignment);
        end = pos_;
        continue;
      }
    }
    const Offset start = pos_;
    Word word = scan_word(WordMode::argument);
    if (pos_ == start) break;
    if (at(pos_) == '(' && word.raw.ends_with('=') && words_.size() > first_word &&
        (!bash_like() || declares(words_[first_word].text)) && assignment_operator(start) != nowhere) {
      const std::size_t first_expansion = expansions_.size();
      scan_array(nullptr);
      word = make_operator_word(start, pos_);
      word.literal = false;
      word.expansions = take_above(expansions_, first_expansion, arena_);
    }
    if (word.literal) {
      const std::string_view text = word.text;
      may_give_script = may_give_script || text.ends_with("sh") || text == "eval" || text == "trap" || text == "su";
    } else if (words_.size() == first_word) {
      may_give_script =
          word.raw.find("SSH") != std::string_view::npos || word.raw.find("ssh") != std::string_view::npos;
    }
    words_.push_back(word);
    word_offsets_.resize(words_.size());
    word_offsets_.back() = start;
    end = pos_;
  }
  holder_ = outer_holder;
  if (end == begin) {
    commands_.resize(command_slot);
    return nullptr;
  }
  node->words = take_above(words_, first_word, arena_);
  node->assignments = take_above(assignments_, first_assignment, arena_);
  node->redirections = take_above(redirections_, first_redirection, arena_);
  find_program(*node);
  finish_span(*node, begin, end);
  if (may_give_script) attach_given_script(*node, first_word);
  word_offsets_.resize(first_word);
  return node;
}

/// A redirection operator, with its descriptor, begins at pos_.
bool Parser::at_redirection() const {
  Offset offset = pos_;
  const char c = at(offset);
  if (is_digit(c)) {
    while (is_digit(at(offset))) ++offset;
  } else if (c == '{') {
    ++offset;
    if (!is_name_start(at(offset))) return false;
    while (is_name(at(offset))) ++offset;
    if (at(offset) != '}') return false;
    ++offset;
  } else if (c == '&') {
    return at(offset + 1) == '>';
  }
  const char operation = at(offset);
  return (operation == '<' || operation == '>') && (at(offset + 1) != '(' || offset > pos_);
}

void Parser::parse_redirection(Node& holder) {
  const Offset begin = pos_;
  Redirection redirection;
  if (is_digit(at(pos_))) {
    redirection.descriptor = 0;
    for (; is_digit(at(pos_)); ++pos_)
      redirection.descriptor = std::min(redirection.descriptor * 10 + (text_[pos_] - '0'), 1'000'000);
  } else if (at(pos_) == '{') {
    pos_ = find('}', pos_) + 1;
  }
  constexpr std::string_view operations[] = {"<<<", "<<-", "<<", "<&", "<>", "<", "&>>", "&>", ">>", ">&", ">|", ">"};
  for (const std::string_view operation : operations) {
    const auto length = static_cast<Offset>(operation.size());
    if (end_ - pos_ < length || slice(pos_, pos_ + length) != operation) continue;
    redirection.operation = operation;
    pos_ += length;
    break;
  }
  skip_blanks();
  const bool is_heredoc = redirection.operation == "<<" || redirection.operation == "<<-";
  const bool has_target = pos_ < end_ && (!is(text_[pos_], word_end) ||
                                          ((text_[pos_] == '<' || text_[pos_] == '>') && at(pos_ + 1) == '('));
  if (!has_target) {
    unexpected();
    redirection.target = make_operator_word(pos_, pos_);
  } else if (is_heredoc) {
    redirection.target = scan_delimiter();
    Heredoc* const heredoc = arena_.make<Heredoc>();
    heredoc->delimiter = redirection.target.text;
    heredoc->expands = !redirection.target.quoted;
    heredoc->strips_tabs = redirection.operation == "<<-";
    heredoc->terminated = false;
    heredoc->body = part(pos_, pos_);
    redirection.heredoc = heredoc;
    pending_.push_back({heredoc, &holder});
  } else {
    redirection.target = scan_word(redirection.operation == "<<<" ? WordMode::value : WordMode::argument);
  }
  redirection.span = span_of(begin, pos_);
  redirections_.push_back(redirection);
}

void Parser::parse_trailing_redirections(Node& node, Offset begin) {
  const std::size_t first = redirections_.size();
  Offset end = pos_;
  Node* const outer_holder = holder_;
  holder_ = &node;
  while (true) {
    skip_blanks();
    if (pos_ >= end_ || !at_redirection()) break;
    parse_redirection(node);
    end = pos_;
  }
  holder_ = outer_holder;
  node.redirections = take_above(redirections_, first, arena_);
  if (!node.redirections.empty()) redirections_end_ = pos_;
  finish_span(node, begin, std::max(end, begin));
}

// --- the whole

/// The lists of commands and errors have stopped growing: give each script its part of them.
void Parser::finish_scripts(Script* outermost) {
  const std::span<const Node*> commands = arena_.copy(commands_);
  const std::span<SyntaxError> errors = arena_.copy(errors_);
  for (const OpenScript& open : scripts_) {
    open.script->commands = commands.subspan(open.first_command, open.last_command - open.first_command);
    open.script->errors = errors.subspan(open.first_error, open.last_error - open.first_error);
  }
  outermost->comments = arena_.copy(comments_);
}

const Script* Parser::run(const MappedText& body, Dialect dialect, bool outer_expands) {
  // Decoding copies keep a pointer to the text they came from, so it must not move.
  const MappedText* const stable = arena_.make<MappedText>(body);
  if (!is_parsed(dialect)) {
    Script* const script = arena_.make<Script>();
    script->dialect = dialect;
    script->span = stable->span();
    return script;
  }
  map_ = stable;
  whole_text_ = stable->text;
  text_ = stable->text.data();
  end_ = static_cast<Offset>(stable->text.size());
  budget_ = std::uint64_t{16} * stable->text.size() + 4096;
  if (stable->text.starts_with("\xef\xbb\xbf")) pos_ = 3;
  dialect_ = dialect;
  Script* const script = parse_script(dialect, false);
  script->span = stable->span();
  script->outer_expands = outer_expands;
  finish_scripts(script);
  if (outer_expands) script->errors = {};
  return script;
}

}  // namespace internal

const Script* parse(const MappedText& body, Dialect dialect, Arena& arena, bool outer_expands) {
  return internal::Parser(arena).run(body, dialect, outer_expands);
}

}  // namespace seaworthy::shell
