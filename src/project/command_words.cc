#include "project/command_words.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "project/embedded.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

constexpr std::size_t longest_text = 1000;
constexpr int most_rounds = 3;

using Meanings = std::map<std::string, std::string, std::less<>>;

std::string_view first_word(std::string_view text) { return text.substr(0, text.find_first_of(" \t")); }

/// Whether a text begins with a program's name, and goes on as plain words of one line.
bool begins_command(std::string_view text) {
  if (text.empty() || text.size() > longest_text || text.find_first_of("\n;|&<>()`") != std::string_view::npos)
    return false;
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./${}";
  return first_word(text).find_first_not_of(letters) == std::string_view::npos;
}

/// Two ways of starting Compose, of which the machine has one, are one meaning: that of today's.
bool is_compose(std::string_view text) {
  return text.starts_with("docker compose") || text.starts_with("docker-compose");
}

void remember(Meanings& meanings, std::string_view name, std::string text) {
  if (!begins_command(text)) text.clear();
  const auto [at, is_new] = meanings.emplace(name, text);
  if (is_new || at->second == text) return;
  if (is_compose(at->second) && is_compose(text)) {
    if (text.starts_with("docker compose")) at->second = std::move(text);
  } else {
    at->second.clear();
  }
}

/// `docker compose` of `${DC:-docker compose}`, and the text itself of others.
std::string_view fallback_of(std::string_view text) {
  if (!text.starts_with("${") || text.find('}') + 1 != text.size()) return text;
  const std::size_t operation = text.find(":-");
  return operation == std::string_view::npos ? text : text.substr(operation + 2, text.size() - operation - 3);
}

/// The parameters of a text in double quotes behind its first word, in quotes: split they are neither way, for what a
/// script keeps in them are paths and names.
std::string with_quoted_parameters(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  std::string result(first_word(text));
  for (std::size_t at = result.size(); at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '$' && text.substr(at, 2) == "${")
      end = std::min(text.find('}', at), text.size() - 1) + 1;
    else if (text[at] == '$')
      end = std::min(text.find_first_not_of(letters, at + 1), text.size());
    const std::string_view part = text.substr(at, end - at);
    result += part.size() > 1 ? '"' + std::string(part) + '"' : std::string(part);
    at = end;
  }
  return result;
}

std::string text_of(const shell::Assignment& assignment) {
  std::string text;
  if (assignment.array) {
    for (const shell::Word& element : assignment.elements) (text += text.empty() ? "" : " ") += element.raw;
    return text;
  }
  std::string_view raw = assignment.value.raw;
  if (assignment.value.literal) raw = assignment.value.text;
  if (raw.size() > 1 && raw.front() == '"' && raw.find('"', 1) + 1 == raw.size()) raw = raw.substr(1, raw.size() - 2);
  const std::string_view plain = fallback_of(ascii::trim(raw));
  // Quotes in a value are letters to the shell.
  return plain.find_first_of("'\"") == std::string_view::npos ? with_quoted_parameters(plain) : std::string();
}

/// The one command of a function that hands all its arguments on behind it: its text in front of `"$@"`.
std::optional<std::string> text_of_function(const shell::Node& function, const Source& source) {
  const shell::Node* node = function.children.size() == 1 ? function.children.front() : nullptr;
  while (node != nullptr && (node->kind == shell::NodeKind::group || node->kind == shell::NodeKind::list))
    node = node->children.size() == 1 ? node->children.front() : nullptr;
  if (node == nullptr || node->kind != shell::NodeKind::simple || node->words.size() < 2 ||
      !node->redirections.empty() || node->background || node->negated)
    return std::nullopt;
  const shell::Word& last = node->words.back();
  if (last.raw != "\"$@\"" && last.raw != "$@" && last.raw != "$*" && last.raw != "\"${@}\"") return std::nullopt;
  for (const shell::Word& word : node->words.first(node->words.size() - 1))
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.kind != shell::ExpansionKind::parameter || expansion.name.empty() ||
          std::string_view("0123456789@*#").find(expansion.name.front()) != std::string_view::npos)
        return std::nullopt;
  const Span front{last.span.file, node->span.begin, last.span.begin};
  return std::string(ascii::trim(source.text(front)));
}

/// The name of the variable or the function that a command begins with, and the word that has it.
const std::string* meaning_of(const shell::Node& node, const CommandWords& words, const shell::Word*& word) {
  if (node.program_at >= node.words.size()) return nullptr;
  word = &node.words[node.program_at];
  const Meanings* meanings = &words.functions;
  std::string_view name = word->text;
  if (!word->literal) {
    if (word->expansions.size() != 1) return nullptr;
    const shell::Expansion& expansion = word->expansions.front();
    if (expansion.kind != shell::ExpansionKind::parameter || !expansion.operation.empty() ||
        expansion.span.size() + (word->raw.starts_with('"') ? 2 : 0) != word->span.size())
      return nullptr;
    meanings = &words.variables;
    name = expansion.name;
  }
  const auto found = meanings->find(name);
  return found == meanings->end() || found->second.empty() ? nullptr : &found->second;
}

