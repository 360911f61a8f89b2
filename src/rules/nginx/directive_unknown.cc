#include "rules/rule.h"

#include <algorithm>
#include "knowledge/nginx.h"
#include "nginx/ast.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"

namespace seaworthy::rules::directive_unknown {

/// The directive that was meant, by its spelling; null when none is near.
static const knowledge::NginxDirective* nearest(std::string_view name) {
  constexpr unsigned most = 2;
  const knowledge::NginxDirective* best = nullptr;
  unsigned least = most + 1;
  for (const knowledge::NginxDirective& known : knowledge::nginx_directives()) {
    const unsigned distance = project::edit_distance(name, known.name, most);
    if (distance >= least) continue;
    least = distance;
    best = &known;
  }
  return best;
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  if (configuration.files.empty()) return report.skip();
  for (const NginxFile& item : configuration.files) {
    if (item.context.empty()) continue;
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      if (context_within(*directive->parent, item.context).empty()) continue;
      if (const auto* const removed = knowledge::nginx_removed_directive(directive->name); removed != nullptr) {
        const knowledge::VersionRange gone{.first = removed->since, .last = {}};
        if (!gone.contains(service.image_reference.tag)) continue;
        report
            .at(directive->name_span, "nginx {} took `{}` away and does not start with it; use {}", removed->since,
                directive->name, removed->instead)
            .note(service.span, "`{}` runs `{}:{}`", service.name, service.image_reference.repository,
                  service.image_reference.tag.empty() ? "latest" : service.image_reference.tag);
        return;
      }
      // Short names are near to everything, and a module of one's own may have any name.
      constexpr std::size_t shortest = 5;
      if (directive->name.size() < shortest || configuration.loads_modules || service.builds ||
          knowledge::nginx_directive(directive->name) != nullptr ||
          knowledge::nginx_module_directive(directive->name) != nullptr)
        continue;
      const knowledge::NginxDirective* const meant = nearest(directive->name);
      if (meant == nullptr) continue;
      report
          .at(directive->name_span, "nginx has no directive `{}` and does not start; is `{}` meant", directive->name,
              meant->name)
          .confidence(Confidence::likely)
          .fix(Safety::review, "Correct the name", directive->name_span, meant->name);
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW5202",
    .summary = "Directive that nginx does not have",
    .why = "nginx stops at start with \"unknown directive\".",
    .remedy = "Correct the spelling, or use what replaced the directive.",
    .references = "https://nginx.org/en/CHANGES",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::directive_unknown
