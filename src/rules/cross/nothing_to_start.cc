#include <algorithm>

#include "project/model.h"
#include "project/names.h"
#include "rules/lib/starting.h"
#include "rules/rule.h"

namespace seaworthy::rules::nothing_to_start {

/// What others extend and start with a command of their own is a frame for them.
static bool is_extended(const project::Service& service) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && (other->builds || other->definition->image.value != service.definition->image.value) &&
           std::ranges::any_of(other->definition->environment, [&](const compose::EnvironmentEntry& entry) {
             const compose::EnvironmentEntry* const own = service.definition->variable(entry.name);
             return own != nullptr && own->span == entry.span;
           });
  });
}

/// `docker compose run --rm seeder npm run seed`: the command comes from whoever runs it.
static bool is_given_commands(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(project.compose_commands, [&](const project::ComposeCommand& command) {
    if (command.verb != "run") return false;
    const auto name = std::ranges::find(command.operands, service.name);
    return name != command.operands.end() && std::next(name) != command.operands.end();
  });
}

/// Whether a file of another stack gives the service its command: this one is laid over it.
static bool is_laid_over(const project::Project& project, const project::Service& service) {
  return !service.builds &&
         std::ranges::any_of(project::services_named(project, service.name), [&](const project::Service* other) {
           return other->stack != service.stack &&
                  (other->definition->command.source != nullptr || other->definition->entrypoint.source != nullptr);
         });
}

static void check(const project::Service& service, Report& report) {
  if (service.builds && service.stage == nullptr) return report.skip();
  const bool own_start = service.entrypoint.from == project::Provenance::compose ||
                         service.entrypoint.from == project::Provenance::dockerfile ||
                         service.command.from == project::Provenance::compose ||
                         service.command.from == project::Provenance::dockerfile;
  if (own_start) return;
  // `docker compose run tools jq ...` names the command of a service behind a profile that is not started again.
  if (!service.definition->profiles.empty() && service.definition->restart && service.definition->restart.value == "no")
    return report.skip();
  if (is_extended(service) || is_given_commands(report.project(), service) || is_laid_over(report.project(), service))
    return report.skip();
  if (service.definition->tty.value || service.definition->stdin_open.value) return report.skip();
  if (service.stage != nullptr && service.stage->root().base == "scratch") {
    report
        .at(service.span, "`{}` builds from `scratch` and names no command, so the engine refuses to start it",
            service.name)
        .note(service.stage->from->span, "The final stage has neither CMD nor ENTRYPOINT");
    return;
  }
  if (service.image == nullptr || (service.image->kind != knowledge::ImageKind::language &&
                                   service.image->kind != knowledge::ImageKind::distribution))
    return report.skip();
  // Bases that serve something by themselves.
  const std::string_view name = service.image->name;
  const std::string_view tag = service.image_reference.tag;
  if (name == "php" && tag.find("cli") == std::string_view::npos &&
      (tag.find("fpm") != std::string_view::npos || tag.find("apache") != std::string_view::npos))
    return report.skip();
  if (!service.image->ports.empty() || service.image->has_probe) return report.skip();
  // Its entrypoint may do more than start a prompt, or its command is not known.
  if (service.image->command.empty() &&
      (!service.image->entrypoint.empty() || service.image->kind == knowledge::ImageKind::language))
    return report.skip();
  if (service.image->one_shot) return report.skip();
  Builder finding = report.at(service.span, "`{}` names no command; `{}` alone starts a prompt and ends at once",
                              service.name, image_of(service));
  finding.note(image_span(service), service.stage != nullptr ? "The stage has neither CMD nor ENTRYPOINT"
                                                             : "The image is nothing but a base");
  finding.confidence(Confidence::likely);
  // A container that only holds volumes or networks for others is never meant to run.
  if (service.image->kind == knowledge::ImageKind::distribution && !service.builds &&
      (!service.definition->mounts.empty() || !service.definition->networks.empty()) &&
      service.definition->environment.empty() && service.definition->ports.empty() && !service.definition->restart)
    finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4253",
    .summary = "Service without anything to start",
    .why =
        "The command of a language or distribution image is a prompt, which ends at once without a terminal; with "
        "`restart` the container comes and goes for ever.",
    .remedy = "Add CMD to the Dockerfile, or `command` to the service.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::nothing_to_start
