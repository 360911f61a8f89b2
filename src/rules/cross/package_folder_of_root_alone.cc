#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "dockerfile/says.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/packed_packages.h"
#include "rules/lib/pnpm_layout.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::package_folder_of_root_alone {

using dockerfile::Instruction;

/// What a COPY takes from another stage, as an absolute path; "" for anything else.
static std::string copied_from_stage(const Instruction& copy) {
  if (copy.op != dockerfile::Op::copy || copy.flag("from") == nullptr || copy.arguments.size() != 2) return {};
  const dockerfile::Word& source = copy.arguments.front();
  return contains(source.text, "$") ? std::string() : project::container_path("/", source.text);
}

/// The member of a pnpm workspace whose compiled files a stage gets, and where the workspace lies in the stage that
/// compiled them.
struct Compiled {
  const project::Manifest* member = nullptr;
  std::string workspace;  ///< In the image: "/app" of `/app/apps/api/dist`.
};

static std::optional<Compiled> compiled_member(const project::Project& project, const std::string& source,
                                               std::string_view context) {
  if (!is_one_of("dist build", base_name(source))) return std::nullopt;
  const std::string_view package = project::parent_path(source);
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::node || manifest.folder == context ||
        !is_below(manifest.folder, context))
      continue;
    const std::string_view below = manifest.folder.substr(context.empty() ? 0 : context.size() + 1);
    const std::string ending = "/" + std::string(below);
    if (package.ends_with(ending))
      return Compiled{&manifest, std::string(package.substr(0, package.size() - ending.size()))};
  }
  return std::nullopt;
}

/// A package that the code of a member needs when it runs and that the root does not have; null for none, and where a
/// bundler may have put it into the code.
static const project::Dependency* missing_package(const project::Manifest& member, const project::Manifest& root) {
  const project::ManifestScript* const build = member.script("build");
  if (build == nullptr || !translates_alone(build->text)) return nullptr;
  const auto found = std::ranges::find_if(member.dependencies, [&](const project::Dependency& dependency) {
    return !dependency.development && !contains(dependency.version, "workspace:") &&
           !dependency.name.starts_with("@types/") && root.dependency(dependency.name) == nullptr;
  });
  return found != member.dependencies.end() ? &*found : nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (service.stage == nullptr || !service.builds) return report.skip();
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (!started.has_value() || !is_one_of("node nodejs", base_name(started->word))) return report.skip();
  const std::string_view context = service.build->directory;
  const project::Manifest* const root = project::manifest_in(project, context, project::Ecosystem::node);
  if (root == nullptr || root->lock == nullptr || base_name(root->lock->path) != "pnpm-lock.yaml") return report.skip();
  std::optional<Compiled> compiled;
  const Instruction* packages = nullptr;
  std::string source_of_packages;
  for (const Instruction* const instruction : service.stage->with_inherited) {
    const std::string source = copied_from_stage(*instruction);
    // An install, or whole folders, may bring the packages of the member as well.
    if (instruction->op == dockerfile::Op::run && says(*instruction, "install")) return report.skip();
    if (source.empty()) continue;
    if (base_name(source) == "node_modules") {
      if (packages != nullptr) return report.skip();
      packages = instruction;
      source_of_packages = source;
    } else if (const std::optional<Compiled> found = compiled_member(project, source, context); found.has_value()) {
      compiled = found;
    } else if (project::manifest_in(project, base_name(source), project::Ecosystem::node) != nullptr ||
               is_one_of("apps packages services", base_name(source))) {
      return report.skip();
    }
  }
  if (packages == nullptr || !compiled.has_value()) return report.skip();
  if (source_of_packages != compiled->workspace + "/node_modules" || may_lay_out_otherwise(project, context)) return;
  const project::Dependency* const missing = missing_package(*compiled->member, *root);
  if (missing == nullptr) return;
  report
      .at(packages->span, "pnpm keeps `{}` of `{}` below that package, and `{}` gets the folder of the root alone",
          missing->name, compiled->member->folder, service.name)
      .note(missing->span, "The code that is started needs it");
}

extern const Rule rule = {
    .code = "SW4385",
    .summary = "Image with the packages of a pnpm workspace's root alone",
    .why =
        "pnpm links the packages of a member into the member's own `node_modules`; that of the root has only what the "
        "root asks for. The program ends with `Cannot find module`.",
    .remedy =
        "Take the member with its packages by `pnpm --filter NAME deploy --prod /out`, or copy its own "
        "`node_modules` beside that of the root.",
    .references = "https://pnpm.io/cli/deploy https://pnpm.io/motivation",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::package_folder_of_root_alone
