#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::replacement_matches_nothing {

/// The longest run of letters in a pattern that has to be in the text word for word; "" where nothing has to.
static std::string literal_part(std::string_view pattern) {
  std::string best;
  std::string current;
  const auto flush = [&] {
    if (current.size() > best.size()) best = current;
    current.clear();
  };
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char letter = pattern[at];
    // What a sign behind it makes optional is not asked for; alternatives and sets choose.
    const char next = at + 1 < pattern.size() ? pattern[at + 1] : '\0';
    if (letter == '[' || letter == '|' || letter == '(' || letter == '{' || letter == '$' || letter == '`') return {};
    if (letter == '\\') {
      if (is_one_of(". / - \\", std::string_view(&next, 1))) {
        current += next;
        ++at;
        continue;
      }
      return {};
    }
    if (next == '*' || next == '?' || letter == '.' || letter == '*' || letter == '^' || letter == '+') {
      flush();
      continue;
    }
    current += letter;
  }
  flush();
  return best;
}

/// The pattern of `s/PATTERN/.../`; "" for anything else.
static std::string_view pattern_of(std::string_view expression) {
  if (expression.size() < 4 || expression.front() != 's') return {};
  const char sign = expression[1];
  if (sign != '/' && sign != '|' && sign != '#' && sign != '@' && sign != ',' && sign != ':') return {};
  const std::size_t end = expression.find(sign, 2);
  // One expression alone: what follows another may look for what that one has written.
  if (end == std::string_view::npos || contains(expression, ";")) return {};
  return expression.substr(2, end - 2);
}

/// Whether a script has gone to an absolute folder before a command: what it finds there is the machine's or the
/// image's, whatever the repository has under the same name.
static bool is_in_folder_of_machine(const shell::Script& script, const shell::Node& node) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* other) {
    return other->span.begin < node.span.begin && other->words.size() > 1 && other->words.front().text == "cd" &&
           other->words[1].text.starts_with('/');
  });
}

/// The file of the repository that the script copies to `name` before it is edited; null when it makes it otherwise.
static const project::File* template_of(const CommandSubject& subject, std::string_view name,
                                        const project::Project& project) {
  const project::File* found = nullptr;
  for (const shell::Node* const node : subject.script->commands) {
    if (node->span.begin >= subject.invocation.node->span.begin) break;
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "cp") continue;
    const std::vector<const shell::Word*> operands = command.operands();
    if (operands.size() != 2 || operands[1]->text != name || !operands[0]->literal) continue;
    if (is_in_folder_of_machine(*subject.script, *node)) continue;
    for (const std::string_view folder : {std::string_view(), project::parent_path(subject.file->path)})
      if (const auto path = project::join_path(folder, operands[0]->text); path.has_value())
        if (const project::File* const file = project.file(*path); file != nullptr && file->has_content) found = file;
  }
  return found;
}

/// What earlier edits of a copy leave of its text, as far as they put one literal text in place of another.
static std::string after_edits(const CommandSubject& subject, std::string_view name, std::string text) {
  constexpr std::string_view signs = "\\.*[]^$+?(){}|&";
  constexpr std::size_t most_bytes = 1 << 20;
  for (const shell::Node* const node : subject.script->commands) {
    if (node->span.begin >= subject.invocation.node->span.begin) break;
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "sed" || command.arguments.empty() || command.arguments.back().text != name) continue;
    for (const shell::Word& word : command.arguments) {
      const std::string_view pattern = pattern_of(word.text);
      if (pattern.empty() || !word.literal || pattern.find_first_of(signs) != std::string_view::npos) continue;
      const std::string_view rest = word.text.substr(pattern.size() + 3);
      const std::string_view replacement = before(rest, word.text[1]);
      if (replacement.size() == rest.size() || replacement.find_first_of(signs) != std::string_view::npos) continue;
      for (std::size_t at = text.find(pattern); at != std::string::npos && text.size() < most_bytes;
           at = text.find(pattern, at + replacement.size()))
        text.replace(at, pattern.size(), replacement);
    }
  }
  return text;
}

/// Whether the script writes the text by other means than an edit of the same kind.
static bool is_written_elsewhere(const CommandSubject& subject, std::string_view text,
                                 const project::Project& project) {
  std::string rest(project.sources[subject.file->source].text());
  for (const shell::Node* const node : subject.script->commands)
    if (shell::invocation(*node).program == "sed" && node->span.file == subject.file->source)
      std::fill(rest.begin() + node->span.begin, rest.begin() + std::min<std::size_t>(node->span.end, rest.size()),
                ' ');
  return contains(rest, text);
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::script || subject.file == nullptr || subject.file->script != subject.script ||
      !subject.invocation.has_any_flag({"-i", "--in-place"}))
    return report.skip();
  const std::span<const shell::Word> words = subject.invocation.arguments;
  if (words.size() < 2 || !words.back().literal) return report.skip();
  const project::Project& project = report.project();
  const project::File* const source = template_of(subject, words.back().text, project);
  if (source == nullptr) return report.skip();
  const std::string text = after_edits(subject, words.back().text, std::string(project.sources[source->source].text()));
  for (const shell::Word& word : words.first(words.size() - 1)) {
    const std::string_view pattern = pattern_of(word.text);
    if (pattern.empty()) continue;
    const std::string needed = literal_part(pattern);
    // A word or two of it may stand anywhere.
    if (needed.size() < 5 || contains(text, needed) || is_written_elsewhere(subject, needed, project)) continue;
    report
        .at(word.span, "Nothing in `{}` matches this, so `{}` keeps the value of the template", source->path,
            words.back().text)
        .note({source->source, 0, 0}, "The copy begins as this file");
    return;
  }
}

static constexpr std::string_view programs[] = {"sed"};

extern const Rule rule = {
    .code = "SW4841",
    .summary = "Replacement in a copied template that matches nothing",
    .why =
        "`sed` succeeds when nothing matches. The generated key or password goes nowhere, and the stack runs with the "
        "one that everybody can read in the template.",
    .remedy =
        "Let the pattern follow the template, best by the variable's name (`s/^API_KEY=.*/.../`), and check the "
        "result.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::replacement_matches_nothing
