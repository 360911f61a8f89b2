#include <algorithm>

#include "project/model.h"
#include "project/names.h"
#include "project/promised_variables.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::image_variable_missing {

/// Whether the service supplies a variable, itself or as NAME_FILE; `empty` when it does so without a value.
static bool is_given(const compose::Service& service, const knowledge::ImageVariable& variable,
                     const compose::EnvironmentEntry** empty) {
  const std::size_t star = variable.name.find('*');
  for (const compose::EnvironmentEntry& entry : service.environment) {
    std::string_view name = entry.name;
    if (variable.file_variant && name.ends_with("_FILE") && name.substr(0, name.size() - 5) == variable.name)
      return true;
    const bool matches = star == std::string_view::npos ? name == variable.name
                                                        : name.starts_with(variable.name.substr(0, star)) &&
                                                              name.ends_with(variable.name.substr(star + 1));
    if (!matches) continue;
    // Passed through from the shell of whoever deploys.
    if (!entry.value.has_value() || !entry.value->empty()) return true;
    *empty = &entry;
  }
  return false;
}

/// Whether the command gives by an option what a variable would give: `--api-key` for TYPESENSE_API_KEY.
static bool is_option(const project::Service& service, std::string_view variable) {
  if (service.command.from != project::Provenance::compose) return false;
  for (std::string_view rest = variable; !rest.empty();) {
    std::string option = "--";
    for (const char letter : rest) option += letter == '_' ? '-' : lower(letter);
    for (const std::string_view word : service.command.words)
      if (word == option || word.starts_with(option + "=")) return true;
    const std::size_t next = rest.find('_');
    rest.remove_prefix(next == std::string_view::npos ? rest.size() : next + 1);
  }
  return false;
}

/// Whether the repository has the `.env` from which other variables of the service come: what it lacks stays empty.
static bool has_env_file(const compose::Service& service) {
  return std::ranges::any_of(service.environment, [](const compose::EnvironmentEntry& entry) {
    return entry.source != nullptr && entry.source->origin != nullptr &&
           std::ranges::any_of(entry.source->origin->interpolations, [](const compose::Interpolation& part) {
             return part.source == compose::VariableSource::env_file;
           });
  });
}

/// A file that is the base of other stacks, where a further file supplies the variable, is not meant to run alone.
static bool is_given_elsewhere(const project::Project& project, const project::Service& service,
                               const knowledge::ImageVariable& variable) {
  for (const project::Service* const other : project::services_named(project, service.name)) {
    if (other->stack == service.stack || other->stack->files.size() <= service.stack->files.size()) continue;
    const compose::EnvironmentEntry* empty = nullptr;
    if (is_given(*other->definition, variable, &empty)) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || service.entrypoint.from == project::Provenance::compose)
    return report.skip();
  // Another program than the image's own needs nothing of this.
  if (service.command.from == project::Provenance::compose && !service.command.words.empty() &&
      !service.command.words.front().starts_with('-') &&
      (service.image->command.empty() ||
       base_name(service.command.words.front()) != base_name(service.image->command.front())))
    return report.skip();
  // An env file that is not in the repository may hold it.
  for (const compose::EnvFile& file : service.definition->env_files)
    if (!file.exists) return report.skip();
  if (project::has_unknown_variables(report.project(), service)) return report.skip();
  bool asks = false, hangs_on_caller = false;
  std::vector<std::string_view> done;
  for (const knowledge::ImageVariable& variable : service.image->variables) {
    if (!variable.required) continue;
    asks = true;
    const compose::EnvironmentEntry* empty = nullptr;
    bool given = is_given(*service.definition, variable, &empty);
    for (const knowledge::ImageVariable& other : service.image->variables)
      if (!variable.group.empty() && other.group == variable.group)
        given = given || is_given(*service.definition, other, &empty);
    const std::string_view key = variable.group.empty() ? variable.name : variable.group;
    // A value that whoever starts the stack did not set is a matter of another rule.
    if (empty != nullptr && !given && is_interpolated(*empty) && !has_env_file(*service.definition)) {
      hangs_on_caller = true;
      continue;
    }
    if (given || is_option(service, variable.name) || is_given_elsewhere(report.project(), service, variable) ||
        std::ranges::find(done, key) != done.end())
      continue;
    done.push_back(key);
    if (empty != nullptr) {
      Builder finding =
          report.at(empty->span, "`{}` is empty, and {} does not start without it", empty->name, service.image->title);
      // An example leaves the value to whoever copies it.
      if (service.stack->role == project::Role::example || service.stack->role == project::Role::template_file)
        finding.severity(Severity::low).confidence(Confidence::possible);
      continue;
    }
    report.at(service.definition->image.span(), "{} does not start without `{}`, which `{}` does not supply",
              service.image->title, variable.name, service.name);
  }
  if (!asks || hangs_on_caller) report.skip();
}

extern const Rule rule = {
    .code = "SW4246",
    .summary = "Known image without a variable that it requires",
    .why = "The entrypoint of the image refuses to go on without it, and the container ends with an error.",
    .remedy = "Supply the variable, or its `_FILE` form with a secret.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "supply every variable that their image requires",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_variable_missing
