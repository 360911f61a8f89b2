#include <iterator>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/rule.h"

namespace seaworthy::rules::port_of_neighbour {

template <AddressSource Wanted>
static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (source_of(reference.kind) != Wanted || reference.to == nullptr || reference.to == &service) continue;
    if (reference.port == 0 || !reference.to->active) continue;
    const project::Service& target = *reference.to;
    const project::Listening& known = project::connections(report.project(), target).listening;
    const project::Listens verdict = project::listens_on(report.project(), target, known, reference.port);
    if (verdict != project::Listens::unknown) asks = true;
    const compose::Port* const mapping = mapping_of_host_port(target, reference.port);
    // Of a program of which nothing is known, a mapping tells that the number belongs to the host.
    const bool is_host_port = mapping != nullptr && known.ports.empty() && reference.port_written;
    if (verdict == project::Listens::yes || (verdict == project::Listens::unknown && !is_host_port)) continue;
    // A name alone, where the program may add a port of its own.
    if (!reference.port_written && Wanted == AddressSource::address) continue;
    Builder finding =
        mapping != nullptr
            ? report.at(reference.span, "`{}` asks `{}` on {}, which is its port on the host; inside it is {}",
                        service.name, target.name, reference.port, mapping->target)
            : report.at(reference.span, "`{}` asks `{}` on port {}, but `{}` listens on {}", service.name, target.name,
                        reference.port, target.name, listed_ports(known));
    finding.confidence(is_host_port || (mapping != nullptr && verdict == project::Listens::perhaps_not)
                           ? Confidence::likely
                           : confidence_of(verdict));
    // The program may read something else of the file, or another file over it; of code not every line runs.
    if ((reference.kind == project::ReferenceKind::configuration || reference.kind == project::ReferenceKind::code) &&
        verdict == project::Listens::no)
      finding.confidence(Confidence::likely);
    if (is_of_template(service, reference)) finding.confidence(Confidence::possible);
    if (mapping == nullptr && verdict == project::Listens::perhaps_not) finding.severity(Severity::low);
    if (mapping != nullptr) finding.note(mapping->span(), "Only the host knows the port {}", reference.port);
    if (reference.upstream.valid()) finding.note(reference.upstream, "This forwards to it");
    note_listening(finding, target, known);
  }
  if (!asks) report.skip();
}

extern constinit const FamilyRule family[] = {
    {"proxy-upstream-port-not-listened-on",
     {.code = "SW4334",
      .summary = "Proxy that forwards to a port on which nothing listens",
      .why = "The connection is refused, and the proxy answers 502 to every request.",
      .remedy = "Forward to the port of the container, not the published one, and keep it the same as the program's.",
      .severity = Severity::high,
      .rung = Rung::connect,
      .category = Category::architecture,
      .strength = "forward to ports that are listened on",
      .check = each_service<check<AddressSource::proxy>>()}},
    {"scrape-target-port-not-listened-on",
     {.code = "SW4335",
      .summary = "Scrape target on a port on which nothing listens",
      .why = "The target stays down: its metrics are never collected, and alerts on them never fire.",
      .remedy = "Name the port of the container on which the program serves its metrics.",
      .severity = Severity::high,
      .rung = Rung::connect,
      .category = Category::monitoring,
      .strength = "scrape ports that are listened on",
      .check = each_service<check<AddressSource::scrape>>()}},
    {"data-source-port-not-listened-on",
     {.code = "SW4336",
      .summary = "Data source or log target on a port on which nothing listens",
      .why = "Dashboards stay empty, or logs are never delivered.",
      .remedy = "Name the port of the container on which the server listens.",
      .severity = Severity::high,
      .rung = Rung::connect,
      .category = Category::monitoring,
      .strength = "use data sources on ports that are listened on",
      .check = each_service<check<AddressSource::data_source>>()}},
    {"address-port-not-listened-on",
     {.code = "SW4337",
      .summary = "Address in the settings of a service with a port on which nothing listens",
      .why = "The connection is refused when it is first needed.",
      .remedy = "Name the port of the container, not the published one, and keep it the same as the program's.",
      .severity = Severity::high,
      .rung = Rung::connect,
      .category = Category::architecture,
      .strength = "name ports that are listened on",
      .check = each_service<check<AddressSource::address>>()}},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::port_of_neighbour
