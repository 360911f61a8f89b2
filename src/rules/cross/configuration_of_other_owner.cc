#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/made_files.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_of_other_owner {

/// Whether the program is told to take its file from anybody.
static bool is_not_strict(const project::Service& service) {
  for (const std::string_view word : service.command.words)
    if (contains(word, "strict.perms=false")) return true;
  for (const std::string_view word : service.entrypoint.words)
    if (contains(word, "strict.perms=false")) return true;
  return std::ranges::any_of(service.definition->environment, [](const compose::EnvironmentEntry& entry) {
    return entry.name == "BEAT_STRICT_PERMS" && entry.value == "false";
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || !contains(service.image->name, "beats/")) return report.skip();
  const std::string beat(base_name(service.image->name));
  const std::string path = "/usr/share/" + beat + "/" + beat + ".yml";
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || mount.target != path || !mount.inside_root) continue;
    if (report.project().path_state(mount.host_path) != project::PathState::file) continue;
    // As its own account the program takes a file of number 1000, which is who works on most machines.
    if (!service.runs_as_root().value_or(false)) return;
    if (is_not_strict(service) || steps_on_file(report.project(), mount.host_path).owner_span.valid()) return;
    Builder finding =
        report.at(mount.span(), "{} as root refuses `{}` unless root owns it, and a clone belongs to who made it",
                  service.image->title, mount.host_path);
    if (service.user.span.valid()) finding.note(service.user.span, "It is made root here");
    finding.advise("Start it with `--strict.perms=false`, or give the file to root with mode 644");
    return;
  }
  report.skip();
}

extern const Rule rule = {
    .code = "SW4196",
    .summary = "Configuration that a Beat refuses for its owner",
    .why =
        "A Beat reads its configuration only when it belongs to root or to the account that it runs as, and nobody "
        "else may write it. A file that Git made belongs to whoever cloned the repository: the program ends with "
        "`config file must be owned by the user identifier (uid=0) or root`.",
    .remedy = "`--strict.perms=false` for a file that is mounted from a clone, or `chown root` in what sets it up.",
    .references = "https://www.elastic.co/guide/en/beats/libbeat/current/config-file-permissions.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_of_other_owner
