#include <algorithm>

#include "knowledge/program_limits.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/made_files.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::mounted_file_too_open {

/// The path that an option names.
static std::string_view path_of(const std::vector<std::string_view>& words, std::string_view option) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::size_t found = words[at].find(option);
    if (found == std::string_view::npos) continue;
    std::string_view rest = words[at].substr(found + option.size());
    if (rest.starts_with('=')) rest.remove_prefix(1);
    if (!rest.empty()) return rest;
    return at + 1 < words.size() ? words[at + 1] : std::string_view{};
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || service.entrypoint.from == project::Provenance::compose ||
      service.command.script != nullptr)
    return report.skip();
  for (const knowledge::PrivateFile& wanted : knowledge::private_files()) {
    if (service.image->name != wanted.image) continue;
    const std::string_view path = path_of(service.command.words, wanted.option);
    if (!path.starts_with('/')) continue;
    const compose::Mount* const mount = project::mount_over(service, path);
    if (mount == nullptr || mount->type != compose::MountType::bind || !mount->inside_root || mount->target != path)
      continue;
    const FileSteps steps = steps_on_file(report.project(), mount->host_path);
    const bool in_tree = report.project().path_state(mount->host_path) == project::PathState::file;
    if (!steps.mode.empty()) {
      if (!opens_to_others(steps.mode)) return;
      report
          .at(mount->span(), "{} reads {} only when nobody else can; a script gives `{}` the mode {}, 600 would do",
              service.image->title, wanted.title, mount->host_path, steps.mode)
          .note(steps.mode_span, "The mode is set here");
      return;
    }
    // What Git brings has mode 644, and so has what a script makes without saying otherwise.
    if (!in_tree && !steps.made.valid()) return;
    Builder finding =
        report.at(mount->span(), "{} reads {} only when nobody else can, and nothing gives `{}` the mode 600",
                  service.image->title, wanted.title, mount->host_path);
    if (steps.made.valid()) finding.note(steps.made, "It is made here");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4486",
    .summary = "File that a program refuses because others can read it",
    .why =
        "Traefik leaves a resolver out whose storage is open to others, and MongoDB ends with `permissions are too "
        "open`.",
    .remedy = "`chmod 600` the file where it is made, or let the program make it in a volume.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::mounted_file_too_open
