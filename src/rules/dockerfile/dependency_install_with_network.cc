#include "rules/rule.h"

#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::dependency_install_with_network {

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr) return report.skip();
  bool cache = false, bind = false;
  for (const dockerfile::Mount& mount : run.mounts) {
    cache = cache || mount.type == "cache";
    bind = bind || mount.type == "bind";
  }
  if (!cache || !bind) return report.skip();
  for (const shell::Node* node : run.script->commands) {
    const PackageCommand command = package_command(shell::invocation(*node));
    if (!command.is("bundle", PackageAction::install)) continue;
    if (const dockerfile::Flag* const network = run.flag("network"); network != nullptr && network->value == "none")
      return;
    report.at(run.keyword_span,
              "Extensions are compiled with the network open; fetch first, then install with `--network=none`");
    return;
  }
  report.skip();
}

extern const Rule rule = {
    .code = "SW1289",
    .summary = "Dependencies built with the network open",
    .why = "Install scripts of dependencies can send out what they find in the build.",
    .remedy =
        "Split fetching and installing, and give the second step `--network=none`. Few projects do, so this rule is "
        "off by default.",
    .peers = "tally:tally/ruby/prefer-network-none-install",
    .severity = Severity::info,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::dependency_install_with_network
