#include <algorithm>

#include "project/model.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::scaled_service_kept_at_one {

/// What keeps a service at one container: its name, or a port of the host; invalid for nothing.
static Span limit_of(const project::Service& service) {
  if (service.definition->container_name) return service.definition->container_name.span();
  for (const compose::Port& port : service.definition->ports)
    if (!port.published.empty() && !contains(port.published, "-") && !contains(port.published, "$")) return port.span();
  return {};
}

/// `--scale app=3` or `--scale=app=3` at a place of a command: the service and how many; nothing for another word.
static std::string_view scaled(std::span<const std::string_view> words, std::size_t at) {
  if (words[at].starts_with("--scale=")) return words[at].substr(8);
  return words[at] == "--scale" && at + 1 < words.size() ? words[at + 1] : std::string_view();
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.stack < 0) continue;
    const project::Stack& stack = project.stacks[static_cast<std::size_t>(command.stack)];
    // A comment of a Compose file speaks of that file, whatever would be loaded without a name.
    if (command.file->kind == project::FileKind::compose && !command.files_given &&
        std::ranges::find(stack.files, command.file) == stack.files.end())
      continue;
    for (std::size_t at = 0; at < command.operands.size(); ++at) {
      const std::string_view words = scaled(command.operands, at);
      const std::string_view name = before(words, '=');
      if (name.empty() || name.size() == words.size() || port_number(words.substr(name.size() + 1)) < 2) continue;
      const project::Service* const service = stack.service(name);
      if (service == nullptr) continue;
      asks = true;
      const Span limit = limit_of(*service);
      if (!limit.valid()) continue;
      report.at(command.span, "This starts several containers of `{}`, of which there can be only one", name)
          .note(limit, "A second container gets neither this name nor this port")
          .reaches(stack);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4674",
    .summary = "Command that scales a service which can only run once",
    .why = "A name and a port of the host belong to one container; the second one is refused, and the command fails.",
    .remedy = "Drop `container_name` and publish the port of a proxy in front, or take the command out of the guide.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::scaled_service_kept_at_one
