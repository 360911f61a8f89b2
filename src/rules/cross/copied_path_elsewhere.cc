#include <algorithm>
#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::copied_path_elsewhere {

/// The service that `docker compose cp NAME:...` or `docker cp NAME:...` means; null when there is none, or when
/// services of that name run different images.
static const project::Service* service_meant(const project::Project& project, std::string_view name, bool compose) {
  const project::Service* found = nullptr;
  for (const project::Service& service : project.services) {
    const compose::Text& container = service.definition->container_name;
    if (compose ? service.name != name : container.value != name) continue;
    if (found != nullptr && found->image != service.image) return nullptr;
    found = &service;
  }
  return found;
}

/// Whether a path is where people take data of servers from: a dump or what lies in a folder of state.
static bool is_of_data(std::string_view path) {
  return path.starts_with("/var/lib/") || path.starts_with("/data") || path.ends_with(".rdb") || path.ends_with(".aof");
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Invocation& command = subject.invocation;
  if (subject.file == nullptr || subject.site == CommandSite::run) return report.skip();
  const auto operands =
      command.operands({"-f", "--file", "-p", "--project-name", "--index", "--env-file", "--profile"});
  const auto verb = std::ranges::find_if(operands, [](const shell::Word* word) { return word->text == "cp"; });
  if (verb == operands.end() || operands.end() - verb < 3) return report.skip();
  const bool compose = verb != operands.begin() && (*(verb - 1))->text == "compose";
  const shell::Word& source = **(verb + 1);
  const std::string_view name = before(source.text, ':');
  if (name.size() + 1 >= source.text.size()) return report.skip();
  const std::string_view path = source.text.substr(name.size() + 1);
  const project::Service* const service = service_meant(report.project(), name, compose);
  if (service == nullptr || service->builds || service->image == nullptr || service->data_paths.empty() ||
      !is_of_data(path) || contains(path, "$"))
    return report.skip();
  const bool is_there = project::mount_over(*service, path) != nullptr ||
                        std::ranges::any_of(service->data_paths, [&](std::string_view place) {
                          return project::is_below(path, place) || project::is_below(place, path);
                        });
  // What is made in the same script just before may lie anywhere.
  if (is_there || subject.script == nullptr ||
      std::ranges::any_of(subject.script->commands, [&](const shell::Node* node) {
        return node != command.node &&
               contains(report.text(node->span),
                        project::parent_path(path).size() > 1 ? project::parent_path(path) : path);
      }))
    return;
  report
      .at(source.span, "`{}` has nothing at `{}`; {} keeps its data in `{}`", service->name, path,
          service->image->title, service->data_paths.front())
      .note(service->span, "The service");
}

static constexpr std::string_view programs[] = {"docker"};

extern const Rule rule = {
    .code = "SW4075",
    .summary = "Copy from a place where the container has no data",
    .why = "The copy fails, or takes an empty folder, and the backup lacks what it was made for.",
    .remedy = "Name the folder in which the image keeps its data.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::copied_path_elsewhere
