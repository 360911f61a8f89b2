#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/ci.h"

namespace seaworthy::rules::ci_action_not_pinned {

// Whoever runs the platform can change the workflow's machine anyway; their actions are no further party.
static bool from_the_platform(std::string_view action) {
  return action.starts_with("actions/") || action.starts_with("github/");
}

static bool is_commit(std::string_view reference) {
  return reference.size() == 40 && reference.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for_each_github_step(file, [&](const yaml::Node& step) {
    const yaml::Node* const uses = step.get("uses");
    if (uses == nullptr || !uses->is_scalar()) return;
    const std::string_view text = uses->text;
    if (text.starts_with("./") || text.starts_with("docker://")) return;
    applies = true;
    const std::size_t at = text.rfind('@');
    const std::string_view reference = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    if (is_commit(reference)) return;
    report.at(uses->span, "The action `{}` follows a tag or branch that its owner can move; pin the commit hash", text)
        .severity(from_the_platform(text) ? Severity::info : Severity::low);
  });
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW7021",
    .summary = "CI action not pinned to a commit",
    .why = "Tags of popular actions have been moved to code that printed the secrets of every workflow that ran it.",
    .remedy = "Write the full commit hash and the version as a comment, and let a bot move both.",
    .peers = "scorecard:pinned/GitHubAction",
    .differs = "Actions of the platform itself are info only.",
    .controls = "OWASP Docker:13",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_action_not_pinned
