#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/layers.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::root_needed_after_user {

static bool is_system_manager(const PackageCommand& command) {
  return command.tool != nullptr && command.tool->system &&
         (command.action == PackageAction::install || command.action == PackageAction::update ||
          command.action == PackageAction::upgrade);
}

/// Whether a command changes the accounts of the image, in files that are root's.
static bool changes_accounts(const shell::Invocation& invocation) {
  return is_one_of("useradd usermod userdel groupadd groupmod adduser addgroup deluser chpasswd", invocation.program) &&
         !invocation.has_any_flag({"--help", "--version", "-R", "--root"});
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Instruction* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const bool installs = is_system_manager(step.package);
    if (!installs && !changes_accounts(step.invocation)) continue;
    asks = true;
    if (step.run == reported || may_fail(*step.invocation.node) || !step.invocation.wrappers.empty()) continue;
    const dockerfile::Instruction* const user = user_before(*step.run);
    Span place;
    std::string_view name;
    if (user != nullptr) {
      if (user->arguments.empty() || !user->arguments.front().literal) continue;
      name = user_name(user->arguments.front().text);
      place = user->arguments.front().span;
    } else {
      const knowledge::Image* const image = project::base_image(*step.stage);
      const knowledge::ImageVariant* const variant = project::base_variant(*step.stage);
      if (image == nullptr) continue;
      name = user_name(variant != nullptr && !variant->user.empty() ? variant->user : image->user);
      place = step.stage->root().base_span;
    }
    if (name.empty() || is_root(name) || contains(name, "$")) continue;
    reported = step.run;
    Builder finding = report.at(step.invocation.span(), "`{}` runs as `{}`, who may not {}, so the build fails here",
                                step.invocation.program, name, installs ? "install packages" : "change accounts");
    finding.note(place, user != nullptr ? "The user is switched here" : "The base image switches to this user");
    finding.confidence(user != nullptr ? Confidence::certain : confidence_of_base(*step.stage));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4202",
    .summary = "System packages or accounts changed after the user was switched",
    .why =
        "apt, apk and dnf write to folders of root, and `useradd` and `adduser` to root's `/etc/passwd`: as anybody "
        "else they stop with `Permission denied`.",
    .remedy = "Do it before `USER`, or switch to root for the step and back.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::root_needed_after_user
