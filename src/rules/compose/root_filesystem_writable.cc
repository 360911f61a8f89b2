#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::root_filesystem_writable {

static void check(const project::Service& service, Report& report) {
  const compose::Flag& read_only = service.definition->read_only;
  if (read_only.value) return;
  report.at(read_only ? read_only.entry_span() : service.definition->name_span,
            "`{}` may write to its whole root file system; set `read_only: true` and give it `tmpfs` where it writes",
            service.name);
}

extern const Rule rule = {
    .code = "SW2119",
    .summary = "Writable root file system",
    .why =
        "Whoever gets into the container can replace programs and leave tools behind, and what the program "
        "writes beside its volumes is lost with the container.",
    .remedy =
        "Set `read_only: true`, mount `tmpfs` at /tmp and wherever the program keeps sockets, caches and "
        "process ids, and volumes where it keeps data.",
    .peers = "semgrep:writable-filesystem-service docker-bench:5.13 compose-lint:CL-0007",
    .differs = "semgrep needs a `version` key and skips services that are built.",
    .controls = "CIS Docker 1.6:5.13; NIST 800-190:4.4.4; OWASP Docker:8",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "have a read-only root file system",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::root_filesystem_writable
