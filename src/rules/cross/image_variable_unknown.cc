#include <algorithm>
#include <string>

#include "base/edit_distance.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::image_variable_unknown {

static std::string_view nearest(const knowledge::Image& image, std::string_view name) {
  // A name that is cut short: POSTGRES_PASS of POSTGRES_PASSWORD.
  for (const knowledge::ImageVariable& variable : image.variables)
    if (variable.name.starts_with(name) && name.size() >= image.variable_prefix.size() + 3) return variable.name;
  // What all names begin with is near in each of them.
  std::string_view best;
  const std::size_t own = name.size() - image.variable_prefix.size();
  unsigned distance = static_cast<unsigned>(own / 3) + 1;
  for (const knowledge::ImageVariable& variable : image.variables)
    if (const unsigned found = edit_distance(variable.name, name, distance); found < distance) {
      best = variable.name;
      distance = found;
    }
  return best;
}

/// The container's own scripts may read variables of any name.
static bool runs_own_scripts(const project::Service& service) {
  if (service.command.script != nullptr || service.entrypoint.from == project::Provenance::compose) return true;
  for (const compose::Mount& mount : service.definition->mounts)
    if (contains(mount.target, "init") || contains(mount.target, ".sh") || contains(mount.target, "bin/") ||
        contains(mount.target, "templates") || contains(mount.target, "scripts"))
      return true;
  return service.startup != nullptr;
}

/// The probe runs inside the container as well.
static bool probe_reads(const project::Service& service, std::string_view name) {
  for (const std::string_view word : service.probe.command.words)
    if (contains(word, name)) return true;
  return false;
}

/// A block that services of several images share holds variables of all of them.
static bool is_shared(const project::Service& service, const compose::EnvironmentEntry& entry) {
  for (const project::Service* other : service.stack->services) {
    if (other->image == service.image) continue;
    const compose::EnvironmentEntry* const same = other->definition->variable(entry.name);
    if (same != nullptr && same->span == entry.span) return true;
  }
  return false;
}

/// Whether the image does what the variable wants all the same: its command is given the value too (Compose puts it
/// in), or the value is a port where it listens by itself.
static bool is_so_anyway(const project::Service& service, const compose::EnvironmentEntry& entry,
                         const Report& report) {
  const Span command = service.definition->command.span();
  if (command.valid() && contains(report.text(command), entry.name)) return true;
  return entry.value.has_value() && std::ranges::any_of(service.image->ports, [&](const knowledge::ImagePort& port) {
           return *entry.value == std::to_string(port.port);
         });
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || !service.image->variables_complete ||
      service.image->variable_prefix.empty() || runs_own_scripts(service))
    return report.skip();
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.from != compose::EnvironmentSource::inline_value) continue;
    if (!entry.name.starts_with(service.image->variable_prefix) || entry.name.ends_with("_FILE")) continue;
    if (knowledge::variable(*service.image, entry.name) != nullptr || probe_reads(service, entry.name)) continue;
    if (is_shared(service, entry)) continue;
    const std::string_view near = nearest(*service.image, entry.name);
    Builder finding = near.empty() ? report.at(entry.span, "{} reads no `{}`, so it changes nothing",
                                               service.image->title, entry.name)
                                   : report.at(entry.span, "{} reads no `{}`, so it changes nothing; it reads `{}`",
                                               service.image->title, entry.name, near);
    // Where a server is, its clients are told; the server itself has no use for it.
    const bool is_for_clients = entry.name.ends_with("_HOST") || entry.name.ends_with("_HOSTNAME") ||
                                entry.name.ends_with("_PORT") || entry.name.ends_with("_URL");
    if ((near.empty() && is_for_clients) || is_so_anyway(service, entry, report)) finding.severity(Severity::low);
    finding.note(service.definition->image.span(), "The image of `{}`", service.name);
  }
}

extern const Rule rule = {
    .code = "SW4247",
    .summary = "Variable that a known image does not read",
    .why = "A misspelt variable is no error: the program starts with its default instead, and nobody notices.",
    .remedy = "Use the name that the image's documentation gives.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_variable_unknown
