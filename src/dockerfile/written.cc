#include "dockerfile/written.h"

#include <algorithm>
#include <optional>

#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::dockerfile {
namespace {

/// More than this of one stage is no script that somebody wrote by hand.
constexpr std::size_t most_files = 128;
constexpr std::size_t most_bytes = std::size_t{256} << 10;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// Whether `$` at `at` begins something that a builder or shell puts a value in for.
bool is_variable(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return false;
  const char next = text[at + 1];
  return is_letter(next) || is_digit(next) || next == '{' ||
         std::string_view("@*#?-$!").find(next) != std::string_view::npos;
}

bool has_script_name(std::string_view path) { return path.ends_with(".sh") || path.ends_with(".bash"); }

/// Where the packages and the images of nginx are configured.
bool is_nginx_configuration(std::string_view path) {
  return path.starts_with("/etc/nginx/") && (path.ends_with(".conf") || path.ends_with(".conf.template") ||
                                             path.find("/sites-enabled/") != std::string_view::npos);
}

/// What a file has to be called to be of interest whatever it begins with.
bool has_kept_name(std::string_view path) { return has_script_name(path) || is_nginx_configuration(path); }

/// Whether the command goes on with the output of `node`: `... | tee file`.
const shell::Node* reader_of(const shell::Node& node) {
  const shell::Node* const pipeline = node.parent;
  if (pipeline == nullptr || pipeline->kind != shell::NodeKind::pipeline || pipeline->children.size() != 2 ||
      pipeline->children.front() != &node)
    return nullptr;
  return pipeline->children.back();
}

bool writes_output(const shell::Redirection& redirection) {
  return (redirection.operation == ">" || redirection.operation == ">>" || redirection.operation == ">|") &&
         (redirection.descriptor == -1 || redirection.descriptor == 1);
}

/// The file operand of `tee [-a] FILE`.
const shell::Word* operand_of_tee(const shell::Invocation& tee) {
  const std::vector<const shell::Word*> operands = tee.operands();
  return operands.size() == 1 ? operands.front() : nullptr;
}

/// Whether the first bytes that a command prints may be `#!`.
bool may_begin_with_interpreter(const shell::Node& node) {
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc != nullptr && redirection.heredoc->body.text.starts_with("#!")) return true;
  return std::ranges::any_of(node.words, [](const shell::Word& word) { return word.text.starts_with("#!"); });
}

/// What an escape of `echo` or `printf` stands for, and how many bytes it has.
struct Escape {
  std::size_t size = 0;
  std::optional<char> value;  ///< Nothing: the output ends here.
};
std::optional<Escape> escape_at(std::string_view text, std::size_t at, bool of_format) {
  if (at + 1 >= text.size()) return std::nullopt;
  const char next = text[at + 1];
  constexpr std::string_view names = "abfnrtv\\\"";
  constexpr std::string_view values = "\a\b\f\n\r\t\v\\\"";
  if (next == 'c') return Escape{2, std::nullopt};
  if (is_octal(next) && (of_format || next == '0')) {
    std::size_t end = at + (of_format ? 1 : 2);
    int value = 0;
    for (std::size_t digits = 0; digits < 3 && end < text.size() && is_octal(text[end]); ++digits, ++end)
      value = value * 8 + (text[end] - '0');
    return Escape{end - at, static_cast<char>(value)};
  }
  const std::size_t name = names.find(next);
  if (name == std::string_view::npos || (next == '"' && !of_format)) return std::nullopt;
  return Escape{2, values[name]};
}

}  // namespace

void WrittenFiles::Text::add(char byte, std::uint32_t source) {
  const auto at = static_cast<std::uint32_t>(text.size());
  // The newline of `printf '%s\n' one two` stands before what it ends; places never go back.
  if (!pieces.empty()) source = std::max(source, pieces.back().source_offset + (at - 1 - pieces.back().text_offset));
  if (pieces.empty() || pieces.back().source_offset + (at - pieces.back().text_offset) != source)
    pieces.push_back({at, source});
  text.push_back(byte);
}

void WrittenFiles::read_copy(const Instruction& copy) {
  if (copy.arguments.empty()) return;
  const Word& target = copy.arguments.back();
  const std::string_view folder = target.known && !target.value.empty() ? target.value : target.text;
  const bool into_folder = folder.ends_with('/') || folder == "." || copy.arguments.size() > 2;
  for (const Heredoc& heredoc : copy.heredocs) {
    if (!heredoc.terminated) continue;
    std::string path(folder);
    if (into_folder) {
      if (!path.ends_with('/')) path += '/';
      path += heredoc.name;
    }
    Text text;
    add_heredoc(heredoc.body, heredoc.expands, false, text);
    put(arena_.copy(path), target.span, false, &text, copy);
  }
}

