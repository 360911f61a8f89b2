#include "rules/rule.h"

#include <algorithm>
#include <string_view>

#include "compose/load.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::paths_lead_from_elsewhere {

/// Where the stack first names a folder or file of the repository, and how; invalid for nowhere.
struct NamedPath {
  Span span;
  std::string_view text;
};
static NamedPath first_path(const project::Stack& stack) {
  NamedPath first;
  const auto take = [&](Span span, std::string_view text) {
    if (!span.valid() || span.file != stack.files.front()->source) return;
    if (!first.span.valid() || span.begin < first.span.begin) first = {span, text};
  };
  for (const project::Service* const service : stack.services) {
    const compose::Service& definition = *service->definition;
    if (definition.build && definition.build.local)
      take(definition.build.context.span(), definition.build.context.value);
    for (const compose::EnvFile& file : definition.env_files)
      if (file.source != nullptr) take(file.source->span(), file.path);
    for (const compose::Mount& mount : definition.mounts)
      if (mount.type == compose::MountType::bind && mount.inside_root) take(mount.span(), mount.source_text);
  }
  return first;
}

/// A command, a document or a comment says from where Compose is to take the paths.
static bool folder_is_told(const project::Project& project) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.has_content && contains(project.sources[file.source].text(), "--project-directory");
  });
}

/// Whether a command copies the file to where its paths lead from: `cp samples/apache.yml docker-compose.yml`.
static bool is_copied(const project::Project& project, std::string_view path) {
  const auto copies = [&](const shell::Script* script) {
    return script != nullptr && std::ranges::any_of(script->commands, [&](const shell::Node* node) {
             const shell::Invocation command = shell::invocation(*node);
             return is_one_of("cp mv ln install", command.program) &&
                    std::ranges::any_of(command.arguments,
                                        [&](const shell::Word& word) { return word.text.ends_with(path); });
           });
  };
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return copies(file.script) || std::ranges::any_of(file.embedded, copies);
  });
}

static void check(const project::Stack& stack, Report& report) {
  const NamedPath path = first_path(stack);
  if (!path.span.valid()) return report.skip();
  if (!stack.directory_from_paths || !stack.partial.empty()) return;
  if (once<folder_is_told>(report)) return;
  const std::string_view file = stack.files.front()->path;
  if (is_copied(report.project(), file)) return;
  const std::string_view meant = stack.model->project_directory;
  const std::string_view folder = project::parent_path(file);
  Builder finding =
      path.text == "." || path.text == "./"
          ? report.at(path.span,
                      "`{}` is `{}` for Compose, the folder of this file; the paths here lead from `{}`, and nothing "
                      "says `--project-directory`",
                      path.text, folder, meant.empty() ? "." : meant)
          : report.at(path.span,
                      "Compose looks for `{}` in `{}`, the folder of this file, where it is not; the paths here lead "
                      "from `{}`, and nothing says `--project-directory`",
                      path.text, folder, meant.empty() ? "." : meant);
  // A file with a name of its own may be meant to be laid over one that stands there.
  if (!compose::is_default_file(project::base_name(file)))
    finding.severity(Severity::medium).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4090",
    .summary = "Compose file in a folder from which its paths do not lead",
    .why =
        "Relative paths lead from the folder of the first Compose file, wherever the command is typed. Moved into a "
        "folder of its own, a file finds neither its build contexts nor what it mounts: contexts fail the start, "
        "and Docker makes empty folders in place of missing mounts.",
    .remedy =
        "Put the file where its paths lead from, write the paths with `../`, or start it with `docker compose "
        "--project-directory`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::paths_lead_from_elsewhere
