#include "rules/rule.h"

#include <optional>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/host_path.h"

namespace seaworthy::rules::docker_socket_mounted {

static void check(const project::Service& service, Report& report) {
  std::optional<Builder> finding;
  for (const compose::Mount& mount : service.definition->mounts) {
    const HostPath behind = host_path(mount, *service.stack->model);
    // `~` and `$HOME` are told by the text as it is written.
    const bool written = mount.type == compose::MountType::bind && is_engine_socket(mount.source_text);
    if (!written && !is_engine_socket(behind.path)) continue;
    // A filtering proxy in front of the engine is the cure for all others, and needs the socket itself.
    if (service.kind == knowledge::ImageKind::socket_proxy) return report.skip();
    if (finding.has_value()) {
      finding->note(mount.span(), "This mount gives it the socket as well");
      continue;
    }
    finding = report.at(mount.span(),
                        mount.read_only
                            ? "`{}` gets the engine's socket; `ro` does not help, since one may still send it commands"
                            : "`{}` gets the engine's socket, which is root on the host; put a filtering proxy between",
                        service.name);
    // The machine of a developer or of a test is no server.
    if (!may_be_production(*service.stack)) finding->severity(Severity::high);
    if (behind.declared.valid()) finding->note(behind.declared, "The volume `{}` leads there", mount.source_text);
  }
}

extern const Rule rule = {
    .code = "SW2102",
    .summary = "Engine socket mounted into a container",
    .why =
        "Whoever reaches the socket can start a privileged container with the host's disk in it. A read-only mount "
        "protects the file, not the engine behind it.",
    .remedy =
        "Give the program a socket proxy that lets only the calls through that it needs, on a network of their own.",
    .peers =
        "kics:docker_socket_mounted_in_container semgrep:dockerfile-dockerd-socket-mount "
        "semgrep:exposing-docker-socket-volume docker-bench:5.32 compose-lint:CL-0001",
    .differs = "All spellings count, `/run` and the whole folder too; a known socket proxy may have it.",
    .controls = "CIS Docker 1.6:5.32; NIST 800-190:4.4.3; OWASP Docker:1",
    .severity = Severity::critical,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::docker_socket_mounted
