#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::published_project_uses_local_files {

static void check(const project::Stack& stack, Report& report) {
  const project::ComposeCommand* published = nullptr;
  for (const project::ComposeCommand& command : report.project().compose_commands)
    if (command.stack >= 0 && static_cast<std::uint32_t>(command.stack) == stack.index && command.verb == "publish")
      published = &command;
  if (published == nullptr) return report.skip();
  for (const project::Service* service : stack.services)
    for (const compose::Mount& mount : service->definition->mounts) {
      if (mount.type != compose::MountType::bind) continue;
      report
          .at(mount.span(), "`{}` mounts `{}`, which whoever runs the published project does not have", service->name,
              mount.source_text)
          .note(published->span, "The project is published here");
    }
}

extern const Rule rule = {
    .code = "SW2362",
    .summary = "Published project that mounts local files",
    .why =
        "`docker compose publish` puts the Compose file into a registry: paths of this machine are told to everybody, "
        "and are missing where the project is run.",
    .remedy = "Use named volumes, `configs` with `content`, or files inside the image.",
    .peers = "compose-cli:publish/bind-mounts",
    .references = "https://docs.docker.com/reference/cli/docker/compose/publish/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::published_project_uses_local_files
