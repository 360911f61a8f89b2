#include "shell/parse.h"

#include <algorithm>
#include <cstring>

#include "shell/command.h"
#include "shell/parser.h"

// The grammar of commands. See parser.h for how the parser works as a whole.
namespace seaworthy::shell {
namespace internal {
namespace {

constexpr std::string_view reserved_text[reserved_count] = {
    "",     "if",    "then",  "elif", "else",   "fi",       "do",   "done",   "case", "esac", "while",
    "until", "for", "select", "function", "time", "coproc", "{", "}", "!", "[["};

constexpr std::size_t index_of(Reserved reserved) { return static_cast<std::size_t>(reserved); }

/// Words that only ever close or continue a construct, so that no command can begin with them.
constexpr bool closes(Reserved reserved) {
  switch (reserved) {
    case Reserved::then:
    case Reserved::elif:
    case Reserved::else_:
    case Reserved::fi:
    case Reserved::do_:
    case Reserved::done:
    case Reserved::esac:
    case Reserved::close_brace: return true;
    default: return false;
  }
}

bool is_parsed(Dialect dialect) {
  return dialect == Dialect::posix || dialect == Dialect::bash || dialect == Dialect::ash || dialect == Dialect::zsh ||
         dialect == Dialect::ksh;
}

/// Builtins whose arguments may be array assignments.
bool declares(std::string_view program) {
  return program == "declare" || program == "local" || program == "export" || program == "readonly" ||
         program == "typeset" || program == "alias" || program == "eval" || program == "let";
}

bool is_condition_unary(std::string_view text) {
  constexpr std::string_view letters = "abcdefghknoprstuvwxzGLNORS";
  return text.size() == 2 && text[0] == '-' && letters.find(text[1]) != std::string_view::npos;
}

bool is_condition_binary(std::string_view text) {
  constexpr std::string_view operators[] = {"=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge",
                                            "-nt", "-ot", "-ef"};
  return std::find(std::begin(operators), std::end(operators), text) != std::end(operators);
}

}  // namespace

// --- the text

Parser::Offset Parser::find(char wanted, Offset from) const {
  if (from >= end_) return end_;
  const void* const found = std::memchr(text_ + from, wanted, end_ - from);
  return found == nullptr ? end_ : static_cast<Offset>(static_cast<const char*>(found) - text_);
}

Parser::Offset Parser::continuation_at(Offset offset) const {
  if (at(offset) != '\\') return 0;
  if (at(offset + 1) == '\n') return 2;
  if (at(offset + 1) == '\r' && at(offset + 2) == '\n') return 3;
  return 0;
}

Parser::Offset Parser::after_continuations(Offset offset) const {
  while (const Offset length = continuation_at(offset)) offset += length;
  return offset;
}

void Parser::skip_blanks() {
  while (pos_ < end_) {
    switch (text_[pos_]) {
      case ' ':
      case '\t': ++pos_; continue;
      case '\\': {
        const Offset length = continuation_at(pos_);
        if (length == 0) return;
        pos_ += length;
        continue;
      }
      case '\r':
        if (pos_ + 1 < end_ && text_[pos_ + 1] != '\n') return;
        ++pos_;
        continue;
      case '#': {
        const Offset begin = pos_;
        pos_ = find('\n', pos_);
        Offset end = pos_;
        if (end > begin && text_[end - 1] == '\r') --end;
        comments_.push_back(span_of(begin, end));
        return;
      }
      default: return;
    }
  }
}

bool Parser::skip_newlines() {
  bool any = false;
  while (true) {
    skip_blanks();
    if (pos_ >= end_ || text_[pos_] != '\n') return any;
    take_newline();
    any = true;
  }
}

void Parser::take_newline() {
  ++pos_;
  if (pending_.size() > pending_base_) read_heredocs();
}

void Parser::enter(const MappedText& text, Context& saved) {
  saved = {map_, text_, pos_, end_};
  map_ = &text;
  text_ = text.text.data();
  pos_ = 0;
  end_ = static_cast<Offset>(text.text.size());
  ++decoded_depth_;
}

void Parser::leave(const Context& saved) {
  map_ = saved.map;
  text_ = saved.text;
  pos_ = saved.pos;
  end_ = saved.end;
  --decoded_depth_;
}

/// Appends bytes of the current text. Where the current text is itself decoded, the run is split at its seams.
void Parser::add_run(Decoded& decoded, Offset begin, Offset end) const {
  if (end <= begin) return;
  const auto text_offset = static_cast<Offset>(decoded.text.size());
  decoded.pieces.push_back({text_offset, map_->source_offset(begin)});
  const auto seam = std::upper_bound(map_->pieces.begin(), map_->pieces.end(), begin,
                                     [](Offset offset, const MappedPiece& piece) { return offset < piece.text_offset; });
  for (auto piece = seam; piece != map_->pieces.end() && piece->text_offset < end; ++piece)
    decoded.pieces.push_back({text_offset + (piece->text_offset - begin), piece->source_offset});
  decoded.text.append(slice(begin, end));
}

const MappedText* Parser::finish(Decoded& decoded) {
  if (decoded.pieces.empty()) decoded.pieces.push_back({0, map_->source_offset(pos_)});
  return arena_.make<MappedText>(
      MappedText{arena_.copy(std::string_view(decoded.text)), map_->file, arena_.copy(decoded.pieces), 0});
}

MappedText Parser::part(Offset begin, Offset end) {
  if (map_->pieces.empty()) return {slice(begin, end), map_->file, {}, map_->base + begin};
  Decoded decoded;
  add_run(decoded, begin, end);
  if (decoded.pieces.empty()) decoded.pieces.push_back({0, map_->source_offset(begin)});
  return {slice(begin, end), map_->file, arena_.copy(decoded.pieces), 0};
}

bool Parser::extended_globs() {
  // Without `shopt -s extglob` bash refuses them; other shells have them always or get the benefit of the doubt.
  if (dialect_ != Dialect::bash) return true;
  if (!extended_globs_known_) {
    extended_globs_known_ = true;
    extended_globs_ = whole_text_.find("extglob") != std::string_view::npos;
  }
  return extended_globs_;
}

// --- errors and limits

void Parser::error(Offset begin, Offset end, std::string_view message) {
  // zsh has much syntax of its own; what looks wrong to a Bourne shell proves nothing there.
  if (dialect_ == Dialect::zsh) return;
  const Span span = span_of(std::min(begin, end_), std::min(std::max(begin, end), end_));
  if (span.begin < quiet_until_) return;
  constexpr std::size_t most_errors = 100;
  if (errors_.size() >= most_errors) return;
  quiet_until_ = span_of(begin, find('\n', std::max(begin, pos_))).end;
  errors_.push_back({span, message});
}

void Parser::unexpected(std::string_view what, Offset begin, Offset end) {
  std::string message = "Unexpected ";
  message.append(what);
  error(begin, end, arena_.copy(std::string_view(message)));
}

/// Reports whatever stands at pos_.
void Parser::unexpected() {
  if (pos_ >= end_) {
    // What is missing was reported, or will be by the construct that is open.
    error(end_, end_, "Unexpected end of the script");
    return;
  }
  if (text_[pos_] == '\n') {
    unexpected("end of the line", pos_, pos_ + 1);
    return;
  }
  Offset end = pos_ + 1;
  if (is(text_[pos_], word_end)) {
    while (end < end_ && end - pos_ < 3 && text_[end] == text_[pos_] && text_[pos_] != '(' && text_[pos_] != ')') ++end;
  } else {
    constexpr Offset longest_quote = 40;
    while (end < end_ && !is(text_[end], word_end) && end - pos_ < longest_quote) ++end;
  }
  const std::string quoted = "`" + std::string(slice(pos_, end)) + "`";
  unexpected(quoted, pos_, end);
}

/// Reports an opener whose closer never came, unless an earlier error explains it.
void Parser::missing(std::string_view closer, std::string_view opener, Offset opener_begin) {
  if (!errors_.empty()) return;
  const std::string message = "`" + std::string(opener) + "` is never closed by `" + std::string(closer) + "`";
  error(opener_begin, opener_begin + static_cast<Offset>(opener.size()), arena_.copy(std::string_view(message)));
}

/// True, with the rest of the text given up, when one more level would be too many.
bool Parser::too_deep() {
  if (depth_ < depth_limit) return false;
  if (!abandoned_) error(pos_, pos_ + 1, "Nested more than 200 levels deep; the rest is not read");
  abandoned_ = true;
  pos_ = end_;
  return true;
}

/// How far a look ahead from `begin` may reach.
Parser::Offset Parser::lookahead_limit(Offset begin) const {
  return static_cast<Offset>(std::min<std::uint64_t>(end_, begin + budget_));
}

void Parser::spend(Offset bytes) { budget_ -= std::min<std::uint64_t>(bytes, budget_); }

Parser::Heights Parser::heights() const {
  return {expansions_.size(), commands_.size(), scripts_.size(), errors_.size(), comments_.size(), pending_.size(), quiet_until_};
}

void Parser::cut_back(const Heights& heights) {
  expansions_.resize(heights.expansions);
  commands_.resize(heights.commands);
  scripts_.resize(heights.scripts);
  errors_.resize(heights.errors);
  comments_.resize(heights.comments);
  pending_.resize(std::min(pending_.size(), heights.pending));
  quiet_until_ = heights.quiet_until;
}

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

namespace {
template <class T>
std::span<const T> take_above(std::vector<T>& stack, std::size_t first, Arena& arena) {
  const std::size_t count = stack.size() - first;
  if (count == 0) return {};
  auto* const storage = static_cast<T*>(arena.allocate(count * sizeof(T), alignof(T)));
  std::memcpy(static_cast<void*>(storage), stack.data() + first, count * sizeof(T));
  stack.resize(first);
  return {storage, count};
}
}  // namespace

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
    case 'i': matches(Reserved::if_); break;
    case 't': matches(Reserved::then) || matches(Reserved::time); break;
    case 'e': matches(Reserved::else_) || matches(Reserved::elif) || matches(Reserved::esac); break;
    case 'f': matches(Reserved::fi) || matches(Reserved::for_) || matches(Reserved::function); break;
    case 'd': matches(Reserved::done) || matches(Reserved::do_); break;
    case 'c': matches(Reserved::case_) || (bash_like() && matches(Reserved::coproc)); break;
    case 'w': matches(Reserved::while_); break;
    case 'u': matches(Reserved::until); break;
    case 's': matches(Reserved::select); break;
    case '{': matches(Reserved::open_brace); break;
    case '}': matches(Reserved::close_brace); break;
    case '!': matches(Reserved::bang); break;
    case '[': matches(Reserved::open_condition); break;
    default: break;
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
    case Reserved::open_condition: return true;
    default: return false;
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

Node* Parser::parse_compound(Reserved reserved) {
  if (too_deep()) return nullptr;
  const Offset begin = pos_;
  Node* const outer_holder = holder_;
  ++depth_;
  Node* node = nullptr;
  switch (reserved) {
    case Reserved::if_: node = parse_if(); break;
    case Reserved::while_: node = parse_while(NodeKind::while_loop); break;
    case Reserved::until: node = parse_while(NodeKind::until_loop); break;
    case Reserved::for_: node = parse_for(NodeKind::for_loop); break;
    case Reserved::select: node = parse_for(NodeKind::select_loop); break;
    case Reserved::case_: node = parse_case(); break;
    case Reserved::open_brace: node = parse_group(); break;
    case Reserved::open_condition: node = parse_condition(); break;
    case Reserved::function: node = parse_function_keyword(); break;
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
    default: break;
  }
  --depth_;
  holder_ = outer_holder;
  return node;
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

bool Parser::parse_redirection(Node& holder) {
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
  return has_target;
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

// --- compound commands

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
  parse_loop_body(*node, slice(begin, begin + 5), begin);
  finish_children(*node, first);
  parse_trailing_redirections(*node, begin);
  return node;
}

/// `do list done`, pushed on the stack of children.
void Parser::parse_loop_body(Node& node, std::string_view opener, Offset begin) {
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
  static_cast<void>(node);
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
    if (at(pos_) == 'i' && at(pos_ + 1) == 'n' && (pos_ + 2 >= end_ || is(text_[pos_ + 2], word_end) ||
                                                   text_[pos_ + 2] == '\r' || text_[pos_ + 2] == '\\')) {
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
    parse_loop_body(*node, opener, begin);
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
  if (at(pos_) == 'i' && at(pos_ + 1) == 'n' && (pos_ + 2 >= end_ || is(text_[pos_ + 2], word_end) ||
                                                 text_[pos_ + 2] == '\r' || text_[pos_ + 2] == '\\')) {
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
    const bool compound = starts_compound() || peek_reserved() == Reserved::none || peek_reserved() == Reserved::function;
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
      case State::operand: state = State::after_term; break;
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

// --- heredocs

void Parser::read_heredocs() {
  const std::size_t base = pending_base_;
  // Bodies may hold substitutions with heredocs of their own, so the list is taken over before reading.
  for (std::size_t i = base; i < pending_.size(); ++i) {
    const PendingHeredoc pending = pending_[i];
    pending_base_ = pending_.size();
    read_heredoc(pending);
    pending_.resize(pending_base_);
    pending_base_ = base;
  }
  pending_.resize(base);
}

void Parser::read_heredoc(PendingHeredoc pending) {
  Heredoc& heredoc = *pending.heredoc;
  const Offset body_begin = pos_;
  Offset body_end = end_;
  Decoded stripped;
  bool any_tabs = false;
  bool joined = false;  // The line before ended with a backslash, so this one cannot be the delimiter.
  while (pos_ < end_) {
    const Offset line_end = find('\n', pos_);
    Offset content_begin = pos_;
    if (heredoc.strips_tabs)
      while (content_begin < line_end && text_[content_begin] == '\t') ++content_begin;
    any_tabs = any_tabs || content_begin > pos_;
    Offset content_end = line_end;
    if (content_end > content_begin && text_[content_end - 1] == '\r') --content_end;
    const std::string_view line = slice(content_begin, content_end);
    if (!joined && line == heredoc.delimiter) {
      heredoc.terminated = true;
      body_end = pos_;
      pos_ = std::min(line_end + 1, end_);
      break;
    }
    if (!joined && in_substitution_ && dialect_ != Dialect::ash && line.starts_with(heredoc.delimiter) &&
        line.substr(heredoc.delimiter.size()).starts_with(')')) {
      // `EOF)`: bash ends the body here, inside `$(...)`.
      heredoc.terminated = true;
      body_end = pos_;
      pos_ = content_begin + static_cast<Offset>(heredoc.delimiter.size());
      break;
    }
    joined = false;
    if (heredoc.expands) {
      Offset backslash = content_end;
      while (backslash > content_begin && text_[backslash - 1] == '\\') --backslash;
      joined = (content_end - backslash) % 2 == 1;
    }
    const Offset next = std::min(line_end + 1, end_);
    if (heredoc.strips_tabs && any_tabs) {
      // Up to here nothing was stripped, so the first run covers all lines before this one.
      if (stripped.pieces.empty()) add_run(stripped, body_begin, pos_);
      add_run(stripped, content_begin, next);
    }
    pos_ = next;
  }
  const Offset resume = pos_;
  const bool copied = !stripped.pieces.empty();
  if (copied && decoded_depth_ >= decoded_depth_limit) {
    heredoc.body = part(body_begin, body_end);
    return;
  }
  const MappedText* const body = copied ? finish(stripped) : nullptr;
  heredoc.body = copied ? *body : part(body_begin, body_end);
  if (heredoc.expands && !too_deep()) {
    Node* const outer_holder = holder_;
    holder_ = pending.holder;
    const Offset outer_end = end_;
    const std::size_t first_expansion = expansions_.size();
    Context saved;
    ++depth_;
    const bool outer_in_heredoc = in_heredoc_;
    in_heredoc_ = true;
    if (copied) {
      enter(*body, saved);
    } else {
      pos_ = body_begin;
      end_ = body_end;
    }
    while (true) {
      while (pos_ < end_ && !is(text_[pos_], quote_special)) ++pos_;
      if (pos_ >= end_) break;
      switch (text_[pos_]) {
        case '$': scan_dollar(true, false, nullptr); break;
        case '`': scan_backtick(true, false); break;
        case '\\': pos_ = std::min(pos_ + 2, end_); break;
        default: ++pos_;
      }
    }
    if (copied) leave(saved);
    in_heredoc_ = outer_in_heredoc;
    --depth_;
    end_ = outer_end;
    heredoc.expansions = take_above(expansions_, first_expansion, arena_);
    holder_ = outer_holder;
  }
  pos_ = resume;
  // `bash <<EOF`: the body is a script.
  Node& holder = *pending.holder;
  if (holder.kind != NodeKind::simple || holder.given_script != nullptr || holder.words.empty()) return;
  const Invocation run = invocation(holder);
  const bool reads_script = std::all_of(run.arguments.begin(), run.arguments.end(), [](const Word& word) {
    return word.text.starts_with('-') && (word.text.size() == 1 || word.text.find('c', 1) == std::string_view::npos);
  });
  const bool plain = std::all_of(heredoc.expansions.begin(), heredoc.expansions.end(), [](const Expansion& expansion) {
    return expansion.kind == ExpansionKind::parameter;
  });
  const Dialect dialect = dialect_of_program(run.program);
  if (!reads_script || !plain || !is_parsed(dialect) || run.program == "busybox") return;
  holder.given_script = parse_given(arena_.make<MappedText>(heredoc.body), dialect, holder, heredoc.expands);
}

// --- scripts inside scripts

/// Reads a script from pos_ up to the `)` that ends it, or to the end of the text.
Script* Parser::parse_script(Dialect dialect, bool ends_with_parenthesis) {
  Script* const script = arena_.make<Script>();
  script->dialect = dialect;
  const std::size_t slot = scripts_.size();
  scripts_.push_back({script, static_cast<std::uint32_t>(commands_.size()), 0,
                      static_cast<std::uint32_t>(errors_.size()), 0});
  Script* const outer_script = script_;
  const Dialect outer_dialect = dialect_;
  const auto outer_expected = expected_;
  const auto outer_cases = open_cases_;
  const auto outer_parentheses = open_parentheses_;
  const auto outer_pending_base = pending_base_;
  const bool outer_in_substitution = in_substitution_;
  const bool outer_in_heredoc = in_heredoc_;
  Node* const outer_holder = holder_;
  Decoded* const outer_recording = recording_;
  recording_ = nullptr;
  script_ = script;
  dialect_ = dialect;
  expected_.fill(0);
  open_cases_ = 0;
  open_parentheses_ = ends_with_parenthesis ? 1 : 0;
  in_substitution_ = ends_with_parenthesis;
  in_heredoc_ = false;
  pending_base_ = pending_.size();
  ++depth_;
  const Offset begin = pos_;
  Node* const root = parse_list();
  root->parent = outer_holder;
  script->root = root;
  script->span = span_of(begin, std::max(begin, pos_));
  --depth_;
  // bash reads the heredocs of `$(cat <<EOF)` behind the closing parenthesis; elsewhere they stay empty.
  if (!ends_with_parenthesis || dialect != Dialect::bash) pending_.resize(pending_base_);
  recording_ = outer_recording;
  holder_ = outer_holder;
  pending_base_ = outer_pending_base;
  in_substitution_ = outer_in_substitution;
  in_heredoc_ = outer_in_heredoc;
  open_parentheses_ = outer_parentheses;
  open_cases_ = outer_cases;
  expected_ = outer_expected;
  dialect_ = outer_dialect;
  script_ = outer_script;
  scripts_[slot].last_command = static_cast<std::uint32_t>(commands_.size());
  scripts_[slot].last_error = static_cast<std::uint32_t>(errors_.size());
  return script;
}

/// Parses a script that a command was given as text.
const Script* Parser::parse_given(const MappedText* text, Dialect dialect, Node& holder, bool outer_expands) {
  if (decoded_depth_ >= decoded_depth_limit || depth_ >= depth_limit) return nullptr;
  Node* const outer_holder = holder_;
  const int outer_retries = quote_retries_;
  const std::size_t outer_errors = errors_.size();
  const Offset outer_quiet_until = quiet_until_;
  const std::size_t first_script = scripts_.size();
  Context saved;
  enter(*text, saved);
  holder_ = &holder;
  Script* const script = parse_script(dialect, false);
  script->outer_expands = outer_expands;
  if (outer_expands) {
    // With values in place of the parameters the text may well be correct.
    errors_.resize(outer_errors);
    for (std::size_t i = first_script; i < scripts_.size(); ++i)
      scripts_[i].first_error = scripts_[i].last_error = static_cast<std::uint32_t>(outer_errors);
    quiet_until_ = outer_quiet_until;
  }
  holder_ = outer_holder;
  leave(saved);
  quote_retries_ = outer_retries;
  return script;
}

/// Quotes of the word at `begin` removed, as text with the way back.
void Parser::decode_word(Offset begin, Decoded& decoded) {
  const Offset saved = pos_;
  const Heights start = heights();
  pos_ = begin;
  recording_ = &decoded;
  scan_word(WordMode::argument);
  recording_ = nullptr;
  cut_back(start);
  pos_ = saved;
}

/// `sh -c '...'`, `eval '...'`, `trap '...' EXIT`, `su -c '...'`: the text given is a script.
void Parser::attach_given_script(Node& node, std::size_t first_word) {
  const std::span<const Word> words = node.words;
  const Invocation run = invocation(node);
  // `"cd $DIR && make"` is read with `$DIR` in place, although the outer shell fills it in; `"$command"` says nothing.
  bool outer_expands = false;
  const auto is_known = [&outer_expands](const Word& word) {
    if (word.literal) return true;
    if (word.expansions.empty()) return false;  // An array.
    outer_expands = true;
    const auto is_quoted_parameter = [](const Expansion& expansion) {
      return expansion.kind == ExpansionKind::parameter && expansion.in_double_quotes;
    };
    return std::all_of(word.expansions.begin(), word.expansions.end(), is_quoted_parameter) &&
           word.expansions.front().span.size() + 2 < word.span.size();
  };
  const auto index_in_words = [&](const Word& word) { return static_cast<std::size_t>(&word - words.data()); };
  Decoded decoded;
  const auto give = [&](const Word& word, Dialect dialect) {
    decode_word(word_offsets_[first_word + index_in_words(word)], decoded);
    if (!decoded.text.empty()) node.given_script = parse_given(finish(decoded), dialect, node, outer_expands);
  };

  if (run.program == "eval") {
    if (run.arguments.empty() || !std::all_of(run.arguments.begin(), run.arguments.end(), is_known)) return;
    for (const Word& word : run.arguments) {
      if (!decoded.text.empty()) {
        // The blank that joins two arguments stands where the gap between them is.
        decoded.pieces.push_back({static_cast<Offset>(decoded.text.size()), word.span.begin - 1});
        decoded.text.push_back(' ');
      }
      decode_word(word_offsets_[first_word + index_in_words(word)], decoded);
    }
    if (!decoded.text.empty()) node.given_script = parse_given(finish(decoded), dialect_, node, outer_expands);
    return;
  }
  if (run.program == "trap") {
    if (run.arguments.size() < 2 || run.arguments[0].text.starts_with('-') || !is_known(run.arguments[0])) return;
    give(run.arguments[0], dialect_);
    return;
  }
  Dialect dialect = dialect_of_program(run.program);
  std::span<const Word> arguments = run.arguments;
  if (run.program == "su") {
    dialect = Dialect::posix;
  } else if (run.program == "find") {
    // find ... -exec sh -c '...' {} ;
    std::size_t i = 0;
    while (i < arguments.size() && !arguments[i].text.starts_with("-exec")) ++i;
    if (i + 1 >= arguments.size()) return;
    dialect = dialect_of_program(arguments[i + 1].text);
    arguments = arguments.subspan(i + 2);
  }
  if (!is_parsed(dialect)) return;
  bool wants_script = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Word& word = arguments[i];
    const std::string_view text = word.text;
    if (word.literal && text.size() > 1 && (text[0] == '-' || text[0] == '+') && !word.quoted) {
      if (text == "--") continue;
      if (run.program == "su" && text.starts_with("--command=")) return;
      if (text == "--command") wants_script = true;
      if (text[1] != '-' && text.find('c', 1) != std::string_view::npos) wants_script = true;
      if (!wants_script && text.back() == 'o' && text[1] != '-') ++i;  // `-o pipefail`
      if (wants_script && text.ends_with('o') && text[1] != '-') ++i;  // `-ceo pipefail`, then the script
      continue;
    }
    if (!wants_script) {
      if (run.program == "su") continue;  // The user's name may stand before the options.
      return;
    }
    if (is_known(word)) give(word, dialect);
    return;
  }
}

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

const Script* Parser::run(const MappedText& body, Dialect dialect) {
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
  finish_scripts(script);
  return script;
}

}  // namespace internal

const Script* parse(const MappedText& body, Dialect dialect, Arena& arena) {
  return internal::Parser(arena).run(body, dialect);
}

}  // namespace seaworthy::shell
