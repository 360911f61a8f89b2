#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/dockerignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::browser_address_names_service {

/// Prefixes of variables that bundlers write into what browsers run.
static bool is_for_browsers(std::string_view name) {
  for (const std::string_view prefix :
       {"VITE_", "REACT_APP_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "VUE_APP_", "EXPO_PUBLIC_", "GATSBY_", "NG_APP_"})
    if (name.starts_with(prefix)) return true;
  return false;
}

/// `built_in`: the value is written into the bundle for sure; at run time a server of the same image may use it.
static bool judge(const project::Service& service, std::string_view name, std::string_view value, Span span,
                  bool built_in, Report& report) {
  if (!is_for_browsers(name)) return false;
  bool asks = false;
  for (const project::Address& address : project::addresses_in(value, false)) {
    if (!address.scheme.starts_with("http") && !address.scheme.starts_with("ws")) continue;
    asks = true;
    if (contains(address.host, ".")) continue;
    const project::Service* const other = project::service_named(service, address.host);
    if (other == nullptr || contains(name, "INTERNAL") || contains(name, "SERVER") || contains(name, "PROXY")) continue;
    report
        .at(span, "`{}` reaches browsers, which cannot resolve `{}`; give the address that visitors use", name,
            address.host)
        .confidence(built_in ? Confidence::likely : Confidence::possible)
        .severity(built_in ? Severity::high : Severity::medium)
        .note(other->span, "`{}` is a name of the stack's network alone", address.host);
  }
  return asks;
}

/// Whether the build gives a variable by an argument or in the Dockerfile, which goes before a file of the bundler.
static bool is_given_to_build(const project::Service& service, std::string_view name) {
  const auto& arguments = service.definition->build.arguments;
  if (std::ranges::find(arguments, name, &compose::BuildArgument::name) != arguments.end()) return true;
  return std::ranges::any_of(service.dockerfile->parsed->stages, [&](const dockerfile::Stage* stage) {
    return std::ranges::find(stage->variables, name, &dockerfile::Variable::name) != stage->variables.end();
  });
}

/// `ENV VITE_API=http://api:8000` of a stage.
static bool judge_dockerfile(const project::Service& service, bool for_developers, Report& report) {
  bool asks = false;
  const auto& arguments = service.definition->build.arguments;
  std::vector<Span> seen;
  for (const dockerfile::Stage* const stage : service.dockerfile->parsed->stages)
    for (const dockerfile::Variable& variable : stage->variables) {
      if (!variable.known || !variable.span.valid() || std::ranges::find(seen, variable.span) != seen.end()) continue;
      seen.push_back(variable.span);
      if (std::ranges::find(arguments, variable.name, &compose::BuildArgument::name) != arguments.end()) continue;
      asks = judge(service, variable.name, variable.value, variable.span, !for_developers, report) || asks;
    }
  return asks;
}

/// `.env` and `.env.production` beside the sources, which bundlers read while they build.
static bool judge_env_files(const project::Service& service, bool for_developers, Report& report) {
  const project::Project& project = report.project();
  const std::string_view context = service.definition->build.directory;
  bool asks = false;
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
      asks = judge(service, key, line.substr(key.size() + 1), span, !for_developers, report) || asks;
    }
  }
  return asks;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  // Tests that run in a container beside it resolve the name.
  const bool for_developers =
      service.stack->role == project::Role::development || service.stack->role == project::Role::test;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value())
      asks = judge(service, entry.name, *entry.value, entry.value_span.valid() ? entry.value_span : entry.span, false,
                   report) ||
             asks;
  for (const compose::BuildArgument& argument : service.definition->build.arguments)
    if (argument.value.has_value() && argument.source != nullptr)
      asks = judge(service, argument.name, *argument.value, argument.source->span(), !for_developers, report) || asks;
  if (service.builds && service.dockerfile != nullptr && service.definition->build.inside_root) {
    asks = judge_dockerfile(service, for_developers, report) || asks;
    asks = judge_env_files(service, for_developers, report) || asks;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4584",
    .summary = "Address for browsers that only containers resolve",
    .why = "Service names exist on the stack's network; a visitor's browser asks its own DNS and finds nothing.",
    .remedy = "Give the public address, or a path of the same host (`/api`) that the proxy forwards.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::browser_address_names_service
