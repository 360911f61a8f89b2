#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"

namespace seaworthy::rules::final_user_is_root {

static bool is_root(std::string_view user) {
  const std::string_view name = user.substr(0, user.find(':'));
  return name == "root" || name == "0";
}

static void check(const dockerfile::Stage& stage, Report& report) {
  // An image that holds files for others to copy starts nothing.
  if (stage.entrypoint == nullptr && stage.cmd == nullptr && stage.root().base == "scratch") return report.skip();
  if (stage.user.span.valid()) {
    if (stage.user.value.find('$') != std::string_view::npos) return report.skip();
    if (is_root(stage.user.value))
      report.at(stage.user.span, "The image runs as `{}`; end the stage with `USER` and an account without rights",
                stage.user.value);
    return;
  }
  const dockerfile::Stage& root = stage.root();
  const knowledge::Image* const base = root.base_known ? knowledge::image(root.base) : nullptr;
  if (base != nullptr) {
    const knowledge::ImageVariant* const variant = knowledge::variant(*base, knowledge::parse_reference(root.base).tag);
    const std::string_view user = variant != nullptr && !variant->user.empty() ? variant->user : base->user;
    if (!user.empty() && !is_root(user)) return;
  }
  const bool switches = base != nullptr && !base->runtime_user.empty() && stage.entrypoint == nullptr;
  const bool known = base != nullptr || root.base == "scratch";
  Builder finding =
      switches ? report.at(stage.from->span,
                           "The image starts as root until the entrypoint of `{}` switches to `{}`; `USER {}` does "
                           "without root",
                           base->name, base->runtime_user, base->runtime_user)
      : known
          ? report.at(stage.from->span, "No `USER` is set, so the image runs as root; add an account without rights")
          : report.at(stage.from->span,
                      "No `USER` is set, so only `{}` decides whether the image runs as root; set one",
                      root.base_known ? root.base : report.text(root.base_span));
  if (switches) finding.severity(Severity::low);
  if (!known) finding.severity(Severity::medium).confidence(Confidence::possible);
  finding.peers(
      "trivy:DS-0002 kics:missing_user_instruction checkov:CKV_DOCKER_3 dockle:CIS-DI-0001 "
      "semgrep:missing-user semgrep:missing-user-entrypoint docker-bench:4.1");
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
        "word. Where the base image is not known the finding is medium and possible, and low where its entrypoint is "
        "known to give up root.",
    .controls = "CIS Docker 1.6:4.1; NIST 800-190:4.1.2",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "end with a user other than root",
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::final_user_is_root
