#include "project/manifests.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::install_hook_program_left_out {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const std::vector<std::string_view> words = texts(step.invocation);
    const NodeCall call = node_call(words);
    if (call.kind != NodeCall::Kind::install || !call.production || call.names_packages || !call.folder.empty())
      continue;
    if (step.invocation.has_flag("--ignore-scripts") || variable_at(step, "npm_config_ignore_scripts").has_value() ||
        variable_at(step, "NPM_CONFIG_IGNORE_SCRIPTS").has_value())
      continue;
    const project::Manifest* const manifest =
        manifest_at(report.project(), step, project::Ecosystem::node, step.folder);
    if (manifest == nullptr) continue;
    for (const std::string_view hook : {"preinstall", "install", "postinstall", "prepare"}) {
      const project::ManifestScript* const script = manifest->script(hook);
      if (script == nullptr) continue;
      asks = true;
      if (contains(script->text, "||") || contains(script->text, "if ") || may_fail(*step.invocation.node)) continue;
      for (const std::string_view program : programs_of_script(script->text)) {
        const project::Dependency* const dependency = dependency_with_program(*manifest, program);
        if (dependency == nullptr || !dependency->development) continue;
        report
            .at(step.invocation.span(),
                "This install leaves `{}` out, which the script `{}` runs at its end; the build fails",
                dependency->name, hook)
            .note(script->span, "The script is here")
            .note(dependency->span, "It is a development dependency")
            .confidence(confidence_of(*step.context));
        break;
      }
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4215",
    .summary = "Production install whose hook needs a development dependency",
    .why =
        "`npm ci --omit=dev` runs `prepare` and `postinstall` all the same; a hook such as `husky` ends with `not "
        "found`, and the install with it.",
    .remedy = "Install with `--ignore-scripts`, or let the hook end well without the program (`husky || true`).",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::install_hook_program_left_out
