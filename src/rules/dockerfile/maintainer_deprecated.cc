#include "rules/rule.h"

namespace seaworthy::rules::maintainer_deprecated {

extern const Rule rule = {
    .code = "SW1424",
    .summary = "MAINTAINER is deprecated",
    .why =
        "The instruction has been deprecated since 2017 and sets one field that hardly any tool shows; labels can be "
        "searched and changed.",
    .remedy = "Write a LABEL `org.opencontainers.image.authors`.",
    .peers =
        "hadolint:DL4000 buildkit:MaintainerDeprecated dockerfile-utils:DEPRECATED_MAINTAINER trivy:DS-0022 "
        "kics:maintainer_instruction_being_used checkov:CKV_DOCKER_6 semgrep:maintainer-is-deprecated",
    .differs = "Trivy ranks it high, hadolint an error; nothing breaks by it.",
    .references = "https://docs.docker.com/reference/build-checks/maintainer-deprecated/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("maintainer-deprecated"),
};

}  // namespace seaworthy::rules::maintainer_deprecated
