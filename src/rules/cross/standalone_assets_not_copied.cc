#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/application.h"
#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/next_standalone.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::standalone_assets_not_copied {

/// Whether any instruction that makes the image, or a script of the package that builds, speaks of a folder.
static bool is_brought(const StandaloneCopy& copy, const project::Service& service, std::string_view folder,
                       Report& report) {
  const auto speaks = [&](const dockerfile::Instruction* instruction) {
    return contains(report.text(instruction->span), folder);
  };
  // Scripts often put the folders into the output: `cp -r .next/static .next/standalone/.next/`.
  const bool by_script = std::ranges::any_of(copy.manifest->scripts, [&](const project::ManifestScript& script) {
    return contains(script.text, "standalone") || contains(script.text, ".sh");
  });
  return by_script || std::ranges::any_of(service.stage->with_inherited, speaks) ||
         std::ranges::any_of(copy.source->stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
           return instruction->op == dockerfile::Op::run && speaks(instruction);
         });
}

/// A file of `public` that the image is built with, for a note: its first one; "" when there is none.
static std::string_view public_file(const project::Project& project, const std::string& folder) {
  for (const std::string_view child : project.children(folder)) {
    const std::string_view name = project::base_name(child);
    if (project.path_state(child) == project::PathState::file && !name.starts_with('.')) return child;
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::BuildContext* const context = project::build_context(project, service);
  if (service.stage == nullptr || context == nullptr || !context->known) return report.skip();
  const std::vector<StandaloneCopy> copies = standalone_copies(project, service, *context);
  if (copies.empty()) return report.skip();
  for (const StandaloneCopy& copy : copies) {
    const auto mounted = [&](std::string_view folder) {
      return std::ranges::any_of(service.definition->mounts,
                                 [&](const compose::Mount& mount) { return contains(mount.target, folder); });
    };
    const code::SourceFile* settings = nullptr;
    for (const std::string_view ending : {".ts", ".js", ".mjs", ".mts", ".cjs"})
      if (const auto path = project::join_path(copy.context_folder, "next.config" + std::string(ending));
          path.has_value() && settings == nullptr && project.path_state(*path) == project::PathState::file)
        settings = project::configuration(project, *path);
    // What a delivery network has is not served from here.
    if (settings == nullptr || contains(settings->text, "assetPrefix")) continue;
    if (!is_brought(copy, service, "static", report) && !mounted("static"))
      report
          .at(copy.source->span,
              "The standalone output has no `.next/static`, and nothing copies it: pages come without styles and "
              "scripts")
          .note(copy.next->span, "It is built with Next.js");
    const std::string folder = project::join_path(copy.context_folder, "public").value_or("");
    const std::string_view file = public_file(project, folder);
    std::string_view inside = folder;
    if (!context->context.empty()) inside.remove_prefix(std::min(inside.size(), context->context.size() + 1));
    if (file.empty() || context->ignore.excludes(inside) || is_brought(copy, service, "public", report) ||
        mounted("public"))
      continue;
    report
        .at(copy.source->span,
            "The standalone output has no `public`, and nothing copies it: `/{}` and what else is in `{}` are not "
            "found",
            project::base_name(file), folder)
        .severity(Severity::medium);
  }
}

extern const Rule rule = {
    .code = "SW4987",
    .summary = "Next.js image without the files that its standalone output leaves out",
    .why =
        "`output: \"standalone\"` gathers the server and the modules that it loads. Styles and scripts in "
        "`.next/static` and the files of `public` stay behind, and the server answers requests for them with 404.",
    .remedy =
        "Add `COPY --from=builder /app/.next/static ./.next/static` and `COPY --from=builder /app/public ./public` "
        "beside the server.",
    .references = "https://nextjs.org/docs/app/api-reference/config/next-config-js/output",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "copy what the standalone output leaves out",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::standalone_assets_not_copied
