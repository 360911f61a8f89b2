#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/env_lines.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::symfony_in_development {

/// Where an env file chooses the environment for development; invalid where it does not. The last line of a name holds.
static Span development_chosen(const Source& source) {
  Span chosen;
  for_each_env_line(source, [&](const EnvLine& line) {
    if (line.name == "APP_ENV") chosen = line.plain() == "dev" ? line.span : Span{};
  });
  return chosen;
}

/// Whether the build says which environment it is for: `ENV APP_ENV=prod`, `composer dump-env prod`.
static bool is_said_by_build(const project::Service& service, const Report& report) {
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    if (contains(text, "APP_ENV") || contains(text, "dump-env") || contains(text, ".env")) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || service.stage == nullptr || is_for_programmers(service) || is_short_lived(*service.stack))
    return report.skip();
  const project::Manifest* const manifest = project::manifest_in(project, code->path, project::Ecosystem::php);
  if (manifest == nullptr || manifest->dependency("symfony/framework-bundle") == nullptr) return report.skip();
  const auto path = project::join_path(code->path, ".env");
  const project::File* const file = path.has_value() ? project.file(*path) : nullptr;
  if (file == nullptr || !file->has_content ||
      project::container_file(project, service, ".env").state == project::ContainerFile::State::absent)
    return report.skip();
  const Span chosen = development_chosen(project.sources[file->source]);
  if (!chosen.valid() || !project::is_given_nowhere(project, service, "APP_ENV") || is_said_by_build(service, report))
    return;
  report
      .at(chosen,
          "`{}` gets no `APP_ENV`, so that this holds and visitors see the profiler and errors with their source; give "
          "it `prod`",
          service.name)
      .note(service.span, "Neither the stack nor the image of `{}` says `prod`", service.name);
}

extern const Rule rule = {
    .code = "SW4297",
    .summary = "Symfony that runs in its environment for development",
    .why =
        "The `.env` of Symfony is in Git and chooses `dev`. A container that is given no `APP_ENV` takes it: the "
        "profiler shows settings and queries, errors show the source, and every request compiles the container anew.",
    .remedy = "Set `APP_ENV=prod` in the image or the stack, and build with `composer dump-env prod`.",
    .references = "https://symfony.com/doc/current/deployment.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::symfony_in_development
