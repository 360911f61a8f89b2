#include "rules/rule.h"

#include <algorithm>

#include "nginx/ast.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::host_header_not_forwarded {

/// Whether the headers in force name the visitor's host; also when an included file may.
static bool sends_host(const nginx::Directive& pass) {
  for (const nginx::Directive* block = pass.parent; block != nullptr; block = block->parent) {
    bool sets = false;
    for (const nginx::Directive* const child : block->children) {
      if (child->name == "include" && !contains(child->parameter(0), "mime.types") &&
          !contains(child->parameter(0), "conf.d"))
        return true;
      if (child->name != "proxy_set_header") continue;
      sets = true;
      if (equal_ignoring_case(child->parameter(0), "Host")) return true;
    }
    // Headers are inherited only by a block that sets none of its own.
    if (sets) return false;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.to == nullptr || reference.file == nullptr)
      continue;
    const project::Application* const application = project::application(report.project(), *reference.to);
    if (application == nullptr || application->program.framework != "Django") continue;
    for (const nginx::Directive* const pass : reference.file->nginx->directives) {
      const Span place = reference.upstream.valid() ? reference.upstream : reference.span;
      if (pass->name != "proxy_pass" || place.begin < pass->span.begin || place.end > pass->span.end) continue;
      asks = true;
      // Some settings allow every name, or this one, or leave it to a variable.
      if (sends_host(*pass) || application->program.mentions("*") || application->program.mentions("ALLOWED_HOSTS") ||
          std::ranges::find(application->program.literals, reference.host) != application->program.literals.end())
        continue;
      report
          .at(pass->span, "Django of `{}` sees the host `{}`, not the visitor's; add `proxy_set_header Host $host;`",
              reference.to->name, reference.host)
          .note(reference.to->span, "`ALLOWED_HOSTS` decides over each request");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5108",
    .summary = "Visitor's host not handed to Django",
    .why =
        "nginx sends the upstream's name as the host; Django answers 400 to names that `ALLOWED_HOSTS` does not list.",
    .remedy = "Add `proxy_set_header Host $host;` beside the other headers of the block.",
    .references = "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_header_not_forwarded
