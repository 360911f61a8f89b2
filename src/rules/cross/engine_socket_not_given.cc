#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::engine_socket_not_given {

static bool reaches_engine(const project::Service& service) {
  const compose::Service& definition = *service.definition;
  for (const compose::EnvironmentEntry& entry : definition.environment)
    if (contains(entry.name, "DOCKER_HOST") || contains(entry.name, "DOCKER_SOCK") ||
        (entry.value.has_value() && (contains(*entry.value, "tcp://") || contains(*entry.value, "docker.sock"))))
      return true;
  for (const std::string_view word : definition.command.words)
    if (contains(word, "tcp://") || contains(word, "docker.sock") || word == "-H" || contains(word, "host"))
      return true;
  return std::ranges::any_of(definition.mounts, [](const compose::Mount& mount) {
    return contains(mount.target, "docker.sock") || contains(mount.target, "podman") || mount.target == "/var/run" ||
           mount.target == "/run";
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || !service.image->needs_engine_socket) return report.skip();
  if (service.definition->privileged.value || !service.stack->partial.empty() || !service.stack->model->loaded)
    return report.skip();
  if (std::ranges::any_of(service.definition->env_files, [](const compose::EnvFile& file) { return !file.exists; }))
    return report.skip();
  if (reaches_engine(service)) return;
  report
      .at(service.definition->image.span(), "{} works through the engine's socket, and `{}` has neither it nor a proxy",
          service.image->title, service.name)
      .advise("Put a filtering socket proxy beside it and set `DOCKER_HOST`");
}

extern const Rule rule = {
    .code = "SW4473",
    .summary = "Program that works through the engine and cannot reach it",
    .why = "It ends at once, or runs and sees no container at all.",
    .remedy = "Give it `DOCKER_HOST` of a filtering proxy, or the socket itself where it must have all of it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::engine_socket_not_given
