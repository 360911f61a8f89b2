#include "rules/rule.h"

namespace seaworthy::rules::expose_invalid_port {

extern const Rule rule = {
    .code = "SW1426",
    .summary = "EXPOSE with an invalid port",
    .why = "BuildKit refuses the file: a port is a number up to 65535 or a range, its protocol is tcp, udp or sctp.",
    .remedy = "Correct the port; separate several by blanks.",
    .peers =
        "hadolint:DL3011 buildkit-error:expose-port dockerfile-utils:INVALID_PORT dockerfile-utils:INVALID_PROTO "
        "trivy:DS-0008 kics:unix_ports_out_of_range semgrep:invalid-port",
    .differs = "Trivy, kics and Semgrep do not look into ranges; dockerfile-utils does not look at the number.",
    .references = "https://docs.docker.com/reference/dockerfile/#expose",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<report_problem>("expose-port-out-of-range"),
};

}  // namespace seaworthy::rules::expose_invalid_port
