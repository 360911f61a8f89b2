#include <algorithm>

#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/visitors.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::panel_open_to_everybody {

/// Whether a text can stand in another file than the one that serves the panel: a call that puts a login in front of
/// it, or a variable that does.
static bool counts_everywhere(std::string_view text) {
  return contains(text, ".") || contains(text, ":") || contains(text, "_USERNAME");
}

/// Whether the code asks for a login before it serves the panel.
static bool has_login(const project::Project& project, const project::ReadFolder& code, const code::Sign& sign) {
  return std::ranges::any_of(sign.row->runner, [&](std::string_view text) {
    return contains(project.sources[sign.span.file].text(), text) ||
           (counts_everywhere(text) && project::has_text(project, code, text));
  });
}

static void check(const project::Service& service, Report& report) {
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  if (code == nullptr) return report.skip();
  for (const code::Sign* const sign :
       signs_that_stay(report.project(), service, knowledge::CodeSign::Kind::open_panel)) {
    if (has_login(report.project(), *code, *sign)) continue;
    const WayIn way = way_in(report.project(), service);
    Builder finding = report.at(sign->span, "`{}` serves {} to everybody, which {}; ask for a login before it",
                                service.name, OurWords{sign->row->title}, OurWords{sign->row->effect});
    finding.severity(severity_there(service, Severity::high));
    if (way.port != nullptr) finding.note(way.port->span(), "Visitors come in through `{}` here", way.through->name);
    if (!code->whole) finding.confidence(Confidence::possible);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4293",
    .summary = "Panel for administrators that the code serves to everybody",
    .why =
        "Panels of queues and databases come without a login. Whoever finds the path sees what jobs carry, deletes "
        "them, or asks the database.",
    .remedy = "Put the route behind the login of the application, or behind a password in front of the panel.",
    .references = "https://github.com/sidekiq/sidekiq/wiki/Monitoring#authentication",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::panel_open_to_everybody
