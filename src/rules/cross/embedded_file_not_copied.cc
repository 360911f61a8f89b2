#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::embedded_file_not_copied {

/// The part of a pattern in front of its first wildcard, as a path that must be there.
static std::string_view fixed_part(std::string_view pattern) {
  if (pattern.starts_with("all:")) pattern.remove_prefix(4);
  const std::size_t wild = pattern.find_first_of("*?[\\");
  if (wild == std::string_view::npos) return pattern;
  const std::size_t slash = pattern.rfind('/', wild);
  return slash == std::string_view::npos ? std::string_view() : pattern.substr(0, slash);
}

/// Whether the image may have any file of a folder of the tree when a step runs.
static bool has_any(const project::Project& project, const BuildStep& step, const std::string& path,
                    const std::string& folder, unsigned depth) {
  constexpr unsigned deepest = 3;
  if (depth > deepest) return true;
  for (const std::string_view child : project.children(folder)) {
    const std::string below = project::container_path(path, base_name(child));
    if (project.path_state(child) == project::PathState::directory
            ? has_any(project, step, below, std::string(child), depth + 1)
            : !certainly_absent(project, step, below))
      return true;
  }
  return !certainly_absent(project, step, path);
}

/// The folder of the tree that a program is built from: the one that is copied whole, or else that of its manifest.
static std::optional<std::string> source_folder(const project::ImageView& image, const BuildStep& step) {
  if (const auto whole = project::context_folder(image, step.folder); whole.has_value()) return whole;
  const std::string_view manifest = step.invocation.program == "go" ? "go.mod" : "Cargo.toml";
  const project::ImageFile file = project::image_file(image, project::container_path(step.folder, manifest));
  if (file.origin != project::ImageFileOrigin::context_file || !file.source_in_tree) return std::nullopt;
  return std::string(project::parent_path(file.source_path));
}

/// The folder that an embedded path is seen from: that of its source, or of the manifest for
/// `migrate!("./migrations")`.
static std::string_view seen_from(const project::Project& project, const code::NamedPlace& embed) {
  const Source& source = project.sources[embed.span.file];
  const std::string_view folder = project::parent_path(source.path());
  const std::string_view text = source.text();
  const std::string_view front = text.substr(0, embed.span.begin);
  const bool of_manifest = front.ends_with("migrate!(") || front.ends_with("embed_migrations!(") ||
                           front.ends_with("migrate!(\"") || front.ends_with("embed_migrations!(\"") ||
                           text.substr(embed.span.begin).starts_with("migrate!") ||
                           text.substr(embed.span.begin).starts_with("embed_migrations!");
  if (!of_manifest) return folder;
  const project::Manifest* const manifest = project::nearest_manifest(project, folder, project::Ecosystem::rust);
  return manifest != nullptr ? manifest->folder : folder;
}

/// Whether the source that embeds something is in the image when a step runs: a first build may be of an empty program
/// in its place, for the dependencies alone.
static bool has_source(const project::Project& project, const BuildStep& step, std::string_view root,
                       const code::NamedPlace& embed) {
  const std::string_view source = project.sources[embed.span.file].path();
  if (!project::is_below(source, root)) return true;
  std::string_view inner = source.substr(root.size());
  if (inner.starts_with('/')) inner.remove_prefix(1);
  return project::image_file(step.image(project), project::container_path(step.folder, inner)).source_path == source;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.embeds.empty() || service.dockerfile == nullptr)
    return report.skip();
  const project::Project& project = report.project();
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    if (!is_one_of("go cargo", step.invocation.program) || !is_one_of("build install", step.invocation.verb()))
      continue;
    const project::ImageView image = step.image(project);
    const std::optional<std::string> root = source_folder(image, step);
    if (!root.has_value()) continue;
    for (const code::NamedPlace& embed : application->program.start.embeds) {
      if (!has_source(project, step, *root, embed)) continue;
      const std::string_view part = fixed_part(embed.name);
      const auto in_tree = project::join_path(seen_from(project, embed), part);
      if (part.empty() || !in_tree.has_value() || !project::is_below(*in_tree, *root)) continue;
      std::string_view inner = std::string_view(*in_tree).substr(root->size());
      if (inner.starts_with('/')) inner.remove_prefix(1);
      const std::string path = project::container_path(step.folder, inner);
      const project::PathState state = project.path_state(*in_tree);
      const bool is_folder = state == project::PathState::directory;
      // What another step makes, or brings from another stage, is there.
      if (is_folder ? has_any(project, step, path, *in_tree, 0)
                    : project::image_folder(image, path) || !certainly_absent(project, step, path))
        continue;
      if (state == project::PathState::directory || state == project::PathState::file) {
        report
            .at(embed.span, "`{} build` embeds `{}`, which is in the tree but not in the image when it runs",
                step.invocation.program, part)
            .note(step.invocation.span(), "The program is built here");
        return;
      }
      // A build script of Rust may write what the tree lacks.
      if (state == project::PathState::missing && step.invocation.program == "go") {
        report
            .at(embed.span, "`{} build` embeds `{}`, which is neither in the tree nor made by a step",
                step.invocation.program, part)
            .note(step.invocation.span(), "The program is built here");
        return;
      }
    }
  }
}

extern const Rule rule = {
    .code = "SW4784",
    .summary = "Embedded files that the build does not have",
    .why =
        "`go build` ends with `no matching files found` when a pattern of `//go:embed` matches nothing, and `cargo "
        "build` when `include_str!`, `include_bytes!` or `migrate!` finds nothing.",
    .remedy = "Copy the files before the build, take them out of .dockerignore, or make them in a step before.",
    .references = "https://pkg.go.dev/embed https://doc.rust-lang.org/std/macro.include_str.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::embedded_file_not_copied
