#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::package_cache_not_mounted {

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.stage == nullptr || is_windows_stage(*run.stage)) return report.skip();
  for (const dockerfile::Mount& mount : run.mounts)
    if (mount.type == "cache") return;
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation invocation = shell::invocation(*node);
    const PackageCommand command = package_command(invocation);
    std::string_view path;
    if (command.action == PackageAction::install) {
      const std::string_view family = command.tool->family;
      if (family == "pip") path = "/root/.cache/pip";
      if (family == "npm") path = "/root/.npm";
      if (family == "yarn") path = "/usr/local/share/.cache/yarn";
      if (family == "pnpm") path = "/root/.local/share/pnpm/store";
      if (family == "bundle") path = "/usr/local/bundle/cache";
      if (family == "composer") path = "/root/.composer/cache";
      if (family == "apt") path = "/var/cache/apt";
      if (family == "apk") path = "/etc/apk/cache";
      if (family == "dnf") path = "/var/cache/libdnf5";
    }
    const std::string_view verb = invocation.verb();
    if (invocation.program == "go" && is_one_of("build install mod test", verb)) path = "/root/.cache/go-build";
    if (invocation.program == "cargo" && is_one_of("build install fetch", verb)) path = "/usr/local/cargo/registry";
    if (invocation.program == "mvn") path = "/root/.m2";
    if (invocation.program == "gradle" || invocation.program == "gradlew") path = "/root/.gradle";
    if (invocation.program == "dotnet" && is_one_of("restore publish build", verb)) path = "/root/.nuget/packages";
    if (path.empty()) continue;
    report.at(invocation.program_word->span,
              "Each run downloads everything again; `--mount=type=cache,target={}` keeps it between builds", path);
    return;
  }
  report.skip();
}

extern const Rule rule = {
    .code = "SW1221",
    .summary = "Package cache not kept between builds",
    .why =
        "When the layer is built anew, every package is downloaded and compiled again, although all but one are "
        "unchanged.",
    .remedy =
        "Add a cache mount for the package manager's folder. It helps on machines that keep their build cache; many CI "
        "runners do not, so "
        "this rule is off by default.",
    .peers =
        "tally:tally/prefer-package-cache-mounts tally:tally/js/node-gyp-cache-mounts "
        "tally:tally/ruby/prefer-bundler-cache-mount",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::package_cache_not_mounted