void WrittenFiles::read_run(const Instruction& run, const MappedText& text) {
  if (run.script == nullptr || run.script->root == nullptr) return;
  const void* open = nullptr;
  for (const shell::Node* const node : run.script->commands) {
    if (node->script != run.script || node->words.empty()) continue;
    const Target target = target_of(*node);
    if (target.path == nullptr) continue;
    const bool goes_on = target.opened_by != nullptr && target.opened_by == open;
    open = target.opened_by;
    const bool appends = target.appends || goes_on;
    const std::string_view path = target.path->text;
    const bool begun = std::ranges::any_of(files_, [path](const File& file) { return file.path == path; });
    if (!begun && (appends || (!has_kept_name(path) && !may_begin_with_interpreter(*node)))) continue;
    Text output;
    const bool known = output_of(*node, text, output);
    put(path, target.path->span, appends, known ? &output : nullptr, run);
  }
}

WrittenFiles::Target WrittenFiles::target_of(const shell::Node& node) {
  const shell::Node* from = &node;
  while (true) {
    for (const shell::Redirection& redirection : from->redirections)
      if (writes_output(redirection) && redirection.target.text != "/dev/null")
        return {&redirection.target, &redirection, redirection.operation == ">>"};
    if (from == &node) {
      const shell::Invocation itself = shell::invocation(node);
      if (itself.program == "tee" && !node.redirections.empty())
        return {operand_of_tee(itself), nullptr, itself.has_any_flag({"-a", "--append"})};
    }
    if (const shell::Node* const reader = reader_of(*from); reader != nullptr) {
      if (reader->kind != shell::NodeKind::simple || reader->words.empty()) return {};
      const shell::Invocation tee = shell::invocation(*reader);
      if (tee.program != "tee") return {};
      return {operand_of_tee(tee), reader, tee.has_any_flag({"-a", "--append"})};
    }
    // Up to the `{ ...; }` that the command stands in.
    const shell::Node* up = from->parent;
    while (up != nullptr && up->script == node.script &&
           (up->kind == shell::NodeKind::list || up->kind == shell::NodeKind::and_or))
      up = up->parent;
    if (up == nullptr || up->script != node.script ||
        (up->kind != shell::NodeKind::group && up->kind != shell::NodeKind::subshell))
      return {};
    from = up;
  }
}

bool WrittenFiles::output_of(const shell::Node& node, const MappedText& script, Text& text) const {
  const shell::Invocation command = shell::invocation(node);
  if (command.program == "echo") return echo(node, script, text);
  if (command.program == "printf") return print_format(node, script, text);
  if (command.program != "cat" && command.program != "tee") return false;
  if (command.program == "cat" &&
      !std::ranges::all_of(command.arguments, [](const shell::Word& word) { return word.text == "-"; }))
    return false;
  const shell::Heredoc* heredoc = nullptr;
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc != nullptr) heredoc = redirection.heredoc;
  if (heredoc == nullptr || !heredoc->terminated) return false;
  add_heredoc(heredoc->body, heredoc->expands, true, text);
  return true;
}

/// `echo` of dash puts in what `\n` stands for, that of bash and BusyBox on request.
bool WrittenFiles::echo(const shell::Node& node, const MappedText& script, Text& text) const {
  const bool asks = node.script->dialect != shell::Dialect::posix;
  bool escapes = !asks, newline = true;
  std::span<const shell::Word> words = shell::invocation(node).arguments;
  while (!words.empty() && words.front().text.size() > 1 && words.front().text.front() == '-' &&
         words.front().text.find_first_not_of("neE", 1) == std::string_view::npos) {
    const std::string_view flags = words.front().text.substr(1);
    // dash knows `-n` alone, and prints the others.
    if (!asks && flags != "n") break;
    if (flags.find('n') != std::string_view::npos) newline = false;
    if (flags.find('e') != std::string_view::npos) escapes = true;
    if (flags.find('E') != std::string_view::npos) escapes = false;
    words = words.subspan(1);
  }
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) text.add(' ', words[index].span.begin);
    Text word;
    if (!decode_word(words[index], script, word)) return false;
    const MappedText mapped{word.text, file_, word.pieces, 0};
    auto filled = word.filled_in.begin();
    for (std::uint32_t at = 0; at < word.text.size();) {
      if (filled != word.filled_in.end() && *filled == at) {
        text.filled_in.push_back(static_cast<std::uint32_t>(text.text.size()));
        ++filled;
      }
      const std::uint32_t source = mapped.source_offset(at);
      if (escapes && word.text[at] == '\\') {
        if (const std::optional<Escape> escape = escape_at(word.text, at, false); escape.has_value()) {
          if (!escape->value.has_value()) return true;
          text.add(*escape->value, source);
          at += static_cast<std::uint32_t>(escape->size);
          continue;
        }
      }
      text.add(word.text[at], source);
      ++at;
    }
  }
  if (newline) text.add('\n', words.empty() ? node.span.end : words.back().span.end);
  return true;
}

