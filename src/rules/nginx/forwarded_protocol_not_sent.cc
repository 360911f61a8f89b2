#include "rules/rule.h"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "nginx/ast.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/nginx_includes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::forwarded_protocol_not_sent {

static bool speaks_tls(const nginx::Directive& pass) {
  for (const nginx::Directive* block = pass.parent; block != nullptr; block = block->parent) {
    if (block->name != "server") continue;
    return std::ranges::any_of(block->children, [](const nginx::Directive* child) {
      return child->name == "listen" &&
             std::ranges::any_of(child->parameters, [](const nginx::Word& word) { return word.text == "ssl"; });
    });
  }
  return false;
}

/// Whether the headers in force for a location tell the protocol; also when an included file may.
static bool tells_protocol(const project::Project& project, const nginx::Directive& pass) {
  for (const nginx::Directive* block = pass.parent; block != nullptr; block = block->parent) {
    bool sets = false;
    for (const nginx::Directive* const child : directives_within(project, *block)) {
      if (child->name == "include" && !contains(child->parameter(0), "mime.types")) return true;
      if (child->name != "proxy_set_header") continue;
      sets = true;
      const std::string_view name = child->parameter(0);
      if (equal_ignoring_case(name, "X-Forwarded-Proto") || equal_ignoring_case(name, "Forwarded") ||
          equal_ignoring_case(name, "X-Forwarded-Ssl") || equal_ignoring_case(name, "X-Scheme") ||
          equal_ignoring_case(name, "X-Forwarded-Protocol"))
        return true;
    }
    // Headers are inherited only by a block that sets none of its own.
    if (sets) return false;
  }
  return false;
}

/// A location for probes: of one exact path, most of the time, or called like one. Nobody is redirected there.
static bool is_for_probes(const nginx::Directive& pass) {
  const nginx::Directive* const location = pass.parent;
  if (location == nullptr || location->name != "location") return false;
  if (location->parameter(0) == "=") return true;
  for (const std::string_view word : {"health", "/ping", "/ready", "/live", "/status"})
    if (contains(location->parameter(0), word)) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  // Locations by the hundred may lead to one program, whose whole code is searched.
  std::vector<std::pair<const project::Application*, bool>> searched;
  const auto reads_protocol = [&searched](const project::Application& application) {
    const auto known = std::ranges::find(searched, &application, &std::pair<const project::Application*, bool>::first);
    if (known != searched.end()) return known->second;
    const bool reads =
        std::ranges::any_of(std::initializer_list<std::string_view>{"HTTP_X_FORWARDED_PROTO", "trust proxy",
                                                                    "x-forwarded-proto", "X-Forwarded-Proto"},
                            [&](std::string_view sign) { return application.program.mentions(sign); });
    searched.emplace_back(&application, reads);
    return reads;
  };
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.to == nullptr || reference.file == nullptr ||
        reference.scheme == "https")
      continue;
    const project::Application* const application = project::application(report.project(), *reference.to);
    if (application == nullptr) continue;
    for (const nginx::Directive* const pass : reference.file->nginx->directives) {
      const Span place = reference.upstream.valid() ? reference.upstream : reference.span;
      if (pass->name != "proxy_pass" || place.begin < pass->span.begin || place.end > pass->span.end) continue;
      if (!speaks_tls(*pass) || is_for_probes(*pass)) continue;
      asks = true;
      if (tells_protocol(report.project(), *pass) || !reads_protocol(*application)) continue;
      report
          .at(pass->span,
              "`{}` asks for `X-Forwarded-Proto` to tell HTTPS, and this does not send it; set it to `$scheme`",
              reference.to->name)
          .note(reference.to->span, "The code of `{}` reads the header", reference.to->name);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5106",
    .summary = "Protocol of the request not told to a program that asks for it",
    .why =
        "The program takes every request for plain HTTP: it redirects to HTTPS without end, withholds secure cookies, "
        "or writes links with the wrong scheme.",
    .remedy = "Add `proxy_set_header X-Forwarded-Proto $scheme;` beside the other headers of the block.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::forwarded_protocol_not_sent
