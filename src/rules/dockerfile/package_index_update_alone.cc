#include <algorithm>

#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/script_order.h"

namespace seaworthy::rules::package_index_update_alone {

/// The first later RUN of the stage that installs with the same manager and does not update by itself.
static const dockerfile::Instruction* install_from_stale_index(const CommandSubject& subject, std::string_view family) {
  for (const dockerfile::Instruction* instruction : subject.stage->instructions) {
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr ||
        instruction->span.begin <= subject.instruction->span.begin)
      continue;
    for (const shell::Node* node : instruction->script->commands) {
      const PackageCommand other = package_command(shell::invocation(*node));
      if (other.tool == nullptr || other.tool->family != family) continue;
      if (other.action == PackageAction::update) return nullptr;
      // `apk add --no-cache` fetches an index of its own.
      if (other.action == PackageAction::install) return other.has_flag("--no-cache") ? nullptr : instruction;
    }
  }
  return nullptr;
}

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || command.tool == nullptr || command.action != PackageAction::update ||
      subject.stage == nullptr)
    return report.skip();
  // `dnf makecache` and `check-update` change nothing: these managers refresh a stale index by themselves.
  if (command.tool->family == "yum" || command.tool->family == "dnf" || command.tool->family == "zypper")
    return report.skip();
  if (has_cache_mount(*subject.instruction, "/var/lib/apt/lists") ||
      has_cache_mount(*subject.instruction, "/var/cache/apk") ||
      has_cache_mount(*subject.instruction, "/etc/apk/cache"))
    return report.skip();
  const auto uses_index = [&](const shell::Invocation& other) {
    if (other.program.ends_with(".sh") || other.program == "add-apt-repository") return true;
    if (other.program == "xargs" || other.program == "apt-cache" || other.program == "aptitude") return true;
    if (other.program.empty() || other.program == "." || other.program == "source") return true;
    const PackageCommand later = package_command(other);
    // `playwright install --with-deps` and the like call the system's package manager themselves.
    if (later.tool == nullptr && std::ranges::any_of(other.arguments, [](const shell::Word& word) {
          return word.text == "install" || word.text == "install-deps";
        }))
      return true;
    if (later.tool == nullptr || later.tool->family != command.tool->family) return false;
    return later.action == PackageAction::install || later.action == PackageAction::upgrade ||
           later.action == PackageAction::update ||
           (later.verb != nullptr &&
            (later.verb->text == "build-dep" || later.verb->text == "source" || later.verb->text == "satisfy" ||
             later.verb->text == "download" || later.verb->text == "policy" || later.verb->text == "search" ||
             later.verb->text == "list" || later.verb->text == "madison" || later.verb->text == "fetch"));
  };
  for (const shell::Invocation& later : commands_after(subject))
    if (uses_index(later)) return;
  const dockerfile::Instruction* const install = install_from_stale_index(subject, command.tool->family);
  Builder finding = report.at(join(subject.invocation.program_word->span, command.verb->span),
                              "`{} {}` in a layer of its own is cached and goes stale; install in the same RUN",
                              command.tool->program, command.verb->text);
  if (install != nullptr) {
    finding.note(install->keyword_span, "Installs from the index of that older layer");
  } else {
    finding.severity(Severity::low);
    // kics wants an install behind it.
    finding.peers("trivy:DS-0017 checkov:CKV_DOCKER_5 dockle:CIS-DI-0007 docker-bench:4.7");
  }
}

extern const Rule rule = {
    .code = "SW1145",
    .summary = "Package index updated in a layer of its own",
    .why =
        "The layer with the index is cached. Weeks later an install below it asks for releases that the mirror has "
        "dropped, and the build fails; or it quietly installs what has known holes.",
    .remedy =
        "Update and install in one RUN: `apt-get update && apt-get install -y ...`. With apk drop the update and "
        "use `apk add --no-cache`.",
    .peers = "trivy:DS-0017 kics:update_instruction_alone checkov:CKV_DOCKER_5 dockle:CIS-DI-0007 docker-bench:4.7",
    .differs =
        "trivy and kics count yum, dnf and zypper too, which refresh a stale index by themselves. checkov subtracts "
        "counts over the whole file and takes `useradd` for an install. An update without any later install wastes "
        "space only and is low.",
    .controls = "CIS Docker 1.6:4.7",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(system_package_programs),
};

}  // namespace seaworthy::rules::package_index_update_alone
