#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/docker_command.h"
#include "rules/lib/once.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "shell/assigned_value.h"

namespace seaworthy::rules::named_container_missing {

constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

static bool is_plain(std::string_view name) {
  return !name.empty() && name.find_first_not_of(plain) == std::string_view::npos;
}

/// The containers that stacks, and commands in any file, make.
struct Containers {
  std::unordered_set<std::string_view> named;
  bool any_name = false;  ///< A name hangs on a variable.
  /// Services whose containers Compose names.
  std::unordered_set<std::string_view> services;
  /// What stands behind `--name` somewhere, as far as it is plain; sorted.
  std::vector<std::string_view> run;
};

static void add_names(std::string_view text, std::string_view before_name, std::vector<std::string_view>& names) {
  for (std::size_t at = text.find(before_name); at != std::string_view::npos; at = text.find(before_name, at + 1)) {
    const std::string_view rest = text.substr(at + before_name.size());
    if (const std::string_view name = rest.substr(0, rest.find_first_not_of(plain)); !name.empty())
      names.push_back(name);
  }
}

static Containers containers_of(const project::Project& project) {
  Containers all;
  for (const project::Stack& stack : project.stacks)
    for (const project::Service* const service : stack.services) {
      const auto& given = service->definition->container_name;
      if (given) {
        all.named.insert(given.value);
        all.any_name = all.any_name || contains(given.value, "$");
      } else {
        all.services.insert(service->name);
      }
    }
  for (const project::File& file : project.files) {
    if (!file.has_content) continue;
    const std::string_view text = project.sources[file.source].text();
    for (const std::string_view option : {"--name ", "--name=", "--name \""}) add_names(text, option, all.run);
    if (file.kind == project::FileKind::ci) add_names(text, "container: ", all.run);
  }
  std::ranges::sort(all.run);
  all.run.erase(std::unique(all.run.begin(), all.run.end()), all.run.end());
  return all;
}

/// `project-service-1`, with the folder or anything else as project, and `_` before Compose 2.
static bool is_made_up(const Containers& containers, std::string_view name) {
  for (const char separator : {'-', '_'}) {
    const std::size_t number = name.rfind(separator);
    if (number == std::string_view::npos || number == 0 || !is_number(name.substr(number + 1))) continue;
    for (std::size_t at = name.rfind(separator, number - 1); at != std::string_view::npos;
         at = at == 0 ? std::string_view::npos : name.rfind(separator, at - 1)) {
      // Of several places that read alike the first one counts.
      if (containers.services.contains(name.substr(at + 1, number - at - 1)) &&
          name.find(name.substr(at, number + 1 - at)) == at)
        return true;
    }
  }
  return false;
}

/// Whether some stack, or a `docker run --name`, makes a container of this name.
static bool exists(const Containers& containers, std::string_view name) {
  if (containers.any_name || containers.named.contains(name) || is_made_up(containers, name)) return true;
  // The name may be the beginning of a longer one, of which a variable is the rest.
  const auto at = std::ranges::lower_bound(containers.run, name);
  return at != containers.run.end() && at->starts_with(name);
}

/// The services that have a file mounted, in order.
using Mounting = std::unordered_map<const project::File*, std::vector<const project::Service*>>;
static Mounting mounting_services(const project::Project& project) {
  Mounting mounting;
  for (const project::Service& service : project.services)
    for (const project::File* const file : service.mounted_files) mounting[file].push_back(&service);
  return mounting;
}

/// The first stack in which a service has the script mounted and which names containers, and none of them so; null when
/// one of the stacks that mount it has the container, or none does.
static const project::Stack* stack_without(Report& report, const project::File& file, std::string_view name) {
  if (file.script == nullptr) return nullptr;
  const Mounting& all = once<mounting_services>(report);
  const auto services = all.find(&file);
  if (services == all.end()) return nullptr;
  const project::Stack* found = nullptr;
  for (const project::Service* const mounting : services->second) {
    bool names_any = false;
    for (const project::Service* const service : mounting->stack->services) {
      const auto& given = service->definition->container_name;
      if (given && (given.value == name || contains(given.value, "$"))) return nullptr;
      names_any = names_any || given;
    }
    if (found == nullptr && names_any) found = mounting->stack;
  }
  return found;
}

/// Whether Compose made up the name: `shop_db_1`, `shop-db-1`. Then its service is one of a stack, or none.
static bool is_numbered(std::string_view name) {
  const std::size_t last = name.find_last_of("-_");
  if (last == std::string_view::npos || last == 0 || !is_number(name.substr(last + 1))) return false;
  const std::size_t first = name.find(name[last]);
  return first != last && first > 0;
}

/// The name that a word is, or what stands in the script for its variable: `APP=shop-api`, `APP=${APP:-shop-api}`.
static std::string_view named_by(const CommandSubject& subject, const shell::Word& word) {
  if (word.literal || subject.file->script == nullptr) return word.text;
  const shell::Word* const value = shell::assigned_value(*subject.file->script, word);
  if (value == nullptr) return word.text;
  if (value->literal) return value->text;
  const std::size_t operation = value->text.find(":-");
  if (!value->text.starts_with("${") || !value->text.ends_with('}') || operation == std::string_view::npos)
    return word.text;
  return value->text.substr(operation + 2, value->text.size() - operation - 3);
}

/// Whether the commands around it start a stack of the machine that is no file of the repository:
/// `docker-compose -f /opt/shop/docker-compose.yml up -d && docker exec api ...`.
static bool has_other_stack(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::ci || subject.script == nullptr || subject.script->root == nullptr) return false;
  const std::string_view text = report.text(subject.script->root->span);
  return contains(text, "compose -f /") || contains(text, "compose --file /");
}

