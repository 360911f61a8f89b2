#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::host_ipc_namespace {

static void check(const project::Service& service, Report& report) {
  const compose::Text& mode = service.definition->ipc;
  if (mode.value != "host") return;
  report.at(mode.entry_span(),
            "`{}` shares the IPC namespace of the host; use `ipc: shareable` where containers exchange memory",
            service.name);
}

extern const Rule rule = {
    .code = "SW2112",
    .summary = "Host IPC namespace",
    .why = "Shared memory and semaphores of every program of the host can be read and written from the container.",
    .remedy = "Remove `ipc: host`; containers that share memory use `ipc: shareable` and `ipc: service:NAME`.",
    .peers = "kics:shared_host_ipc_namespace docker-bench:5.17 compose-lint:CL-0010",
    .controls = "CIS Docker 1.6:5.17; NIST 800-190:4.4.3",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_ipc_namespace
