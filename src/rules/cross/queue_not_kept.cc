#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/redis_queue.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::queue_not_kept {

/// Whether anything named is mounted where the image has its data, or the command says that nothing is to be kept.
static bool is_decided(const project::Service& service) {
  if (std::ranges::any_of(service.definition->mounts, [](const compose::Mount& mount) {
        return (mount.type == compose::MountType::volume && !mount.source_text.empty()) ||
               (mount.type == compose::MountType::bind && contains(mount.target, "data"));
      }))
    return true;
  return std::ranges::any_of(service.command.words, [](std::string_view word) {
    return word == "--save" || contains(word, "--save ") || contains(word, ".conf") || word == "--dir";
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || service.image->eviction_option.empty() ||
      !runs_image_program(service) || is_short_lived(*service.stack) ||
      service.stack->role == project::Role::development)
    return report.skip();
  const project::Manifest* manifest = nullptr;
  const project::Dependency* const queue = redis_queue_of(report.project(), *service.stack, manifest);
  if (queue == nullptr) return report.skip();
  // Of several stores nobody knows which one has the jobs.
  int stores = 0;
  for (const project::Service* const other : service.stack->services)
    if (other->active && other->image != nullptr && !other->image->eviction_option.empty()) ++stores;
  if (stores > 1) return report.skip();
  if (is_decided(service)) return;
  report
      .at(service.span, "`{}` has no named volume, and the jobs that `{}` keeps there go with its container",
          service.name, queue->name)
      .severity(service.stack->role == project::Role::production ? Severity::medium : Severity::low)
      .note(queue->span, "The queue of `{}`", manifest->file->path);
}

extern const Rule rule = {
    .code = "SW4858",
    .summary = "Queue of jobs in a store that nothing keeps",
    .why =
        "Redis is a cache to most, and the queue to these programs: mails, payments and retries that wait there are "
        "gone after `docker compose down`, an update or a move to another machine.",
    .remedy = "Mount a named volume at the image's data folder, and switch on the append-only file.",
    .references = "https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .strength = "keep the jobs of their queues",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::queue_not_kept
