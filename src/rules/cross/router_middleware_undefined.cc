#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/names.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::router_middleware_undefined {

/// Whether a template of a file lies in a folder that Traefik reads: what is made of it may define more.
static bool has_template(const project::Project& project, const project::Service& traefik) {
  return std::ranges::any_of(traefik.definition->mounts, [&](const compose::Mount& mount) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || mount.host_path.empty()) return false;
    return std::ranges::any_of(project::paths_below(project, mount.host_path),
                               [](const project::Project::TreePath& entry) {
                                 for (const std::string_view ending : {".example", ".sample", ".template", ".dist"})
                                   if (entry.path.ends_with(ending)) return true;
                                 return false;
                               });
  });
}

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> own = traefik_labels(service);
  const bool asks = std::ranges::any_of(
      own, [](const TraefikLabel& label) { return label.section == "routers" && label.key == "middlewares"; });
  if (!asks) return report.skip();
  const std::optional<Traefik> traefik = traefik_for(report, service);
  if (!traefik.has_value()) return report.skip();
  for (const TraefikLabel& label : own) {
    if (label.section != "routers" || label.key != "middlewares" || contains(label.value, "$")) continue;
    for (const std::string_view name : listed_names(label.value)) {
      const std::string_view bare = before(name, '@');
      const std::string_view provider = name.size() > bare.size() ? name.substr(bare.size() + 1) : "docker";
      std::string small(bare);
      for (char& c : small) c = lower(c);
      if (provider == "file") {
        // Its settings stand in one place alone, which is in sight where its entry points are.
        if (!traefik->reads_files && traefik->entry_points.empty()) continue;
        if (traefik->settings_known && traefik->files_known && !traefik->reads_files) {
          report
              .at(label.span, "Traefik reads no file, so nothing is `{}`, and the router `{}` answers 404", name,
                  label.name)
              .note(traefik->service->span, "Its Traefik has no `providers.file`");
          continue;
        }
        if (!traefik->files_known || traefik->file_middlewares.contains(small) ||
            has_template(report.project(), *traefik->service))
          continue;
        report
            .at(label.span, "No file of Traefik defines the middleware `{}`, so the router `{}` answers 404", name,
                label.name)
            .note(traefik->service->span, "This is its Traefik");
        continue;
      }
      if (provider != "docker" && provider != "swarm") continue;
      if (middleware_of_labels(report, bare) != nullptr) continue;
      Builder finding = report.at(label.span, "No label defines the middleware `{}`, so the router `{}` answers 404",
                                  name, label.name);
      if (traefik->file_middlewares.contains(small))
        finding.note(traefik->service->span, "A file of this Traefik defines it: `{}@file`", bare);
      else
        finding.note(traefik->service->span, "This is its Traefik");
    }
  }
}

extern const Rule rule = {
    .code = "SW4350",
    .summary = "Traefik router with a middleware that nobody defines",
    .why =
        "Traefik refuses the router: every request to it ends in 404, and a login that the middleware would ask for is "
        "never asked for.",
    .remedy = "Define the middleware in labels or a file, or correct its name; one of a file is called `name@file`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "use middlewares that are defined",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_middleware_undefined
