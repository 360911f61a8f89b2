#include "rules/rule.h"

#include <algorithm>

#include "nginx/ast.h"
#include "project/connections.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::redirect_to_unpublished_port {

/// A `return 301 https://$host...` outside of any other port.
static const nginx::Directive* redirect_of(const project::Project& project, const project::Service& service) {
  for (const project::File* const file : project::nginx_files(project, service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (directive->name != "return" || directive->parameters.size() != 2) continue;
      const std::string_view target = directive->parameter(1);
      for (const std::string_view same :
           {"https://$host$", "https://$host/", "https://$server_name", "https://$http_host"})
        if (target.starts_with(same)) return directive;
      if (target == "https://$host") return directive;
    }
  return nullptr;
}

/// The port that a redirect names: `https://$host:8443$request_uri`; "" without one.
static std::string_view named_port(std::string_view target) {
  for (const std::string_view host : {"https://$host:", "https://$server_name:", "https://$http_host:"})
    if (target.starts_with(host)) {
      const std::string_view rest = target.substr(host.size());
      return rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size()));
    }
  return {};
}

/// Reports a redirect to a port by number that nothing of the stack publishes. Whether there is one.
static bool check_named_port(const project::Service& service, Report& report) {
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (directive->name != "return" || directive->parameters.size() != 2) continue;
      const std::string_view port = named_port(directive->parameter(1));
      if (port.empty() || service.definition->ports.empty()) continue;
      const bool is_published = std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
        return other->active && std::ranges::any_of(other->definition->ports, [&](const compose::Port& each) {
                 return !is_number(each.published) || each.published == port;
               });
      });
      if (!is_published)
        report.at(directive->span, "`{}` sends visitors to port {}, which nothing publishes", service.name, port)
            .note(service.definition->ports.front().span(), "This is what `{}` publishes", service.name);
      return true;
    }
  return false;
}

static bool publishes_tls(const project::Stack& stack) {
  return std::ranges::any_of(stack.services, [](const project::Service* service) {
    return service->active && std::ranges::any_of(service->definition->ports,
                                                  [](const compose::Port& port) { return port.published == "443"; });
  });
}

/// Whether another stack loads the same file and one for TLS over it.
static bool gets_tls_elsewhere(const project::Project& project, const project::Service& service) {
  const project::File* const file = project.file(service.span.file);
  return file != nullptr && std::ranges::any_of(file->stacks, [&](std::uint32_t index) {
           const project::Stack& stack = project.stacks[index];
           return &stack != service.stack && stack.service(service.name) != nullptr && publishes_tls(stack);
         });
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service) || !service.definition->network_mode.value.empty()) return report.skip();
  if (check_named_port(service, report)) return;
  const compose::Port* plain = nullptr;
  const compose::Port* elsewhere = nullptr;
  for (const compose::Port& port : service.definition->ports) {
    if (!is_number(port.published) || !is_number(port.target)) return report.skip();
    if (port.published == "443") return;
    if (port.target == "443") elsewhere = &port;
    // A proxy in front speaks TLS where the port is for the host alone, or is none that browsers ask by themselves.
    if (port.published == "80" && !port.on_loopback()) plain = &port;
  }
  if (plain == nullptr || !service.definition->labels.empty()) return report.skip();
  const nginx::Directive* const redirect = redirect_of(report.project(), service);
  if (redirect == nullptr) return report.skip();
  if (publishes_tls(*service.stack) || gets_tls_elsewhere(report.project(), service)) return;
  // Only requests that came in plain through another proxy are spared.
  if (contains(report.text(redirect->parent != nullptr ? redirect->parent->span : redirect->span), "forwarded_proto"))
    return report.skip();
  if (elsewhere != nullptr) {
    report
        .at(redirect->span, "`{}` sends visitors to port 443, and its TLS is published on {}", service.name,
            elsewhere->published)
        .note(elsewhere->span(), "This is where it is");
    return;
  }
  report.at(redirect->span, "`{}` sends visitors to HTTPS, and nothing publishes port 443", service.name)
      .note(plain->span(), "Only this port is published");
}

extern const Rule rule = {
    .code = "SW4605",
    .summary = "Redirect to a port that is not published",
    .why = "Every visitor is sent to an address where the connection is refused.",
    .remedy = "Publish `443:443`, or serve plain HTTP until there is a certificate.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::redirect_to_unpublished_port
