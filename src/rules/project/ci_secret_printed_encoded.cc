#include "rules/rule.h"

#include <algorithm>
#include <set>
#include <string>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::ci_secret_printed_encoded {

/// Programs that print what they read in another spelling, which the log does not know as the secret.
constexpr WordList encoders = "base64 base32 xxd od hexdump rev sed tr cut fold awk openssl gzip";

/// Variables of `env:` that hold a secret, of the workflow, the job and the step.
static void add_secrets(const yaml::Node* node, std::set<std::string_view>& names) {
  const yaml::Node* const environment = node != nullptr ? node->resolved().get("env") : nullptr;
  if (environment == nullptr || !environment->resolved().is_mapping()) return;
  for (const yaml::Entry& entry : environment->resolved().entries)
    if (contains(scalar_text(entry.value), "secrets.")) names.insert(scalar_text(entry.key));
}

static bool holds_secret(const shell::Word& word, const std::set<std::string_view>& names, const Report& report) {
  // The shell's own text is without the expressions of the workflow.
  const std::string_view written = report.text(word.span);
  if (contains(written, "secrets.") && contains(written, "${{")) return true;
  return std::ranges::any_of(word.expansions, [&](const shell::Expansion& expansion) {
    return expansion.kind == shell::ExpansionKind::parameter && names.contains(expansion.name);
  });
}

/// Whether a pipeline prints a secret in another spelling: `echo "$KEY" | base64`.
static bool prints_encoded(const shell::Node& pipeline, const std::set<std::string_view>& names, const Report& report) {
  if (pipeline.kind != shell::NodeKind::pipeline || pipeline.children.size() < 2) return false;
  const shell::Node& first = *pipeline.children.front();
  if (first.kind != shell::NodeKind::simple || !is_one_of("echo printf", shell::invocation(first).program) ||
      !std::ranges::any_of(first.words, [&](const shell::Word& word) { return holds_secret(word, names, report); }))
    return false;
  for (const shell::Node* const filter : pipeline.children.subspan(1)) {
    if (filter->kind != shell::NodeKind::simple || !filter->redirections.empty()) return false;
    const shell::Invocation command = shell::invocation(*filter);
    if (!is_one_of(encoders, command.program)) return false;
    // What is unpacked, signed or looked at is another matter.
    if (command.has_any_flag({"-d", "--decode", "-D"}) ||
        (command.program == "openssl" && !command.has_flag("-base64")))
      return false;
  }
  // The output of a substitution goes into a variable.
  for (const shell::Node* outer = &pipeline; outer != nullptr; outer = outer->parent) {
    if (!outer->redirections.empty()) return false;
    if (outer->parent != nullptr && outer->script != outer->parent->script) return false;
  }
  return true;
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || file.yaml == nullptr || file.yaml->root() == nullptr ||
      !contains(file.path, ".github/"))
    return report.skip();
  bool any = false;
  for (const CiJob& job : github_jobs(file)) {
    for (const CiStep& step : job.steps) {
      if (step.script == nullptr || !contains(step.run, "|")) continue;
      std::set<std::string_view> names;
      add_secrets(file.yaml->root(), names);
      add_secrets(job.node, names);
      add_secrets(step.node, names);
      if (names.empty() && !contains(step.run, "secrets.")) continue;
      any = true;
      for (const shell::Script* const script : scripts_of(file, step)) {
        const shell::Node* found = nullptr;
        for_each_node(*script->root, [&](const shell::Node& node) {
          if (found == nullptr && prints_encoded(node, names, report)) found = &node;
        });
        if (found != nullptr)
          report.at(found->span, "This prints a secret in a spelling that the log does not hide; leave it out");
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7171",
    .summary = "Secret that CI prints in another spelling",
    .why =
        "The log hides a secret only as it was stored. Encoded, cut or turned around it stands there in the clear, for "
        "everybody who can read the run.",
    .remedy = "Print no secret; to see whether one is set, test its length. Change one that was printed.",
    .references = "https://docs.github.com/en/actions/reference/security/secure-use",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_secret_printed_encoded
