#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::template_variable_not_used {

/// Variables that Compose itself reads.
static bool is_of_compose(std::string_view name) {
  return name.starts_with("COMPOSE_") || name.starts_with("DOCKER_") || name.starts_with("BUILDKIT_") ||
         name.starts_with("BUILDX_");
}

static bool has_word(std::string_view text, std::string_view word) {
  const auto inside = [](char c) { return is_digit(c) || c == '_' || (lower(c) >= 'a' && lower(c) <= 'z'); };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !inside(text[at - 1])) && (end == text.size() || !inside(text[end]))) return true;
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::env_template || !file.has_content) return report.skip();
  const project::Project& project = report.project();
  // An env file hands everything on, and code that is built here may be started without containers.
  bool used_by_stack = false;
  for (const project::Service& service : project.services) {
    if (service.builds || !service.definition->env_files.empty()) return report.skip();
    used_by_stack = true;
  }
  if (!used_by_stack || !project.dockerfiles.empty()) return report.skip();
  // Code that is not read may ask for it.
  for (const project::Project::TreePath& path : project.tree)
    for (const std::string_view ending : {".js", ".ts", ".py", ".go", ".rb", ".php", ".java", ".rs", ".cs", ".mjs"})
      if (path.path.ends_with(ending)) return report.skip();
  const std::string_view text = project.sources[file.source].text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const auto offset = static_cast<std::uint32_t>(begin);
    begin = end + 1;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0 || line.front() == '#') continue;
    const std::string_view name = line.substr(0, equals);
    if (name.find_first_of(" \t") != std::string_view::npos || is_of_compose(name)) continue;
    bool used = false;
    for (const project::File& other : project.files)
      used = used ||
             (&other != &file && other.has_content && other.kind != project::FileKind::env &&
              other.kind != project::FileKind::env_template && has_word(project.sources[other.source].text(), name));
    // Other lines may be made of it.
    used = used || contains(text, "${" + std::string(name)) || contains(text, "$" + std::string(name));
    if (used) continue;
    report.at({file.source, offset, offset + static_cast<std::uint32_t>(equals)},
              "No file of the repository reads `{}`; drop it, or hand it to the service that is meant", name);
  }
}

extern const Rule rule = {
    .code = "SW4597",
    .summary = "Variable of a template that nothing reads",
    .why = "Whoever deploys looks for a value that changes nothing, or believes that a setting is in force.",
    .remedy = "Delete the line, or name the variable in `environment` of the service that needs it.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::documentation,
    .strength = "list variables that something reads",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::template_variable_not_used
