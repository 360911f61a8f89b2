#include "rules/lib/service_kind.h"

#include "rules/lib/words.h"

namespace seaworthy::rules {

bool is_job_image(const project::Service& service) {
  if (service.image == nullptr || !service.image->one_shot || service.builds) return false;
  // Another entrypoint makes another program of it, usually a loop that runs the job every day.
  if (service.definition->entrypoint && !service.definition->entrypoint.words.empty()) return false;
  for (const std::string_view word : service.definition->command.words)
    for (const std::string_view part : {"while", "sleep", "crond", "tail -f"})
      if (contains(word, part)) return false;
  return true;
}

bool runs_once(const project::Service& service) {
  if (is_job_image(service)) return true;
  if (service.definition->restart && service.definition->restart.value == "no") return true;
  for (const project::Service* other : service.stack->services)
    for (const compose::Dependency& dependency : other->definition->depends_on)
      if (dependency.service == service.name &&
          dependency.condition == compose::Condition::service_completed_successfully)
        return true;
  return false;
}

bool is_data_store(const project::Service& service) {
  switch (service.kind) {
    case knowledge::ImageKind::database:
    case knowledge::ImageKind::cache:
    case knowledge::ImageKind::broker:
    case knowledge::ImageKind::search:
    case knowledge::ImageKind::object_store:
      return true;
    default:
      return false;
  }
}

}  // namespace seaworthy::rules
