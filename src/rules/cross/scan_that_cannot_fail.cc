#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/ci.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::scan_that_cannot_fail {

/// Whether a later step hands the result to where people look at it, so that the job need not fail.
static bool results_are_kept(std::string_view text) {
  return contains(text, "upload-sarif") || contains(text, "defectdojo") || contains(text, "dependency-track");
}

static void check_step(const yaml::Node& step, bool kept, bool& any, Report& report) {
  const std::string_view uses = scalar(step.get("uses"));
  const bool trivy = contains(uses, "aquasecurity/trivy-action");
  const bool anchore = contains(uses, "anchore/scan-action");
  const bool scout = contains(uses, "docker/scout-action");
  const bool snyk = contains(uses, "snyk/actions/");
  if (!trivy && !anchore && !scout && !snyk) return;
  const yaml::Node* const given = step.get("with");
  const yaml::Node* const with = given != nullptr && given->resolved().is_mapping() ? &given->resolved() : nullptr;
  const auto input = [&](std::string_view name) { return with != nullptr ? with->get(name) : nullptr; };
  if (scalar(input("format")) == "cyclonedx" || contains(scalar(input("format")), "spdx")) return;
  any = true;
  const Severity severity = kept ? Severity::low : Severity::medium;
  const yaml::Node* const carries_on = step.get("continue-on-error");
  if (scalar(carries_on) == "true") {
    report.at(carries_on->span, "The job goes on whatever this scan finds; drop `continue-on-error`")
        .severity(severity);
    return;
  }
  if (trivy) {
    const yaml::Node* const code = input("exit-code");
    const std::string_view value = scalar(code);
    if (!value.empty() && value != "0") return;
    report
        .at(code != nullptr ? code->span : step.get("uses")->span,
            "This scan succeeds whatever it finds; set `exit-code` to 1")
        .severity(severity);
  } else if (anchore) {
    const yaml::Node* const fails = input("fail-build");
    if (scalar(fails) == "false")
      report.at(fails->span, "This scan succeeds whatever it finds; drop `fail-build: false`").severity(severity);
  } else if (scout) {
    if (contains(scalar(input("command")), "cves") && scalar(input("exit-code")) != "true")
      report.at(step.get("uses")->span, "This scan succeeds whatever it finds; set `exit-code: true`")
          .severity(severity);
  }
}

static void check_command(const shell::Node& node, bool kept, bool& any, Report& report) {
  const shell::Invocation command = shell::invocation(node);
  const std::string_view verb = command.verb();
  const bool trivy = command.program == "trivy" && is_one_of("image fs filesystem i", verb);
  const bool grype = command.program == "grype";
  if (!trivy && !grype) return;
  const std::string_view format = command.option("--format").value_or(command.option("-f").value_or(""));
  if (contains(format, "cyclonedx") || contains(format, "spdx") || command.has_flag("--download-db-only")) return;
  any = true;
  const Severity severity = kept ? Severity::low : Severity::medium;
  const auto code = command.option("--exit-code");
  if (trivy && (!code.has_value() || *code == "0")) {
    report.at(node.span, "This scan succeeds whatever it finds; give it `--exit-code 1`").severity(severity);
  } else if (grype && !command.option("--fail-on").has_value() && !command.option("-f").has_value()) {
    report.at(node.span, "This scan succeeds whatever it finds; give it `--fail-on high`").severity(severity);
  }
}

/// A script says with `--exit-code 0` or `|| true` what is meant; without an option its author may look at the result.
static void check_script(const shell::Script& script, std::string_view text, Report& report) {
  bool any = false;
  if (!contains(text, "--exit-code 1") && !contains(text, "--exit-code=1"))
    for (const shell::Node* const node : script.commands)
      if (const auto code = shell::invocation(*node).option("--exit-code"); code.has_value() && *code == "0")
        check_command(*node, false, any, report);
  if (!any) report.skip();
}

static void check(const project::File& file, Report& report) {
  const bool is_script = file.script != nullptr && concerns_deployment(file, report.project());
  if ((file.kind != project::FileKind::ci && !is_script) || !file.has_content) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  if (is_script) return check_script(*file.script, text, report);
  const bool kept = results_are_kept(text);
  bool any = false;
  for_each_github_step(file, [&](const yaml::Node& step) { check_step(step, kept, any, report); });
  // Another run of the same scanner in the file may be the one that counts.
  if (!contains(text, "--exit-code 1") && !contains(text, "--exit-code=1") && !contains(text, "TRIVY_EXIT_CODE"))
    for (const shell::Script* const script : file.embedded)
      for (const shell::Node* const node : script->commands) check_command(*node, kept, any, report);
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4572",
    .summary = "Scan that cannot fail",
    .why = "The job stays green over critical holes, and everybody believes that the scan would have stopped them.",
    .remedy =
        "Let the scan end with an error for what must not be shipped: `exit-code: 1` with a severity and "
        "`ignore-unfixed`, and list accepted findings in its ignore file.",
    .controls = "NIST 800-190:4.1.1",
    .references = "https://trivy.dev/latest/docs/configuration/others/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "stop for what their scans find",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::scan_that_cannot_fail
