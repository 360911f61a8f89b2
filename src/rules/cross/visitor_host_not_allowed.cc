#include "rules/rule.h"

#include <algorithm>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/allowed_hosts.h"
#include "rules/lib/forwarded_host.h"
#include "rules/lib/state.h"
#include "rules/lib/visitors.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::visitor_host_not_allowed {

/// A name by which only this machine or a neighbour in the stack asks.
static bool is_inner(const project::Stack& stack, std::string_view host) {
  if (host.starts_with('.')) host.remove_prefix(1);
  if (is_one_of("localhost 127.0.0.1 [::1] ::1 0.0.0.0 host.docker.internal", host)) return true;
  return std::ranges::any_of(stack.services, [&](const project::Service* service) {
    return service->name == host || service->definition->container_name.value == host;
  });
}

/// Published for others than this machine, and not for those who program it.
static bool is_for_others(const project::Service& service, const WayIn& way) {
  return way.port != nullptr && way.through->published() && service.stack->role != project::Role::development &&
         !is_short_lived(*service.stack);
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.framework != "Django") return report.skip();
  const AllowedHosts allowed = allowed_hosts(report.project(), service, *application);
  if (allowed.hosts.empty()) return report.skip();
  const WayIn way = way_in(report.project(), service);
  if (!is_for_others(service, way)) return report.skip();
  // The name by which the proxy asks is no visitor's.
  if (way.through != &service && !sends_host(report.project(), *way.through, service)) return report.skip();
  if (!std::ranges::all_of(allowed.hosts, [&](std::string_view host) { return is_inner(*service.stack, host); }))
    return;
  const std::string_view variable = application->program.allowed_hosts_variable;
  Builder finding =
      variable.empty()
          ? report.at(allowed_hosts_place(service, application->program),
                      "Django of `{}` answers 400 to visitors: `ALLOWED_HOSTS` has names of this machine alone",
                      service.name)
          : report.at(allowed_hosts_place(service, application->program),
                      "Django of `{}` answers 400 to visitors: `{}` has names of this machine alone; list theirs",
                      service.name, variable);
  finding.note(way.port->span(), "Visitors come in through `{}` here", way.through->name);
  if (!allowed.certain) finding.confidence(Confidence::possible);
  // The whole list may be meant for a trial on one machine.
  if (service.stack->role != project::Role::production) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4850",
    .summary = "Django that refuses every host name but those of its own machine",
    .why =
        "Django answers 400 to a request whose `Host` is not listed: the pages are there for whoever opens "
        "`localhost`, and for nobody who comes by the address or the name of the server.",
    .remedy = "List the names by which visitors come, and give the variable where the container is started.",
    .references = "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "answer by the names under which visitors come",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::visitor_host_not_allowed
