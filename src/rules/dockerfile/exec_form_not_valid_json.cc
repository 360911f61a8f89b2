#include "rules/rule.h"

namespace seaworthy::rules::exec_form_not_valid_json {

extern const Rule rule = {
    .code = "SW1417",
    .summary = "Exec form that is no JSON array",
    .why =
        "A list in brackets that is no valid JSON is silently taken for the shell form: the shell looks for a program "
        "called `[node,`, and the container ends at its start.",
    .remedy = "Put every element in double quotes, separate them by commas and leave no comma at the end.",
    .peers =
        "dockerfile-utils:JSON_IN_SINGLE_QUOTES kics:not_using_proper_exec_form_in_cmd_and_entrypoint_arguments "
        "tally:tally/invalid-json-form hadolint:DL3025 buildkit:JSONArgsRecommended semgrep:prefer-json-notation "
        "kics:not_using_json_in_cmd_and_entrypoint_arguments",
    .differs =
        "kics looks at CMD and ENTRYPOINT of the last stage only; hadolint and BuildKit report such a line as shell "
        "form, which hides that it cannot run.",
    .references = "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<report_problem>("exec-form-invalid-json"),
};

}  // namespace seaworthy::rules::exec_form_not_valid_json
