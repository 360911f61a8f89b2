#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_endpoint_switched_off {

/// Whether the command of the image itself names a configuration of its own, which may hold anything.
static bool keeps_own_configuration(const project::Service& service) {
  return !service.builds && !service.definition->command && !service.definition->entrypoint &&
         std::ranges::find(service.image->command, "--config") != service.image->command.end();
}

static bool given(const project::Service& service, std::string_view needed, const project::Project& project) {
  if (needed.starts_with('-')) {
    if (needed.size() < 4)
      return std::ranges::any_of(
          std::initializer_list<const project::CommandInForce*>{&service.entrypoint, &service.command},
          [&](const project::CommandInForce* command) {
            return std::ranges::any_of(command->words,
                                       [&](std::string_view word) { return before(word, '=') == needed; });
          });
    for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
      for (const std::string_view word : command->words)
        if (equal_ignoring_case(before(word, '='), needed) ||
            equal_ignoring_case(word.substr(0, needed.size()), needed) ||
            (word.size() >= needed.size() && contains(word, needed)))
          return true;
    std::string name(needed.substr(needed.find_first_not_of('-')));
    for (const project::File* const file : service.mounted_files)
      if (file->has_content && contains(project.sources[file->source].text(), name)) return true;
    for (const compose::EnvironmentEntry& entry : service.definition->environment)
      if (entry.name.size() >= name.size() &&
          equal_ignoring_case(entry.name.substr(entry.name.size() - name.size()), name))
        return true;
    // A configuration that is not in the repository may hold it; that of a folder was looked through above.
    return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
      return mount.target.starts_with("/etc/") && project.file(mount.host_path) == nullptr &&
             !(mount.inside_root && project.path_state(mount.host_path) == project::PathState::directory);
    });
  }
  if (const compose::EnvironmentEntry* const entry = service.definition->variable(needed); entry != nullptr)
    return !entry->value.has_value() || !equal_ignoring_case(*entry->value, "false");
  if (service.stage != nullptr)
    for (const dockerfile::Variable& variable : service.stage->variables)
      if (variable.name == needed) return true;
  // `RUN kc.sh build --health-enabled=true`
  if (service.builds && service.dockerfile != nullptr && service.dockerfile->file != nullptr &&
      contains(project.sources[service.dockerfile->file->source].text(), "health-enabled"))
    return true;
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    for (const std::string_view word : command->words)
      if (contains(word, "health")) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->probe_needs.empty() || !service.probe) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  Span place;
  for (const project::ProbeRequest& request : probe.requests)
    if (request.own &&
        (request.path == service.image->probe_path ||
         request.path.starts_with(std::string(service.image->probe_path) + "/") ||
         (service.image->probe_path.find('/', 1) != std::string_view::npos &&
          request.path.starts_with(service.image->probe_path.substr(0, service.image->probe_path.find('/', 1))))))
      place = request.span;
  for (const project::ProbeCommand& command : probe.commands)
    // What the probe itself is told, `healthcheck --ping`, the server does not hear.
    // An image that brings such a probe leaves the options of the server to whoever runs it.
    if (command.program == "traefik" && command.words.size() > 1 && command.words[1] == "healthcheck" &&
        !(service.standalone && command.has_flag("--ping")))
      place = command.span;
  // A shell that opens a connection writes the request itself: `printf 'GET /health/ready HTTP/1.1...' >&3`.
  const std::string_view path = service.image->probe_path;
  if (!place.valid() && !path.empty() && service.probe.span.valid()) {
    const std::string request = "GET " + std::string(path.substr(0, path.find('/', 1)));
    if (contains(report.text(service.probe.span), request)) place = service.probe.span;
  }
  if (!place.valid()) return report.skip();
  if (keeps_own_configuration(service)) return;
  const std::string_view needed = before(service.image->probe_needs, '|');
  for (std::string_view rest = service.image->probe_needs; !rest.empty();) {
    const std::string_view each = before(rest, '|');
    if (given(service, each, report.project())) return;
    rest.remove_prefix(std::min(each.size() + 1, rest.size()));
  }
  Builder finding = report.at(place, "The probe of `{}` asks {} for what only `{}` switches on; give it", service.name,
                              service.image->title, needed);
  finding.note(service.span, "Neither command, environment nor a mounted file of `{}` has `{}`", service.name, needed);
  note_waiting(finding, service);
}

extern const Rule rule = {
    .code = "SW4306",
    .summary = "Health check of an endpoint that is switched off",
    .why =
        "A program serves the endpoint only when told to; until then the probe gets an error and the container is "
        "never healthy.",
    .remedy = "Set the option or variable that switches the endpoint on, or probe something that is served by default.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_endpoint_switched_off
