#include <algorithm>
#include <string>

#include "nginx/ast.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::static_files_never_collected {

/// Whether any file of the repository speaks of the command that collects static files.
static bool is_spoken_of(const project::Project& project) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.has_content && contains(project.sources[file.source].text(), "collectstatic");
  });
}

/// Whether the repository has a folder of that name in the code of a service, so that the image may bring the files.
static bool brings_folder(const project::Project& project, const project::ReadFolder& code, std::string_view name) {
  return std::ranges::any_of(project::paths_named(project, name), [&](const project::Project::TreePath* entry) {
    return entry->directory && project::is_below(entry->path, code.path);
  });
}

/// The service with a Django project that shares a volume and collects its static files there; null for none.
static const project::Service* owner_of(const project::Project& project, const project::Service& server,
                                        std::string_view volume) {
  for (const project::Service* const other : server.stack->services) {
    if (other == &server || !other->active) continue;
    const auto mount = std::ranges::find_if(other->definition->mounts, [&](const compose::Mount& each) {
      return each.type == compose::MountType::volume && each.source_text == volume;
    });
    if (mount == other->definition->mounts.end()) continue;
    const project::ReadFolder* const code = project::code_folder(project, *other);
    if (code == nullptr || !code->whole || !project::has_text(project, *code, "STATIC_ROOT") ||
        project::has_text(project, *code, "collectstatic") || brings_folder(project, *code, base_name(mount->target)))
      continue;
    return other;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if ((directive->name != "alias" && directive->name != "root") || directive->parameters.empty()) continue;
      const std::string_view path = directive->parameter(0);
      const compose::Mount* const mount = project::mount_over(service, path);
      if (mount == nullptr || mount->type != compose::MountType::volume || mount->source_text.empty() ||
          !contains(path, "static"))
        continue;
      asks = true;
      const project::Service* const owner = owner_of(report.project(), service, mount->source_text);
      if (owner == nullptr || once<is_spoken_of>(report)) continue;
      report
          .at(directive->span, "`{}` serves an empty folder: nothing runs `manage.py collectstatic` for `{}`",
              service.name, owner->name)
          .note(mount->span(), "The volume `{}` is to bring the files", mount->source_text)
          .note(owner->span, "`{}` has them in its packages", owner->name);
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4135",
    .summary = "Static files of Django that nobody collects",
    .why =
        "Django leaves its static files in the packages until `collectstatic` copies them to `STATIC_ROOT`: pages and "
        "the admin come without style sheets and scripts.",
    .remedy = "Run `python manage.py collectstatic --noinput` in the build or in the start script.",
    .references = "https://docs.djangoproject.com/en/stable/howto/static-files/deployment/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "serve static files that something collects",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::static_files_never_collected
