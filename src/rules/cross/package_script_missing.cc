#include "rules/rule.h"

#include "base/edit_distance.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::package_script_missing {

/// npm runs `server.js` when there is no script `start`.
static bool has_fallback(const NodeCall& call) { return call.script == "start" && call.manager == "npm"; }

static void check_step(const BuildStep& step, Report& report, bool& asks) {
  const std::vector<std::string_view> words = texts(step.invocation);
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::script || call.if_present) return;
  if (contains(call.script, "$") || has_fallback(call) || may_fail(*step.invocation.node)) return;
  // yarn and pnpm also run programs of dependencies by their name; only the usual names of scripts are sure to be one.
  const bool is_usual = is_one_of("build start dev test lint compile bundle build:prod start:prod", call.script);
  if (!call.certainly_script && !is_usual) return;
  const project::Manifest* const manifest = called_manifest(report.project(), step, call).manifest;
  if (manifest == nullptr) return;
  asks = true;
  if (manifest->script(call.script) != nullptr) return;
  std::string_view near;
  unsigned best = 3;
  for (const project::ManifestScript& script : manifest->scripts)
    if (const unsigned distance = edit_distance(script.name, call.script, 2); distance < best) {
      best = distance;
      near = script.name;
    }
  Builder finding =
      near.empty() ? report.at(step.invocation.span(), "`{}` has no script `{}`, so the build fails here",
                               manifest->file->path, call.script)
                   : report.at(step.invocation.span(), "`{}` has no script `{}`, so the build fails here; it has `{}`",
                               manifest->file->path, call.script, near);
  finding.confidence(confidence_of(*step.context)).note({manifest->file->source, 0, 0}, "Its scripts are here");
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) check_step(step, report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4007",
    .summary = "Package script that does not exist",
    .why = "The package manager stops with `Missing script`, and the build with it.",
    .remedy = "Name a script of the package.json that is copied into that folder, or add the script.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_script_missing
