#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::bundler_lockfile_not_enforced {

/// Bundler reads `false`, `0`, `f`, `no` and nothing as off.
static bool is_on(std::string_view value) { return !value.empty() && !is_one_of("0 false f no n off", value); }

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("bundle", PackageAction::install) || subject.stage == nullptr)
    return report.skip();
  if (is_development_stage(*subject.stage)) return report.skip();
  if (command.has_flag("--deployment") || command.has_flag("--frozen")) return;
  const dockerfile::Instruction& run = *subject.instruction;
  for (const std::string_view name : {"BUNDLE_DEPLOYMENT", "BUNDLE_FROZEN"})
    if (const dockerfile::Word* const value = env_before(run, name, true); value != nullptr && is_on(value->text))
      return;
  for (const std::string_view name : {"RAILS_ENV", "RACK_ENV"})
    if (const dockerfile::Word* const value = env_before(run, name, true);
        value != nullptr && (value->text == "development" || value->text == "test"))
      return report.skip();
  // What is set after the step comes too late for it.
  for (const dockerfile::Stage* stage = subject.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (instruction->span.begin > run.span.begin) break;
      if (instruction->op == dockerfile::Op::env || instruction->op == dockerfile::Op::arg) continue;
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "deployment") || contains(text, "frozen") || contains(text, "BUNDLE_DEPLOYMENT")) return;
    }
  report.at(subject.invocation.span(),
            "`bundle install` may move versions past the lock file; set `ENV BUNDLE_DEPLOYMENT=1`");
}

static constexpr std::string_view programs[] = {"bundle"};

extern const Rule rule = {
    .code = "SW1283",
    .summary = "Lock file of Bundler not enforced",
    .why =
        "Where the lock file does not fit the Gemfile, bundler resolves anew instead of failing: the image holds gems "
        "that nobody tested.",
    .remedy = "Set `BUNDLE_DEPLOYMENT=1` and copy Gemfile.lock.",
    .peers = "tally:tally/ruby/missing-bundle-deployment",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::bundler_lockfile_not_enforced
