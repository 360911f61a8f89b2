#include <algorithm>
#include <string>

#include "knowledge/package_kinds.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::module_of_other_kind {

enum class Kind : unsigned char { unknown, common, module };

/// What the TypeScript compiler of a package makes: `"module"` of its settings.
static Kind compiled_to(const project::Project& project, const project::Manifest& manifest) {
  const auto path = project::join_path(manifest.folder, "tsconfig.json");
  const code::SourceFile* const file = path.has_value() ? project::configuration(project, *path) : nullptr;
  if (file == nullptr || contains(file->text, "\"extends\"")) return Kind::unknown;
  const std::size_t key = file->text.find("\"module\"");
  if (key == std::string_view::npos) return Kind::unknown;
  const std::size_t open = file->text.find('"', key + 8);
  const std::size_t close = open == std::string_view::npos ? open : file->text.find('"', open + 1);
  if (close == std::string_view::npos) return Kind::unknown;
  const std::string_view value = file->text.substr(open + 1, close - open - 1);
  if (equal_ignoring_case(value, "commonjs")) return Kind::common;
  // The kinds that follow package.json refuse what is wrong while they compile.
  return value.starts_with("es") || value.starts_with("ES") ? Kind::module : Kind::unknown;
}

/// Whether the package is compiled by `tsc` and nothing that rewrites imports.
static bool is_plainly_compiled(const project::Manifest& manifest) {
  const project::ManifestScript* const build = manifest.script("build");
  if (build == nullptr || !contains(build->text, "tsc")) return false;
  for (const std::string_view other : {"alias", "esbuild", "tsup", "rollup", "webpack", "vite", "swc", "ncc", "babel",
                                       "nest", "resolve", "fix", "bun", "node ", "next", "&& sh", "replace"})
    if (contains(build->text, other)) return false;
  return true;
}

struct Fault {
  Span span;
  std::string_view what, why;
};

/// What one source uses that its kind of module lacks.
static Fault fault_of(const project::Project& project, const project::Service& service,
                      const project::Manifest& manifest, const code::ModuleSyntax& source) {
  const bool is_typescript = source.path.ends_with(".ts") || source.path.ends_with(".mts");
  Kind kind = manifest.is_module ? Kind::module : Kind::common;
  if (source.path.ends_with(".mjs") || source.path.ends_with(".mts")) kind = Kind::module;
  if (source.path.ends_with(".cjs") || source.path.ends_with(".cts")) kind = Kind::common;
  if (is_typescript) {
    const Kind made = is_plainly_compiled(manifest) ? compiled_to(project, manifest) : Kind::unknown;
    if (made == Kind::unknown) return {};
    if (made == Kind::common && kind == Kind::module && source.module_import.valid())
      return {source.module_import, "is compiled to CommonJS", "package.json makes it an ES module"};
    if (made == Kind::common || kind == Kind::common) return {};
  }
  if (kind == Kind::module) {
    if (source.require_call.valid())
      return {source.require_call, "calls `require`", "it is an ES module, which has none"};
    if (source.folder_name.valid())
      return {source.folder_name, "uses a name of CommonJS", "it is an ES module, which has none of that name"};
    if (!source.no_file.empty())
      return {source.no_file.front().span, "imports a file without its ending", "an ES module must name it in full"};
    return {};
  }
  // Newer releases look at the source itself.
  const knowledge::VersionRange strict{"", "19"};
  if (source.module_import.valid() && !source.path.ends_with(".cjs") && strict.contains(service.image_reference.tag) &&
      !service.image_reference.tag.empty() && is_digit(service.image_reference.tag.front()))
    return {source.module_import, "uses `import`", "nothing makes it an ES module"};
  return {};
}

/// Whether the mount that brings a source leaves out the folder of its manifest.
static bool is_left_outside(const project::Service& service, std::string_view source, std::string_view folder) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return mount.type == compose::MountType::bind && mount.inside_root && project::is_below(source, mount.host_path) &&
           !project::is_below(folder, mount.host_path);
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.syntax.empty() || service.image == nullptr ||
      service.image->name != "node")
    return report.skip();
  const std::vector<std::string_view> words = project::program_words(report.project(), service);
  // Other runners take both kinds, and so does what is loaded before.
  if (words.empty() || !is_one_of("node nodejs", base_name(words.front()))) return report.skip();
  for (const std::string_view word : words)
    if (contains(word, "loader") || contains(word, "--import") || contains(word, "specifier-resolution") ||
        word == "-r" || word == "--require" || contains(word, "detect-module"))
      return report.skip();
  for (const std::string_view module : application->program.modules)
    if (knowledge::tables::module_hooks.contains(module)) return report.skip();
  for (const code::ModuleSyntax& source : application->program.start.syntax) {
    const project::Manifest* const manifest =
        project::nearest_manifest(report.project(), project::parent_path(source.path), project::Ecosystem::node);
    if (manifest == nullptr || project::is_below(source.path, "node_modules")) continue;
    // What stands above the context is not in the image, and says nothing of what is.
    if (service.builds && service.build->local && service.build->inside_root &&
        !project::is_below(manifest->folder, service.build->directory))
      continue;
    if (!service.builds && is_left_outside(service, source.path, manifest->folder)) continue;
    const bool is_script = source.path.ends_with("js") || source.path.ends_with("ts");
    // What a bundler makes of it is something else.
    const bool is_started_itself =
        source.path.ends_with("js")
            ? application->program.sources.front().ends_with(words.back()) ||
                  std::ranges::any_of(
                      words, [&](std::string_view word) { return base_name(word) == base_name(application->entry); })
            : true;
    if (!is_script || !is_started_itself) continue;
    const Fault fault = fault_of(report.project(), service, *manifest, source);
    if (!fault.span.valid()) continue;
    Builder finding = report.at(fault.span, "This source of `{}` {}, but {}", service.name, OurWords{fault.what},
                                OurWords{fault.why});
    if (manifest->is_module)
      finding.note({manifest->file->source, 0, 0}, "The package says `\"type\": \"module\"`");
    else
      finding.note(image_span(service), "It is run by `{}`", image_of(service));
    return;
  }
}

extern const Rule rule = {
    .code = "SW4782",
    .summary = "Source that uses what its kind of module does not have",
    .why =
        "Node.js takes a file for an ES module or for CommonJS by its name and its package.json, and ends with "
        "`require is not defined`, `exports is not defined` or `Cannot find module` when the file is written as the "
        "other.",
    .remedy =
        "Write the file as its package says, name it `.cjs` or `.mjs`, or change `type` and the compiler's `module`.",
    .references = "https://nodejs.org/api/esm.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::module_of_other_kind
