#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/build_facts.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_never_built {

/// The first dependency of a manifest among some packages; null for none.
static const project::Dependency* first_of(const project::Manifest& manifest,
                                           std::span<const std::string_view> packages) {
  for (const std::string_view package : packages)
    if (const project::Dependency* const found = manifest.dependency(package); found != nullptr) return found;
  return nullptr;
}

/// Whether a path is one of the files of a server: as written, or at the end of a longer one.
static bool is_server(const knowledge::ServerOutput& output, std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::ranges::any_of(
      output.starts, [&](std::string_view start) { return path == start || path.ends_with("/" + std::string(start)); });
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds) return report.skip();
  const std::vector<std::string_view> words = project::program_words(report.project(), service);
  if (words.size() < 2 || !is_one_of("node bun deno", base_name(words.front()))) return report.skip();
  const project::Manifest* const manifest =
      project::manifest_in(report.project(), service.build->directory, project::Ecosystem::node);
  if (manifest == nullptr) return report.skip();
  bool asks = false;
  for (const knowledge::ServerOutput& output : knowledge::tables::server_outputs) {
    const project::Dependency* const framework = manifest->dependency(output.package);
    if (framework == nullptr ||
        std::ranges::none_of(words, [&](std::string_view word) { return is_server(output, word); }))
      continue;
    asks = true;
    const project::Dependency* const other = first_of(*manifest, output.others);
    if (first_of(*manifest, output.adapters) != nullptr || (other == nullptr && !output.none)) continue;
    Builder finding = report.at(service.command.span.valid() ? service.command.span : service.span,
                                "`{}` starts a server that the build of `{}` makes with `{}` only", service.name,
                                output.package, output.adapters.front());
    if (other != nullptr)
      finding.note(other->span, "This adapter makes something else");
    else
      finding.note(framework->span, "No adapter stands beside it");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4052",
    .summary = "Server that the build of its framework does not make",
    .why =
        "SvelteKit and Astro write files for a web server unless an adapter makes a program of them: Node.js ends with "
        "`Cannot find module`.",
    .remedy = "Use the adapter for Node.js, or serve the files with a web server.",
    .references = "https://svelte.dev/docs/kit/adapters https://docs.astro.build/en/guides/on-demand-rendering/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::server_never_built
