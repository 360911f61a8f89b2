#include "rules/rule.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "knowledge/knowledge.h"
#include "knowledge/request_calls.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::outside_address_on_internal_network {

static bool is_outside(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == host.size()) return false;
  const std::string_view last = host.substr(dot + 1);
  // Addresses, and names that are for documentation or for private networks.
  return !is_number(last) && last.size() >= 2 &&
         !is_one_of("local internal lan localhost test example invalid docker home", last) &&
         !contains(host, "example.") && !contains(host, "$") && !host.ends_with("domain.com");
}

/// A command of the text that starts a service which fetches something from the internet; null when none does.
static const shell::Node* fetch_at_start(const project::Service& service) {
  const shell::Script* const script = service.command.script;
  if (script == nullptr || service.command.from != project::Provenance::compose) return nullptr;
  for (const shell::Node* const node : script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    const std::string_view verb = command.verb();
    const bool installs =
        knowledge::package_manager(command.program) != nullptr && is_one_of("add install update ci i get", verb);
    const bool fetches =
        (command.program == "ollama" && verb == "pull") || (command.program == "git" && verb == "clone");
    if (installs || fetches) return node;
  }
  return nullptr;
}

/// A place in the code of a service that asks a server on the internet: `fetch("https://api.example.org/...")`.
static std::optional<Span> asked_by_code(const project::Project& project, const project::Service& service,
                                         std::string_view& host) {
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr) return std::nullopt;
  for (const FileId id : folder->sources) {
    const std::string_view text = project.sources[id].text();
    for (std::size_t at = text.find("https://"); at != std::string_view::npos; at = text.find("https://", at + 1)) {
      std::string_view line = text.substr(0, at);
      line = line.substr(line.rfind('\n') + 1);
      const bool calls = std::ranges::any_of(knowledge::tables::request_calls,
                                             [&](std::string_view call) { return contains(line, call); });
      if (!calls || contains(line, "//")) continue;
      const std::vector<project::Address> found =
          project::addresses_in(text.substr(at, std::min<std::size_t>(text.size() - at, 256)), false);
      if (found.empty() || !is_outside(found.front().host)) continue;
      host = found.front().host;
      return Span{id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 8 + host.size())};
    }
  }
  return std::nullopt;
}

/// Whether a variable means nothing to the public image that a service runs: an env file for all services brings it.
static bool is_foreign(const project::Service& service, const project::Reference& reference) {
  if (reference.kind != project::ReferenceKind::environment || service.image == nullptr || service.builds) return false;
  return std::ranges::none_of(service.image->variables, [&](const knowledge::ImageVariable& known) {
    const std::size_t star = known.name.find('*');
    return known.name == reference.variable ||
           (star != std::string_view::npos && reference.variable.starts_with(known.name.substr(0, star)));
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->networks.empty() || !service.definition->network_mode.value.empty()) return report.skip();
  const compose::Network* internal = nullptr;
  for (const compose::NetworkAttachment& attachment : service.definition->networks) {
    const auto network = std::ranges::find(service.stack->model->networks, attachment.name, &compose::Network::name);
    if (network == service.stack->model->networks.end() || !network->internal.value || network->external.value)
      return report.skip();
    internal = &*network;
  }
  // An outgoing proxy leads out.
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (equal_ignoring_case(entry.name, "HTTPS_PROXY") || equal_ignoring_case(entry.name, "HTTP_PROXY")) return;
  if (service.image != nullptr && service.image->needs_internet && !service.builds) {
    report
        .at(service.span, "`{}` asks servers on the internet, but all its networks are internal and have no way out",
            service.name)
        .note(internal->internal.entry_span(), "`{}` is internal", internal->name);
    return;
  }
  if (const shell::Node* const node = fetch_at_start(service); node != nullptr) {
    report
        .at(node->span,
            "`{}` fetches something from the internet here, but all its networks are internal and have no "
            "way out",
            service.name)
        .confidence(Confidence::likely)
        .rung(Rung::start)
        .note(internal->internal.entry_span(), "`{}` is internal", internal->name);
    return;
  }
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::environment && reference.kind != project::ReferenceKind::nginx &&
        reference.kind != project::ReferenceKind::shipper)
      continue;
    if (reference.loopback || reference.to != nullptr || !is_outside(reference.host)) continue;
    // Issuers and addresses of one's own are compared, not called.
    if (contains(reference.variable, "ISSUER") || !contains(reference.variable, "URL")) continue;
    // Where the sources come from is for whoever builds and deploys.
    if (contains(reference.variable, "REPO") || is_foreign(service, reference)) continue;
    if (contains(reference.variable, "BASE") || contains(reference.variable, "APP") ||
        contains(reference.variable, "SITE") || contains(reference.variable, "FRONTEND"))
      continue;
    report
        .at(reference.span, "`{}` asks `{}`, but all its networks are internal and have no way out", service.name,
            reference.host)
        .confidence(Confidence::likely)
        .note(internal->internal.entry_span(), "`{}` is internal", internal->name);
    return;
  }
  std::string_view host;
  if (const std::optional<Span> place = asked_by_code(report.project(), service, host); place.has_value())
    report.at(*place, "`{}` asks `{}`, but all its networks are internal and have no way out", service.name, host)
        .confidence(Confidence::likely)
        .note(internal->internal.entry_span(), "`{}` is internal", internal->name);
}

extern const Rule rule = {
    .code = "SW4343",
    .summary = "Address on the internet named by a service on internal networks only",
    .why = "An internal network has no way out: the connection ends in a timeout.",
    .remedy = "Attach the service to a second network that is not internal.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::outside_address_on_internal_network
