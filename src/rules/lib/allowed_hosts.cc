#include "rules/lib/allowed_hosts.h"

#include <algorithm>

#include "base/ascii.h"
#include "project/promised_variables.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

bool allows_host(std::string_view allowed, std::string_view host) {
  if (allowed == "*" || equal_ignoring_case(allowed, host)) return true;
  return allowed.starts_with('.') && (host.ends_with(allowed) || host == allowed.substr(1));
}

AllowedHosts allowed_hosts(const project::Project& project, const project::Service& service,
                           const project::Application& application) {
  const std::string_view variable = application.program.allowed_hosts_variable;
  if (variable.empty()) return {.hosts = application.program.allowed_hosts};
  const compose::EnvironmentEntry* const entry = project::expected_variable(project, service, variable);
  AllowedHosts allowed;
  if (entry == nullptr) {
    allowed.certain = project::is_promised_nowhere(project, service, application, variable);
    const bool may_be_started_with = service.entrypoint_script != nullptr && service.entrypoint_script->has_content &&
                                     contains(project.sources[service.entrypoint_script->source].text(), variable);
    if (allowed.certain || (project::is_absent_in_container(service, variable) && !may_be_started_with &&
                            !project::has_unknown_variables(project, service)))
      allowed.hosts = application.program.allowed_hosts;
    return allowed;
  }
  if (!entry->value.has_value() || !is_settled(entry->source)) return allowed;
  for (std::string_view rest = *entry->value; !rest.empty();) {
    const std::string_view host = before(rest, ',');
    rest.remove_prefix(std::min(rest.size(), host.size() + 1));
    if (const std::string_view name = ascii::trim(host); !name.empty()) allowed.hosts.push_back(name);
  }
  return allowed;
}

Span allowed_hosts_place(const project::Service& service, const code::Program& program) {
  const compose::EnvironmentEntry* const entry =
      program.allowed_hosts_variable.empty() ? nullptr : service.definition->variable(program.allowed_hosts_variable);
  return entry != nullptr ? entry->span : program.allowed_hosts_span;
}

}  // namespace seaworthy::rules
