#include "rules/lib/service_kind.h"

#include <algorithm>

#include "knowledge/program_kinds.h"
#include "project/container_files.h"
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

/// Whether one of the words of a name is in a list: `db-migrate`, `minio_setup`.
static bool has_word(std::string_view name, std::string_view list) {
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find_first_of("-_.", begin), name.size());
    if (is_one_of(list, name.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

/// Whether the name says that the service prepares something for others.
static bool name_says_job(std::string_view name) {
  return has_word(name,
                  "migrate migration migrations migrator migrater init initializer setup seed seeder bootstrap "
                  "createbuckets createbucket pull puller import download downloader permission permissions chown");
}

bool is_for_tests(const project::Service& service) {
  return has_word(service.name, "test tests testing") ||
         std::ranges::any_of(service.command.words, [](std::string_view word) {
           return knowledge::tables::test_runners.contains(base_name(word));
         });
}

bool is_waited_out(const project::Service& service) {
  for (const project::Service* const other : service.stack->services)
    for (const compose::Dependency& dependency : other->definition->depends_on)
      if (dependency.service == service.name &&
          dependency.condition == compose::Condition::service_completed_successfully)
        return true;
  return false;
}

/// Whether it only has the volumes that others take from it: `volumes_from: [data]` beside `command: /bin/true`.
static bool only_has_volumes(const project::Service& service) {
  const std::vector<std::string_view> words = project::start_words(service);
  if (words.empty() || !is_one_of("true echo", base_name(words.back()))) return false;
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    const compose::Value* const taken =
        other->definition->source != nullptr ? other->definition->source->get("volumes_from") : nullptr;
    return taken != nullptr && std::ranges::any_of(taken->items, [&](const compose::Value* item) {
             return before(item->text, ':') == service.name;
           });
  });
}

bool runs_once(const project::Service& service) {
  if (is_job_image(service) || only_has_volumes(service)) return true;
  // `on-failure` is what a job asks for as well: it is done again until it succeeds.
  const compose::Value* const policy =
      service.definition->deploy != nullptr ? service.definition->deploy->get("restart_policy") : nullptr;
  const compose::Value* const condition = policy != nullptr ? policy->get("condition") : nullptr;
  const bool has_policy =
      (service.definition->restart && !service.definition->restart.value.starts_with("on-failure")) ||
      (policy != nullptr && (condition == nullptr || condition->text != "on-failure"));
  if (!has_policy && name_says_job(service.name)) return true;
  if (service.definition->restart && service.definition->restart.value == "no") return true;
  if (condition != nullptr && condition->text == "none") return true;
  return is_waited_out(service);
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

bool is_image_or_store(const project::Service& service) {
  return !service.builds || (service.dockerfile != nullptr && is_data_store(service));
}

}  // namespace seaworthy::rules
