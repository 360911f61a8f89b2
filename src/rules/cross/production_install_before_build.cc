#include "rules/rule.h"

#include <algorithm>

#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::production_install_before_build {

/// The development dependency whose program a script starts; null when it starts none.
static const project::Dependency* needs(const project::Manifest& manifest, std::string_view script_name, int depth) {
  const project::ManifestScript* const script = manifest.script(script_name);
  if (script == nullptr || depth > 4) return nullptr;
  // Programs whose package has another name.
  static constexpr std::pair<std::string_view, std::string_view> packages[] = {
      {"tsc", "typescript"}, {"nest", "@nestjs/cli"}, {"ng", "@angular/cli"}, {"vue-cli-service", "@vue/cli-service"},
      {"babel", "@babel/cli"}, {"webpack", "webpack-cli"}, {"swc", "@swc/cli"}, {"svelte-kit", "@sveltejs/kit"},
      {"remix", "@remix-run/dev"}, {"sass", "sass"}, {"tailwindcss", "tailwindcss"}};
  std::string_view rest = script->text;
  std::vector<std::string_view> words;
  while (!rest.empty()) {
    const std::size_t begin = std::min(rest.find_first_not_of(" \t&|;()"), rest.size());
    rest.remove_prefix(begin);
    const std::size_t length = std::min(rest.find_first_of(" \t&|;()"), rest.size());
    if (length > 0) words.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  for (std::size_t index = 0; index < words.size(); ++index) {
    std::string_view package = words[index];
    for (const auto& [program, name] : packages)
      if (program == words[index]) package = name;
    const project::Dependency* const dependency = manifest.dependency(package);
    if (dependency != nullptr && dependency->development) return dependency;
    if ((words[index] == "run" || words[index] == "yarn" || words[index] == "pnpm") && index + 1 < words.size())
      if (const project::Dependency* const found = needs(manifest, words[index + 1], depth + 1); found != nullptr) return found;
  }
  return nullptr;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::vector<BuildStep> steps = build_steps(report.project(), dockerfile);
  bool asks = false;
  for (std::size_t index = 0; index < steps.size(); ++index) {
    const NodeCall build = node_call(texts(steps[index].invocation));
    if (build.kind != NodeCall::Kind::script || !build.workspaces.empty()) continue;
    const project::Manifest* const manifest =
        manifest_at(report.project(), steps[index], project::Ecosystem::node, steps[index].folder);
    if (manifest == nullptr) continue;
    // The last install in the same folder of this stage or of the stages below it decides.
    const BuildStep* last = nullptr;
    for (std::size_t before = 0; before < index; ++before) {
      bool below = false;
      for (const dockerfile::Stage* stage = steps[index].stage; stage != nullptr; stage = stage->parent)
        below = below || stage == steps[before].stage;
      const NodeCall install = node_call(texts(steps[before].invocation));
      if (!below || install.kind != NodeCall::Kind::install || install.names_packages) continue;
      if (steps[before].folder != steps[index].folder) continue;
      if (last == nullptr || !node_call(texts(last->invocation)).production || !install.production) last = &steps[before];
      if (!install.production) last = nullptr;
    }
    asks = true;
    if (last == nullptr) continue;
    const project::Dependency* const dependency = needs(*manifest, build.script, 0);
    if (dependency == nullptr) continue;
    report
        .at(steps[index].invocation.span(), "Script `{}` needs `{}`, which an install without development dependencies leaves out",
            build.script, dependency->name)
        .confidence(confidence_of(*steps[index].context))
        .note(last->invocation.span(), "installs for production only")
        .note(dependency->span, "a development dependency");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4011",
    .summary = "Build after a production-only install",
    .why = "Compilers and bundlers are development dependencies; without them the build script is not found.",
    .remedy = "Install everything in the build stage, and copy only production dependencies into the final stage.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::production_install_before_build
