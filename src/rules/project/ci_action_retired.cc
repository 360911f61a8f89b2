#include <charconv>

#include "knowledge/ci_actions.h"
#include "project/model.h"
#include "rules/lib/ci.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_action_retired {

/// The major version of `v3` or `v3.1.2`; 0 for a branch or a commit.
static unsigned major_version(std::string_view reference) {
  unsigned version = 0;
  if (!reference.starts_with('v')) return 0;
  const std::string_view digits = before(reference.substr(1), '.');
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  return error == std::errc() && end == digits.data() + digits.size() ? version : 0;
}

static void check(const project::File& file, Report& report) {
  // GitHub runs the workflows at the root; those of a repository that was copied into this one wait for nothing.
  if (contains(file.path, "/.github/")) return report.skip();
  bool applies = false;
  for_each_github_step(file, [&](const yaml::Node& step) {
    const yaml::Node* const uses = step.get("uses");
    if (uses == nullptr || !uses->is_scalar()) return;
    const std::string_view action = before(uses->text, '@');
    const knowledge::RetiredAction* const retired = knowledge::retired_action(action);
    if (retired == nullptr) return;
    applies = true;
    const unsigned version = major_version(uses->text.substr(std::min(uses->text.size(), action.size() + 1)));
    if (version == 0 || version > retired->last) return;
    report.at(uses->span, "`{}` was switched off on {}, so this job fails; use `{}@v{}`", uses->text, retired->ended,
              action, retired->last + 1);
  });
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW7130",
    .summary = "CI action that its platform has switched off",
    .why = "The platform refuses the job before its first step, so nothing is tested, built or deployed any more.",
    .remedy = "Move to a release that still works, and let a bot keep actions up to date.",
    .references = "https://github.blog/changelog/label/actions/",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_action_retired
