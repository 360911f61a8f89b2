#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "knowledge/image_kinds.h"
#include "knowledge/knowledge.h"
#include "project/user_switch.h"
#include "rules/lib/layers.h"
#include "rules/lib/left_to_base.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::final_user_is_root {

/// Other stages are built on it or take files from it: whoever builds it by its name does so to test or to take them
/// out.
static bool is_step(const dockerfile::Stage& stage, const project::Dockerfile& dockerfile) {
  return stages_used_by_others(*dockerfile.parsed)[stage.index];
}

/// Whether another Dockerfile of the repository is built on what this one makes: `Dockerfile.base` and
/// `FROM registry/app-base`.
static bool feeds_another(const project::Project& project, const project::Dockerfile& own) {
  const std::string_view name = base_name(own.path);
  for (const std::string_view word : {"base", "builder", "build", "deps"}) {
    if (!name.ends_with("." + std::string(word)) && !name.starts_with(std::string(word) + ".")) continue;
    for (const project::Dockerfile& other : project.dockerfiles)
      for (const dockerfile::Stage* const stage : other.parsed->stages) {
        if (&other == &own || stage->parent != nullptr) continue;
        const std::string_view repository = knowledge::parse_reference(stage->base).repository;
        if (contains("-" + std::string(base_name(repository)) + "-", "-" + std::string(word) + "-")) return true;
      }
  }
  return false;
}

/// Tools that make packages of a distribution.
static bool installs_packaging_tools(const dockerfile::Stage& stage) {
  for (const dockerfile::Instruction* const instruction : stage.instructions) {
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* const node : instruction->script->commands)
      for (const shell::Word* const package : package_command(shell::invocation(*node)).packages)
        if (is_one_of("debhelper devscripts dh-make dpkg-dev rpm-build rpmdevtools abuild reprepro", package->text))
          return true;
  }
  return false;
}

/// An image that no service runs and that serves to make others, or packages: who is root in it is so while it builds.
static bool is_for_building(const dockerfile::Stage& stage, const project::Dockerfile& dockerfile,
                            const project::Project& project) {
  if (std::ranges::any_of(dockerfile.builds, [](const project::BuildUse& use) { return use.service != nullptr; }))
    return false;
  return installs_packaging_tools(stage) ||
         (stage.entrypoint == nullptr && stage.cmd == nullptr && feeds_another(project, dockerfile));
}

/// `CMD ["true"]`: the command that ends at once, of images that only hold files.
static bool starts_only_true(const dockerfile::Stage& stage) {
  return stage.entrypoint == nullptr && stage.cmd != nullptr && stage.cmd->arguments.size() == 1 &&
         base_name(stage.cmd->arguments.front().text) == "true";
}

/// Starts nothing but the shell or the compiler of its base: an image for others to build on, or to build in.
static bool starts_nothing(const dockerfile::Stage& stage, const knowledge::Image& base) {
  if (!stage.exposed.empty()) return false;
  if (starts_only_true(stage)) return true;
  if (knowledge::tables::compiler_images.contains(base.name)) return true;
  // The images of PHP start a server.
  return stage.entrypoint == nullptr && stage.cmd == nullptr && base.name != "php" &&
         (base.kind == knowledge::ImageKind::language || base.kind == knowledge::ImageKind::distribution);
}

/// The Dockerfile says who it is.
static void check_user(const dockerfile::Stage& stage, bool switches, Report& report) {
  if (stage.user.value.find('$') != std::string_view::npos) return report.skip();
  if (!is_root(stage.user.value)) return;
  Builder finding =
      switches
          ? report.at(stage.user.span,
                      "The image starts as `{}` until its start script switches to another user; `USER` does without",
                      stage.user.value)
          : report.at(stage.user.span,
                      "The image runs as `{}`; end the stage with `USER` and an account without rights",
                      stage.user.value);
  finding.peers(
      "hadolint:DL3002 trivy:DS-0002 kics:last_user_is_root checkov:CKV_DOCKER_8 dockle:CIS-DI-0001 "
      "semgrep:last-user-is-root docker-bench:4.1");
  if (switches || is_for_development(stage, report) || (stage.exposed.empty() && starts_only_shell(stage)))
    finding.severity(Severity::low);
  // The default of a build argument, which whoever builds may change.
  if (contains(report.text(stage.user.span), "$")) finding.confidence(Confidence::likely);
}

