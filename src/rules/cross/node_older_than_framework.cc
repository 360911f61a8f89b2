#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "knowledge/build_facts.h"
#include "project/manifests.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::node_older_than_framework {

/// The text of the package script that a step runs, and of those that it names (`npm-run-all a b`, `npm run a`); else
/// the step itself.
static std::string script_of(const BuildStep& step, const project::Manifest& manifest, const Report& report) {
  const std::vector<std::string_view> words = texts(step.invocation);
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::script) return std::string(report.text(step.invocation.span()));
  const project::ManifestScript* const script = manifest.script(call.script);
  if (script == nullptr) return {};
  std::string text(script->text);
  if (!contains(script->text, "run")) return text;
  std::string_view rest = script->text;
  while (!rest.empty()) {
    const project::ManifestScript* const named = manifest.script(before(rest, ' '));
    if (named != nullptr && named != script) text.append("\n").append(named->text);
    rest.remove_prefix(std::min(rest.find(' '), rest.size() - 1) + 1);
  }
  return text;
}

/// Whether a text runs a command as such: "next build", not "prenext build".
static bool runs(std::string_view text, std::string_view command) {
  const std::size_t at = text.find(command);
  return at != std::string_view::npos &&
         (at == 0 || text[at - 1] == ' ' || text[at - 1] == '/' || text[at - 1] == '\n');
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const knowledge::Image* const image = project::base_image(*step.stage);
    if (image == nullptr || image->name != "node" || step.stage == reported ||
        !is_one_of("npm yarn pnpm npx", step.invocation.program))
      continue;
    const dockerfile::Stage& root = step.stage->root();
    const std::string_view tag = knowledge::parse_reference(root.base).tag;
    const std::optional<Version> have = !tag.empty() && is_digit(tag.front()) ? read_version(tag) : std::nullopt;
    const project::Manifest* const manifest =
        manifest_at(report.project(), step, project::Ecosystem::node, step.folder);
    if (manifest == nullptr || !have.has_value() || may_fail(*step.invocation.node)) continue;
    const std::string script = script_of(step, *manifest, report);
    for (const knowledge::NodeNeed& row : knowledge::node_needs()) {
      if (!runs(script, row.command)) continue;
      const project::Dependency* const dependency = manifest->dependency(row.package);
      const std::optional<Version> version = dependency != nullptr ? read_version(dependency->version) : std::nullopt;
      if (!version.has_value() || version->parts[0] != row.major) continue;
      asks = true;
      const std::optional<Version> least = row.least.empty() ? std::nullopt : read_version(row.least);
      const std::optional<Version> below = row.below.empty() ? std::nullopt : read_version(row.below);
      const bool too_old = least.has_value() && is_older(*have, *least);
      // The older bundlers ask OpenSSL for what it gave up; a switch of Node brings it back.
      const bool too_new = below.has_value() && !is_older(*have, *below) && !contains(script, "legacy-provider") &&
                           !contains(variable_at(step, "NODE_OPTIONS").value_or(""), "legacy-provider");
      if (!too_old && !too_new) continue;
      reported = step.stage;
      report
          .at(root.base_span, "`{}` {} does not build with `{}`: it asks for Node.js {} {}", row.package,
              dependency->version, root.base, OurWords{too_old ? "from" : "before"}, too_old ? row.least : row.below)
          .note(dependency->span, "It is a dependency here")
          .note(step.invocation.span(), "This step ends")
          .confidence(
              weaker(weaker(Confidence::likely, confidence_of_base(*step.stage)), confidence_of(*step.context)));
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4885",
    .summary = "Base with a Node.js that the framework does not run on",
    .why = "The framework looks at the version of Node.js when it builds, or calls what that version lacks, and ends.",
    .remedy = "Take a base with a Node.js that the framework supports.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::node_older_than_framework
