#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "rules/lib/once.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::variable_given_to_container_alone {

/// A variable that an env file gives a container.
struct Given {
  const project::Service* service = nullptr;
  const compose::EnvironmentEntry* entry = nullptr;
  std::string_view file;  ///< The env file, relative to the root.
};

/// Lines by which somebody loads an env file for Compose: `--env-file`, `source`, `export $(...)`, a link.
static std::vector<std::string_view> loading_lines(const project::Project& project) {
  std::vector<std::string_view> found;
  for (const project::File& file : project.files) {
    if (!file.has_content || file.kind == project::FileKind::compose) continue;
    const std::string_view text = project.sources[file.source].text();
    for (const std::string_view sign :
         {"--env-file", "COMPOSE_ENV_FILES", "source ", "export ", "xargs", "ln -s", ". "})
      for (std::size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + sign.size())) {
        const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
        const std::string_view line = text.substr(begin, text.find('\n', at) - begin);
        // `. ./.env`, but not the end of a sentence.
        if (sign == ". " && at > 0 && !contains(" \t\n;&", text.substr(at - 1, 1))) continue;
        if (contains(line, "env")) found.push_back(line);
      }
  }
  return found;
}

/// The env file of a service that gives a variable but is not the one that Compose reads by itself; "" for none.
static std::string_view env_file_of(const project::Project& project, const project::Service& service,
                                    const compose::EnvironmentEntry& entry) {
  const project::File* const holder = project.file(entry.span.file);
  if (holder == nullptr) return {};
  for (const compose::EnvFile& file : service.definition->env_files) {
    if (file.resolved.empty()) continue;
    // A file that is there, or the template that begins with its name: `.env.prod.example`.
    if (file.exists ? holder->path == file.resolved : holder->path.starts_with(file.resolved)) return file.resolved;
  }
  return {};
}

static std::vector<Given> given_variables(const project::Project& project, const project::Stack& stack) {
  std::vector<Given> found;
  const std::string own = project::join_path(stack.model->project_directory, ".env").value_or(std::string());
  const auto add = [&](const project::Service& service, const compose::EnvironmentEntry& entry) {
    if (entry.from != compose::EnvironmentSource::env_file || !entry.value.has_value() || !entry.span.valid()) return;
    const std::string_view file = env_file_of(project, service, entry);
    if (!file.empty() && file != own) found.push_back({&service, &entry, file});
  };
  for (const project::Service* const service : stack.services) {
    for (const compose::EnvironmentEntry& entry : service->definition->environment) add(*service, entry);
    for (const compose::EnvironmentEntry& entry : project::promised_variables(project, *service)) add(*service, entry);
  }
  return found;
}

/// Whether a template, or a program that starts the stack, tells to set a variable for Compose itself.
static bool is_set_for_compose(const project::Stack& stack, const project::Project& project, std::string_view variable,
                               FileId but) {
  const std::string assigned = std::string(variable) + "=";
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    if (!file.has_content || file.source == but) return false;
    using Kind = project::FileKind;
    const std::string_view text = project.sources[file.source].text();
    if (file.kind == Kind::env_template || file.kind == Kind::env)
      return text.starts_with(assigned) || contains(text, "\n" + assigned);
    if (file.kind == Kind::ci || file.kind == Kind::script || file.kind == Kind::makefile)
      return contains(text, variable) &&
             std::ranges::any_of(project.compose_commands, [&](const project::ComposeCommand& command) {
               return command.file == &file && command.stack == static_cast<std::int32_t>(stack.index);
             });
    return (file.kind == Kind::readme || file.kind == Kind::documentation) && contains(text, "export " + assigned);
  });
}

static void check(const project::Stack& stack, Report& report) {
  const project::Project& project = report.project();
  if (!stack.partial.empty()) return report.skip();
  for (const project::ComposeCommand& command : project.compose_commands)
    if (!command.env_files.empty() && command.stack == static_cast<std::int32_t>(stack.index)) return report.skip();
  const std::vector<Given> given = given_variables(project, stack);
  if (given.empty()) return report.skip();
  for (const compose::VariableUse& use : stack.model->variables) {
    if (use.interpolation == nullptr) continue;
    const compose::Interpolation& part = *use.interpolation;
    const auto source = std::ranges::find_if(
        given, [&](const Given& each) { return each.entry->name == use.name && *each.entry->value != part.argument; });
    if (source == given.end()) continue;
    // Any template beside the stack is taken for that of `.env`; whether another one sets it is asked below.
    if (part.source != compose::VariableSource::env_template && part.source != compose::VariableSource::unset &&
        part.source != compose::VariableSource::default_value)
      continue;
    if (part.operation.ends_with('+') || is_set_for_compose(stack, project, use.name, source->entry->span.file))
      continue;
    if (std::ranges::any_of(once<loading_lines>(report),
                            [&](std::string_view line) { return contains(line, base_name(source->file)); }))
      return;
    const bool refuses = part.operation.ends_with('?');
    const bool has_default = part.operation.ends_with('-') && !part.argument.empty();
    Builder finding =
        refuses
            ? report.at(use.span, "Compose does not take `{}` from `{}`, which `{}` alone gets, and refuses to start",
                        use.name, base_name(source->file), source->service->name)
        : has_default
            ? report.at(use.span, "Compose does not take `{}` from `{}`, which `{}` alone gets; the default holds here",
                        use.name, base_name(source->file), source->service->name)
            : report.at(use.span, "Compose does not take `{}` from `{}`, which `{}` alone gets; it stays empty here",
                        use.name, base_name(source->file), source->service->name);
    finding.note(source->entry->span, "This reaches the container, not the Compose file");
    if (refuses) finding.rung(Rung::load);
    if (!refuses && !name_is_secret(use.name)) finding.severity(Severity::medium);
    // Compose reads `.env` of the folder in which it is called as well, which may be the one above.
    if (base_name(source->file) == ".env" &&
        project::is_below(stack.model->project_directory, project::parent_path(source->file)))
      finding.severity(Severity::low).confidence(Confidence::possible);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4382",
    .summary = "Variable of the Compose file that only the env file of a service sets",
    .why =
        "`env_file` fills containers, not the `${...}` of the Compose file: that takes its default or stays empty, so "
        "a database is set up with another password than its clients bring.",
    .remedy = "Start with `--env-file` and that file, or keep the variable in `.env` beside the Compose file.",
    .references = "https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::variable_given_to_container_alone
