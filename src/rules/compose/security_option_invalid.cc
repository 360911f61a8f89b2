#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::security_option_invalid {

// What the engine takes, credentialspec on Windows only.
static constexpr WordList known =
    "apparmor credentialspec label no-new-privileges seccomp systempaths writable-cgroups";

/// The profile relative to the audited root, or "" when it leads out of it.
static std::string profile_path(std::string_view project_directory, std::string_view written) {
  if (written.starts_with('/') || project_directory.starts_with('/') || project_directory.starts_with("..")) return {};
  while (written.starts_with("./")) written.remove_prefix(2);
  if (written.starts_with("..")) return {};
  std::string path(project_directory);
  if (!path.empty()) path += '/';
  path += written;
  return path;
}

/// Whether a file of the repository speaks of an AppArmor profile beside the Compose files: it defines or loads it.
static bool is_loaded(const project::Project& project, std::string_view profile) {
  for (const project::File& file : project.files)
    if (file.has_content && file.kind != project::FileKind::compose &&
        contains(project.sources[file.source].text(), profile))
      return true;
  // Profiles lie in files that are called after them, and such files are not read.
  return std::ranges::any_of(project.tree, [&](const project::Project::TreePath& path) {
    return !path.directory && (contains(path.path, "apparmor") || base_name(path.path) == profile);
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->security_opt.empty()) return report.skip();
  for (const compose::Text& option : service.definition->security_opt) {
    if (!is_settled(option.source)) continue;
    const std::string_view text = option.value;
    const std::size_t separator = text.find('=') != std::string_view::npos ? text.find('=') : text.find(':');
    const std::string_view name = text.substr(0, separator);
    if (!is_one_of(known, name)) {
      report.at(option.span(),
                "`{}` sets `{}`, which the engine does not know; one of `apparmor`, `label`, `no-new-privileges`, "
                "`seccomp` or `systempaths`",
                service.name, text);
      continue;
    }
    if (separator == std::string_view::npos) {
      if (name == "no-new-privileges" || name == "writable-cgroups") continue;
      report.at(option.span(), "The security option `{}` of `{}` lacks its value; write `{}:...`", text, service.name,
                text);
      continue;
    }
    const std::string_view value = text.substr(separator + 1);
    if (name == "no-new-privileges" && value != "true" && value != "false") {
      report.at(option.span(), "`{}` sets `no-new-privileges` to `{}`, which is neither `true` nor `false`",
                service.name, value);
    } else if (name == "systempaths" && value != "unconfined") {
      report.at(option.span(), "`{}` sets `systempaths` to `{}`; `unconfined` is all it takes", service.name, value);
    } else if (name == "seccomp" && value != "unconfined" && value != "builtin") {
      const std::string path = profile_path(service.stack->model->project_directory, value);
      if (path.empty() || report.project().path_state(path) != project::PathState::missing) continue;
      report.at(option.span(), "The seccomp profile `{}` of `{}` does not exist", value, service.name)
          .peers("compose-cli:security-opt/seccomp-unreadable");
    } else if (name == "apparmor" && !is_one_of("unconfined docker-default runtime/default", value) &&
               !is_loaded(report.project(), value)) {
      report
          .at(option.span(),
              "Nothing loads the AppArmor profile `{}` of `{}`, and the engine starts nothing without it", value,
              service.name)
          .severity(Severity::medium)
          .confidence(Confidence::likely);
    }
  }
}

extern const Rule rule = {
    .code = "SW2350",
    .summary = "Security option that the engine refuses",
    .why = "The container is not created, and a protection that somebody believed in was never there.",
    .remedy = "Write `no-new-privileges:true`, `seccomp:./profile.json`, `apparmor:NAME` or `label:...`.",
    .peers = "compose-cli:security-opt/invalid compose-cli:security-opt/seccomp-unreadable",
    .controls = "OWASP Docker:6",
    .references = "https://docs.docker.com/reference/cli/docker/container/run/#security-opt",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::security_option_invalid
