#include "rules/rule.h"

#include <algorithm>

#include "knowledge/nginx.h"
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"

namespace seaworthy::rules::directive_not_allowed_here {

/// The name as nginx' manual gives it.
static std::string_view described(std::string_view context) {
  if (context == "if") return "if in location";
  if (context == "server if") return "if in server";
  return context;
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  bool any = false;
  for (const NginxFile& item : configuration.files) {
    if (item.context.empty()) continue;
    any = true;
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      const std::string_view context = context_within(*directive->parent, item.context);
      const knowledge::NginxDirective* const known = knowledge::nginx_directive(directive->name);
      if (context.empty() || known == nullptr || std::ranges::find(known->contexts, context) != known->contexts.end())
        continue;
      std::string where;
      for (const std::string_view allowed : known->contexts)
        where.append(where.empty() ? "" : ", ").append(described(allowed));
      Builder finding = report.at(directive->name_span, "nginx does not start with `{}` inside `{}`; it belongs in: {}",
                                  directive->name, described(context), where);
      if (directive->parent->parent == nullptr)
        finding.note(service.span, "`{}` reads the file as {}, from `{}`", service.name, item.path, context);
      if (service.builds) finding.confidence(Confidence::likely);
      return;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5200",
    .summary = "Directive in a block where nginx refuses it",
    .why = "nginx stops at start with \"directive is not allowed here\", and everything behind it is unreachable.",
    .remedy =
        "Move the directive to a block that may hold it. A file in `conf.d` stands inside `http`, so it begins with "
        "`server` or `upstream`; a whole configuration is mounted as `/etc/nginx/nginx.conf`.",
    .references = "https://nginx.org/en/docs/dirindex.html",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "hold only directives that belong where they stand",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::directive_not_allowed_here
