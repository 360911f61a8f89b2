#include <algorithm>
#include <string>
#include <string_view>

#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_module_missing {

/// Where a step asks for a module, and what is missing.
struct Asked {
  const shell::Word* word = nullptr;
  std::string_view module;
};

static void report_missing(const BuildStep& step, const project::Manifest& root, const Asked& asked, Report& report) {
  Builder finding =
      report.at(asked.word->span, "`{}` has no module `{}`, so the build fails here", root.file->path, asked.module);
  finding.note(root.members.empty() ? Span{root.file->source, 0, 0} : root.members.front().span,
               root.members.empty() ? "It lists no modules" : "The modules are named here");
  finding.confidence(weaker(Confidence::likely, confidence_of(*step.context)));
}

// --- Maven ---

/// Whether a folder or `group:artifact` is a module below the root.
static bool has_maven_module(const project::Project& project, const project::Manifest& root, std::string_view module) {
  const std::size_t colon = module.rfind(':');
  const auto folder = project::join_path(root.folder, module);
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& manifest) {
    if (manifest.ecosystem != project::Ecosystem::java || !project::is_below(manifest.folder, root.folder))
      return false;
    if (colon != std::string_view::npos) return manifest.name.text == module.substr(colon + 1);
    return folder.has_value() && (manifest.folder == *folder || manifest.file->path == *folder);
  });
}

/// `mvn -pl core,:api -am package`
static void check_maven(const project::Project& project, const BuildStep& step, const project::Manifest& root,
                        Report& report) {
  const auto& words = step.invocation.arguments;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const shell::Word* word = nullptr;
    std::string_view list;
    for (const std::string_view option : {"-pl", "--projects"}) {
      if (words[at].text == option && at + 1 < words.size()) {
        word = &words[at + 1];
        list = word->text;
      } else if (words[at].text.starts_with(std::string(option) + "=")) {
        word = &words[at];
        list = std::string_view(word->text).substr(option.size() + 1);
      }
    }
    if (word == nullptr || !word->literal) continue;
    while (!list.empty()) {
      std::string_view module = before(list, ',');
      list.remove_prefix(std::min(module.size() + 1, list.size()));
      // What is left out or may be absent.
      if (module.empty() || module.front() == '!' || module.front() == '-' || module.front() == '?') continue;
      if (module.front() == '+') module.remove_prefix(1);
      if (!has_maven_module(project, root, module)) return report_missing(step, root, {word, module}, report);
    }
  }
}

// --- Gradle ---

/// Whether the settings include a project, by itself or as a parent of another one.
static bool has_gradle_project(const project::Manifest& settings, std::string_view path) {
  return std::ranges::any_of(settings.members, [&](const project::Fact& member) {
    std::string_view text = member.text;
    while (text.starts_with(':')) text.remove_prefix(1);
    return text == path || (text.size() > path.size() && text.starts_with(path) && text[path.size()] == ':');
  });
}

/// Settings that may include more than the names in them say.
static bool includes_more(std::string_view settings) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"includeBuild", "each", "for (", "apply from", "apply(", "file("},
      [&](std::string_view word) { return contains(settings, word); });
}

/// The project whose task a word names, without colons around it; "" for other words and tasks of the root.
static std::string_view project_of_task(std::string_view path) {
  if (path.starts_with('-') || path.find_first_of("=/$*") != std::string_view::npos) return {};
  const std::size_t task = path.rfind(':');
  if (task == std::string_view::npos || task == 0) return {};
  path = path.substr(0, task);
  while (path.starts_with(':')) path.remove_prefix(1);
  return path == "buildSrc" ? std::string_view() : path;
}

/// `gradle :api:bootJar`, `gradle :${MODULE}:bootJar` with what each build gives the argument.
static void check_gradle(const project::Project& project, const project::Dockerfile& dockerfile, const BuildStep& step,
                         const project::Manifest& settings, Report& report) {
  if (includes_more(project.sources[settings.file->source].text())) return;
  for (const shell::Word& word : step.invocation.arguments) {
    if (word.literal) {
      const std::string_view path = project_of_task(word.text);
      if (path.empty() || has_gradle_project(settings, path)) continue;
      return report_missing(step, settings, {&word, path}, report);
    }
    dockerfile::Word written;
    written.text = word.text;
    written.literal = false;
    for (const project::BuildContext& context : project::build_contexts(project, dockerfile)) {
      if (context.use == nullptr) continue;
      const std::optional<std::string> task = project::expanded(written, *step.run, context.arguments());
      if (!task.has_value() || contains(*task, "::")) continue;
      const std::string_view path = project_of_task(*task);
      if (path.empty() || has_gradle_project(settings, path)) continue;
      return report_missing(step, settings, {&word, path}, report);
    }
  }
}

/// The settings of Gradle in the folder of a step; null when it has none.
static const project::Manifest* gradle_settings(const project::Project& project, const BuildStep& step) {
  for (const std::string_view name : {"settings.gradle", "settings.gradle.kts"}) {
    const project::ImageFile found =
        project::image_file(step.image(project), project::container_path(step.folder, name));
    if (found.file == nullptr) continue;
    for (const project::Manifest& manifest : project::manifests(project))
      if (manifest.file == found.file) return &manifest;
  }
  return nullptr;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (may_fail(*step.invocation.node)) continue;
    if (is_one_of("mvn mvnw", step.invocation.program) && !step.invocation.has_any_flag({"-f", "--file"})) {
      const project::Manifest* const root = manifest_at(project, step, project::Ecosystem::java, step.folder);
      if (root == nullptr || base_name(root->file->path) != "pom.xml") continue;
      asks = true;
      check_maven(project, step, *root, report);
    } else if (is_one_of("gradle gradlew", step.invocation.program) &&
               !step.invocation.has_any_flag({"-p", "--project-dir", "-c", "--settings-file"})) {
      const project::Manifest* const settings = gradle_settings(project, step);
      if (settings == nullptr) continue;
      asks = true;
      check_gradle(project, dockerfile, step, *settings, report);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4046",
    .summary = "Build of a module that the project does not have",
    .why =
        "Maven stops with `Could not find the selected project in the reactor`, Gradle with `Project not found in root "
        "project`.",
    .remedy = "Name the module as the settings list it: its folder, or for Maven `:artifact`.",
    .references =
        "https://maven.apache.org/guides/mini/guide-multiple-modules.html "
        "https://docs.gradle.org/current/userguide/multi_project_builds.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::build_module_missing
