#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/host_path.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::host_system_folder_part_mounted {

static constexpr std::string_view system_folders[] = {"/bin",  "/boot",  "/dev",  "/etc",  "/home",
                                                      "/lib",  "/media", "/proc", "/root", "/run",
                                                      "/sbin", "/srv",   "/sys",  "/usr",  "/var"};

/// The clock of the host, and devices without a state of their own.
static constexpr WordList harmless =
    "/etc/localtime /etc/timezone /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/shm";

/// The folder of the system that a path lies below; "" for none.
static std::string_view system_folder_of(std::string_view path) {
  const auto* const found = std::ranges::find_if(system_folders, [&](std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
  });
  return found == std::end(system_folders) ? std::string_view{} : *found;
}

/// The peers' rules for a part of a folder: one tool tells those from which the host can be taken over, and passes over
/// some of the others.
static std::string_view peers_of(std::string_view folder, bool read_only) {
  if (is_one_of("/etc /root /boot /proc", folder))
    return read_only ? "kics:volume_has_sensitive_host_directory compose-lint:CL-0013"
                     : "kics:volume_has_sensitive_host_directory compose-lint:CL-0025";
  return is_one_of("/dev /sys", folder) ? "kics:volume_has_sensitive_host_directory compose-lint:CL-0013"
                                        : "kics:volume_has_sensitive_host_directory";
}

static void check(const project::Service& service, Report& report) {
  bool any = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    const HostPath behind = host_path(mount, *service.stack->model);
    // What is known to be dangerous has a rule of its own, with the reason.
    if (behind.path.empty() || knowledge::sensitive_path(behind.path) != nullptr || is_one_of(harmless, behind.path))
      continue;
    any = true;
    const std::string_view folder = system_folder_of(behind.path);
    if (folder.empty()) continue;
    Builder finding = report.at(mount.span(), "`{}` mounts `{}`, a part of `{}` of the host; keep its data in a volume",
                                service.name, behind.path, folder);
    finding.peers(peers_of(folder, mount.read_only));
    if (behind.declared.valid()) finding.note(behind.declared, "The volume `{}` leads there", mount.source_text);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW2431",
    .summary = "Part of a system folder of the host mounted",
    .why =
        "What lies below the host's system folders belongs to its own services. Most of it gives nothing away, and a "
        "container that writes there changes the host all the same.",
    .remedy = "Use a named volume, or a folder that belongs to this deployment.",
    .peers = "kics:volume_has_sensitive_host_directory compose-lint:CL-0013 compose-lint:CL-0025",
    .differs =
        "kics reports every path that begins like a system folder at one severity; what takes over the host or reads "
        "its secrets is sensitive-host-path-mounted, and the rest, which is mostly harmless, is off by default. Paths "
        "inside of the container are none of the host's.",
    .controls = "CIS Docker 1.6:5.6",
    .severity = Severity::info,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_system_folder_part_mounted
