#include <algorithm>

#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::setting_lost_after_step {

/// The command with which a body ends, where it is a plain one; null for loops, pipelines and what may not be reached.
static const shell::Node* last_of(const shell::Node* node) {
  while (node != nullptr && (node->kind == shell::NodeKind::list || node->kind == shell::NodeKind::and_or)) {
    if (node->children.empty()) return nullptr;
    const shell::Node* const last = node->children.back();
    if (node->kind == shell::NodeKind::and_or && last->joined_by != "&&") return nullptr;
    node = last;
  }
  return node != nullptr && node->kind == shell::NodeKind::simple && !node->background ? node : nullptr;
}

/// Whether a word runs something, the effects of which stay.
static bool runs_something(const shell::Word& word) {
  return std::ranges::any_of(word.expansions, [](const shell::Expansion& expansion) {
    return expansion.kind == shell::ExpansionKind::command || expansion.kind == shell::ExpansionKind::process;
  });
}

/// Files that only set variables and functions of the shell which reads them.
static bool is_file_of_settings(std::string_view path) {
  constexpr WordList names =
      "activate .bashrc .bash_profile .profile .zshrc nvm.sh sdkman-init.sh conda.sh setup.bash profile .cargo/env";
  return is_one_of(names, base_name(path)) || path.ends_with(".cargo/env");
}

/// A plain `export NAME=value`, which `ENV` says as well.
static bool is_plain(const shell::Invocation& invocation) {
  return std::ranges::all_of(invocation.arguments, [](const shell::Word& word) {
    return word.literal && !word.text.starts_with('-') && contains(word.text, "=");
  });
}

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.stage == nullptr || run.script == nullptr || run.script->root == nullptr) return report.skip();
  const shell::Node* const last = last_of(run.script->root);
  if (last == nullptr || last->script != run.script) return;
  if (last->words.empty()) {
    // `RUN CGO_ENABLED=0`: all that the step does is lost with its shell.
    if (run.script->commands.size() > 1 || last->assignments.empty() || !last->redirections.empty()) return;
    const std::string_view name = last->assignments.front().name;
    report.at(last->span, "This step sets `{}` and nothing else, and no later one sees it; write `ENV {}=...`", name,
              name);
    return;
  }
  const shell::Invocation invocation = shell::invocation(*last);
  if (invocation.arguments.empty() || std::ranges::any_of(invocation.arguments, runs_something) ||
      std::ranges::any_of(last->redirections, [](const auto&) { return true; }))
    return;
  if (invocation.program == "export") {
    const std::string_view name = before(invocation.arguments.front().text, '=');
    // `export NAME` without a value belongs to what stands before it.
    if (name.size() == invocation.arguments.front().text.size() || name.starts_with('-')) return;
    Builder finding = report.at(last->span,
                                "`{}` is exported at the end of this step, and no later one sees it; "
                                "write `ENV {}=...`",
                                name, name);
    // Packages are installed all the same.
    if (name == "DEBIAN_FRONTEND") finding.severity(Severity::low);
    if (run.script->commands.size() == 1 && run.flags.empty() && run.heredocs.empty() && is_plain(invocation))
      finding.fix(Safety::review, "Set it with `ENV`",
                  {run.keyword_span.file, run.keyword_span.begin, invocation.arguments.front().span.begin}, "ENV ");
    return;
  }
  if ((invocation.program == "source" || invocation.program == ".") && invocation.arguments.size() == 1 &&
      is_file_of_settings(invocation.arguments.front().text))
    report.at(last->span, "What `{}` sets is gone when this step ends; read it in the step that needs it, or use `ENV`",
              base_name(invocation.arguments.front().text));
}

extern const Rule rule = {
    .code = "SW1311",
    .summary = "Setting that is lost at the end of its step",
    .why =
        "Each RUN starts a shell of its own, which takes its variables with it when it ends: the next step, and the "
        "program of the image, find the old ones.",
    .remedy =
        "Set variables with ENV, and those of a build alone with ARG. Put a virtual environment first with "
        "`ENV PATH=/opt/venv/bin:$PATH`.",
    .references = "https://docs.docker.com/reference/dockerfile/#env",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::setting_lost_after_step
