#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"

namespace seaworthy::rules::docker_socket_mounted {

static bool gives_engine(const compose::Mount& mount) {
  if (mount.type != compose::MountType::bind && mount.type != compose::MountType::npipe) return false;
  const knowledge::SensitivePath* const path = knowledge::sensitive_path(mount.source_text);
  return path != nullptr && path->kind == knowledge::SensitivePath::Kind::engine_socket;
}

static void check(const project::Service& service, Report& report) {
  for (const compose::Mount& mount : service.definition->mounts) {
    if (!gives_engine(mount)) continue;
    // A filtering proxy in front of the engine is the cure for all others, and needs the socket itself.
    if (service.kind == knowledge::ImageKind::socket_proxy) return report.skip();
    report.at(mount.span(),
              mount.read_only
                  ? "`{}` gets the engine's socket; `ro` does not help, since one may still send it commands"
                  : "`{}` gets the engine's socket, which is root on the host; put a filtering proxy between",
              service.name);
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
