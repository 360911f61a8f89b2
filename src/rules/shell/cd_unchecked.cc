#include "rules/rule.h"

#include <algorithm>
#include <unordered_set>

#include "rules/lib/once.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/sourced.h"
#include "rules/lib/unchecked_cd.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cd_unchecked {

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

/// Whether all that follows are programs of the folder by their relative paths: `cd /opt/shop` and `./shop`. Elsewhere
/// there are none of that name, and the script ends in their error.
static bool only_starts_what_is_there(const shell::Node& node) {
  for (const shell::Node* next = next_in_list(node); next != nullptr; next = next_in_list(*next)) {
    if (next->kind != shell::NodeKind::simple || next->words.empty()) return false;
    const shell::Invocation command = shell::invocation(*next);
    if (command.program_word == nullptr || !command.program_word->text.starts_with("./")) return false;
  }
  return true;
}

/// Whether nothing behind it depends on the folder: each command prints, waits, or names all that it works on by whole
/// paths (`wget -O $HOME/app/.env https://...`), up to where the script goes elsewhere.
static bool goes_by_whole_paths(const shell::Node& node) {
  constexpr WordList by_path = "echo printf read sleep true mkdir wget curl cp mv ln chmod chown touch rm export set";
  bool any = false;
  for (const shell::Node* next = next_in_list(node); next != nullptr; next = next_in_list(*next)) {
    bool depends = false;
    for_each_node(*next, [&](const shell::Node& each) {
      if (each.kind != shell::NodeKind::simple) return;
      const shell::Invocation command = shell::invocation(each);
      if (command.program.empty() || is_one_of("echo printf read sleep true", command.program)) return;
      depends = depends || !is_one_of(by_path, command.program) ||
                std::ranges::any_of(command.operands(), [](const shell::Word* word) {
                  const std::string_view text = word->text;
                  return !text.starts_with('/') && !text.starts_with('$') && !text.starts_with('~') &&
                         !contains(text, "://") && !is_one_of("- +x 644 755", text);
                });
    });
    if (depends)
      return any && next->kind == shell::NodeKind::simple &&
             is_one_of("cd pushd popd", shell::invocation(*next).program);
    any = true;
  }
  return any;
}

static std::unordered_set<std::string_view> workdirs(const project::Project& project) {
  std::unordered_set<std::string_view> folders;
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    for (const dockerfile::Instruction* const instruction : dockerfile.parsed->instructions)
      if (instruction->op == dockerfile::Op::workdir && !instruction->arguments.empty())
        folders.insert(instruction->arguments.front().text);
  // `WORKDIR $HOME` has its value in the image.
  for (const auto* const services : {&project.services, &project.standalone_images})
    for (const project::Service& service : *services)
      if (service.builds || service.standalone) folders.insert(service.working_dir.value);
  return folders;
}

/// `cd /app` of a start script whose image has that working directory.
static bool is_workdir(Report& report, const project::File& file, std::string_view folder) {
  if (!folder.starts_with('/') || !once<workdirs>(report).contains(folder)) return false;
  const auto starts_with_it = [&](const project::Service& service) { return service.entrypoint_script == &file; };
  return file.kind == project::FileKind::entrypoint || std::ranges::any_of(report.project().services, starts_with_it) ||
         std::ranges::any_of(report.project().standalone_images, starts_with_it);
}

/// Whether an image of somebody else's may bring a SHELL with `-e`, which then holds in this step.
static bool may_inherit_strict_shell(const CommandSubject& subject) {
  if (subject.site != CommandSite::run || subject.stage == nullptr || subject.stage->root().known_base.image != nullptr)
    return false;
  return std::ranges::none_of(subject.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
    return instruction->op == dockerfile::Op::shell;
  });
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Node& node = *subject.invocation.node;
  if (subject.site != CommandSite::run && subject.site != CommandSite::script) return report.skip();
  if (!concerns_deployment(subject, report.project())) return report.skip();
  // Wrappers that Gradle and Maven write are nobody's to change.
  if (is_one_of("gradlew mvnw", base_name(subject.file->path))) return report.skip();
  const std::vector<const shell::Word*> operands = subject.invocation.operands();
  // Back to where the script was.
  if (subject.invocation.arguments.size() == 1 && subject.invocation.arguments.front().text == "-")
    return report.skip();
  if (operands.empty() || is_always_there(operands.front()->text) || is_own_place(node, operands.front()->text))
    return report.skip();
  if (is_workdir(report, *subject.file, operands.front()->text)) return report.skip();
  if (is_made_before(node, operands.front()->text) || is_tested_for(node, operands.front()->text)) return;
  if (status_is_asked(node) || node.background) return;
  // A `cd` that nothing follows harms nobody; in a function or subshell its status becomes that of the whole.
  if (next_in_list(node) == nullptr) return report.skip();
  if (only_starts_what_is_there(node) || goes_by_whole_paths(node)) return;
  const std::string_view options = first_line(*node.script, subject.file, report.project());
  if (strict_mode(*node.script, options, &node).errexit ||
      (node.script == subject.file->script && (mode_of_callers(*subject.file, report.project()).errexit ||
                                               mode_of_sourced(*subject.file, report.project(), &node).errexit)))
    return;
  const shell::Node* const harm = harm_behind(node);
  Builder finding =
      harm != nullptr
          ? report.at(node.span, "When this `cd` fails, `{}` works in the wrong folder; add `|| exit 1`",
                      shell::invocation(*harm).program)
          : report.at(node.span, "What follows runs in the wrong folder when this `cd` fails; add `|| exit 1`");
  if (harm != nullptr) finding.severity(Severity::high).note(harm->span, "It deletes by a relative path");
  if (may_inherit_strict_shell(subject))
    finding.severity(Severity::low).confidence(Confidence::possible);
  else if (harm == nullptr && (node.script != subject.script || is_inside(node, shell::NodeKind::subshell)))
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
