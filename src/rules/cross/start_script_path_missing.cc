#include <string>

#include "project/container_files.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/base_folders.h"
#include "rules/lib/fatal_start_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_script_path_missing {

/// The absolute path that a command reads in or goes to; "" for other commands, and for what only a run can tell.
static std::string_view path_of(const shell::Invocation& command) {
  if (!is_one_of(". source cd", command.program) || command.arguments.empty() || !command.wrappers.empty()) return {};
  const shell::Word& word = command.arguments.front();
  return word.literal && word.text.starts_with('/') && word.text.size() > 1 ? word.text : std::string_view();
}

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.stage == nullptr) return report.skip();
  for (const shell::Node* const node : fatal_start_commands(report.project(), service)) {
    const shell::Invocation command = shell::invocation(*node);
    std::string_view path = path_of(command);
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    if (path.empty() || base_may_have(path) || project::mount_over(service, path) != nullptr) continue;
    const project::ImageView image{report.project(), *service.stage, service.build->directory};
    if (project::container_file(report.project(), service, path).state != project::ContainerFile::State::absent ||
        project::image_folder(image, path))
      continue;
    // A step of the script itself may make it.
    bool is_spoken_of = false;
    for (const shell::Node* const other : service.startup->commands)
      if (other != node)
        for (const shell::Word& word : other->words)
          is_spoken_of = is_spoken_of || contains(word.text, path) || contains(path, word.text);
    if (is_spoken_of) continue;
    report
        .at(command.arguments.front().span, "The start script of `{}` {} `{}`, which is not in its image", service.name,
            command.program == "cd" ? "goes to" : "reads", path)
        .note(service.stage->base_span, "Nothing that this stage runs or copies puts it there");
    return;
  }
}

extern const Rule rule = {
    .code = "SW5507",
    .summary = "Start script that goes to, or reads in, what its image does not have",
    .why = "Under `set -e` the script ends with `No such file or directory` there, and the container with it.",
    .remedy = "Name the path that the image has, or copy the file there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_path_missing
