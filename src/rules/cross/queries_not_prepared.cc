#include <algorithm>

#include "project/application.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::queries_not_prepared {

/// Whether the step can ask a database: an address in its environment, in an `.env` beside it, in a secret.
static bool has_database(const BuildStep& step, const Report& report) {
  if (step.run->flag("mount") != nullptr && contains(report.text(step.run->span), "secret")) return true;
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (contains(report.text(instruction->span), "DATABASE_URL") ||
        contains(report.text(instruction->span), "sqlx prepare"))
      return true;
    if (instruction == step.run) break;
  }
  return project::image_file(step.image(report.project()), project::container_path(step.folder, ".env")).origin !=
         project::ImageFileOrigin::unknown;
}

/// Whether a COPY before a step brings what was prepared.
static bool has_prepared(const BuildStep& step, const Report& report) {
  const project::ImageView image = step.image(report.project());
  const auto folder = project::context_folder(image, project::container_path(step.folder, ".sqlx"));
  if (folder.has_value() && report.project().path_state(*folder) != project::PathState::missing) return true;
  const project::ImageFile file = project::image_file(image, project::container_path(step.folder, "sqlx-data.json"));
  return file.origin == project::ImageFileOrigin::context_file ? file.source_in_tree
                                                               : file.origin != project::ImageFileOrigin::unknown;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || service.dockerfile == nullptr || application->program.start.query_macro.name.empty())
    return report.skip();
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    if (step.invocation.program != "cargo" || !is_one_of("build install", step.invocation.verb())) continue;
    const project::Manifest* const manifest =
        manifest_at(report.project(), step, project::Ecosystem::rust, step.folder);
    const project::Dependency* const library = manifest != nullptr ? manifest->dependency("sqlx") : nullptr;
    if (library == nullptr) continue;
    asks = true;
    if (has_database(step, report) || has_prepared(step, report)) continue;
    const code::NamedPlace& macro = application->program.start.query_macro;
    report
        .at(step.invocation.span(),
            "The macros of sqlx check queries while they compile, and the build has neither a database nor `.sqlx`")
        .note(macro.span, "The macro `{}!` does so", macro.name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4798",
    .summary = "Queries that are checked while the image is built, with nothing to check them against",
    .why =
        "The macros of sqlx end the build: `set DATABASE_URL to use query macros online, or run cargo sqlx prepare`.",
    .remedy = "Run `cargo sqlx prepare`, commit `.sqlx`, copy it before the build and set `SQLX_OFFLINE=true`.",
    .references = "https://docs.rs/sqlx/latest/sqlx/macro.query.html#offline-mode",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::queries_not_prepared
