#include <string>

#include "knowledge/build_facts.h"
#include "project/application.h"
#include "project/model.h"
#include "rules/lib/starting.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::python_older_than_code {

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || service.image == nullptr || service.image->name != "python" ||
      service.image_reference.tag.empty() || !is_digit(service.image_reference.tag.front()))
    return report.skip();
  const std::optional<Version> have = read_version(service.image_reference.tag);
  if (!have.has_value()) return report.skip();
  for (const code::NewerSyntax& part : application->program.start.newer) {
    if (!is_older(*have, Version{{3, part.since, -1}})) continue;
    report
        .at(part.span, "`{}` runs on Python {}, which has no {}; that came with 3.{}", service.name,
            service.image_reference.tag, OurWords{part.what}, std::to_string(part.since))
        .note(image_span(service), "This is its base");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4888",
    .summary = "Code for a newer Python than the image has",
    .why = "The program ends while it is loaded, with `SyntaxError`, `ImportError` or `TypeError`.",
    .remedy = "Take a base with the Python that the code is written for, or write what the older one knows.",
    .references = "https://docs.python.org/3/whatsnew/index.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::python_older_than_code
