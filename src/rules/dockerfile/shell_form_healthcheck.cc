#include "rules/rule.h"

namespace seaworthy::rules::shell_form_healthcheck {

static void check(const dockerfile::Instruction& probe, Report& report) {
  if (probe.health_none || probe.body.text.empty() || probe.form == dockerfile::Form::none) return report.skip();
  if (probe.form != dockerfile::Form::shell) return;
  report.at(probe.body.span(0, static_cast<std::uint32_t>(probe.body.text.size())),
            "This probe starts a shell each time; a program that ends with the right status needs none");
}

extern const Rule rule = {
    .code = "SW1605",
    .summary = "Health check in shell form",
    .why = "Each probe starts a shell first, which an image without one cannot do.",
    .remedy =
        "`HEALTHCHECK CMD [\"program\", \"argument\"]`; no `|| exit 1` is needed where the program's status says it "
        "all. "
        "A probe gets no signals, so the shell does little harm, and this rule is off by default.",
    .peers = "hadolint:DL3025",
    .differs = "A probe that needs no shell is shell-form-entrypoint's, as a remark.",
    .severity = Severity::info,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::healthcheck>(),
};

}  // namespace seaworthy::rules::shell_form_healthcheck
