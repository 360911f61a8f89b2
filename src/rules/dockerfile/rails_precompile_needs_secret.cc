#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::rails_precompile_needs_secret {

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.stage == nullptr || is_development_stage(*run.stage)) return report.skip();
  const std::string_view text = report.text(run.span);
  const std::size_t at = text.find("assets:precompile");
  if (at == std::string_view::npos) return report.skip();
  if (contains(text, "SECRET_KEY_BASE") || contains(text, "RAILS_MASTER_KEY")) return;
  for (const dockerfile::Mount& mount : run.mounts)
    if (mount.type == "secret") return;
  for (const dockerfile::Variable& variable : run.stage->variables)
    if (variable.name.starts_with("SECRET_KEY_BASE") || variable.name == "RAILS_MASTER_KEY" ||
        variable.name == "RAILS_ENV") {
      if (variable.name != "RAILS_ENV") return;
      if (variable.value == "development" || variable.value == "test") return report.skip();
    }
  const auto begin = run.span.begin + static_cast<std::uint32_t>(at);
  report.at(
      {run.span.file, begin, begin + 17},
      "This wants the production key; run it with `SECRET_KEY_BASE_DUMMY=1` (Rails 7.1) instead of handing the key in");
}

extern const Rule rule = {
    .code = "SW1280",
    .summary = "Rails assets built without a stand-in for the key",
    .why =
        "The task loads the application, which fails without its secret; the usual way out is a build argument with "
        "the real one, which stays "
        "in the image.",
    .remedy = "Prefix `SECRET_KEY_BASE_DUMMY=1` (Rails 7.1), or any `SECRET_KEY_BASE=1` before that.",
    .peers = "tally:tally/ruby/asset-precompile-without-dummy-key",
    .controls = "NIST 800-190:4.1.4",
    .severity = Severity::low,
    .confidence = Confidence::possible,
    .rung = Rung::build,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::rails_precompile_needs_secret
