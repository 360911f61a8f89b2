#include <algorithm>
#include <optional>

#include "shell/command.h"
#include "shell/parse.h"
#include "shell/parser.h"

// Scripts inside scripts: substitutions, texts given to a shell, and heredocs. See parser.h for how the parser works as
// a whole.
namespace seaworthy::shell::internal {

// --- what other machines run

/// What `ssh` runs on the other machine: the words behind the name of the host. Nothing when this is no `ssh`. Of
/// `$SSH "..."` the variable is taken to end in the name of the host.
static std::optional<std::span<const Word>> remote_words(const Node& node) {
  const Invocation run = invocation(node);
  if (run.program == "ssh") {
    constexpr std::string_view with_value = "BbcDEeFIiJLlmOopPQRSWw";
    for (std::size_t at = 0; at < run.arguments.size(); ++at) {
      const std::string_view text = run.arguments[at].text;
      // `$SSH_OPTIONS` and `"${SSH_ARGS[@]}"` stand in front of the host.
      if (!run.arguments[at].literal &&
          (text.find("OPT") != std::string_view::npos || text.find("ARG") != std::string_view::npos ||
           text.find("FLAG") != std::string_view::npos))
        continue;
      if (text.size() < 2 || text.front() != '-') return run.arguments.subspan(at + 1);
      // A cluster ends with the option that takes a value, which may be glued to it.
      const std::size_t option = text.find_first_of(with_value, 1);
      if (option != std::string_view::npos && option + 1 == text.size()) ++at;
    }
    return std::span<const Word>();
  }
  if (node.words.empty()) return std::nullopt;
  const Word& first = node.words.front();
  if (first.expansions.size() != 1 || first.expansions.front().kind != ExpansionKind::parameter ||
      first.expansions.front().span.size() + 2 < first.span.size())
    return std::nullopt;
  const std::string_view name = first.expansions.front().name;
  if (name.find("SSH") == std::string_view::npos && name.find("ssh") == std::string_view::npos) return std::nullopt;
  if (node.words.size() == 2 && node.words.back().quoted) return node.words.subspan(1);
  return std::nullopt;
}

/// `ssh host`, `ssh host bash -s`, `ssh host 'bash -s'`: what runs is read from the standard input.
static bool reads_standard_input(std::span<const Word> words) {
  for (const Word& word : words) {
    for (std::string_view rest = word.text; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      const std::string_view part = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      if (part == "--") return true;
      const bool runs_shell = part.empty() || part == "sudo" || is_parsed(dialect_of_program(part));
      const bool is_option = part.starts_with('-') && part.find('c', 1) == std::string_view::npos;
      if (!runs_shell && !is_option) return false;
    }
  }
  return true;
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
        case '$':
          scan_dollar(true, false, nullptr);
          break;
        case '`':
          scan_backtick(true, false);
          break;
        case '\\':
          pos_ = std::min(pos_ + 2, end_);
          break;
        default:
          ++pos_;
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
  if (const std::optional<std::span<const Word>> remote = remote_words(holder); remote.has_value()) {
    if (holder.remote_script == nullptr && reads_standard_input(*remote))
      holder.remote_script =
          parse_remote(heredoc.expands ? without_escapes(heredoc.body) : heredoc.body, heredoc.expands);
    return;
  }
  const bool reads_script = std::all_of(run.arguments.begin(), run.arguments.end(), [](const Word& word) {
    return word.text.starts_with('-') && (word.text.size() == 1 || word.text.find('c', 1) == std::string_view::npos);
  });
  const bool plain = std::all_of(heredoc.expansions.begin(), heredoc.expansions.end(),
                                 [](const Expansion& expansion) { return expansion.kind == ExpansionKind::parameter; });
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
  scripts_.push_back(
      {script, static_cast<std::uint32_t>(commands_.size()), 0, static_cast<std::uint32_t>(errors_.size()), 0});
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

/// The body of a heredoc in which the outer shell expands, as the reader gets it but for the values.
MappedText Parser::without_escapes(const MappedText& body) {
  Decoded decoded;
  bool continues = false;
  for (Offset at = 0; at < body.text.size(); ++at) {
    const std::string_view rest = body.text.substr(at);
    if (rest.size() > 1 && rest[0] == '\\' && (rest[1] == '$' || rest[1] == '`' || rest[1] == '\\')) {
      ++at;
      continues = false;
    }
    if (!continues) decoded.pieces.push_back({static_cast<Offset>(decoded.text.size()), body.source_offset(at)});
    // A body of several pieces has its own gaps.
    continues = body.pieces.empty();
    decoded.text.push_back(body.text[at]);
  }
  return decoded.text.empty() ? body : *finish(decoded);
}

/// Parses what another machine's shell is given, which is no part of this script.
const Script* Parser::parse_remote(const MappedText& text, bool outer_expands) {
  if (remote_depth_ >= remote_depth_limit || text.text.empty()) return nullptr;
  return Parser(arena_, remote_depth_ + 1).run(text, Dialect::bash, outer_expands);
}

/// `ssh host '...'`, whose words are joined by blanks and given to the shell over there.
void Parser::attach_remote_script(Node& node, std::size_t first_word) {
  const std::optional<std::span<const Word>> words = remote_words(node);
  if (!words.has_value() || words->empty() || reads_standard_input(*words)) return;
  bool outer_expands = false;
  Decoded decoded;
  for (const Word& word : *words) {
    const bool says_nothing =
        !word.literal && (word.expansions.empty() || word.expansions.front().span.size() + 2 >= word.span.size());
    if (says_nothing && words->size() == 1) return;
    outer_expands |= !word.literal;
    if (!decoded.text.empty()) {
      decoded.pieces.push_back({static_cast<Offset>(decoded.text.size()), word.span.begin - 1});
      decoded.text.push_back(' ');
    }
    decode_word(word_offsets_[first_word + static_cast<std::size_t>(&word - node.words.data())], decoded);
  }
  if (!decoded.text.empty()) node.remote_script = parse_remote(*finish(decoded), outer_expands);
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
  if (run.program == "ssh" || run.program.empty()) {
    attach_remote_script(node, first_word);
    return;
  }
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

}  // namespace seaworthy::shell::internal
