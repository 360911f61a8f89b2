#include <algorithm>

#include "project/application.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/env_lines.h"
#include "rules/lib/shipped_template.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::laravel_key_missing {

/// Whether a step of the build or the start makes a key.
static bool makes_key(const project::Project& project, const project::Service& service) {
  if (contains(command_text(project, service), "key:generate")) return true;
  return std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
    const std::string_view text = project.sources.text(instruction->span);
    return contains(text, "key:generate") || contains(text, "APP_KEY");
  });
}

/// Whether a `.env` gets into the container. Where the contents of its folder are not known, a step would speak of it.
static bool may_have_env_file(const project::Project& project, const project::Service& service) {
  using State = project::ContainerFile::State;
  const project::ContainerFile file = project::container_file(project, service, ".env");
  if (file.state != State::unknown) return file.state == State::there;
  const project::BuildContext* const context = project::build_context(project, service);
  if (file.mount != nullptr || context == nullptr || !context->known || !context->ignore.excludes(".env")) return true;
  return std::ranges::any_of(context->stages, [&](const dockerfile::Stage* stage) {
    return std::ranges::any_of(stage->instructions, [&](const dockerfile::Instruction* instruction) {
      return contains(project.sources.text(instruction->span), ".env");
    });
  });
}

/// Whether a template gives the key a value.
static bool has_key(const project::Project& project, const project::File& file) {
  bool found = false;
  for_each_env_line(project.sources[file.source],
                    [&](const EnvLine& line) { found = found || (line.name == "APP_KEY" && line.value.size() > 2); });
  return found;
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.build == nullptr) return report.skip();
  const project::Application* const application = project::application(report.project(), service);
  const project::Manifest* const manifest =
      project::nearest_manifest(report.project(), service.build->directory, project::Ecosystem::php);
  // Behind supervisord nobody knows what the code is that is started.
  const bool is_laravel = application != nullptr
                              ? application->program.framework == "Laravel"
                              : service.image != nullptr && service.image->name == "php" && manifest != nullptr &&
                                    manifest->dependency("laravel/framework") != nullptr;
  if (!is_laravel) return report.skip();
  if (makes_key(report.project(), service)) return;
  const ShippedTemplate shipped = shipped_template(report.project(), service);
  if (shipped.file != nullptr && project::mount_over(service, ".env") == nullptr) {
    if (has_key(report.project(), *shipped.file) || !project::is_absent_in_container(service, "APP_KEY")) return;
  } else if (service.standalone || may_have_env_file(report.project(), service) ||
             !(application != nullptr ? project::is_absent(report.project(), service, *application, "APP_KEY")
                                      : project::is_given_nowhere(report.project(), service, "APP_KEY"))) {
    return;
  }
  Builder finding =
      report.at(service.span, "Laravel of `{}` gets no `APP_KEY`, and answers every request with an error; supply one",
                service.name);
  if (shipped.file != nullptr) finding.note(shipped.span, "Its settings are those of the template, which has none");
  // Whoever runs the image alone may give it one.
  if (service.standalone) finding.severity(Severity::medium).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4045",
    .summary = "Laravel without its application key",
    .why =
        "Sessions and cookies are encrypted with the key: without one every request ends in `No application encryption "
        "key has been specified`.",
    .remedy = "Make one by `php artisan key:generate --show`, and supply it as the variable `APP_KEY`.",
    .references = "https://laravel.com/docs/encryption#configuration",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::laravel_key_missing
