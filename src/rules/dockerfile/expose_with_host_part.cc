#include "rules/rule.h"

namespace seaworthy::rules::expose_with_host_part {

extern const Rule rule = {
    .code = "SW1428",
    .summary = "EXPOSE with an address or a host port",
    .why = "EXPOSE cannot publish: the address and the host's port are dropped, and a later BuildKit will refuse them.",
    .remedy = "Expose the container's port alone and publish it with `ports` or `docker run --publish`.",
    .peers = "buildkit:ExposeInvalidFormat",
    .references = "https://docs.docker.com/reference/build-checks/expose-invalid-format/",
    .severity = Severity::medium,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("expose-host-mapping"),
};

}  // namespace seaworthy::rules::expose_with_host_part
