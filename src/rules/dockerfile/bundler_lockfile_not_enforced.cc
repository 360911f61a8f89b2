#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::bundler_lockfile_not_enforced {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("bundle", PackageAction::install) || subject.stage == nullptr)
    return report.skip();
  if (is_development_stage(*subject.stage)) return report.skip();
  if (command.has_flag("--deployment") || command.has_flag("--frozen")) return;
  for (const dockerfile::Variable& variable : subject.stage->variables) {
    if (variable.name == "BUNDLE_DEPLOYMENT" || variable.name == "BUNDLE_FROZEN") return;
    if ((variable.name == "RAILS_ENV" || variable.name == "RACK_ENV") &&
        (variable.value == "development" || variable.value == "test"))
      return report.skip();
  }
  for (const dockerfile::Stage* stage = subject.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
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
