#include <algorithm>

#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::cargo_target_missing {

/// Whether a crate below the folder of a step makes a program of that name.
static bool has_binary(const project::Project& project, std::string_view folder, std::string_view name) {
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::rust || !project::is_below(manifest.folder, folder)) continue;
    const std::string_view text = project.sources[manifest.file->source].text();
    const std::size_t binaries = text.find("[[bin]]");
    const std::string_view named = binaries == std::string_view::npos ? std::string_view{} : text.substr(binaries);
    // The program of src/main.rs is called like its package, or as it is told.
    if (manifest.name.text == name && !contains(named, "\"src/main.rs\"")) return true;
    if (contains(named, "\"" + std::string(name) + "\"")) return true;
  }
  return std::ranges::any_of(project.tree, [&](const project::Project::TreePath& entry) {
    return contains(entry.path, "src/bin/") && before(base_name(entry.path), '.') == name;
  });
}

static bool has_crate(const project::Project& project, std::string_view name) {
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& manifest) {
    return manifest.ecosystem == project::Ecosystem::rust && manifest.name.text == name;
  });
}

/// What an option of a step names, and the word that does.
static const shell::Word* value_of(const BuildStep& step, std::string_view option, std::string_view other) {
  const auto& words = step.invocation.arguments;
  for (std::size_t at = 0; at + 1 < words.size(); ++at)
    if (words[at].text == option || (!other.empty() && words[at].text == other)) return &words[at + 1];
  return nullptr;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.invocation.program != "cargo" || !is_one_of("build rustc run", step.invocation.verb()) ||
        may_fail(*step.invocation.node) || step.context->use == nullptr)
      continue;
    const project::Manifest* const root = manifest_at(project, step, project::Ecosystem::rust, step.folder);
    if (root == nullptr) continue;
    const auto report_missing = [&](const shell::Word* word, std::string_view kind, const auto& is_there) {
      if (word == nullptr) return;
      asks = true;
      for (const GivenWord& given : given_words(project, dockerfile, step, *word)) {
        // A package may be named with its version.
        if (is_there(given.text) || given.text.find_first_of("@*?:") != std::string::npos) continue;
        Builder finding = report.at(word->span, "No crate below `{}` has the {} `{}`, so the build fails here",
                                    root->folder.empty() ? std::string_view(".") : root->folder, kind, given.text);
        finding.note({root->file->source, 0, 0}, "Cargo starts from this").confidence(confidence_of(*given.context));
        if (!word->literal) note_context(finding, *given.context);
      }
    };
    report_missing(value_of(step, "--bin", ""), "program",
                   [&](std::string_view name) { return has_binary(project, root->folder, name); });
    report_missing(value_of(step, "-p", "--package"), "package",
                   [&](std::string_view name) { return has_crate(project, name); });
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4701",
    .summary = "Cargo is told to build what no crate has",
    .why = "Cargo stops with `no bin target named` or `package ID specification did not match any packages`.",
    .remedy = "Give the name of a `[[bin]]`, of a file in `src/bin`, or of the package itself.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::cargo_target_missing
