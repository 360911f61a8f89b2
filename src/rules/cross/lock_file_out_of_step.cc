#include "project/application.h"
#include "project/manifests.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/rule.h"

namespace seaworthy::rules::lock_file_out_of_step {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const project::Manifest* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const std::vector<std::string_view> words = texts(step.invocation);
    const NodeCall call = node_call(words);
    if (!call.clean_install || !call.folder.empty()) continue;
    const project::Manifest* const manifest =
        manifest_at(report.project(), step, project::Ecosystem::node, step.folder);
    if (manifest == nullptr || manifest == reported) continue;
    asks = true;
    const std::string_view missing = project::not_in_lock(report.project(), *manifest);
    const project::Dependency* const dependency = missing.empty() ? nullptr : manifest->dependency(missing);
    if (dependency == nullptr || may_fail(*step.invocation.node)) continue;
    reported = manifest;
    report
        .at(step.invocation.span(), "`npm ci` refuses: `{}` asks for `{}`, which `{}` does not have",
            manifest->file->path, dependency->name, manifest->lock->path)
        .note(dependency->span, "It is asked for here")
        .confidence(confidence_of(*step.context));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4505",
    .summary = "Lock file that lacks a dependency of its manifest",
    .why = "`npm ci` installs what the lock file says and stops when the manifest asks for more.",
    .remedy = "Run `npm install` and commit the lock file.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::lock_file_out_of_step
