#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/names.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/sourced.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::counted_failures_ignored {

/// `errors`, `FAILED`, `fail_count`; no texts and no paths.
static bool counts_failures(std::string_view name) {
  std::string small(name);
  for (char& letter : small) letter = lower(letter);
  for (const std::string_view other :
       {"msg", "message", "log", "file", "text", "dir", "path", "color", "list", "names"})
    if (contains(small, other)) return false;
  return contains(small, "error") || contains(small, "fail");
}

/// What a command counts: the variable of `errors=$((errors + 1))`, `((errors++))`, `failed=1`; "" for another command.
static std::string_view counted_by(const shell::Node& node) {
  if (node.kind == shell::NodeKind::arithmetic && !node.words.empty()) {
    std::string_view text = node.words.front().text;
    while (!text.empty() && (text.front() == ' ' || text.front() == '+')) text.remove_prefix(1);
    const std::string_view name = text.substr(0, text.find_first_of(" +="));
    return contains(node.words.front().text, "+") && counts_failures(name) ? name : std::string_view();
  }
  for (const shell::Assignment& assignment : node.assignments) {
    if (!counts_failures(assignment.name)) continue;
    const std::string_view value = assignment.value.text;
    const bool adds = contains(value, "$((") && contains(value, "+");
    if (adds || assignment.append || value == "1" || value == "true" || value == "yes") return assignment.name;
  }
  return {};
}

/// Whether a command is one that a failure alone leads to: it stands behind `||`, in an `else`, or in a branch of an
/// `if` that asks for what is missing.
static bool is_after_failure(const shell::Node& node) {
  const shell::Node* below = &node;
  for (const shell::Node* up = node.parent; up != nullptr; below = up, up = up->parent) {
    if (up->kind == shell::NodeKind::and_or && below->joined_by == "||") return true;
    if (up->kind != shell::NodeKind::if_clause || below == up->children.front()) continue;
    if (up->has_else && below == up->children.back()) return true;
    const shell::Node* const asked = up->children.front();
    bool asks_for_failure = false;
    for_each_node(*asked, [&](const shell::Node& each) {
      asks_for_failure = asks_for_failure || each.negated;
      for (const shell::Word& word : each.words)
        if (is_one_of("! -z != -ne", word.text)) asks_for_failure = true;
    });
    return asks_for_failure;
  }
  return false;
}

/// The same whatever the variable is called, in the author's language: one that starts at 0 and becomes another where
/// something failed.
static std::string_view set_after_failure(const shell::Script& script, const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple || !node.words.empty()) return {};
  for (const shell::Assignment& assignment : node.assignments) {
    const std::string_view value = assignment.value.text;
    const bool adds = contains(value, "$((") && contains(value, "+");
    if ((!adds && value != "1" && value != "true") || !is_after_failure(node)) continue;
    const bool starts_at_none = std::ranges::any_of(script.commands, [&](const shell::Node* first) {
      return first->span.begin < node.span.begin && first->words.empty() &&
             std::ranges::any_of(
                 first->assignments,
                 [&](const shell::Assignment& before) {
                   return before.name == assignment.name && is_one_of("0 false", before.value.text);
                 });
    });
    if (starts_at_none) return assignment.name;
  }
  return {};
}

/// Whether `$NAME` or a name in arithmetic stands in a text.
static bool names(std::string_view text, std::string_view name) {
  const auto inside = [](char c) { return c == '_' || is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); };
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !inside(text[at - 1])) && (end == text.size() || !inside(text[end]))) return true;
  }
  return false;
}

struct Uses {
  const shell::Node* first = nullptr;  ///< Where a failure is counted first.
  const shell::Node* last = nullptr;   ///< Where one is counted last.
  const shell::Node* told = nullptr;   ///< A command that prints the number.
  bool decides = false;                ///< Something else than printing goes by it.
};

