#include <algorithm>

#include "knowledge/package_kinds.h"
#include "knowledge/program_settings.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::store_not_in_stack {

/// The address of a data store on this machine that a value holds; a port of 0 for none.
static project::Address store_on_own_machine(std::string_view value) {
  for (const project::Address& address : project::addresses_in(value, false))
    if (is_one_of("localhost 127.0.0.1", address.host) && knowledge::asks_on_wire(address.scheme, "") &&
        address.port != 0)
      return address;
  return {};
}

/// Whether some container of the stack, or this one itself, may be the store.
static bool may_be_there(const project::Project& project, const project::Service& service, std::uint16_t port) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* const other) {
    if (other->active && other != &service && is_data_store(*other) && !other->builds &&
        project::connections(project, *other).listening.ports.empty())
      return true;
    return project::connections(project, *other).listening.port(port) != nullptr;
  });
}

/// Whether the image brings servers of its own, which a supervisor starts beside the program.
static bool brings_servers(const project::Project& project, const project::Service& service) {
  if (service.dockerfile == nullptr || service.startup != nullptr) return true;
  const std::string_view text = project.sources[service.dockerfile->file->source].text();
  return contains(text, "service ") ||
         std::ranges::any_of(knowledge::tables::servers_beside,
                             [&](std::string_view server) { return contains(text, server); });
}

/// Whether the service's own program is known to import a source.
static bool is_imported(const project::Project& project, const project::Service& service, std::string_view path) {
  const project::Application* const application = project::application(project, service);
  return application != nullptr &&
         std::ranges::find(application->program.sources, path) != application->program.sources.end();
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (service.standalone || service.stack == nullptr || is_for_tests(service) ||
      !service.definition->network_mode.value.empty() || project::code_folder(project, service) == nullptr ||
      brings_servers(project, service))
    return report.skip();
  bool any = false;
  const auto tell = [&](Span span, std::string_view value, std::string_view variable) {
    const project::Address address = store_on_own_machine(value);
    if (address.port == 0) return;
    any = true;
    if (may_be_there(project, service, address.port)) return;
    if (variable.empty())
      report.at(span,
                "`{}` asks its own container for `{}` on port {}, where nothing answers, and no service of the stack "
                "does; add one and name it",
                service.name, address.scheme, address.port);
    else
      report.at(span,
                "`{}` gets no `{}` and asks its own container for `{}`, where nothing answers; add a service for it "
                "and name that",
                service.name, variable, address.scheme);
  };
  // Clients that are told no address, or this machine.
  for (const code::Sign* const sign : signs_for_everybody(project, service, knowledge::CodeSign::Kind::address)) {
    if (!is_imported(project, service, sign->path)) continue;
    any = true;
    if (!may_be_there(project, service, sign->row->port))
      report.at(sign->span,
                "`{}` asks its own container on port {}, where nothing answers, and no service of the stack does; add "
                "one and name it",
                service.name, sign->row->port);
  }
  for (const code::Sign* const sign : signs_for_everybody(project, service, knowledge::CodeSign::Kind::default_value))
    if (project::is_given_nowhere(project, service, sign->variable)) tell(sign->span, sign->value, sign->variable);
  if (const project::Application* const application = project::application(project, service); application != nullptr)
    for (const code::NeededVariable& wanted : application->program.needed_in_use)
      if (!wanted.address.empty()) tell(wanted.span, wanted.address, "");
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4933",
    .summary = "Data store that the code needs and the stack does not have",
    .why =
        "In a container `localhost` is the container itself. What runs on a programmer's machine beside the program is "
        "not there, so that it waits for its database or ends.",
    .remedy = "Add the data store as a service, and give the program the variable that its code reads, with its name.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::store_not_in_stack
