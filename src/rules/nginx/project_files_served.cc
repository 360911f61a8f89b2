#include <algorithm>
#include <string>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::project_files_served {

/// What of a project a visitor is never meant to download, and stands beside what they are.
struct Exposed {
  std::string path;  ///< In the repository; "" for nothing.
};

static Exposed exposed_in(const project::Project& project, std::string_view folder) {
  Exposed result;
  for (const std::string_view child : project.children(folder)) {
    const std::string_view name = base_name(child);
    if (name == ".env" || (name.starts_with(".env.") && !contains(name, "example") && !contains(name, "sample") &&
                           !contains(name, "template")))
      return {std::string(child)};
    if (is_one_of("composer.json artisan package.json manage.py Gemfile docker-compose.yml compose.yaml wp-config.php",
                  name))
      result.path = std::string(child);
  }
  return result;
}

/// Whether some location keeps files away whose name begins with a dot.
static bool hides_dot_files(const nginx::File& file) {
  return std::ranges::any_of(file.directives, [](const nginx::Directive* directive) {
    return directive->name == "location" && !directive->parameters.empty() &&
           (contains(directive->parameter(directive->parameters.size() - 1), "/\\.") ||
            contains(directive->parameter(directive->parameters.size() - 1), "\\.env"));
  });
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (directive->name != "root" && directive->name != "alias") continue;
      const std::string_view path = directive->parameter(0);
      if (!path.starts_with('/') || contains(path, "$")) continue;
      const project::ContainerFile found = project::container_file(report.project(), service, path);
      if (!found.folder) continue;
      asks = true;
      const Exposed exposed = exposed_in(report.project(), found.source_path);
      if (exposed.path.empty()) continue;
      const bool is_env = contains(base_name(exposed.path), ".env");
      if (is_env && hides_dot_files(*file->nginx)) continue;
      // Sources that the browser gets anyway are no secret; those of a server are.
      const std::string public_folder = found.source_path.empty() ? "public" : found.source_path + "/public";
      const bool has_public = report.project().path_state(public_folder) == project::PathState::directory;
      if (!is_env && !has_public) continue;
      report
          .at(directive->span, "This serves the whole project, `{}` among it; serve its `public` folder",
              base_name(exposed.path))
          .severity(is_env ? Severity::high : Severity::medium)
          .note(found.mount != nullptr ? found.mount->span() : service.span, "What `{}` has there", service.name);
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5218",
    .summary = "Whole project served as files",
    .why = "Anybody downloads the settings with their passwords, the sources and the dumps that lie beside them.",
    .remedy = "Point `root` at the folder that is meant for visitors.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "serve a folder that is meant for visitors",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::project_files_served
