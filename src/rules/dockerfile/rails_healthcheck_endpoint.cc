#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::rails_healthcheck_endpoint {

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* const start = stage.cmd != nullptr ? stage.cmd : stage.entrypoint;
  if (start == nullptr || stage.healthcheck == nullptr || stage.healthcheck->health_none) return report.skip();
  const std::string_view text = report.text(start->span);
  if (!contains(text, "rails") || !(contains(text, "server") || contains(text, " s"))) return report.skip();
  const std::string_view probe = report.text(stage.healthcheck->span);
  if (contains(probe, "/up") || contains(probe, "health") || contains(probe, "ready") || contains(probe, "live"))
    return;
  if (!contains(probe, "://")) return report.skip();
  report.at(stage.healthcheck->keyword_span,
            "Rails answers probes at `/up`; another page may need the database or a login");
}

extern const Rule rule = {
    .code = "SW1288",
    .summary = "Rails probed elsewhere than its health page",
    .why =
        "A start page redirects, renders and asks the database; `/up` says whether the program works and nothing else.",
    .remedy = "Probe `/up` (Rails 7.1).",
    .peers = "tally:tally/ruby/healthcheck-rails-up-endpoint",
    .differs = "A missing probe is image-without-healthcheck's matter.",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::rails_healthcheck_endpoint