/// Reports a name that no container has.
/// Whether a step of CI hands the command to another machine.
static bool runs_on_other_machine(const CommandSubject& subject) {
  for (std::size_t index = 0; index < subject.file->embedded.size() && index < subject.file->embedded_places.size();
       ++index)
    if (subject.file->embedded[index] == subject.script)
      return subject.file->embedded_places[index].ends_with("over SSH");
  return false;
}

static void judge(const CommandSubject& subject, std::string_view verb, std::string_view name, Span span,
                  Report& report) {
  if (!is_plain(name)) return report.skip();
  const bool by_variable = report.text(span).find('$') != std::string_view::npos;
  if (report.project().stacks.empty() || !concerns_deployment(subject, report.project())) return report.skip();
  if (exists(once<containers_of>(report), name)) {
    const project::Stack* const stack = stack_without(report, *subject.file, name);
    if (stack == nullptr) return;
    Builder finding = report.at(span, "`{}` runs this script, and has no container called `{}`", stack->name, name);
    finding.confidence(Confidence::possible).reaches(*stack);
    if (is_about_copies(*subject.file)) finding.rung(Rung::keep);
    return;
  }
  // Whoever sets the variable may name another.
  if (by_variable) return report.skip();
  if (has_other_stack(subject, report)) return report.skip();
  // `docker stop former-name || true` cleans up after an earlier release.
  if (is_one_of("stop kill", verb) && caught_by(*subject.invocation.node) != nullptr) return report.skip();
  // A name for a service, as people write by mistake, says what was meant.
  std::optional<Builder> finding;
  const project::Service* meant = nullptr;
  for (const project::Service& service : report.project().services)
    // What a test starts is nobody's mistake for what is deployed.
    if ((service.stack->role != project::Role::test || subject.file->role == project::Role::test) &&
        (service.name == name ||
         (service.definition->container_name && contains(service.definition->container_name.value, name))))
      meant = &service;
  if (meant != nullptr && meant->definition->container_name) {
    finding
        .emplace(report.at(span, "No container is called `{}`; that of `{}` is `{}`", name, meant->name,
                           meant->definition->container_name.value))
        .note(meant->definition->container_name.span(), "Named here");
  } else if (meant != nullptr) {
    finding
        .emplace(report.at(span, "No container is called `{}`; use `docker compose {} {}`, which knows services", name,
                           verb, name))
        .note(meant->span, "The service");
  } else {
    finding.emplace(report.at(span, "No container of the repository is called `{}`", name));
    if (!is_numbered(name) || subject.site == CommandSite::ci) finding->confidence(Confidence::possible);
    // What runs on the machine that is deployed to may have been started there from files of its own.
    if (runs_on_other_machine(subject)) finding->severity(Severity::low);
  }
  if (is_about_copies(*subject.file)) finding->rung(Rung::keep);
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site == CommandSite::readme || subject.site == CommandSite::run || subject.file == nullptr)
    return report.skip();
  const std::optional<DockerCommand> command = docker_command(subject.invocation);
  if (!command.has_value() || command->is_compose() || command->operands.empty()) return report.skip();
  const std::string_view verb = command->verb;
  const shell::Word* const first = command->operands.front();
  if (verb == "inspect") {
    // Of images and networks as well: only what asks for a state means a container.
    if (!contains(report.text(subject.invocation.span()), ".State")) return report.skip();
    return judge(subject, "ps", first->text, first->span, report);
  }
  std::string_view name;
  Span span;
  if (is_one_of("exec logs restart stop start kill", verb)) {
    name = named_by(subject, *first);
    span = first->span;
  } else if (verb == "cp") {
    for (const shell::Word* const operand : command->operands)
      if (contains(operand->text, ":")) {
        name = before(operand->text, ':');
        span = operand->span;
      }
  }
  judge(subject, verb, name, span, report);
}

static constexpr std::string_view programs[] = {"docker", "podman"};

extern const Rule rule = {
    .code = "SW4444",
    .summary = "Command for a container that does not exist",
    .why = "The step fails, or its failure is passed over and a backup or check is silently left out.",
    .remedy = "Use `docker compose exec SERVICE`, or the `container_name` of the stack.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::named_container_missing