static Uses uses_of(const shell::Script& script, std::string_view name) {
  Uses uses;
  for_each_node_deep(script, [&](const shell::Node& node) {
    if (counted_by(node) == name || set_after_failure(script, node) == name) {
      if (uses.first == nullptr) uses.first = &node;
      uses.last = &node;
      return;
    }
    // `((failed = 0))` sets it.
    if (node.kind == shell::NodeKind::arithmetic && !node.words.empty()) {
      std::string_view text = node.words.front().text;
      while (text.starts_with(' ')) text.remove_prefix(1);
      if (text.starts_with(name)) {
        text.remove_prefix(name.size());
        while (text.starts_with(' ')) text.remove_prefix(1);
        if (text.starts_with('=') && !text.starts_with("==")) return;
      }
    }
    const bool prints = tells(node);
    for (const shell::Word& word : node.words) {
      if (!contains(word.text, name)) continue;
      const bool mentioned = prints || node.kind == shell::NodeKind::simple
                                 ? contains(word.text, "$" + std::string(name)) ||
                                       contains(word.text, "${" + std::string(name)) ||
                                       (contains(word.text, "$((") && names(word.text, name))
                                 : names(word.text, name);
      if (!mentioned) continue;
      if (prints)
        uses.told = &node;
      else
        uses.decides = true;
    }
    for (const shell::Assignment& assignment : node.assignments)
      if (assignment.name != name && names(assignment.value.text, name)) uses.decides = true;
    for (const shell::Redirection& redirection : node.redirections)
      if (redirection.heredoc != nullptr)
        for (const shell::Expansion& expansion : redirection.heredoc->expansions)
          if (expansion.name == name) uses.told = &node;
  });
  return uses;
}

/// Whether the script still ends otherwise than in success behind a place of it.
static bool fails_behind(const shell::Script& script, const shell::Node& place) {
  for (const shell::Node* const node : script.commands) {
    if (node->span.begin < place.span.end) continue;
    const shell::Invocation command = shell::invocation(*node);
    if (is_one_of("false die fail fatal abort", command.program)) return true;
    if (is_one_of("exit return", command.program) && !command.arguments.empty() && command.arguments[0].text != "0")
      return true;
  }
  return false;
}

/// Whether a file that the script takes in goes by the variable: `finish` of `lib/common.sh` ends with its status.
static bool is_asked_in_sourced(const shell::Script& script, std::string_view name, const Report& report) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    if (!is_one_of("source .", command.program) || command.arguments.empty()) return false;
    const auto files = project::files_named(report.project(), base_name(command.arguments.front().text));
    return std::ranges::any_of(files, [&](const project::File* file) {
      return file->has_content && names(report.project().sources[file->source].text(), name);
    });
  });
}

static bool check_script(const shell::Script& script, bool checks, Report& report) {
  std::string_view name;
  for_each_node(*script.root, [&](const shell::Node& node) {
    if (name.empty()) name = counted_by(node);
  });
  if (name.empty() && checks)
    for_each_node(*script.root, [&](const shell::Node& node) {
      if (name.empty()) name = set_after_failure(script, node);
    });
  if (name.empty()) return false;
  const Uses uses = uses_of(script, name);
  if (uses.decides || uses.first == nullptr || fails_behind(script, *uses.last) ||
      is_asked_in_sourced(script, name, report))
    return true;
  report
      .at((uses.told != nullptr ? uses.told : uses.first)->span,
          "Nothing goes by `{}`, so the script succeeds whatever it finds; let its status tell", name)
      .note(uses.first->span, "Here a failure is counted");
  return true;
}

/// Whether a script asks what runs and answers, and starts or changes nothing: it checks, whatever it is called.
static bool asks_of_services(const project::File& file, const project::Project& project) {
  bool asks = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.file != &file) continue;
    if (!is_one_of("ps exec logs config images port top", command.verb)) return false;
    asks = true;
  }
  return asks;
}

static void check(const project::File& file, Report& report) {
  const bool checks = contains(base_name(file.path), "check") || contains(base_name(file.path), "verify") ||
                      contains(base_name(file.path), "test") || contains(base_name(file.path), "audit") ||
                      contains(base_name(file.path), "valid");
  const bool asks = checks || contains(base_name(file.path), "health") || contains(base_name(file.path), "doctor") ||
                    asks_of_services(file, report.project());
  if (!asks && !concerns_deployment(file, report.project())) return report.skip();
  // Whoever takes a library in may go by what it counts.
  if (is_taken_in(file, report.project())) return report.skip();
  bool any = false;
  for_each_whole_script(file, [&](const shell::Script& script) { any = check_script(script, asks, report) || any; });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3141",
    .summary = "Failures that are counted and change nothing",
    .why =
        "Pipelines and people who call the script go by its status. What it found stands in a log that nobody reads, "
        "and the deployment goes on.",
    .remedy = "End the script with a status that depends on the number: `[ \"$errors\" -eq 0 ]` or `exit 1`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::counted_failures_ignored