/// Where a place of the source stands in a text; nothing where it was left out or put in.
std::optional<std::uint32_t> text_offset(const MappedText& body, std::uint32_t source_offset) {
  if (body.pieces.empty()) return source_offset < body.base ? std::nullopt : std::optional(source_offset - body.base);
  for (std::size_t index = 0; index < body.pieces.size(); ++index) {
    const MappedPiece& piece = body.pieces[index];
    const auto end = index + 1 < body.pieces.size() ? body.pieces[index + 1].text_offset
                                                    : static_cast<std::uint32_t>(body.text.size());
    if (source_offset >= piece.source_offset && source_offset - piece.source_offset < end - piece.text_offset)
      return piece.text_offset + (source_offset - piece.source_offset);
  }
  return std::nullopt;
}

/// A meaning that begins with another name: `DC="$DOCKER compose"`.
void put_in_each_other(CommandWords& words) {
  for (int round = 0; round < most_rounds; ++round)
    for (Meanings* const meanings : {&words.variables, &words.functions})
      for (auto& [own, text] : *meanings) {
        const std::string_view first = first_word(text);
        std::string_view name = first;
        if (name.starts_with("${") && name.ends_with('}'))
          name = name.substr(2, name.size() - 3);
        else if (name.starts_with('$'))
          name.remove_prefix(1);
        const Meanings& others = name == first ? words.functions : words.variables;
        const auto found = others.find(name);
        if (found == others.end() || found->second.empty() || found->first == own) continue;
        text.replace(0, first.size(), found->second);
        if (text.size() > longest_text) text.clear();
      }
}

}  // namespace

void add_command_words(const shell::Script& script, const Source& source, CommandWords& words) {
  std::vector<const shell::Node*> functions;
  for (const shell::Node* const node : script.commands) {
    for (const shell::Assignment& assignment : node->assignments) {
      // In front of a command it holds for that one alone.
      if (!node->words.empty() && !shell::is_declaration(node->words.front().text)) continue;
      if (assignment.append || assignment.subscript != nullptr)
        words.variables[std::string(assignment.name)].clear();
      else
        remember(words.variables, assignment.name, text_of(assignment));
    }
    for (const shell::Node* up = node->parent; up != nullptr; up = up->parent)
      if (up->kind == shell::NodeKind::function && std::ranges::find(functions, up) == functions.end())
        functions.push_back(up);
    if (!node->words.empty() && (node->words.front().text == "read" || node->words.front().text == "unset"))
      for (const shell::Word& word : node->words.subspan(1)) words.variables[std::string(word.text)].clear();
  }
  for (const shell::Node* const function : functions) {
    std::string text = text_of_function(*function, source).value_or("");
    // `docker() { sudo docker "$@"; }` keeps its name.
    if (text.find(function->name) != std::string::npos) text.clear();
    if (!text.empty() || words.functions.contains(function->name)) remember(words.functions, function->name, text);
  }
  std::erase_if(words.variables, [](const auto& each) { return each.first.empty(); });
  put_in_each_other(words);
}

void add_command_words(const CommandWords& taken_in, CommandWords& words) {
  words.variables.insert(taken_in.variables.begin(), taken_in.variables.end());
  words.functions.insert(taken_in.functions.begin(), taken_in.functions.end());
  put_in_each_other(words);
}

MappedText with_command_words(const MappedText& body, const shell::Script& parsed, const CommandWords& words,
                              Arena& arena) {
  struct Change {
    std::uint32_t begin = 0, end = 0;
    const std::string* text = nullptr;
  };
  std::vector<Change> changes;
  for (const shell::Node* const node : parsed.commands) {
    const shell::Word* word = nullptr;
    const std::string* const text = meaning_of(*node, words, word);
    if (text == nullptr) continue;
    const std::optional<std::uint32_t> begin = text_offset(body, word->span.begin);
    if (!begin.has_value() || body.text.substr(*begin, word->raw.size()) != word->raw) continue;
    changes.push_back({*begin, *begin + static_cast<std::uint32_t>(word->raw.size()), text});
  }
  if (changes.empty()) return body;
  std::ranges::sort(changes, {}, &Change::begin);
  TextBuilder builder(body.file);
  std::uint32_t at = 0;
  const auto keep_to = [&](std::uint32_t end) {
    for (; at < end; ++at) builder.add(body.text.substr(at, 1), body.source_offset(at));
  };
  for (const Change& change : changes) {
    if (change.begin < at) continue;
    keep_to(change.begin);
    builder.put_in(*change.text, body.span(change.begin, change.end));
    at = change.end;
  }
  keep_to(static_cast<std::uint32_t>(body.text.size()));
  return builder.build(arena);
}

}  // namespace seaworthy::project
