#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::nested_packages_in_context {

/// The pattern that names the installed packages of the top alone; null when none does.
static const project::IgnorePattern* pattern_of_top(const project::IgnoreRules& rules) {
  const auto found = std::ranges::find_if(rules.patterns(), [](const project::IgnorePattern& pattern) {
    return !pattern.negated && (pattern.pattern == "node_modules" || pattern.pattern == "node_modules/**" ||
                                pattern.pattern == "node_modules/*");
  });
  return found != rules.patterns().end() ? &*found : nullptr;
}

/// Whether a COPY of the build takes a folder of the context with all that is in it.
static const project::CopySource* copy_of(const project::BuildContext& context, std::string_view folder) {
  const auto found = std::ranges::find_if(context.sources, [&](const project::CopySource& source) {
    return source.state == project::CopyState::present && source.stage == nullptr && !source.pattern &&
           project::is_below(folder, source.path);
  });
  return found != context.sources.end() ? &*found : nullptr;
}

/// Manifests of Node.js with a lock file beside them: where people work, `npm install` puts its packages there.
static std::vector<const project::Manifest*> own_installs(const project::Project& project) {
  std::vector<const project::Manifest*> found;
  for (const project::Manifest& manifest : project::manifests(project))
    if (manifest.ecosystem == project::Ecosystem::node && manifest.lock != nullptr &&
        project::parent_path(manifest.lock->path) == manifest.folder)
      found.push_back(&manifest);
  return found;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const project::BuildContext& context : project::build_contexts(report.project(), dockerfile)) {
    if (!context.known || context.use == nullptr || context.ignore.has_exceptions()) continue;
    const project::IgnorePattern* const pattern = pattern_of_top(context.ignore);
    if (pattern == nullptr) continue;
    for (const project::Manifest* const manifest : once<own_installs>(report)) {
      if (manifest->folder == context.context || !project::is_below(manifest->folder, context.context)) continue;
      const std::string inside =
          std::string(manifest->folder.substr(context.context.empty() ? 0 : context.context.size() + 1)) +
          "/node_modules";
      const project::CopySource* const copy = copy_of(context, manifest->folder);
      if (copy == nullptr) continue;
      asks = true;
      if (context.ignore.excludes(inside)) continue;
      report
          .at(pattern->span, "This matches at the top alone, and `{}` gets into the build; write `**/node_modules`",
              inside)
          .note(copy->span, "Everything of the folder is copied here")
          .note({manifest->file->source, 0, 0}, "Whoever works here installs its packages in this folder");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4409",
    .summary = "Ignore file that leaves the packages of inner folders in the build",
    .why =
        "Patterns of `.dockerignore` are seen from the top, other than those of `.gitignore`: packages that were "
        "installed for another system overwrite those of the image, and every build sends them along.",
    .remedy = "Write `**/node_modules`.",
    .references = "https://docs.docker.com/build/concepts/context/#dockerignore-files",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "keep installed packages of all folders out of the build",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::nested_packages_in_context
