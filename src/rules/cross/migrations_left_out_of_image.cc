#include <algorithm>
#include <string>

#include "project/copy_sources.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/building.h"
#include "rules/lib/migrations.h"
#include "rules/lib/runners.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::migrations_left_out_of_image {

/// A migration of the context that the image would have without the ignore file: its folder is copied.
static const project::IgnorePattern* left_out(const project::Project& project, const project::BuildContext& context,
                                              std::string& folder, Span& copy) {
  constexpr std::string_view name = "/migrations/";
  const std::string root = context.context.empty() ? std::string() : context.context + "/";
  for (const project::Project::TreePath& entry : project.tree) {
    const std::string_view path = entry.path;
    if (!path.starts_with(root) || contains(path, "node_modules")) continue;
    const std::size_t begin =
        path.substr(root.size()).starts_with(name.substr(1)) ? root.size() : std::string_view::npos;
    const std::size_t slash = path.find(name, root.empty() ? 0 : root.size() - 1);
    if (begin == std::string_view::npos && slash == std::string_view::npos) continue;
    const std::size_t end = begin != std::string_view::npos ? begin + name.size() - 2 : slash + name.size() - 1;
    const project::IgnorePattern* const pattern = context.ignore.excluding(path.substr(root.size()));
    if (pattern == nullptr || !contains(pattern->pattern, "migrations")) continue;
    const auto source = std::ranges::find_if(context.sources, [&](const project::CopySource& each) {
      return each.state == project::CopyState::present &&
             (each.path == context.context || each.path.empty() || project::is_below(path, each.path));
    });
    if (source == context.sources.end()) continue;
    folder = path.substr(root.size(), end - root.size());
    copy = source->span;
    return pattern;
  }
  return nullptr;
}

/// The command for migrations that the Dockerfile, or what starts one of its containers, runs; "" for none.
static std::string_view migration_of(const project::Project& project, const project::Dockerfile& dockerfile) {
  std::string_view command = migration_command(project.sources[dockerfile.file->source].text());
  if (!command.empty()) return command;
  any_runner(project, dockerfile, [&](const project::Service& service) {
    if (!service.active) return false;
    if (service.startup != nullptr && service.startup->span.valid())
      command = migration_command(project.sources.text(service.startup->span));
    if (command.empty() && service.command.span.valid())
      command = migration_command(project.sources.text(service.command.span));
    return !command.empty();
  });
  return command;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::string_view command = migration_of(report.project(), dockerfile);
  if (command.empty()) return report.skip();
  for (const project::BuildContext& context : project::build_contexts(report.project(), dockerfile)) {
    if (context.ignore_file == nullptr || context.use == nullptr) continue;
    std::string folder;
    Span copy;
    const project::IgnorePattern* const pattern = left_out(report.project(), context, folder, copy);
    if (pattern == nullptr) continue;
    Builder finding =
        report.at(pattern->span, "`{}` is left out of the image, so its `{}` finds nothing to do", folder, command);
    finding.note(copy, "What is around it is copied here");
    note_context(finding, context);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4764",
    .summary = "Migrations that the ignore file keeps out of the image which runs them",
    .why =
        "The migration command succeeds with nothing to do. The database stays without tables, and the first query of "
        "the program fails.",
    .remedy = "Take the pattern out of the ignore file, or take the folder back with a `!` line.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::migrations_left_out_of_image
