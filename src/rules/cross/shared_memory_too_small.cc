#include "knowledge/browsers.h"
#include "rules/rule.h"

#include <algorithm>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/state.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::shared_memory_too_small {

using namespace knowledge::tables;

constexpr std::int64_t engine_default = 64 * 1024 * 1024;

/// Images that start a browser, which keeps its pages in shared memory.
static bool runs_browser(const project::Service& service) {
  const std::string_view name = service.image_reference.repository;
  // The hub of a grid hands tests to its nodes, in which the browsers are.
  if (std::ranges::any_of(images_without_browser, [&](std::string_view part) { return name.starts_with(part); }))
    return false;
  return std::ranges::any_of(browser_images, [&](std::string_view part) {
    return part.ends_with('/') ? name.starts_with(part) : contains(name, part);
  });
}

/// Whether the program that is built starts a browser itself: it imports a library for that, and nowhere tells the
/// browser to do without shared memory.
static bool starts_browser(const project::Project& project, const project::Service& service) {
  if (!service.builds || service.stage == nullptr) return false;
  const project::Application* const application = project::application(project, service);
  if (application == nullptr || application->program.mentions("disable-dev-shm-usage") ||
      application->program.mentions("disableDevShm"))
    return false;
  return std::ranges::any_of(application->program.modules, [](std::string_view module) {
    return std::ranges::find(browser_modules, module) != browser_modules.end();
  });
}

static bool has_more(const project::Service& service) {
  const compose::Service& definition = *service.definition;
  if (definition.shm_size && definition.shm_size.value > engine_default) return true;
  if (definition.ipc && (definition.ipc.value == "host" || definition.ipc.value == "shareable")) return true;
  for (const compose::Mount& mount : definition.mounts)
    if (mount.target == "/dev/shm") return true;
  for (const compose::EnvironmentEntry& entry : definition.environment)
    if (entry.value.has_value() && contains(*entry.value, "disable-dev-shm-usage")) return true;
  for (const std::string_view word : service.command.words)
    if (contains(word, "disable-dev-shm-usage")) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (runs_browser(service) || starts_browser(report.project(), service)) {
    if (has_more(service)) return;
    report
        .at(service.span,
            goes_to_swarm(service)
                ? "`{}` runs a browser in the engine's 64 MiB of shared memory; mount a `tmpfs` of 1 GiB at `/dev/shm`"
                : "`{}` runs a browser in the engine's 64 MiB of shared memory; set `shm_size: 1gb`",
            service.name)
        .confidence(Confidence::likely)
        .severity(Severity::medium);
    return;
  }
  if (!is_server_of(service, "postgresql") || !runs_image_program(service)) return report.skip();
  const auto buffers = given_option(service, "shared_buffers");
  const auto workers = given_option(service, "max_parallel_workers_per_gather");
  const auto memory = given_option(service, "work_mem");
  if (!buffers.has_value() && !workers.has_value() && !memory.has_value()) return report.skip();
  const auto bytes = buffers.has_value() ? size_in_bytes(buffers->value) : std::nullopt;
  const bool tuned = (bytes.has_value() && *bytes >= std::int64_t{1024} * 1024 * 1024) || workers.has_value();
  if (!tuned) return report.skip();
  if (has_more(service)) return;
  report.at(
      (buffers.has_value() ? *buffers : *workers).span,
      goes_to_swarm(service)
          ? "`{}` is tuned for large queries and has the engine's 64 MiB of shared memory; mount a larger `tmpfs` "
            "at `/dev/shm`"
          : "`{}` is tuned for large queries and has the engine's 64 MiB of shared memory; set `shm_size`",
      service.name);
}

extern const Rule rule = {
    .code = "SW4432",
    .summary = "Shared memory too small for the program",
    .why =
        "Browsers crash their tabs, and parallel queries of PostgreSQL end with `could not resize shared memory "
        "segment`, once the 64 MiB of `/dev/shm` are full.",
    .remedy =
        "Set `shm_size` to what the program needs: 1gb for a browser, a quarter of its memory for PostgreSQL. "
        "On Swarm, which ignores it, mount a `tmpfs` of that size at `/dev/shm`.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::shared_memory_too_small
