#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "project/git_ignore.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_script_file_missing {

/// The words of one plain command of a script, variables and runners in front left out; empty for anything else.
static std::vector<std::string_view> plain_words(std::string_view command) {
  std::vector<std::string_view> words;
  if (command.find_first_of("$`*?<>(){}|;\"'\\") != std::string_view::npos) return words;
  for (std::string_view rest = command; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  while (!words.empty() && (contains(words.front(), "=") || is_one_of("cross-env npx dotenv --", words.front())))
    words.erase(words.begin());
  return words;
}

/// The source that an interpreter runs, or the shell script; "" when it is none of these.
static std::string_view file_of(const std::vector<std::string_view>& words) {
  if (words.empty()) return {};
  const bool is_script = words.front().ends_with(".sh");
  if (is_script) return words.front();
  if (!is_one_of("node tsx ts-node nodemon ts-node-dev bun bash sh python python3", words.front())) return {};
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (is_one_of("watch run --watch", word)) continue;
    // Options may take the next word, which no list tells for all of them.
    if (word.starts_with('-')) return {};
    for (const std::string_view ending : {".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".sh", ".py"})
      if (word.ends_with(ending)) return word;
    return {};
  }
  return {};
}

/// Whether a build makes what lies below a folder of this name.
static bool is_output(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return is_one_of("dist build out lib bin .next .output node_modules generated public", before(path, '/'));
}

/// Whether a script sets up or fills the database, or runs beside the program: then it is missed sooner or later. What
/// a container starts is a matter of another rule.
static bool matters(std::string_view name) {
  return std::ranges::any_of(std::array<std::string_view, 6>{"migrat", "seed", "worker", "deploy", "db:", "cron"},
                             [&](std::string_view word) { return contains(name, word); });
}

static void check(const project::Project& project, Report& report) {
  if (project.dockerfiles.empty() && project.stacks.empty()) return report.skip();
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::node) continue;
    for (const project::ManifestScript& script : manifest.scripts) {
      if (!matters(script.name) || contains(script.text, "cd ")) continue;
      for (std::string_view rest = script.text; !rest.empty();) {
        const std::size_t end = std::min(rest.find("&&"), rest.size());
        const std::string_view file = file_of(plain_words(rest.substr(0, end)));
        rest.remove_prefix(std::min(rest.size(), end + 2));
        if (file.empty() || file.starts_with('/') || is_output(file)) continue;
        const std::optional<std::string> path = project::join_path(manifest.folder, file);
        if (!path.has_value() || project.path_state(*path) != project::PathState::missing ||
            project::ignored_if_made(project, *path).valid())
          continue;
        const std::string_view near = project.nearest_path(*path);
        Builder finding =
            near.empty() ? report.at(script.span, "`{}` runs `{}`, which is not in the repository", script.name, file)
                         : report.at(script.span, "`{}` runs `{}`, which is not in the repository; `{}` is",
                                     script.name, file, near);
        finding.subject(manifest.file->path);
      }
    }
  }
}

extern const Rule rule = {
    .code = "SW4265",
    .summary = "Script of a package that runs a file which is not there",
    .why =
        "Migrations, first data and workers that the documents promise do not exist: the command ends with `Cannot "
        "find module`, on the day when it is needed.",
    .remedy = "Correct the path, commit the file, or drop the script.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::package_script_file_missing