/// A format without arguments, or with `%s` and `%b` for each of them.
bool WrittenFiles::print_format(const shell::Node& node, const MappedText& script, Text& text) const {
  std::span<const shell::Word> words = shell::invocation(node).arguments;
  if (!words.empty() && words.front().text == "--") words = words.subspan(1);
  if (words.empty()) return false;
  Text format;
  if (!decode_word(words.front(), script, format)) return false;
  std::span<const shell::Word> arguments = words.subspan(1);
  const MappedText mapped{format.text, file_, format.pieces, 0};
  const auto add_argument = [&](bool escapes) {
    if (arguments.empty()) return true;
    Text argument;
    if (!decode_word(arguments.front(), script, argument)) return false;
    arguments = arguments.subspan(1);
    const MappedText of_argument{argument.text, file_, argument.pieces, 0};
    const auto begin = static_cast<std::uint32_t>(text.text.size());
    for (std::uint32_t at = 0; at < argument.text.size(); ++at) {
      const std::uint32_t source = of_argument.source_offset(at);
      if (escapes && argument.text[at] == '\\') return false;
      text.add(argument.text[at], source);
    }
    for (const std::uint32_t at : argument.filled_in) text.filled_in.push_back(begin + at);
    return true;
  };
  do {
    const std::size_t before = arguments.size();
    auto filled = format.filled_in.begin();
    for (std::uint32_t at = 0; at < format.text.size();) {
      if (text.text.size() > most_bytes) return false;
      if (filled != format.filled_in.end() && *filled == at) {
        text.filled_in.push_back(static_cast<std::uint32_t>(text.text.size()));
        ++filled;
      }
      const std::uint32_t source = mapped.source_offset(at);
      const char byte = format.text[at];
      if (byte == '\\') {
        if (const std::optional<Escape> escape = escape_at(format.text, at, true); escape.has_value()) {
          if (!escape->value.has_value()) return true;
          text.add(*escape->value, source);
          at += static_cast<std::uint32_t>(escape->size);
          continue;
        }
      } else if (byte == '%') {
        const char next = at + 1 < format.text.size() ? format.text[at + 1] : '\0';
        if (next == '%') {
          text.add('%', source);
        } else if ((next != 's' && next != 'b') || !add_argument(next == 'b')) {
          return false;
        }
        at += 2;
        continue;
      }
      text.add(byte, source);
      ++at;
    }
    // Arguments that the format does not take are left out.
    if (arguments.size() == before) break;
  } while (!arguments.empty());
  return true;
}

/// Quotes and escapes removed as the shell does it, with the way back for each byte; variables stay as written. False
/// for `$'...'`, and where the text is no part of the script.
bool WrittenFiles::decode_word(const shell::Word& word, const MappedText& script, Text& text) {
  const std::string_view raw = word.raw;
  if (raw.data() < script.text.data() || raw.data() + raw.size() > script.text.data() + script.text.size())
    return raw.empty();
  const auto begin = static_cast<std::uint32_t>(raw.data() - script.text.data());
  enum class Quote : std::uint8_t { none, single, both };
  Quote quote = Quote::none;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const char byte = raw[at];
    const std::uint32_t source = script.source_offset(begin + static_cast<std::uint32_t>(at));
    if (quote == Quote::single) {
      if (byte == '\'') {
        quote = Quote::none;
      } else {
        text.add(byte, source);
      }
      continue;
    }
    if (byte == '"') {
      quote = quote == Quote::both ? Quote::none : Quote::both;
    } else if (byte == '\'' && quote == Quote::none) {
      quote = Quote::single;
    } else if (byte == '\\' && at + 1 < raw.size()) {
      const char next = raw[at + 1];
      const bool keeps = quote == Quote::both && std::string_view("$\"\\`\n").find(next) == std::string_view::npos;
      if (keeps) text.add(byte, source);
      if (next != '\n') text.add(next, script.source_offset(begin + static_cast<std::uint32_t>(at) + 1));
      ++at;
    } else {
      if (byte == '$' && quote == Quote::none && at + 1 < raw.size() && raw[at + 1] == '\'') return false;
      if (byte == '`' || (byte == '$' && (is_variable(raw, at) || (at + 1 < raw.size() && raw[at + 1] == '('))))
        text.filled_in.push_back(static_cast<std::uint32_t>(text.text.size()));
      text.add(byte, source);
    }
  }
  return true;
}

