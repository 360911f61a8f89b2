#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::host_port_in_inner_address {

/// Whether an interpolation is `$NAME`, `${NAME}` or one with a default.
static bool is_value_of(const compose::Interpolation& part, std::string_view variable) {
  return part.variable == variable && part.operation != ":+" && part.operation != "+";
}

/// The port of a neighbour whose number on the host alone is a variable's: `${DB_PORT:-5432}:5432`.
static const compose::Port* published_by(const project::Service& other, std::string_view variable,
                                         const Report& report) {
  for (const compose::Port& port : other.definition->ports) {
    if (port.source == nullptr || port.source->origin == nullptr || port.published.empty() || port.target.empty() ||
        port.source->origin->interpolations.size() != 1 ||
        !is_value_of(port.source->origin->interpolations.front(), variable))
      continue;
    const std::string_view text = report.text(port.span());
    // The port of the container stands there as a number, behind the variable.
    if (text.ends_with(":" + std::string(port.target)) || text.ends_with(":" + std::string(port.target) + "\"") ||
        text.ends_with(":" + std::string(port.target) + "'"))
      return &port;
  }
  return nullptr;
}

/// The neighbour in front of an interpolation: of `postgres://app@db:${DB_PORT}/app`, `db`.
static const project::Service* host_before(const project::Service& service, const compose::Interpolation& part,
                                           const Report& report) {
  if (part.span.begin < 2) return nullptr;
  const std::string_view text = report.project().sources[part.span.file].text().substr(0, part.span.begin);
  if (!text.ends_with(':')) return nullptr;
  const std::string_view front = text.substr(0, text.size() - 1);
  const std::size_t begin = front.find_last_of("@/ ='\"\n,") + 1;
  return project::service_named(service, front.substr(begin));
}

static void check(const project::Service& service, Report& report) {
  bool any = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.source == nullptr || entry.source->origin == nullptr) continue;
    for (const compose::Interpolation& part : entry.source->origin->interpolations) {
      const project::Service* const other = host_before(service, part, report);
      if (other == nullptr || other == &service) continue;
      any = true;
      const compose::Port* const port = published_by(*other, part.variable, report);
      if (port == nullptr) continue;
      report
          .at(entry.span, "`{}` is the port of the host, and `{}` listens on {} whatever it says; write {} here",
              part.variable, other->name, port->target, port->target)
          .note(port->span(), "This alone is moved by `{}`", part.variable);
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4282",
    .summary = "Variable of the host's port in an address between containers",
    .why =
        "Containers reach each other at the port that the program listens on. Whoever moves the published port, "
        "because "
        "the number is taken on the host, cuts the connection between them.",
    .remedy = "Write the container's port as a number, and keep the variable for `ports`.",
    .references = "https://docs.docker.com/compose/how-tos/networking/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_port_in_inner_address
