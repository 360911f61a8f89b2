#include "rules/rule.h"

namespace seaworthy::rules::expose_protocol_casing {

extern const Rule rule = {
    .code = "SW1427",
    .summary = "EXPOSE with the protocol in upper case",
    .why = "The builder takes it as lower case; the same port written in two ways hides from a search.",
    .remedy = "Write `tcp` or `udp`.",
    .peers = "buildkit:ExposeProtoCasing",
    .references = "https://docs.docker.com/reference/build-checks/expose-proto-casing/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .check = each_dockerfile_problem<report_problem>("expose-proto-casing"),
};

}  // namespace seaworthy::rules::expose_protocol_casing
