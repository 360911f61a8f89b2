#include <algorithm>

#include "shell/parser.h"

// Compound commands. See parser.h for how the parser works as a whole.
namespace seaworthy::shell::internal {
namespace {

bool is_condition_unary(std::string_view text) {
  constexpr std::string_view letters = "abcdefghknoprstuvwxzGLNORS";
  return text.size() == 2 && text[0] == '-' && letters.find(text[1]) != std::string_view::npos;
}

bool is_condition_binary(std::string_view text) {
  constexpr std::string_view operators[] = {"=",   "==",  "!=",  "=~",  "<",   ">",   "-eq", "-ne",
                                            "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"};
  return std::find(std::begin(operators), std::end(operators), text) != std::end(operators);
}

}  // namespace

Node* Parser::parse_compound(Reserved reserved) {
  if (too_deep()) return nullptr;
  const Offset begin = pos_;
  Node* const outer_holder = holder_;
  ++depth_;
  Node* node = nullptr;
  switch (reserved) {
    case Reserved::if_:
      node = parse_if();
      break;
    case Reserved::while_:
      node = parse_while(NodeKind::while_loop);
      break;
    case Reserved::until:
      node = parse_while(NodeKind::until_loop);
      break;
    case Reserved::for_:
      node = parse_for(NodeKind::for_loop);
      break;
    case Reserved::select:
      node = parse_for(NodeKind::select_loop);
      break;
    case Reserved::case_:
      node = parse_case();
      break;
    case Reserved::open_brace:
      node = parse_group();
      break;
    case Reserved::open_condition:
      node = parse_condition();
      break;
    case Reserved::function:
      node = parse_function_keyword();
      break;
    case Reserved::coproc: {
      pos_ += 6;
      skip_blanks();
      std::string_view name;
      const Offset name_begin = pos_;
      if (is_name_start(at(pos_)) && !starts_compound()) {
        while (is_name(at(pos_))) ++pos_;
        name = slice(name_begin, pos_);
        skip_blanks();
      }
      if (pos_ < end_ && starts_compound()) {
        node = parse_command();
        if (node != nullptr) {
          node->name = name;
          node->background = true;
          node->span = join(span_of(begin, begin + 6), node->span);
        }
      } else {
        pos_ = begin;
        node = parse_simple();
        if (node != nullptr) node->background = true;
      }
      break;
    }
    default:
      break;
  }
  --depth_;
  holder_ = outer_holder;
  return node;
}

Node* Parser::parse_if() {
  const Offset begin = pos_;
  Node* const node = make_node(NodeKind::if_clause);
  const std::size_t first = children_.size();
  constexpr Reserved waited[] = {Reserved::then, Reserved::elif, Reserved::else_, Reserved::fi};
  for (const Reserved reserved : waited) ++expected_[index_of(reserved)];
  pos_ += 2;
  do {
    Node* const condition = parse_body("then");
    children_.push_back(condition);
    if (!take(Reserved::then)) missing("then", "if", begin);
    Node* const body = parse_body("fi");
    children_.push_back(body);
  } while (take(Reserved::elif));
  if (take(Reserved::else_)) {
    node->has_else = true;
    Node* const body = parse_body("fi");
    children_.push_back(body);
  }
  if (!take(Reserved::fi)) missing("fi", "if", begin);
  for (const Reserved reserved : waited) --expected_[index_of(reserved)];
  finish_children(*node, first);
  parse_trailing_redirections(*node, begin);
  return node;
}

Node* Parser::parse_while(NodeKind kind) {
  const Offset begin = pos_;
  Node* const node = make_node(kind);
  const std::size_t first = children_.size();
  pos_ += 5;
  ++expected_[index_of(Reserved::do_)];
  ++expected_[index_of(Reserved::done)];
  Node* const condition = parse_body("do");
  --expected_[index_of(Reserved::do_)];
  --expected_[index_of(Reserved::done)];
  children_.push_back(condition);
  parse_loop_body(slice(begin, begin + 5), begin);
  finish_children(*node, first);
  parse_trailing_redirections(*node, begin);
  return node;
}

/// `do list done`, pushed on the stack of children.
void Parser::parse_loop_body(std::string_view opener, Offset begin) {
  skip_newlines();
  if (!take(Reserved::do_)) {
    if (pos_ < end_ && errors_.empty())
      unexpected();
    else
      missing("do", opener, begin);
    // Without `do` the body is still a body, as long as a `done` comes.
    if (pos_ >= end_ || at_list_end()) {
      Node* const empty = make_node(NodeKind::list);
      finish_span(*empty, pos_, pos_);
      children_.push_back(empty);
      return;
    }
  }
  ++expected_[index_of(Reserved::done)];
  Node* const body = parse_body("done");
  --expected_[index_of(Reserved::done)];
  children_.push_back(body);
  if (!take(Reserved::done)) missing("done", opener, begin);
}

Node* Parser::parse_for(NodeKind kind) {
  const Offset begin = pos_;
  Node* const node = make_node(kind);
  holder_ = node;
  const std::size_t first = children_.size();
  const std::size_t first_word = words_.size();
  const std::string_view opener = kind == NodeKind::for_loop ? "for" : "select";
  pos_ += static_cast<Offset>(opener.size());
  skip_blanks();
  if (at(pos_) == '(' && at(pos_ + 1) == '(' && kind == NodeKind::for_loop) {
    const Offset inner = pos_ + 2;
    Offset close = find_arithmetic_end(inner);
    if (close == nowhere) {
      missing("))", "((", pos_);
      close = find('\n', inner);
    }
    Word word = make_operator_word(inner, close);
    const std::size_t first_expansion = expansions_.size();
    pos_ = inner;
    scan_expansions_until(close);
    word.expansions = take_above(expansions_, first_expansion, arena_);
    word.literal = word.expansions.empty();
    if (dialect_ == Dialect::bash && std::count(word.raw.begin(), word.raw.end(), ';') != 2)
      error(inner - 2, close, "Expected three expressions with two `;` between them");
    words_.push_back(word);
    pos_ = std::min(close + 2, end_);
    skip_blanks();
    if (at(pos_) == ';') ++pos_;
  } else {
    const Offset name_begin = pos_;
    if (pos_ < end_ && !is(text_[pos_], word_end)) {
      const std::string_view name = scan_name();
      node->name = name;
      const bool valid = !name.empty() && is_name_start(name.front()) && std::all_of(name.begin(), name.end(), is_name);
      if (!valid && (dialect_ == Dialect::posix || dialect_ == Dialect::ash))
        error(name_begin, pos_, "This is no name for a loop variable");
    } else {
      unexpected();
    }
    skip_newlines();
    if (at(pos_) == 'i' && at(pos_ + 1) == 'n' &&
        (pos_ + 2 >= end_ || is(text_[pos_ + 2], word_end) || text_[pos_ + 2] == '\r' || text_[pos_ + 2] == '\\')) {
      node->has_items = true;
      pos_ += 2;
      while (true) {
        skip_blanks();
        if (pos_ >= end_) break;
        const char c = text_[pos_];
        if (is(c, word_end) && !((c == '<' || c == '>') && at(pos_ + 1) == '(')) {
          if (c == '\n' || c == ';' || c == ')') break;
          unexpected();
          ++pos_;
          continue;
        }
        const Offset start = pos_;
        const Word word = scan_word(WordMode::argument);
        if (pos_ == start) break;
        words_.push_back(word);
      }
    }
    skip_blanks();
    if (at(pos_) == ';') ++pos_;
  }
  node->words = take_above(words_, first_word, arena_);
  skip_newlines();
  if (pos_ < end_ && peek_reserved() == Reserved::open_brace) {
    const Offset brace = pos_;
    ++pos_;
    ++expected_[index_of(Reserved::close_brace)];
    Node* const body = parse_body("}");
    --expected_[index_of(Reserved::close_brace)];
    children_.push_back(body);
    if (!take(Reserved::close_brace)) missing("}", "{", brace);
  } else {
    parse_loop_body(opener, begin);
  }
  finish_children(*node, first);
  parse_trailing_redirections(*node, begin);
  return node;
}

Node* Parser::parse_case() {
  const Offset begin = pos_;
  Node* const node = make_node(NodeKind::case_clause);
  holder_ = node;
  const std::size_t first = children_.size();
  const std::size_t first_word = words_.size();
  pos_ += 4;
  skip_blanks();
  if (pos_ < end_ && !is(text_[pos_], word_end)) {
    const Word subject = scan_word(WordMode::value);
    words_.push_back(subject);
  } else {
    unexpected();
  }
  node->words = take_above(words_, first_word, arena_);
  skip_newlines();
  if (at(pos_) == 'i' && at(pos_ + 1) == 'n' &&
      (pos_ + 2 >= end_ || is(text_[pos_ + 2], word_end) || text_[pos_ + 2] == '\r' || text_[pos_ + 2] == '\\')) {
    pos_ += 2;
  } else {
    if (pos_ < end_) unexpected();
    missing("esac", "case", begin);
  }
  ++open_cases_;
  ++expected_[index_of(Reserved::esac)];
  std::string_view separator;
  bool closed = false;
  while (true) {
    skip_newlines();
    if (pos_ >= end_) break;
    if (take(Reserved::esac)) {
      closed = true;
      break;
    }
    const Offset item_begin = pos_;
    Node* const item = make_node(NodeKind::list);
    holder_ = item;
    if (text_[pos_] == '(') {
      ++pos_;
      skip_blanks();
    }
    const std::size_t first_pattern = words_.size();
    while (pos_ < end_) {
      skip_blanks();
      const Offset start = pos_;
      if (pos_ < end_ && !is(text_[pos_], word_end)) {
        const Word pattern = scan_word(WordMode::pattern);
        if (pos_ > start) words_.push_back(pattern);
      }
      skip_blanks();
      if (pos_ == start || at(pos_) != '|' || at(pos_ + 1) == '|') break;
      ++pos_;
    }
    const bool has_patterns = words_.size() > first_pattern;
    item->words = take_above(words_, first_pattern, arena_);
    item->joined_by = separator;
    children_.push_back(item);
    if (at(pos_) == ')' && has_patterns) {
      ++pos_;
    } else {
      finish_span(*item, item_begin, pos_);
      if (pos_ >= end_) break;
      unexpected();
      // Look for the `)` of a pattern on this line; without one the line is lost.
      while (pos_ < end_ && text_[pos_] != ')' && text_[pos_] != '\n') ++pos_;
      if (at(pos_) == ')') ++pos_;
    }
    parse_list_into(*item);
    item->span = join(span_of(item_begin, item_begin + 1), item->children.empty() ? span_of(pos_, pos_) : item->span);
    if (at(pos_) == ';' && at(pos_ + 1) == ';') {
      const bool resumes = at(pos_ + 2) == '&';
      pos_ += resumes ? 3 : 2;
      separator = resumes ? ";;&" : ";;";
    } else if (at(pos_) == ';' && at(pos_ + 1) == '&') {
      pos_ += 2;
      separator = ";&";
    } else if (pos_ < end_ && peek_reserved() != Reserved::esac) {
      break;  // A closer of something outside.
    }
  }
  if (!closed) missing("esac", "case", begin);
  --open_cases_;
  --expected_[index_of(Reserved::esac)];
  finish_children(*node, first);
  parse_trailing_redirections(*node, begin);
  return node;
}

/// The name of a function or loop variable. Nothing expands there, whatever it looks like.
std::string_view Parser::scan_name() {
  const Heights start = heights();
  const Word name = scan_word(WordMode::operand);
  cut_back(start);
  return name.text;
}

/// At `function`.
Node* Parser::parse_function_keyword() {
  const Offset begin = pos_;
  pos_ += 8;
  skip_blanks();
  const Offset name_begin = pos_;
  if (pos_ < end_ && !is(text_[pos_], word_end)) scan_name();
  const Offset name_end = pos_;
  skip_blanks();
  const bool parentheses = at(pos_) == '(';
  Offset body = pos_;
  while (at(body) == ' ' || at(body) == '\t' || at(body) == '\n') ++body;
  if (name_end == name_begin || (!bash_like() && at(body) != '(' && at(body) != '{')) {
    // A command called `function`, or nothing that makes sense.
    pos_ = begin;
    return parse_simple();
  }
  Node* const node = make_node(NodeKind::function);
  node->name = slice(name_begin, name_end);
  if (parentheses) {
    const Offset open = pos_;
    ++pos_;
    skip_blanks();
    if (at(pos_) == ')')
      ++pos_;
    else
      pos_ = open;  // `function f (list)`: the body is a subshell.
  }
  parse_function_body(*node, begin);
  return node;
}

/// Behind `name()`.
void Parser::parse_function_body(Node& function, Offset begin) {
  skip_newlines();
  const std::size_t first = children_.size();
  const Offset start = pos_;
  Node* body = nullptr;
  if (pos_ < end_ && !too_deep()) {
    ++depth_;
    const bool compound =
        starts_compound() || peek_reserved() == Reserved::none || peek_reserved() == Reserved::function;
    if (compound) {
      // bash wants a compound command here, other shells take any.
      if (dialect_ == Dialect::bash && (!starts_compound() || peek_reserved() == Reserved::function)) unexpected();
      body = parse_command();
    }
    --depth_;
  }
  if (body != nullptr) {
    children_.push_back(body);
    function.span = join(span_of(begin, begin + 1), body->span);
  } else {
    if (pos_ == start) unexpected();
    finish_span(function, begin, std::max(begin + 1, start));
  }
  finish_children(function, first);
}

/// At `(`: a subshell or, as `((`, arithmetic.
Node* Parser::parse_parenthesis() {
  const Offset begin = pos_;
  ++depth_;
  Node* node = nullptr;
  if (at(pos_ + 1) == '(') {
    const Offset close = find_arithmetic_end(pos_ + 2);
    if (close != nowhere) node = parse_arithmetic(begin, close);
  }
  if (node == nullptr) {
    node = make_node(NodeKind::subshell);
    const std::size_t first = children_.size();
    ++pos_;
    ++open_parentheses_;
    const std::uint16_t outer_cases = open_cases_;
    open_cases_ = 0;
    Node* const body = parse_body(")");
    open_cases_ = outer_cases;
    --open_parentheses_;
    children_.push_back(body);
    if (at(pos_) == ')')
      ++pos_;
    else
      missing(")", "(", begin);
    finish_children(*node, first);
    parse_trailing_redirections(*node, begin);
  }
  --depth_;
  return node;
}

Node* Parser::parse_arithmetic(Offset begin, Offset close) {
  Node* const node = make_node(NodeKind::arithmetic);
  Node* const outer_holder = holder_;
  holder_ = node;
  Word word = make_operator_word(begin + 2, close);
  const std::size_t first_expansion = expansions_.size();
  pos_ = begin + 2;
  scan_expansions_until(close);
  word.expansions = take_above(expansions_, first_expansion, arena_);
  word.literal = word.expansions.empty();
  Word* const words = arena_.make<Word>(word);
  node->words = {words, 1};
  holder_ = outer_holder;
  pos_ = close + 2;
  parse_trailing_redirections(*node, begin);
  return node;
}

Node* Parser::parse_group() {
  const Offset begin = pos_;
  Node* const node = make_node(NodeKind::group);
  const std::size_t first = children_.size();
  ++pos_;
  ++expected_[index_of(Reserved::close_brace)];
  Node* const body = parse_body("}");
  --expected_[index_of(Reserved::close_brace)];
  children_.push_back(body);
  if (!take(Reserved::close_brace)) missing("}", "{", begin);
  finish_children(*node, first);
  parse_trailing_redirections(*node, begin);
  return node;
}

/// At `[[`. The grammar is regular but for the parentheses, so a state and a counter do.
Node* Parser::parse_condition() {
  const Offset begin = pos_;
  Node* const node = make_node(NodeKind::condition);
  holder_ = node;
  const std::size_t first_word = words_.size();
  pos_ += 2;
  enum class State {
    term,        // A word, `!`, `(` or a unary operator.
    operand,     // What an operator applies to.
    after_word,  // A binary operator may follow.
    after_term,  // `&&`, `||`, `)` or the end.
  };
  State state = State::term;
  std::uint32_t open = 0;
  bool closed = false;
  const bool strict = bash_like();
  WordMode mode = WordMode::operand;
  const auto complain = [&] {
    if (strict) unexpected();
  };
  const auto add_operator = [&](Offset length) {
    words_.push_back(make_operator_word(pos_, pos_ + length));
    pos_ += length;
  };
  while (true) {
    skip_blanks();
    if (pos_ >= end_) break;
    const char c = text_[pos_];
    if (c == '\n') {
      // Lines may end where a term may begin and behind a complete one, nowhere else.
      if (state == State::operand || state == State::after_word) complain();
      skip_newlines();
      const bool goes_on = at(pos_) == '&' || at(pos_) == '|' || at(pos_) == ')' || at(pos_) == ']';
      if (state == State::after_term && !goes_on) {
        complain();
        break;
      }
      continue;
    }
    const bool at_close = c == ']' && at(pos_ + 1) == ']' &&
                          (pos_ + 2 >= end_ || is(text_[pos_ + 2], word_end) || text_[pos_ + 2] == '\r');
    const bool complete = state == State::after_word || state == State::after_term;
    if (at_close) {
      if (!complete || open > 0) complain();
      pos_ += 2;
      closed = true;
      break;
    }
    if ((c == '&' && at(pos_ + 1) == '&') || (c == '|' && at(pos_ + 1) == '|')) {
      if (!complete) complain();
      add_operator(2);
      state = State::term;
      mode = WordMode::operand;
      continue;
    }
    if (c == '(' && mode != WordMode::regex) {
      if (state != State::term) complain();
      ++open;
      add_operator(1);
      continue;
    }
    if (c == ')') {
      if (open == 0 && open_parentheses_ > 0) {
        complain();
        break;
      }
      if (!complete || open == 0) complain();
      if (open > 0) --open;
      add_operator(1);
      state = State::after_term;
      continue;
    }
    if ((c == '<' || c == '>') && at(pos_ + 1) != '(') {
      if (state != State::after_word) complain();
      add_operator(1);
      state = State::operand;
      continue;
    }
    if (c == ';' || c == '&' || c == '|') {
      complain();
      break;
    }
    const Offset start = pos_;
    const Word word = scan_word(mode);
    if (pos_ == start) {
      complain();
      ++pos_;
      continue;
    }
    words_.push_back(word);
    mode = WordMode::operand;
    switch (state) {
      case State::term:
        if (word.quoted || !word.literal) {
          state = State::after_word;
        } else if (word.text != "!") {
          state = is_condition_unary(word.text) ? State::operand : State::after_word;
        }
        break;
      case State::operand:
        state = State::after_term;
        break;
      case State::after_word:
      case State::after_term:
        if (state == State::after_term || word.quoted || !word.literal || !is_condition_binary(word.text)) {
          const Offset end = pos_;
          pos_ = start;
          complain();
          pos_ = end;
        }
        if (word.text == "=~") mode = WordMode::regex;
        if (word.text == "==" || word.text == "=" || word.text == "!=") mode = WordMode::match;
        state = State::operand;
        break;
    }
  }
  if (!closed && strict) missing("]]", "[[", begin);
  node->words = take_above(words_, first_word, arena_);
  parse_trailing_redirections(*node, begin);
  return node;
}

}  // namespace seaworthy::shell::internal
