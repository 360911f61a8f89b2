#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::selinux_label_disabled {

static void check(const project::Service& service, Report& report) {
  for (const compose::Text& option : service.definition->security_opt) {
    if (!(option.value == "label:disable" || option.value == "label=disable")) continue;
    Builder finding =
        report.at(option.span(), "`{}` switches the SELinux separation off; remove `{}`", service.name, option.value);
    // Whoever holds the engine's socket has the host already, and SELinux would keep it from the socket.
    if (std::ranges::any_of(service.definition->mounts,
                            [](const compose::Mount& mount) { return contains(mount.source_text, "docker.sock"); }))
      finding.severity(Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW2118",
    .summary = "SELinux separation switched off",
    .why =
        "Without a label the container may touch every file of the host that its user may touch, other "
        "containers' volumes included.",
    .remedy = "Remove the option and mark the mounts with `:z` (shared) or `:Z` (private).",
    .peers = "semgrep:selinux-separation-disabled compose-lint:CL-0009",
    .differs = "semgrep looks at the last option only.",
    .controls = "CIS Docker 1.6:5.3; NIST 800-190:4.4.3; OWASP Docker:6",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::selinux_label_disabled
