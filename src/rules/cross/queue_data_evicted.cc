#include "rules/rule.h"

#include <optional>
#include <string_view>

#include "knowledge/package_kinds.h"
#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::queue_data_evicted {

/// Whether a package keeps jobs in Redis.
static bool is_queue_library(project::Ecosystem ecosystem, std::string_view package) {
  return std::ranges::any_of(knowledge::tables::redis_queues, [&](const knowledge::PackagesOfLanguage& row) {
    return row.language == project::name(ecosystem) && row.packages.contains(package);
  });
}

/// Whether a service of the stack is built from the package; of a stack that builds nothing nobody knows.
static bool is_of_stack(const project::Project& project, const project::Stack& stack,
                        const project::Manifest& manifest) {
  bool builds = false;
  for (const project::Service* const service : stack.services) {
    if (!service->builds || !service->build->local) continue;
    builds = true;
    // What its Dockerfile copies says it best.
    if (const project::BuildContext* const context = project::build_context(project, *service); context != nullptr)
      for (const project::CopySource& source : context->sources)
        if (source.state == project::CopyState::present && !source.path.empty() &&
            project::is_below(manifest.file->path, source.path))
          return true;
    const std::string_view folder = service->build->directory;
    if (project::is_below(folder, manifest.folder)) return true;
    // The whole repository is the context of many; then the Dockerfile says whose image it is.
    const std::string_view dockerfile =
        service->dockerfile != nullptr ? project::parent_path(service->dockerfile->path) : folder;
    if (project::is_below(manifest.folder, folder) &&
        (!folder.empty() || dockerfile.empty() || base_name(dockerfile) == base_name(manifest.folder) ||
         project::is_below(manifest.folder, dockerfile) || project::is_below(dockerfile, manifest.folder)))
      return true;
  }
  return !builds;
}

static const project::Dependency* queue_of(const project::Project& project, const project::Stack& stack,
                                           const project::Manifest*& found) {
  for (const project::Manifest& manifest : project::manifests(project))
    for (const project::Dependency& dependency : manifest.dependencies) {
      if (dependency.development || !is_queue_library(manifest.ecosystem, dependency.name)) continue;
      // Celery works with RabbitMQ as well; it needs the client of Redis to use this.
      if (dependency.name == "celery" && manifest.dependency("redis") == nullptr) continue;
      if (!is_of_stack(project, stack, manifest)) continue;
      found = &manifest;
      return &dependency;
    }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->eviction_option.empty() || !runs_image_program(service))
    return report.skip();
  std::optional<GivenSetting> policy = given_option(service, service.image->eviction_option);
  if (!policy.has_value()) policy = configured(report.project(), service, service.image->eviction_option.substr(2));
  if (!policy.has_value()) return report.skip();
  const project::Manifest* manifest = nullptr;
  const project::Dependency* const queue = queue_of(report.project(), *service.stack, manifest);
  if (queue == nullptr) return report.skip();
  if (policy->value == "noeviction") return;
  // Jobs have no expiry, so the policies that look at keys with one leave them alone.
  if (policy->value.starts_with("volatile-")) return;
  int stores = 0;
  for (const project::Service* const other : service.stack->services)
    if (other->active && other->image != nullptr && !other->image->eviction_option.empty()) ++stores;
  report
      .at(policy->span, "`{}` evicts any key when its memory is full, jobs of `{}` too; use `noeviction` for the queue",
          service.name, queue->name)
      .note(queue->span, "The queue of `{}`", manifest->file->path)
      .confidence(stores > 1 ? Confidence::possible : Confidence::likely);
}

extern const Rule rule = {
    .code = "SW4431",
    .summary = "Eviction policy that drops jobs of a queue",
    .why = "Jobs vanish without an error when the cache fills the memory that both share.",
    .remedy = "Give the queue a Redis of its own with `maxmemory-policy noeviction`, and evict in the cache's alone.",
    .references = "https://docs.bullmq.io/guide/going-to-production",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::queue_data_evicted