/// A body that expands: a backslash of a shell protects `$`, "`" and itself, one of the builder whatever follows.
void WrittenFiles::add_heredoc(const MappedText& body, bool expands, bool by_shell, Text& text) {
  const std::string_view raw = body.text;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const std::uint32_t source = body.source_offset(static_cast<std::uint32_t>(at));
    if (expands && raw[at] == '\\' && at + 1 < raw.size()) {
      const char next = raw[at + 1];
      if (!by_shell || std::string_view("$`\\\n").find(next) != std::string_view::npos) {
        if (!by_shell || next != '\n') text.add(next, body.source_offset(static_cast<std::uint32_t>(at) + 1));
        ++at;
        continue;
      }
    }
    const bool filled = raw[at] == '$' ? is_variable(raw, at) || (by_shell && at + 1 < raw.size() && raw[at + 1] == '(')
                                       : by_shell && raw[at] == '`';
    if (expands && filled) text.filled_in.push_back(static_cast<std::uint32_t>(text.text.size()));
    text.add(raw[at], source);
  }
}

void WrittenFiles::put(std::string_view path, Span path_span, bool appends, const Text* text, const Instruction& by) {
  const auto known = std::ranges::find_if(files_, [path](const File& file) { return file.path == path; });
  if (text == nullptr) {
    if (known != files_.end()) files_.erase(known);
    return;
  }
  bytes_ += text->text.size();
  if (bytes_ > most_bytes) return;
  if (appends && known != files_.end() && !text->text.empty() && !known->text.text.empty() &&
      text->pieces.front().source_offset < known->text.pieces.back().source_offset) {
    // `cat <<EOF > file && echo ... >> file`: places would go back.
    files_.erase(known);
    return;
  }
  if (appends && known != files_.end()) {
    const auto begin = static_cast<std::uint32_t>(known->text.text.size());
    known->text.text += text->text;
    for (const MappedPiece& piece : text->pieces)
      known->text.pieces.push_back({begin + piece.text_offset, piece.source_offset});
    for (const std::uint32_t at : text->filled_in) known->text.filled_in.push_back(begin + at);
    known->last = &by;
    return;
  }
  if (known != files_.end()) files_.erase(known);
  // What is added to a file that nothing here began is a part of something unknown.
  if (appends || (!text->text.starts_with("#!") && !has_kept_name(path)) || files_.size() >= most_files) return;
  files_.push_back({path, path_span, *text, &by, &by});
}

WrittenFiles::Kinds WrittenFiles::take() {
  std::vector<WrittenFile> scripts, configurations;
  for (File& file : files_) {
    if (file.text.text.empty()) continue;
    WrittenFile written;
    written.path = file.path;
    written.path_span = file.path_span;
    written.text = {arena_.copy(file.text.text), file_, arena_.copy(file.text.pieces), 0};
    written.filled_in = arena_.copy(file.text.filled_in);
    written.first = file.first;
    written.last = file.last;
    const std::string_view text = written.text.text;
    const bool has_line = text.starts_with("#!");
    if (!has_line && !has_script_name(file.path)) {
      configurations.push_back(written);
      continue;
    }
    const shell::Dialect otherwise = file.path.ends_with(".bash") ? shell::Dialect::bash : shell::Dialect::posix;
    const shell::Dialect dialect =
        has_line ? shell::dialect_of_shebang(text.substr(0, text.find('\n')), shell::Dialect::other) : otherwise;
    written.script = shell::parse(written.text, dialect, arena_, !file.text.filled_in.empty());
    scripts.push_back(written);
  }
  files_.clear();
  bytes_ = 0;
  return {arena_.copy(scripts), arena_.copy(configurations)};
}

}  // namespace seaworthy::dockerfile
