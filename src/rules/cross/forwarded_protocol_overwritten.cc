#include <algorithm>

#include "nginx/ast.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::forwarded_protocol_overwritten {

/// What tells that another proxy ends TLS in front of the service; invalid for none.
static Span tls_in_front(const project::Service& service) {
  for (const compose::Member& label : service.definition->labels) {
    const std::string_view value = label.value != nullptr ? label.value->text : std::string_view();
    const bool of_router = label.key.starts_with("traefik.http.routers.");
    if (of_router && (contains(label.key, ".tls") || contains(value, "websecure")))
      return label.key_span.valid() ? label.key_span : service.span;
  }
  if (service.definition->variable("VIRTUAL_HOST") == nullptr) return {};
  const compose::EnvironmentEntry* const certificate = service.definition->variable("LETSENCRYPT_HOST");
  return certificate != nullptr ? certificate->span : Span();
}

static bool ends_tls(const nginx::Directive& directive) {
  for (const nginx::Directive* block = directive.parent; block != nullptr; block = block->parent)
    if (block->name == "server")
      return std::ranges::any_of(block->children, [](const nginx::Directive* child) {
        return child->name == "listen" &&
               std::ranges::any_of(child->parameters, [](const nginx::Word& word) { return word.text == "ssl"; });
      });
  return false;
}

/// Whether a program behind the server is known to ask for the protocol.
static bool is_asked_for(const project::Project& project, const project::Service& service) {
  for (const project::Reference& reference : project::connections(project, service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.to == nullptr) continue;
    const project::Application* const application = project::application(project, *reference.to);
    if (application == nullptr) continue;
    for (const std::string_view sign : {"HTTP_X_FORWARDED_PROTO", "trust proxy", "x-forwarded-proto",
                                        "X-Forwarded-Proto", "UseForwardedHeaders", "ProxyFix", "trustProxies"})
      if (application->program.mentions(sign)) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const Span front = project::runs_nginx(service) ? tls_in_front(service) : Span();
  if (!front.valid()) return report.skip();
  for (const project::File* const file : project::nginx_files(report.project(), service)) {
    if (file->nginx == nullptr) continue;
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (directive->name != "proxy_set_header" || !equal_ignoring_case(directive->parameter(0), "X-Forwarded-Proto") ||
          directive->parameter(1) != "$scheme" || ends_tls(*directive))
        continue;
      Builder finding =
          report.at(directive->span, "TLS ends in front of `{}`, so this tells `http` of every request", service.name);
      finding.note(front, "What ends TLS");
      if (!is_asked_for(report.project(), service)) finding.severity(Severity::low);
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW4381",
    .summary = "Protocol of the client overwritten by a second proxy",
    .why =
        "The proxy that ends TLS says `https` in `X-Forwarded-Proto`. `$scheme` is how the request came to this "
        "server, and that is plain HTTP: programs write links with the wrong scheme, withhold secure cookies or "
        "redirect without end.",
    .remedy = "Pass on what came: `proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;`.",
    .references = {"https://nginx.org/en/docs/http/ngx_http_core_module.html#var_scheme"},
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::forwarded_protocol_overwritten
