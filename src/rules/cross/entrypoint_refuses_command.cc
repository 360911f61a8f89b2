#include <string>
#include <vector>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::entrypoint_refuses_command {

/// The first argument that the start script gets; "" when it gets none, or it cannot be told.
static std::string_view first_argument(const project::Service& service) {
  if (service.entrypoint.shell_form) return {};
  const std::vector<std::string_view> words = project::start_words(service);
  const std::string_view script = base_name(service.entrypoint_script->path);
  for (std::size_t at = 0; at + 1 < words.size(); ++at)
    if (base_name(words[at]) == script) return words[at + 1];
  return {};
}

/// Whether a pattern of `case` takes a word. What holds more than `*` and `?` counts as one that does.
static bool takes(std::string_view pattern, std::string_view word) {
  if (pattern.find_first_of("[$(`\\") != std::string_view::npos) return true;
  std::size_t star = std::string_view::npos;
  std::size_t after = 0;
  std::size_t in_pattern = 0;
  std::size_t in_word = 0;
  while (in_word < word.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      after = in_word;
    } else if (in_pattern < pattern.size() && (pattern[in_pattern] == '?' || pattern[in_pattern] == word[in_word])) {
      ++in_pattern;
      ++in_word;
    } else if (star != std::string_view::npos) {
      in_pattern = star + 1;
      in_word = ++after;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

/// Whether a list does nothing but tell something and end with a failure.
static bool only_fails(const shell::Node& list) {
  for (const shell::Node* const child : list.children) {
    if (child->kind == shell::NodeKind::list) {
      if (only_fails(*child)) return true;
      continue;
    }
    if (child->kind != shell::NodeKind::simple) return false;
    const shell::Invocation invocation = shell::invocation(*child);
    if (invocation.program == "exit")
      return !invocation.arguments.empty() && invocation.arguments[0].literal && invocation.arguments[0].text != "0";
    if (!is_one_of("echo printf usage help print_usage show_help log error cat", invocation.program)) return false;
  }
  return false;
}

/// The value that the subject of a `case` has when the script runs: `$1`, or a variable set to it at the top.
static bool asks_first_argument(const shell::Word& subject, const std::vector<std::string_view>& copies) {
  if (subject.expansions.size() != 1) return false;
  const shell::Expansion& expansion = subject.expansions.front();
  if (expansion.kind != shell::ExpansionKind::parameter || subject.text.size() > expansion.name.size() + 5)
    return false;
  if (!expansion.operation.empty() && !is_one_of(":- -", expansion.operation)) return false;
  if (expansion.name == "1") return true;
  for (const std::string_view copy : copies)
    if (copy == expansion.name && expansion.operation.empty()) return true;
  return false;
}

/// The `case` of the outermost list that looks at the first argument, before anything changes it; null without one.
static const shell::Node* switch_of(const shell::Script& script) {
  std::vector<std::string_view> copies;
  for (const shell::Node* const node : script.root->children) {
    if (node->joined_by == "&&" || node->joined_by == "||") return nullptr;
    if (node->kind == shell::NodeKind::case_clause)
      return !node->words.empty() && asks_first_argument(node->words[0], copies) ? node : nullptr;
    if (node->kind == shell::NodeKind::function) continue;
    if (node->kind != shell::NodeKind::simple) {
      // A branch may set other arguments, or run the program.
      bool changes = false;
      for (const shell::Node* const inner : script.commands) {
        const bool inside = inner->span.begin >= node->span.begin && inner->span.end <= node->span.end;
        changes =
            changes || (inside && !inner->words.empty() && is_one_of("set shift exec exit", inner->words[0].text));
      }
      if (changes) return nullptr;
      continue;
    }
    for (const shell::Assignment& assignment : node->assignments) {
      const auto& expansions = assignment.value.expansions;
      const bool copied = expansions.size() == 1 && expansions.front().name == "1" &&
                          is_one_of(":- -", expansions.front().operation.empty() ? ":-" : expansions.front().operation);
      std::erase(copies, assignment.name);
      if (copied) copies.push_back(assignment.name);
    }
    if (node->words.empty()) continue;
    const std::string_view program = node->words[0].text;
    const bool sets_options = program == "set" && node->words.size() > 1 && node->words[1].text.starts_with('-') &&
                              node->words[1].text != "--";
    if ((program == "set" && !sets_options) || is_one_of("shift exec exit . source eval", program)) return nullptr;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr || service.entrypoint_script == nullptr)
    return report.skip();
  const std::string_view word = first_argument(service);
  if (word.empty() || contains(word, "$")) return report.skip();
  const shell::Node* const choice = switch_of(*service.startup);
  if (choice == nullptr) return report.skip();
  const shell::Node* otherwise = nullptr;
  std::string known;
  for (const shell::Node* const item : choice->children) {
    // An item that falls through into the next one has no end of its own.
    if (item->joined_by == ";&" || item->joined_by == ";;&") return;
    for (const shell::Word& pattern : item->words) {
      if (pattern.text == "*") {
        otherwise = item;
        continue;
      }
      if (takes(pattern.text, word)) return;
      if (pattern.literal && pattern.text.size() > 1)
        known += (known.empty() ? "`" : ", `") + std::string(pattern.text) + "`";
    }
  }
  if (otherwise == nullptr || !only_fails(*otherwise)) return;
  constexpr std::size_t longest = 120;
  if (known.size() > longest) known.clear();
  Builder finding =
      known.empty()
          ? report.at(service.command.span, "The entrypoint of `{}` knows no command `{}` and ends with an error",
                      service.name, word)
          : report.at(service.command.span,
                      "The entrypoint of `{}` knows no command `{}` and ends with an error; it knows {}", service.name,
                      word, OurWords{known});
  finding.note(otherwise->span, "It ends here for every other word");
}

extern const Rule rule = {
    .code = "SW4883",
    .summary = "Command that the entrypoint does not know",
    .why =
        "The start script chooses by its first argument and ends with an error for a word that it does not know; the "
        "engine starts it again and again.",
    .remedy = "Name a command that the script knows, or add it there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::entrypoint_refuses_command
