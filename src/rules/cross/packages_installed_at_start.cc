#include <algorithm>
#include <optional>
#include <vector>

#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::packages_installed_at_start {

/// Whether a command fetches packages from a registry. What lies in the image already is no download.
static bool downloads(const shell::Invocation& invocation) {
  const PackageCommand command = package_command(invocation);
  if (command.tool == nullptr || command.action != PackageAction::install) return false;
  if (command.has_flag("--offline") || command.has_flag("--no-index") || command.has_flag("--no-deps") ||
      command.has_flag("-e") || command.has_flag("--editable"))
    return false;
  // `pip install -e .` links what is mounted, and `bundle install` of a complete bundle asks nobody.
  return !command.is("bundle", PackageAction::install) &&
         std::ranges::none_of(command.packages, [](const shell::Word* word) { return word->text == "."; });
}

/// The package that `npx` of a start script fetches, for the image is installed without development dependencies; ""
/// for another command.
static std::string_view fetched_by_npx(const project::Service& service, const shell::Invocation& invocation,
                                       Report& report) {
  if (invocation.program != "npx" || invocation.has_flag("--no-install") || service.stage == nullptr ||
      service.dockerfile == nullptr)
    return {};
  const std::vector<const shell::Word*> operands = invocation.operands({"-p", "--package"});
  const project::Manifest* const manifest = container_manifest(report.project(), service);
  if (operands.empty() || manifest == nullptr) return {};
  const project::Dependency* const dependency = dependency_with_program(*manifest, operands.front()->text);
  if (dependency == nullptr || !dependency->development ||
      service.has_tool(operands.front()->text) == std::optional<bool>(true))
    return {};
  const NodeInstall install =
      install_in_force(once<build_steps>(report, *service.dockerfile), *service.stage, nullptr, nullptr);
  return install.step != nullptr && install.production ? dependency->name : std::string_view();
}

/// Whether a command runs at each start: no branch, loop or function is around it, and what stands in front of it in an
/// and-or list does something and asks nothing.
static bool runs_always(const shell::Node& command) {
  for (const shell::Node* node = &command; node->parent != nullptr; node = node->parent) {
    const shell::Node& outer = *node->parent;
    if (node->script != outer.script) return false;
    if (outer.kind != shell::NodeKind::and_or && outer.kind != shell::NodeKind::list &&
        outer.kind != shell::NodeKind::group)
      return false;
    if (outer.kind != shell::NodeKind::and_or) continue;
    for (const shell::Node* const before : outer.children) {
      if (before->joined_by == "||") return false;
      if (before == node) break;
      if (before->kind != shell::NodeKind::simple ||
          is_one_of("[ [[ test command which grep ls diff cmp", before->program))
        return false;
    }
  }
  return true;
}

static void check(const project::Service& service, Report& report) {
  using project::Role;
  const Role role = service.stack->role;
  if (!service.active || role == Role::test || role == Role::ci || role == Role::example) return report.skip();
  bool any = false;
  for (const shell::Script* const script : {service.entrypoint.script, service.command.script, service.startup}) {
    if (script == nullptr) continue;
    any = true;
    for (const shell::Node* const node : script->commands) {
      const shell::Invocation invocation = shell::invocation(*node);
      if (const std::string_view package = fetched_by_npx(service, invocation, report); !package.empty()) {
        report
            .at(node->span, "The start of `{}` fetches `{}` from the network here: its image is installed without it",
                service.name, package)
            .severity(role == Role::development ? Severity::low : Severity::medium)
            .confidence(Confidence::likely);
        break;
      }
      if (!downloads(invocation) || !runs_always(*node)) continue;
      report
          .at(node->span, "Each start of `{}` installs packages from the network here; install them in an image",
              service.name)
          .severity(role == Role::development || runs_once(service) ? Severity::low : Severity::medium);
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4679",
    .summary = "Packages that are installed at each start",
    .why =
        "A restart takes minutes and fails when a registry does not answer, and what runs after it need not be what "
        "ran "
        "before: there is no image that could be tested or rolled back to.",
    .remedy = "Install packages in a Dockerfile, and let the service build it.",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "start what was installed in their image",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::packages_installed_at_start
