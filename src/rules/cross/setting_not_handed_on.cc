#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/name_text.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/env_lines.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::setting_not_handed_on {

/// What other rules ask for: credentials, what a bundler puts into pages, what tools and images read by themselves.
static bool is_asked_elsewhere(std::string_view name) {
  constexpr std::string_view prefixes[] = {"PUBLIC_", "POSTGRES_", "MYSQL_", "MARIADB_"};
  return name_is_secret(name) || is_for_browsers(name) || is_of_engine(name) || name.size() < 4 ||
         is_one_of("PORT HOST HOSTNAME NODE_ENV LOG_LEVEL PATH HOME USER TZ LANG CI DEBUG", name) ||
         std::ranges::any_of(prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// Whether the `.env` beside the Compose file gets to the program as a file: it lies in the context or in a mount.
static bool may_get_file(const project::Service& service, std::string_view folder) {
  if (service.build == nullptr || !service.build->inside_root || project::is_below(folder, service.build->directory))
    return true;
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return mount.type == compose::MountType::bind &&
           (!mount.inside_root || project::is_below(folder, mount.host_path) || contains(mount.host_path, ".env"));
  });
}

/// Whether the code takes the value of the template anyway when the variable is absent.
static bool is_default_anyway(const project::ReadFolder& code, const EnvLine& setting) {
  return std::ranges::any_of(
      code.signs, [&](const code::Sign& sign) { return sign.variable == setting.name && sign.value == setting.value; });
}

/// Whether the code asks the environment for a variable: `process.env.NAME`, `os.getenv("NAME")`, `env('NAME')`, or a
/// field that has the name for its alias.
static bool is_read(const project::Project& project, const project::ReadFolder& code, std::string_view name) {
  if (!project::mentions(project, code, name)) return false;
  constexpr std::size_t reach = 40;
  return std::ranges::any_of(code.sources, [&](FileId source) {
    const std::string_view text = project.sources[source].text();
    for (std::size_t at = ascii::find_name(text, name); at != std::string_view::npos;
         at = ascii::find_name(text, name, at + 1)) {
      const std::size_t line = text.rfind('\n', at) + 1;
      const std::size_t begin = std::max(line, at - std::min(at, reach));
      const std::string_view before = text.substr(begin, at - begin);
      if (contains(before, "env") || contains(before, "Env") || contains(before, "ENV") || contains(before, "alias"))
        return true;
    }
    return false;
  });
}

/// What a script takes where a variable is absent: `7` of `${KEEP_DAYS:-7}`, "" for none; nothing when the script does
/// not read it, or sets it by itself.
static std::optional<std::string_view> read_by_script(std::string_view script, std::string_view name) {
  std::optional<std::string_view> found;
  for (std::size_t at = ascii::find_name(script, name); at != std::string_view::npos;
       at = ascii::find_name(script, name, at + 1)) {
    if (at >= 2 && script.substr(at - 2, 2) == "${") {
      std::string_view rest = script.substr(at + name.size());
      const std::size_t end = rest.find('}');
      if (end == std::string_view::npos) return std::nullopt;
      rest = rest.substr(0, end);
      if (rest.starts_with(':')) rest.remove_prefix(1);
      if (!found.has_value()) found = rest.starts_with('-') ? rest.substr(1) : std::string_view();
    } else if (at + name.size() < script.size() && script[at + name.size()] == '=') {
      // `NAME=value` before any use gives it another source.
      if (!found.has_value()) return std::nullopt;
    } else if (at >= 1 && script[at - 1] == '$' && !found.has_value()) {
      found = std::string_view();
    }
  }
  return found;
}

/// Whether a script is mounted where the image of a data store looks for those of its first start.
static bool is_of_first_start(const project::Service& service, const project::File& script) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return contains(mount.target, "initdb.d") && project::is_below(script.path, mount.host_path);
  });
}

/// The settings that the scripts mounted into a service of a known image read and do not get.
static std::vector<const EnvLine*> lost_by_scripts(const project::Project& project, const project::Service& service,
                                                   const std::vector<EnvLine>& unused) {
  std::vector<const EnvLine*> lost;
  for (const project::File* const file : service.mounted_files) {
    if (file->script == nullptr || !file->has_content) continue;
    const std::string_view text = project.sources[file->source].text();
    // Who reads a file of variables may get it from there; scripts of a data store's first start are asked elsewhere.
    if (contains(text, ".env") || is_of_first_start(service, *file)) continue;
    for (const EnvLine& setting : unused) {
      const std::optional<std::string_view> otherwise = read_by_script(text, setting.name);
      if (otherwise.has_value() && *otherwise != setting.value &&
          project::expected_variable(project, service, setting.name) == nullptr &&
          !project::has_unknown_variables(project, service))
        lost.push_back(&setting);
    }
  }
  return lost;
}

/// Whether an env file is what whoever deploys fills in: `.env`, `.env.example`, `.env.production.example`.
static bool is_of_deployment(std::string_view name) {
  if (!name.starts_with(".env")) return false;
  name.remove_prefix(4);
  for (const std::string_view part : {".production", ".prod", ".docker", ".example", ".sample", ".template", ".dist"})
    if (name.starts_with(part)) name.remove_prefix(part.size());
  return name.empty();
}

