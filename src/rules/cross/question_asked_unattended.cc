#include "rules/rule.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/planned_jobs.h"
#include "rules/lib/uses.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::question_asked_unattended {

/// A `read` whose input is the terminal: no pipe, no redirection, no heredoc up to the top of the script.
static bool asks(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple || node.words.empty() || node.words[0].text != "read") return false;
  const shell::Node* inner = &node;
  for (const shell::Node* at = &node; at != nullptr; inner = at, at = at->parent) {
    for (const shell::Redirection& redirection : at->redirections)
      if (redirection.operation.starts_with('<')) return false;
    if (at->kind == shell::NodeKind::pipeline && at->children.size() > 1 && at->children.front() != inner) return false;
  }
  // Twice in a loop's condition it reads lines.
  for (const shell::Node* at = &node; at->parent != nullptr; at = at->parent)
    if ((at->parent->kind == shell::NodeKind::while_loop || at->parent->kind == shell::NodeKind::until_loop) &&
        at->parent->children.front() == at)
      return false;
  return true;
}

/// The functions that the script calls by itself, at its top or from one of them: others wait for the argument that
/// names them (`"$@"` as the last line).
static bool is_reached(const shell::Node& question, const shell::Script& script) {
  const auto function_of = [](const shell::Node& node) {
    std::string_view name;
    for (const shell::Node* outer = node.parent; outer != nullptr; outer = outer->parent)
      if (outer->kind == shell::NodeKind::function) name = outer->name;
    return name;
  };
  const std::string_view wanted = function_of(question);
  if (wanted.empty()) return true;
  std::vector<std::string_view> called;
  const auto add_calls = [&](std::string_view from) {
    for (const shell::Node* const node : script.commands) {
      if (node->words.empty() || function_of(*node) != from) continue;
      const std::string_view name = node->words.front().text;
      if (std::ranges::find(called, name) == called.end()) called.push_back(name);
    }
  };
  add_calls({});
  // Each is looked at once; scripts have few.
  for (std::size_t at = 0; at < called.size() && at < 500; ++at) {
    if (called[at] == wanted) return true;
    if (!called[at].empty()) add_calls(called[at]);
  }
  return false;
}

/// A way around the question: a test for a terminal, or a flag that answers it.
static bool has_way_around(std::string_view text) {
  for (const std::string_view word : {"-t 0", "--yes", "--force", "-y)", "FORCE", "ASSUME_YES", "NONINTERACTIVE",
                                      "NON_INTERACTIVE", "AUTO_CONFIRM", "SKIP_CONFIRM", "${CI", "$CI"})
    if (contains(text, word)) return true;
  return false;
}

/// Whether the question is asked only while its variable is empty (`if [ -z "$X" ]; then read X`), and whoever runs the
/// script speaks of that variable.
static bool is_answered_before(const Report& report, const shell::Node& question, const project::Use& use) {
  for (const shell::Word& word : question.words.subspan(1)) {
    const std::string_view variable = word.text;
    if (variable.empty() || variable.starts_with('-') || !word.literal) continue;
    for (const shell::Node* outer = question.parent; outer != nullptr; outer = outer->parent) {
      if (outer->kind != shell::NodeKind::if_clause && outer->kind != shell::NodeKind::and_or) continue;
      const std::string_view condition = report.text(outer->children.front()->span);
      if (contains(condition, variable) && (contains(condition, "-z ") || contains(condition, "== \"\"")) &&
          contains(report.project().sources[use.span.file].text(), variable))
        return true;
    }
  }
  return false;
}

/// A service behind a profile that is not started again: `docker compose run` gives it a terminal.
static bool is_run_by_hand(const project::Project& project, const project::File& script) {
  bool any = false;
  for (const project::Service& service : project.services) {
    if (service.entrypoint_script != &script) continue;
    const compose::Service& definition = *service.definition;
    if (definition.profiles.empty() || (definition.restart && definition.restart.value != "no")) return false;
    any = true;
  }
  return any;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr) return report.skip();
  const shell::Node* question = nullptr;
  for (const shell::Node* const node : file.script->commands)
    if (asks(*node) && is_reached(*node, *file.script)) {
      question = node;
      break;
    }
  const project::Use* unattended = nullptr;
  for (const project::Use& use : file.used_by)
    // A document beside the workflows is read by people.
    if (use.how == "runs" && !contains(use.by, ".md") &&
        (is_by_service(use) || use.by.starts_with("job ") || contains(use.by, "cron") ||
         contains(use.by, ".github/workflows")))
      unattended = &use;
  if (unattended != nullptr && is_by_service(*unattended) && is_run_by_hand(report.project(), file))
    unattended = nullptr;
  const std::string_view name = base_name(file.path);
  bool routine = planned_job(report.project(), file) != nullptr;
  for (const std::string_view word : {"backup", "restore", "rotate", "renew", "cron"})
    routine = routine || contains(name, word);
  if (unattended == nullptr && !routine) return report.skip();
  if (question == nullptr || has_way_around(report.text(file.script->span))) return;
  if (unattended != nullptr && is_answered_before(report, *question, *unattended)) return;
  if (unattended != nullptr) {
    report.at(question->span, "A {} runs `{}`, which waits here for an answer that nobody gives", unattended->by, name)
        .severity(Severity::high)
        .confidence(Confidence::likely)
        .note(unattended->span, "It is run here");
    return;
  }
  report.at(question->span,
            "`{}` asks at the terminal, so no schedule or pipeline can run it; take the answer as an option", name);
}

extern const Rule rule = {
    .code = "SW4560",
    .summary = "Script that asks a question where nobody answers",
    .why =
        "Without a terminal `read` gets the end of its input at once: the script takes it for a refusal, or hangs "
        "until "
        "somebody looks.",
    .remedy =
        "Take the answer from an option or a variable, and ask only when standard input is a terminal (`[ -t 0 ]`).",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "run without asking at a terminal",
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::question_asked_unattended
