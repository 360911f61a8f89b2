#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::schema_changed_at_start {

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::alters))
    if (may_run_at_start(report.project(), service, sign->path))
      report.at(sign->span, "When `{}` starts, this {}; use migrations", service.name, OurWords{sign->row->effect})
          .severity(sign->row->severity);
}

extern const Rule rule = {
    .code = "SW4835",
    .summary = "Schema that each start changes",
    .why = "A renamed field is a dropped column with all that was in it; nobody reads the change before it is made.",
    .remedy = "Switch it off in production, and let migrations change the schema.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::schema_changed_at_start
