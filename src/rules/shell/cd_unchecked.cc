#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cd_unchecked {

/// Folders that are there in every system, so that going there cannot fail: also those above, and the script's own.
static bool is_always_there(std::string_view folder) {
  if (folder.find_first_not_of("./") == std::string_view::npos) return true;
  std::string_view above = folder;
  while (above.ends_with("/..") || above.ends_with("/.")) above.remove_suffix(above.ends_with("/..") ? 3 : 2);
  for (const std::string_view own :
       {"$(dirname \"$0\")", "$(dirname $0)", "$(dirname \"${BASH_SOURCE[0]}\")", "$(dirname \"$BASH_SOURCE\")",
        "$(dirname ${BASH_SOURCE[0]})", "${0%/*}", "`dirname $0`", "`dirname \"$0\"`", "$(dirname -- \"$0\")",
        "$(dirname -- \"${BASH_SOURCE[0]}\")", "${BASH_SOURCE%/*}", "${BASH_SOURCE[0]%/*}"})
    if (above == own) return true;
  return folder == "-" || folder == "/tmp" || folder == "/root" || folder == "/etc" || folder == "/var" ||
         folder == "/usr" || folder == "/opt";
}

/// The script makes the folder itself, just before.
static bool is_made_before(const shell::Node& node, std::string_view folder) {
  const shell::Node* const before = previous_in_list(node);
  if (before == nullptr || before->kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(*before);
  if (command.program != "mkdir") return false;
  const std::vector<const shell::Word*> operands = command.operands();
  const auto without_slash = [](std::string_view path) {
    return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  };
  return std::ranges::any_of(
      operands, [&](const shell::Word* word) { return without_slash(word->text) == without_slash(folder); });
}

/// It stands behind a test that the folder is there: `if [ -d build ]; then cd build`.
static bool is_tested_for(const shell::Node& node, std::string_view folder) {
  for (const shell::Node* inner = &node; inner->parent != nullptr; inner = inner->parent) {
    const shell::Node& outer = *inner->parent;
    if (outer.kind != shell::NodeKind::if_clause || inner == outer.children.front()) continue;
    bool tested = false;
    for_each_node(*outer.children.front(), [&](const shell::Node& each) {
      for (std::size_t at = 0; at + 1 < each.words.size(); ++at)
        tested = tested || (each.words[at].text == "-d" && each.words[at + 1].text == folder &&
                            (at == 0 || each.words[at - 1].text != "!"));
    });
    if (tested) return true;
  }
  return false;
}

/// A later command of the same list that deletes or overwrites by a relative path.
static const shell::Node* harm_behind(const shell::Node& node) {
  for (const shell::Node* next = next_in_list(node); next != nullptr; next = next_in_list(*next)) {
    if (next->kind != shell::NodeKind::simple) continue;
    const shell::Invocation command = shell::invocation(*next);
    if (is_one_of("cd pushd popd", command.program)) return nullptr;
    if (!is_one_of("rm mv chown chmod find git rsync tar unzip", command.program)) continue;
    if (command.program == "rm" && !command.has_any_flag({"-r", "-R", "--recursive"})) continue;
    for (const shell::Word* word : command.operands())
      if (!word->text.starts_with('/') && !word->text.starts_with('$') && command.program == "rm") return next;
  }
  return nullptr;
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Node& node = *subject.invocation.node;
  if (subject.site != CommandSite::run && subject.site != CommandSite::script) return report.skip();
  if (!concerns_deployment(subject, report.project())) return report.skip();
  const std::vector<const shell::Word*> operands = subject.invocation.operands();
  if (operands.empty() || is_always_there(operands.front()->text)) return report.skip();
  if (is_made_before(node, operands.front()->text) || is_tested_for(node, operands.front()->text)) return;
  if (status_is_asked(node) || node.background) return;
  // A `cd` that nothing follows harms nobody; in a function or subshell its status becomes that of the whole.
  if (next_in_list(node) == nullptr) return report.skip();
  const std::string_view options = first_line(*node.script, subject.file, report.project());
  if (strict_mode(*node.script, options, &node).errexit) return;
  const shell::Node* const harm = harm_behind(node);
  Builder finding =
      harm != nullptr
          ? report.at(node.span, "When this `cd` fails, `{}` works in the wrong folder; add `|| exit 1`",
                      shell::invocation(*harm).program)
          : report.at(node.span, "What follows runs in the wrong folder when this `cd` fails; add `|| exit 1`");
  if (harm != nullptr)
    finding.severity(Severity::high).note(harm->span, "It deletes by a relative path");
  else if (node.script != subject.script || is_inside(node, shell::NodeKind::subshell))
    // Of `x=$(cd DIR; pwd)` nothing but the output is wrong.
    finding.severity(Severity::low);
  if (node.parent->kind != shell::NodeKind::list || node.script->outer_expands) {
    finding.advise("Add `|| exit 1` behind the `cd`");
    return;
  }
  const std::string_view stop = is_inside(node, shell::NodeKind::function) ? " || return 1" : " || exit 1";
  finding.fix(Safety::safe, "End the script when the folder is not there",
              {node.span.file, node.span.end, node.span.end}, stop);
}

static constexpr std::string_view programs[] = {"cd", "pushd"};

extern const Rule rule = {
    .code = "SW3012",
    .summary = "`cd` whose failure goes unnoticed",
    .why =
        "When the folder is not there, the script stays where it is and does everything that follows in the wrong "
        "place; with `rm -rf` "
        "behind it, that is how data are lost.",
    .remedy = "Add `|| exit 1`, join what follows by `&&`, or start the script with `set -e`.",
    .peers = "hadolint-shellcheck:SC2164",
    .differs =
        "ShellCheck reports each; here folders that always exist and a `cd` that nothing follows are no hits, and one "
        "with a relative "
        "`rm -r` behind it is high.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::cd_unchecked
