#include "rules/rule.h"

#include "knowledge/image_kinds.h"
#include "project/model.h"

namespace seaworthy::rules::host_pid_namespace {

static void check(const project::Service& service, Report& report) {
  const compose::Text& mode = service.definition->pid;
  if (mode.value != "host") return;
  // What measures the processes of the host has to see them.
  const bool measures = knowledge::tables::host_meters.contains(service.image_reference.repository);
  report
      .at(mode.entry_span(),
          "`{}` shares the process namespace of the host; remove `pid` or join one service with `pid: service:NAME`",
          service.name)
      .severity(measures ? Severity::low : Severity::high);
}

extern const Rule rule = {
    .code = "SW2111",
    .summary = "Host process namespace",
    .why =
        "The container sees and, as root, can signal and trace every process of the host, and reads their "
        "environment from /proc.",
    .remedy = "Remove `pid: host`. A debugger joins one container with `pid: service:NAME`.",
    .peers = "kics:host_namespace_is_shared docker-bench:5.16 compose-lint:CL-0010",
    .controls = "CIS Docker 1.6:5.16; NIST 800-190:4.4.3",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_pid_namespace
