#include "rules/rule.h"

#include <string>

#include "base/edit_distance.h"
#include "project/paths.h"
#include "rules/lib/make_targets.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::make_target_missing {

/// The Makefile that `make` reads for this command: of `-C`, of the folder of the Makefile that calls it, of the root.
static const project::File* makefile_of(const CommandSubject& subject, const project::Project& project, bool& sure) {
  std::string_view folder;
  sure = true;
  if (subject.invocation.option("-f").has_value() || subject.invocation.option("--file").has_value()) return nullptr;
  std::string joined;
  if (const auto given = subject.invocation.option("-C"); given.has_value()) {
    const auto path = project::join_path(
        subject.site == CommandSite::make ? project::parent_path(subject.file->path) : std::string_view(), *given);
    if (!path.has_value() || contains(*given, "$")) return nullptr;
    joined = *path;
    folder = joined;
    sure = subject.site == CommandSite::make;
  } else if (subject.site == CommandSite::make) {
    folder = project::parent_path(subject.file->path);
  } else {
    sure = false;
  }
  for (const std::string_view name : {"GNUmakefile", "makefile", "Makefile"}) {
    const auto path = project::join_path(folder, name);
    const project::File* const file = path.has_value() ? project.file(*path) : nullptr;
    if (file != nullptr && file->kind == project::FileKind::makefile && file->has_content) return file;
  }
  return nullptr;
}

/// Whether any other Makefile of the repository has the target: a `cd` before may lead there.
static bool elsewhere(const project::Project& project, const project::File& asked, std::string_view target) {
  for (const project::File& file : project.files)
    if (&file != &asked && file.kind == project::FileKind::makefile && file.has_content) {
      const MakeTargets targets = make_targets(project, file);
      if (targets.open || targets.has(target)) return true;
    }
  return false;
}

static bool changes_folder(const shell::Script& script) {
  for (const shell::Node* const node : script.commands)
    if (is_one_of("cd pushd", shell::invocation(*node).program)) return true;
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.file == nullptr || subject.instruction != nullptr || subject.service != nullptr) return report.skip();
  bool sure = false;
  const project::File* const makefile = makefile_of(subject, report.project(), sure);
  if (makefile == nullptr) return report.skip();
  // `cd ui && $(MAKE) install` has the Makefile of that folder.
  if (sure && !subject.invocation.option("-C").has_value() && changes_folder(*subject.script)) return report.skip();
  // A script that changes folders, or runs in a container, has the Makefile of another place.
  if (!sure && (subject.file->kind == project::FileKind::entrypoint || changes_folder(*subject.script)))
    return report.skip();
  const auto operands = subject.invocation.operands({"-C", "-j", "-f", "-o", "-W", "-I", "--directory", "--jobs"});
  if (operands.empty()) return report.skip();
  const MakeTargets targets = make_targets(report.project(), *makefile);
  if (targets.open) return report.skip();
  const shell::Word* before = nullptr;
  for (const shell::Word* const operand : operands) {
    // `make build    Builds the image`: behind a gap a guide says what the target does.
    const bool explains =
        subject.site == CommandSite::readme && before != nullptr && operand->span.begin > before->span.end + 1;
    if (explains) break;
    before = operand;
    const std::string_view target = operand->text;
    if (!operand->literal || contains(target, "=") || contains(target, "/") || contains(target, ".") ||
        is_number(target))
      continue;
    if (target.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:") !=
        std::string_view::npos)
      continue;
    if (targets.has(target) || report.project().path_state(target) == project::PathState::file) continue;
    if (!sure && elsewhere(report.project(), *makefile, target)) continue;
    std::string_view near;
    unsigned best = 3;
    for (const std::string_view name : targets.names)
      if (const unsigned distance = edit_distance(name, target, 2); distance < best) {
        best = distance;
        near = name;
      }
    Builder finding =
        near.empty() ? report.at(operand->span, "`{}` has no target `{}`", makefile->path, target)
                     : report.at(operand->span, "`{}` has no target `{}`; it has `{}`", makefile->path, target, near);
    if (subject.site == CommandSite::readme) finding.severity(Severity::low);
  }
}

static constexpr std::string_view programs[] = {"make", "gmake"};

extern const Rule rule = {
    .code = "SW4445",
    .summary = "Make target that does not exist",
    .why = "`No rule to make target` ends the job or script at this line.",
    .remedy = "Name a target of the Makefile, or add it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "call only targets that exist",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::make_target_missing
