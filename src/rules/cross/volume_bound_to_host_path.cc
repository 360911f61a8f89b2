#include "rules/rule.h"

#include <string>

#include "base/path_text.h"
#include "project/model.h"

namespace seaworthy::rules::volume_bound_to_host_path {

/// Whether a script of the repository makes the folder, or at least names it.
static bool is_made(const project::Project& project, std::string_view path) {
  const std::string_view last = base_name(path);
  for (const project::File& file : project.files) {
    if (file.script == nullptr) continue;
    for (const shell::Node* const node : file.script->commands) {
      if (node->words.empty()) continue;
      const std::string_view program = base_name(node->words[0].text);
      if (program != "mkdir" && program != "install") continue;
      for (const shell::Word& word : node->words)
        if (word.text.ends_with(path) || (!last.empty() && base_name(word.text) == last)) return true;
    }
  }
  return false;
}

static void check(const project::Stack& stack, Report& report) {
  if (stack.model == nullptr) return report.skip();
  bool any = false;
  for (const compose::Volume& volume : stack.model->volumes) {
    if (volume.external.value) continue;
    any = true;
    if (!volume.bind_device) continue;
    const std::string_view path = volume.bind_device.value;
    const bool made = is_made(report.project(), path);
    Builder finding =
        made ? report.at(volume.bind_device.span(), "Volume `{}` is the host folder `{}`, not one of the engine's",
                         volume.name, path)
             : report.at(volume.bind_device.span(),
                         "Volume `{}` is the host folder `{}`, which must be there before and which no script makes",
                         volume.name, path);
    if (made) finding.severity(Severity::info);
    finding.subject(volume.name);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4563",
    .summary = "Named volume that is a folder of the host",
    .why =
        "The engine does not make the folder: without it no container that uses the volume starts. Its rights are "
        "those "
        "of the host, `docker compose down -v` leaves the data, and the stack runs on hosts with that path only.",
    .remedy =
        "Make the folder in the set-up script with the owner that the program needs, or leave the place to the engine.",
    .severity = Severity::low,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "leave the place of their volumes to the engine",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::volume_bound_to_host_path
