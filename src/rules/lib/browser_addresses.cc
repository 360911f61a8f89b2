#include "rules/lib/browser_addresses.h"

#include <algorithm>

#include "project/copy_sources.h"
#include "project/dockerignore.h"
#include "project/paths.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

bool is_for_browsers(std::string_view name) {
  for (const std::string_view prefix :
       {"VITE_", "REACT_APP_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "VUE_APP_", "EXPO_PUBLIC_", "GATSBY_", "NG_APP_"})
    if (name.starts_with(prefix)) return true;
  return false;
}

/// Adds the addresses of one value.
static void add(std::string_view name, std::string_view value, BrowserAddress found,
                std::vector<BrowserAddress>& result) {
  if (!is_for_browsers(name)) return;
  for (const project::Address& address : project::addresses_in(value, false)) {
    if (!address.scheme.starts_with("http") && !address.scheme.starts_with("ws")) continue;
    found.name = name;
    found.address = address;
    result.push_back(found);
  }
}

/// Whether the build gives a variable by an argument or in the Dockerfile, which goes before a file of the bundler.
static bool is_given_to_build(const project::Service& service, std::string_view name) {
  const auto& arguments = service.build->arguments;
  if (std::ranges::find(arguments, name, &compose::BuildArgument::name) != arguments.end()) return true;
  return std::ranges::any_of(service.dockerfile->parsed->stages, [&](const dockerfile::Stage* stage) {
    return std::ranges::find(stage->variables, name, &dockerfile::Variable::name) != stage->variables.end();
  });
}

/// Whether a neighbour that builds the same Dockerfile gives an argument of the name: then the bundle of the stage that
/// they share is the neighbour's, and what it has without the argument concerns nobody.
static bool is_of_neighbour(const project::Service& service, std::string_view name) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && other->dockerfile == service.dockerfile &&
           std::ranges::find(other->build->arguments, name, &compose::BuildArgument::name) !=
               other->build->arguments.end();
  });
}

/// `ENV VITE_API=http://api:8000` of a stage.
static void add_of_dockerfile(const project::Service& service, std::vector<BrowserAddress>& result) {
  const auto& arguments = service.build->arguments;
  std::vector<Span> seen;
  if (service.stage == nullptr) return;
  // Stages that the image needs nothing of are built for others.
  for (const dockerfile::Stage* const stage : project::needed_stages(*service.dockerfile->parsed, *service.stage))
    for (const dockerfile::Variable& variable : stage->variables) {
      if (!variable.known || !variable.span.valid() || std::ranges::find(seen, variable.span) != seen.end()) continue;
      seen.push_back(variable.span);
      if (!is_for_browsers(variable.name) || is_of_neighbour(service, variable.name) ||
          std::ranges::find(arguments, variable.name, &compose::BuildArgument::name) != arguments.end())
        continue;
      add(variable.name, variable.value, {.span = variable.span, .built_in = true}, result);
    }
}

/// `.env` and `.env.production` beside the sources, which bundlers read while they build.
static void add_of_env_files(const project::Project& project, const project::Service& service,
                             std::vector<BrowserAddress>& result) {
  const std::string_view context = service.build->directory;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::env || !file.has_content || project::parent_path(file.path) != context)
      continue;
    const std::string_view name = base_name(file.path);
    if (name != ".env" && name != ".env.production" && name != ".env.local" && name != ".env.production.local")
      continue;
    if (project::ignore_rules(project, *service.dockerfile, context).excludes(name)) continue;
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      const Span span{file.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
      begin = end + 1;
      const std::string_view key = before(line, '=');
      if (key.size() == line.size() || is_given_to_build(service, key)) continue;
      add(key, line.substr(key.size() + 1), {.span = span, .built_in = true}, result);
    }
  }
}

std::vector<BrowserAddress> browser_addresses(const project::Project& project, const project::Service& service) {
  std::vector<BrowserAddress> result;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value())
      add(entry.name, *entry.value,
          {.span = entry.value_span.valid() ? entry.value_span : entry.span, .settled = is_settled(entry.source)},
          result);
  for (const compose::BuildArgument& argument : service.build->arguments)
    if (argument.value.has_value() && argument.source != nullptr)
      add(argument.name, *argument.value,
          {.span = argument.source->span(), .built_in = true, .settled = is_settled(argument.source)}, result);
  if (service.builds && service.dockerfile != nullptr && service.build->inside_root) {
    add_of_dockerfile(service, result);
    add_of_env_files(project, service, result);
  }
  return result;
}

}  // namespace seaworthy::rules
