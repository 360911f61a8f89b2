#include <algorithm>

#include "knowledge/repository_files.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::development_stack_alone {

/// Whether a script or CI job builds the image that no stack has. A Dockerfile that nobody builds runs nowhere.
static bool is_built(const project::Project& project, const project::Service& image) {
  if (image.dockerfile == nullptr) return true;
  return std::ranges::any_of(project.build_commands, [&](const project::BuildCommand& command) {
    return command.dockerfile == image.dockerfile->path && command.file->kind != project::FileKind::readme;
  });
}

/// Files by which platforms are told how to run a repository, and those of Kubernetes and Terraform.
static bool is_deployed_otherwise(const project::Project& project) {
  if (std::ranges::any_of(project.standalone_images, [&](const auto& image) { return is_built(project, image); }))
    return true;
  for (const project::File& file : project.files)
    if (file.kind == project::FileKind::kubernetes) return true;
  return std::ranges::any_of(project.tree, [](const project::Project::TreePath& entry) {
    const std::string_view name = base_name(entry.path);
    // Deeper it describes an application for phones.
    if (entry.path == "app.json") return true;
    return knowledge::tables::deployment_files.contains(name) || name.ends_with(".tf") || name.ends_with(".service") ||
           contains(name, "deploy");
  });
}

/// A service of the repository's own code that people reach.
static bool is_application(const project::Service& service) {
  return service.active && service.builds && service.published();
}

/// Whether a stack is made to stay: every application is started again, and one has limits and is watched. Its authors
/// run it, sources mounted or not.
static bool is_run_for_good(const project::Stack& stack) {
  bool watched = false;
  for (const project::Service* const service : stack.services) {
    if (!is_application(*service)) continue;
    const compose::Service& definition = *service->definition;
    if (!is_one_of("always unless-stopped", definition.restart.value)) return false;
    watched = watched || (definition.limits.memory && service->probe.span.valid());
  }
  return watched;
}

static void check(const project::Project& project, Report& report) {
  const project::Stack* first = nullptr;
  for (const project::Stack& stack : project.stacks) {
    if (stack.role == project::Role::test || stack.role == project::Role::ci) continue;
    // Files and scripts called `dev` leave production to something else, which need not be here.
    if (stack.role != project::Role::development || !contains(stack.role_reason, "service `")) return report.skip();
    const bool has_application =
        std::ranges::any_of(stack.services, [](const project::Service* service) { return is_application(*service); });
    if (first == nullptr && has_application && !stack.files.empty()) first = &stack;
  }
  if (first == nullptr || is_run_for_good(*first) || is_deployed_otherwise(project)) return report.skip();
  report
      .at({first->files.front()->source, 0, 0},
          "The only way to run this is for development ({}); add a stack for production",
          OurWords{std::string_view(first->role_reason).substr(0, first->role_reason.find("; "))})
      .reaches(*first);
}

extern const Rule rule = {
    .code = "SW4670",
    .summary = "Repository whose only stack is for development",
    .why =
        "For want of another, this is what ends up on a server: a server that reloads on change, the sources of a "
        "checkout in place of an image, errors that show the source, and nothing that could be rolled back.",
    .remedy =
        "Move mounts, reloading and debugging to an override file (`compose.override.yaml`), and let the main file run "
        "what was built.",
    .references = "https://docs.docker.com/compose/how-tos/production/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::development_stack_alone
