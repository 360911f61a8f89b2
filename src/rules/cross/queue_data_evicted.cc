#include "rules/rule.h"

#include <optional>
#include <string_view>

#include "project/manifests.h"
#include "rules/lib/redis_queue.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::queue_data_evicted {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->eviction_option.empty() || !runs_image_program(service))
    return report.skip();
  std::optional<GivenSetting> policy = given_option(service, service.image->eviction_option);
  if (!policy.has_value()) policy = configured(report.project(), service, service.image->eviction_option.substr(2));
  if (!policy.has_value()) return report.skip();
  const project::Manifest* manifest = nullptr;
  const project::Dependency* const queue = redis_queue_of(report.project(), *service.stack, manifest);
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
