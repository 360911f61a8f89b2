#include <string>

#include "knowledge/knowledge.h"
#include "project/application.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::turbo_settings_of_older_release {

/// The word of a global install that takes Turborepo as it is today; null for none.
static const shell::Word* newest_turbo(const shell::Invocation& command) {
  if (!knowledge::is_node_package_manager(command.program)) return nullptr;
  bool global = command.program == "yarn" && command.verb() == "global", adds = global;
  const shell::Word* found = nullptr;
  for (const shell::Word& word : command.arguments) {
    global = global || is_one_of("-g --global --location=global", word.text);
    adds = adds || is_one_of("install i add", word.text);
    if (is_one_of("turbo turbo@latest", word.text)) found = &word;
  }
  return global && adds ? found : nullptr;
}

/// The settings in the root of a build's context, when they are of a release before 2.
static Span old_settings(const project::Project& project, const BuildStep& step) {
  const auto path = project::join_path(step.context->context, "turbo.json");
  const code::SourceFile* const file = path.has_value() ? project::configuration(project, *path) : nullptr;
  if (file == nullptr || contains(file->text, "\"tasks\"")) return {};
  constexpr std::string_view key = "\"pipeline\"";
  const std::size_t at = file->text.find(key);
  if (at == std::string_view::npos) return {};
  return {file->id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + key.size())};
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const shell::Word* const word = newest_turbo(step.invocation);
    if (word == nullptr) continue;
    asks = true;
    const Span settings = old_settings(report.project(), step);
    if (!settings.valid()) continue;
    report
        .at(word->span,
            "This is `turbo` 2 or later, which refuses `pipeline` of `turbo.json`; install the release "
            "that the lock file has")
        .note(settings, "Since 2 the key is `tasks`");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4266",
    .summary = "Turborepo without a version, beside settings of an older release",
    .why =
        "A global install takes the newest release, which ends at the old key: the image no longer builds, though "
        "nothing in the repository changed.",
    .remedy = "Install `turbo@1` as the manifest says, or move the settings to `tasks`.",
    .references = "https://turborepo.com/docs/crafting-your-repository/upgrading",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::automation,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::turbo_settings_of_older_release
