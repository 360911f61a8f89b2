#include "rules/rule.h"

#include <algorithm>

#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::rails_precompile_needs_secret {

static bool is_key(std::string_view name) {
  return name.starts_with("SECRET_KEY_BASE") || name.starts_with("RAILS_MASTER_KEY");
}

/// Whether the task finds a key: set in front of its own command, or exported by one before. What is set in front of
/// another command ends with that one.
static bool has_key(const shell::Script& script) {
  for (const shell::Node* node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    bool task = false, key = false;
    for (const shell::Assignment& assignment : node->assignments) key = key || is_key(assignment.name);
    for (const shell::Word& word : node->words) {
      task = task || contains(word.text, "assets:precompile");
      key = key || is_key(word.text);
    }
    // An assignment alone, or `export`, holds for all that follows.
    const bool lasts = command.program.empty() || command.program == "export";
    if (key && (task || lasts)) return true;
  }
  return false;
}

/// Whether the task runs as in production, and the ignore file keeps the key of the credentials out of every build.
static bool has_no_key(const dockerfile::Instruction& run, const Report& report) {
  const project::File* const file = report.project().file(run.span.file);
  const bool is_production =
      std::ranges::any_of(run.stage->variables,
                          [](const dockerfile::Variable& variable) {
                            return variable.name == "RAILS_ENV" && variable.known && variable.value == "production";
                          }) ||
      contains(report.text(run.span), "RAILS_ENV=production");
  if (!is_production || file == nullptr || file->dockerfile == nullptr) return false;
  const auto contexts = project::build_contexts(report.project(), *file->dockerfile);
  return !contexts.empty() && std::ranges::all_of(contexts, [](const project::BuildContext& context) {
    return context.known && context.ignore.excludes("config/master.key");
  });
}

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.stage == nullptr || is_development_stage(*run.stage)) return report.skip();
  const std::string_view text = report.text(run.span);
  const std::size_t at = text.find("assets:precompile");
  if (at == std::string_view::npos) return report.skip();
  for (const dockerfile::Mount& mount : run.mounts)
    if (mount.type == "secret") return;
  if (has_key(*run.script)) return;
  for (const dockerfile::Variable& variable : run.stage->variables)
    if (variable.name.starts_with("SECRET_KEY_BASE") || variable.name == "RAILS_MASTER_KEY" ||
        variable.name == "RAILS_ENV") {
      if (variable.name != "RAILS_ENV") return;
      if (variable.value == "development" || variable.value == "test") return report.skip();
    }
  const auto begin = run.span.begin + static_cast<std::uint32_t>(at);
  Builder finding = report.at(
      {run.span.file, begin, begin + 17},
      "This wants the production key; run it with `SECRET_KEY_BASE_DUMMY=1` (Rails 7.1) instead of handing the key in");
  // Without the key of the credentials Rails ends here.
  if (has_no_key(run, report)) finding.severity(Severity::high).confidence(Confidence::likely);
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
