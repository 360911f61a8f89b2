#include <algorithm>
#include <set>
#include <string>

#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::queue_nobody_serves {

/// The queues that the workers of a stack empty.
struct Served {
  std::set<std::string, std::less<>> names;
  bool known = false;  ///< Every worker says which.
  Span place;          ///< Where one of them says so.
  const project::Service* worker = nullptr;
};

static void add_listed(std::string_view list, Served& served) {
  while (!list.empty()) {
    const std::string_view one = before(list, ',');
    served.names.emplace(one);
    list.remove_prefix(std::min(one.size() + 1, list.size()));
  }
}

/// Words of a command line as they stand in shell text as well.
static std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  constexpr std::string_view blanks = " \t\n\"'";
  for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(blanks, end);
  }
  return words;
}

/// The queues that options name: `-Q a,b`, `--queues=a`, `-q a`, `--queue=a,b`. Sidekiq takes a weight behind a comma.
static bool add_options(const std::vector<std::string_view>& words, std::string_view program, Served& served) {
  bool any = false;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    const bool has_value = contains(word, "=") && word.starts_with("--queue");
    const bool takes_next = word == "--queues" || word == "--queue" || (program == "celery" && word == "-Q") ||
                            (program == "sidekiq" && word == "-q");
    if (!has_value && (!takes_next || at + 1 >= words.size())) continue;
    const std::string_view list = has_value ? word.substr(word.find('=') + 1) : words[at + 1];
    if (contains(list, "$")) return false;
    any = true;
    if (program == "sidekiq")
      served.names.emplace(before(list, ','));
    else
      add_listed(list, served);
  }
  return any;
}

static bool is_worker(const std::vector<std::string_view>& words, std::string_view program) {
  const auto has = [&](std::string_view wanted) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return word == wanted || word.ends_with("/" + std::string(wanted)); });
  };
  if (program == "celery") return has("celery") && has("worker");
  if (program == "sidekiq") return has("sidekiq");
  return has("queue:work") || has("queue:listen");
}

/// `:queues:` of config/sidekiq.yml, with weights or without.
static bool add_sidekiq_file(const project::ReadFolder* folder, Served& served) {
  if (folder == nullptr) return false;
  bool any = false;
  for (const project::ConfigurationFile& file : folder->settings) {
    if (!file.path.ends_with("sidekiq.yml")) continue;
    for (const project::ConfigurationSetting& setting : file.settings) {
      std::string_view key = setting.key;
      if (!key.ends_with(":queues") && !key.ends_with("queues")) continue;
      if (contains(setting.value, "<%")) return false;
      served.names.emplace(setting.value);
      if (!any) served.place = setting.span;
      any = true;
    }
  }
  return any;
}

static Served served_in(const project::Project& project, const project::Stack& stack, std::string_view program) {
  Served served;
  for (const project::Service* const service : stack.services) {
    const std::string text = command_text(project, *service);
    const std::vector<std::string_view> words = words_of(text);
    if (!is_worker(words, program)) continue;
    if (contains(text, "$")) return {};
    served.known = true;
    served.worker = service;
    served.place = service->definition->command.span().valid() ? service->definition->command.span() : service->span;
    if (add_options(words, program, served)) continue;
    if (program == "sidekiq" && add_sidekiq_file(project::code_folder(project, *service), served)) continue;
    served.names.insert(program == "celery" ? "celery" : "default");
  }
  return served;
}

static void check(const project::Service& service, Report& report) {
  if (project::code_folder(report.project(), service) == nullptr) return report.skip();
  const std::vector<const code::Sign*> signs =
      signs_that_stay(report.project(), service, knowledge::CodeSign::Kind::queue);
  if (signs.empty()) return report.skip();
  std::set<std::string_view> told;
  for (const code::Sign* const sign : signs) {
    const std::string_view queue = sign->value.empty() ? sign->variable : sign->value;
    const Served served = served_in(report.project(), *service.stack, sign->row->title);
    if (!served.known || served.names.contains(queue) || !told.insert(queue).second) continue;
    // A worker that takes its queues from the code's own settings may know more.
    if (served.names.contains("*")) continue;
    report.at(sign->span, "Jobs go to the queue `{}`, and no worker of the stack takes from it", queue)
        .severity(severity_there(service, Severity::medium))
        .note(served.place, "`{}` takes from other queues", served.worker->name);
  }
}

extern const Rule rule = {
    .code = "SW4818",
    .summary = "Queue that no worker empties",
    .why = "Jobs pile up in the queue and are never done; the program that sends them sees nothing of it.",
    .remedy = "Add the queue to those of a worker, or send the jobs to one that has a worker.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "have a worker for every queue that their code fills",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::queue_nobody_serves
