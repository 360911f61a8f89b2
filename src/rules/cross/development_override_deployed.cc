#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::development_override_deployed {

/// Whether a script is called when the software is put into service, as its name says.
static bool deploys(const project::File& file) {
  if (file.kind != project::FileKind::script && file.kind != project::FileKind::entrypoint) return false;
  const std::string_view name = base_name(file.path);
  return std::ranges::any_of(std::initializer_list<std::string_view>{"deploy", "release", "prod", "rollout", "upgrade"},
                             [&](std::string_view word) { return contains(name, word); });
}

/// What in an override file is for whoever works on the code; invalid when nothing is.
static Span sign_of_development(const project::Stack& stack, FileId source) {
  for (const project::Service* const service : stack.services) {
    for (const compose::Mount& mount : service->definition->mounts)
      if (mount.span().file == source && mount.type == compose::MountType::bind && mount.inside_root &&
          !mount.read_only && service->builds && mount.host_path == service->build->directory)
        return mount.span();
    const project::CommandInForce& command = service->command;
    if (command.from != project::Provenance::compose || command.span.file != source) continue;
    for (const std::string_view word : command.words)
      for (const std::string_view sign : {"--reload", "--debug", "nodemon", "--watch", "runserver", "run dev"})
        if (contains(word, sign)) return command.span;
  }
  return {};
}

static void check(const project::Stack& stack, Report& report) {
  if (stack.files.size() < 2 || !contains(base_name(stack.files.back()->path), "override")) return report.skip();
  const Span sign = sign_of_development(stack, stack.files.back()->source);
  if (!sign.valid()) return report.skip();
  for (const project::ComposeCommand& command : report.project().compose_commands) {
    if (command.stack != static_cast<std::int32_t>(stack.index) || command.files_given || command.node == nullptr ||
        (command.verb != "up" && command.verb != "build") || !deploys(*command.file))
      continue;
    report
        .at(command.span, "Without `-f` this loads `{}` as well, which is for development; name `{}` alone",
            stack.files.back()->path, stack.files.front()->path)
        .note(sign, "Of the override, and what it deploys")
        .reaches(stack);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4077",
    .summary = "Deployment that loads the override for development",
    .why =
        "Compose reads `compose.override.yaml` by itself wherever no file is named: the server runs with debugging, "
        "reloading, mounted sources and open ports.",
    .remedy = "Deploy with `-f compose.yaml`, or give the override another name.",
    .references = "https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::development_override_deployed