static void check(const dockerfile::Stage& stage, Report& report) {
  // Without a base there is nobody to run as.
  if (needs_no_user(stage) || !stage.root().base_span.valid()) return report.skip();
  const project::Dockerfile* const dockerfile = dockerfile_of(*stage.from, report);
  const bool by_script = dockerfile != nullptr && project::gives_up_root(report.project(), *dockerfile, stage);
  if (stage.user.span.valid()) return check_user(stage, by_script, report);
  if (base_gives_user(stage)) return;
  const dockerfile::Stage& root = stage.root();
  const knowledge::Image* const base = root.base_known ? knowledge::image(root.base) : nullptr;
  const bool by_base = base != nullptr && !base->runtime_user.empty() && stage.entrypoint == nullptr;
  const bool known = base != nullptr || root.base == "scratch";
  Builder finding =
      by_base ? report.at(stage.from->span,
                          "The image starts as root until the entrypoint of `{}` switches to `{}`; `USER {}` does "
                          "without root",
                          base->name, base->runtime_user, base->runtime_user)
      : by_script
          ? report.at(stage.from->span,
                      "The image starts as root until its start script switches to another user; `USER` does without")
      : known
          ? report.at(stage.from->span, "No `USER` is set, so the image runs as root; add an account without rights")
          : report.at(stage.from->span,
                      "No `USER` is set, so only `{}` decides whether the image runs as root; set one",
                      root.base_known ? root.base : report.text(root.base_span));
  if (!known) finding.severity(Severity::low).confidence(Confidence::possible);
  if (by_base || by_script || is_for_development(stage, report) ||
      (stage.exposed.empty() && starts_only_shell(stage)) || (base != nullptr && starts_nothing(stage, *base)) ||
      (dockerfile != nullptr && (is_step(stage, *dockerfile) || is_for_building(stage, *dockerfile, report.project()))))
    finding.severity(Severity::low);
  else if (known && dockerfile != nullptr && dockerfile->role == project::Role::example)
    finding.severity(Severity::medium);
  finding.peers("trivy:DS-0002 kics:missing_user_instruction checkov:CKV_DOCKER_3 dockle:CIS-DI-0001 docker-bench:4.1");
  if (stage.cmd != nullptr) finding.also_peers("semgrep:missing-user");
  if (stage.entrypoint != nullptr) finding.also_peers("semgrep:missing-user-entrypoint");
}

extern const Rule rule = {
    .code = "SW1013",
    .summary = "Image that runs as root",
    .why =
        "Whoever takes the program over is root in the container: free to change every file of it, to use all "
        "capabilities that it holds, and one kernel fault away from being root on the host.",
    .remedy = "Create an account in the Dockerfile, give it the files that it writes, and end the stage with `USER`.",
    .peers =
        "hadolint:DL3002 trivy:DS-0002 kics:last_user_is_root checkov:CKV_DOCKER_8 dockle:CIS-DI-0001 "
        "semgrep:last-user-is-root docker-bench:4.1 kics:missing_user_instruction checkov:CKV_DOCKER_3 "
        "semgrep:missing-user semgrep:missing-user-entrypoint",
    .differs =
        "The user is followed through `FROM stage`, and a known base image that brings its own user is taken at its "
        "word. Where the base image is not known the finding is low and possible. It is low where the entrypoint of "
        "the "
        "base or a start script gives up root, for images of development and tests, for those that start nothing of "
        "their own or only a shell, for stages that others use, and for images that only make packages or serve other "
        "Dockerfiles as "
        "base. Windows has no root.",
    .controls = "CIS Docker 1.6:4.1; NIST 800-190:4.1.2",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "end with a user other than root",
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::final_user_is_root