/// The settings of the env files and templates beside the Compose files of a stack that these put nowhere.
static std::vector<EnvLine> unused_settings(const project::Project& project, const compose::Model& model) {
  using Kind = project::FileKind;
  std::vector<std::string_view> used;
  for (const compose::VariableUse& use : model.variables) used.push_back(use.name);
  std::ranges::sort(used);
  std::vector<EnvLine> result;
  for (const Kind kind : {Kind::env, Kind::env_template})
    for (const project::File* const file : project::files_of_kind(project, kind)) {
      const std::string_view base = project::base_name(file->path);
      if (!file->has_content || project::parent_path(file->path) != model.project_directory || !is_of_deployment(base))
        continue;
      for_each_env_line(project.sources[file->source], [&](const EnvLine& line) {
        if (!is_asked_elsewhere(line.name) && !std::ranges::binary_search(used, line.name) &&
            std::ranges::find(result, line.name, &EnvLine::name) == result.end())
          result.push_back(line);
      });
    }
  return result;
}

/// The value without the quotes around it.
static std::string_view unquoted(std::string_view value) {
  const bool is_quoted =
      value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
  return is_quoted ? value.substr(1, value.size() - 2) : value;
}

/// Settings that a service has as literals of the Compose file, and others than the env file says.
static void check_literals(const project::Service& service, const std::vector<EnvLine>& unused, Report& report) {
  std::vector<std::pair<const EnvLine*, const compose::EnvironmentEntry*>> fixed;
  for (const EnvLine& setting : unused) {
    const compose::EnvironmentEntry* const entry = service.definition->variable(setting.name);
    if (entry != nullptr && entry->from != compose::EnvironmentSource::env_file && entry->value.has_value() &&
        !setting.value.empty() && !contains(setting.value, "<") && *entry->value != unquoted(setting.value) &&
        !contains(report.text(entry->span), "$"))
      fixed.emplace_back(&setting, entry);
  }
  if (fixed.empty()) return;
  const auto [setting, entry] = fixed.front();
  const std::string_view file = project::base_name(report.project().sources[setting->span.file].path());
  Builder finding =
      fixed.size() == 1
          ? report.at(entry->span, "`{}` has its own `{}` here, so that `{}` changes nothing; write `{}`", service.name,
                      setting->name, file, "${" + std::string(setting->name) + "}")
          : report.at(entry->span, "`{}` has its own `{}` and {} more here, so that `{}` changes nothing; write `{}`",
                      service.name, setting->name, fixed.size() - 1, file, "${" + std::string(setting->name) + "}");
  finding.severity(Severity::low).note(setting->span, "Whoever deploys sets `{}` here, in vain", setting->name);
}

/// `reader`: what of the service asks for them.
static void report_lost(const project::Service& service, const std::vector<const EnvLine*>& lost,
                        std::string_view reader, Report& report) {
  // What the others stand in is told by the notes: env files and their templates give one setting each.
  const std::string_view file = project::base_name(report.project().sources[lost.front()->span.file].path());
  Builder finding =
      lost.size() == 1
          ? report.at(service.span, "`{}` never gets `{}` of `{}`, which its {} reads; name it in `environment`",
                      service.name, lost.front()->name, file, reader)
          : report.at(service.span,
                      "`{}` never gets `{}` of `{}` and {} more that its {} reads; name them in `environment`",
                      service.name, lost.front()->name, file, lost.size() - 1, reader);
  constexpr std::size_t most_notes = 4;
  for (std::size_t index = 0; index < std::min(lost.size(), most_notes); ++index)
    finding.note(lost[index]->span, "Whoever deploys sets `{}` here, in vain", lost[index]->name);
}

static void check(const project::Stack& stack, Report& report) {
  using project::Role;
  const project::Project& project = report.project();
  if (stack.model == nullptr || !stack.partial.empty() || stack.role == Role::development || stack.role == Role::test ||
      stack.role == Role::ci || stack.role == Role::example)
    return report.skip();
  const std::vector<EnvLine> unused = unused_settings(project, *stack.model);
  if (unused.empty()) return report.skip();
  for (const project::Service* const service : stack.services) {
    if (service->active && service->definition->env_files.empty()) check_literals(*service, unused, report);
    if (service->active && !service->builds && !service->is_fragment() && service->definition->env_files.empty() &&
        !service->definition->environment.empty()) {
      const std::vector<const EnvLine*> lost = lost_by_scripts(project, *service, unused);
      if (!lost.empty()) report_lost(*service, lost, "script", report);
      continue;
    }
    // A service without any variable may be what another file of the stack is laid over.
    if (!service->active || !service->built_with_stack || service->is_fragment() ||
        service->definition->environment.empty() || !service->definition->env_files.empty() ||
        may_get_file(*service, stack.model->project_directory))
      continue;
    const project::ReadFolder* const code = project::code_folder(project, *service);
    if (code == nullptr || !code->whole) continue;
    std::vector<const EnvLine*> lost;
    for (const EnvLine& setting : unused)
      if (is_read(project, *code, setting.name) && !is_default_anyway(*code, setting) &&
          project::is_given_nowhere(project, *service, setting.name))
        lost.push_back(&setting);
    if (!lost.empty()) report_lost(*service, lost, "code", report);
  }
}

extern const Rule rule = {
    .code = "SW4142",
    .summary = "Setting of the environment file that never reaches the code that reads it",
    .why =
        "Compose reads `.env` for the `${...}` of its own files alone: whoever changes the setting there changes "
        "nothing, and the program runs with what it takes when the variable is absent.",
    .remedy = "Name the variable in `environment` of the service, or give the service the file by `env_file`.",
    .references = "https://docs.docker.com/compose/how-tos/environment-variables/set-environment-variables/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::setting_not_handed_on
