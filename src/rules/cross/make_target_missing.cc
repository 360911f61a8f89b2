#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/edit_distance.h"
#include "project/facts.h"
#include "project/paths.h"
#include "rules/lib/called_script.h"
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

/// Whether a script goes to another folder than that of the repository: a guide goes to the clone that it has made.
static bool changes_folder(const CommandSubject& subject, const project::Project& project) {
  std::string_view cloned;
  for (const shell::Node* const node : subject.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program == "git" && command.arguments.size() > 1 && command.arguments.front().text == "clone") {
      const auto operands = command.operands({"-b", "--branch", "--depth", "-c"});
      cloned = base_name(operands.back()->text);
      if (cloned.ends_with(".git")) cloned.remove_suffix(4);
    }
    if (!is_one_of("cd pushd", command.program)) continue;
    const std::string_view to = command.arguments.empty() ? std::string_view() : command.arguments.front().text;
    const bool is_clone = subject.site == CommandSite::readme && !cloned.empty() && base_name(to) == cloned &&
                          project.path_state(cloned) != project::PathState::directory;
    // `cd /srv/shop`, where a checkout of the repository is.
    const bool is_checkout =
        to.starts_with('/') && std::ranges::binary_search(project::fact<install_roots>(project), to);
    if (!is_clone && !is_checkout) return true;
  }
  return false;
}

/// Whether a command runs in a folder of the repository below its root.
static bool changes_folder_below(const CommandSubject& subject, const project::Project& project) {
  return std::ranges::any_of(subject.script->commands, [&](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    return is_one_of("cd pushd", command.program) && node->span.begin < subject.invocation.node->span.begin &&
           (command.arguments.empty() || !command.arguments.front().literal ||
            project.path_state(command.arguments.front().text) == project::PathState::directory);
  });
}

/// The file whose recipes or tasks `just` and `task` run, in the root; null where there is none, or more than one.
static const project::File* recipes_of(const project::Project& project, std::string_view program) {
  const project::File* found = nullptr;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::makefile || !file.has_content) continue;
    const std::string_view name = base_name(file.path);
    const bool is_just = name.ends_with("ustfile"),
               is_task = name.starts_with("Taskfile") || name.starts_with("taskfile");
    if (program == "just" ? !is_just : !is_task) continue;
    if (found != nullptr || contains(file.path, "/")) return nullptr;
    found = &file;
  }
  return found;
}

/// Names of recipes or tasks; nothing where other files bring more.
static std::vector<std::string_view> recipe_names(const project::Project& project, const project::File& file) {
  std::vector<std::string_view> names;
  if (file.yaml != nullptr) {
    const yaml::Node* const root = file.yaml->root();
    if (root == nullptr || !root->resolved().is_mapping() || root->resolved().get("includes") != nullptr) return names;
    const yaml::Node* const tasks = root->resolved().get("tasks");
    if (tasks == nullptr || !tasks->resolved().is_mapping()) return names;
    for (const yaml::Entry& entry : tasks->resolved().entries) {
      names.push_back(entry.key->text);
      const yaml::Node& task = entry.value->resolved();
      const yaml::Node* const aliases = task.is_mapping() ? task.get("aliases") : nullptr;
      if (aliases != nullptr)
        for (const yaml::Node* const alias : aliases->resolved().items) names.push_back(alias->resolved().text);
    }
    return names;
  }
  const std::string_view text = project.sources[file.source].text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.starts_with("import ") || line.starts_with("import? ") || line.starts_with("mod ") ||
        line.starts_with("mod? ") || line.starts_with("!include "))
      return {};
    if (line.empty() || contains(" \t#[", line.substr(0, 1))) continue;
    if (line.starts_with("alias ")) {
      line.remove_prefix(6);
    } else if (const std::size_t colon = line.find(':');
               colon == std::string_view::npos || line.substr(colon).starts_with(":=")) {
      continue;
    }
    if (line.starts_with('@')) line.remove_prefix(1);
    names.push_back(line.substr(0, line.find_first_of(" :")));
  }
  return names;
}

/// `just release 1.8.0`, `task up`: the first word that is no option and sets no variable.
static void check_recipe(const CommandSubject& subject, Report& report) {
  const project::File* const file = recipes_of(report.project(), subject.invocation.program);
  if (file == nullptr || changes_folder_below(subject, report.project())) return report.skip();
  const shell::Word* asked = nullptr;
  for (const shell::Word& word : subject.invocation.arguments) {
    if (word.text.starts_with('-') || !word.literal) return report.skip();
    if (contains(word.text, "=")) continue;
    asked = &word;
    break;
  }
  if (asked == nullptr || contains(asked->text, "/") || contains(asked->text, "::")) return report.skip();
  const std::vector<std::string_view> names = recipe_names(report.project(), *file);
  if (names.empty()) return report.skip();
  if (std::ranges::find(names, asked->text) != names.end()) return;
  Builder finding = report.at(asked->span, "`{}` has no {} `{}`", file->path,
                              subject.invocation.program == "just" ? "recipe" : "task", asked->text);
  if (subject.site == CommandSite::readme) finding.severity(Severity::low);
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.file == nullptr || subject.instruction != nullptr || subject.service != nullptr) return report.skip();
  if (is_one_of("just task", subject.invocation.program)) return check_recipe(subject, report);
  bool sure = false;
  const project::File* const makefile = makefile_of(subject, report.project(), sure);
  if (makefile == nullptr) return report.skip();
  // `cd ui && $(MAKE) install` has the Makefile of that folder.
  if (sure && !subject.invocation.option("-C").has_value() && changes_folder(subject, report.project()))
    return report.skip();
  // A script that changes folders, or runs in a container, has the Makefile of another place.
  if (!sure && (subject.file->kind == project::FileKind::entrypoint || changes_folder(subject, report.project())))
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

static constexpr std::string_view programs[] = {"make", "gmake", "just", "task"};

extern const Rule rule = {
    .code = "SW4445",
    .summary = "Target of Make, just or Task that does not exist",
    .why = "`No rule to make target`, or what just and Task say instead, ends the job or script at this line.",
    .remedy = "Name a target that the file has, or add it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "call only targets that exist",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::make_target_missing
