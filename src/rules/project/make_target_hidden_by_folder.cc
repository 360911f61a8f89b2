#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/make_targets.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::make_target_hidden_by_folder {

/// Where a line of the Makefile begins the target; an invalid span when it depends on something, which may be newer.
static Span lone_target(const Source& makefile, std::string_view name) {
  const std::string_view text = makefile.text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with(name) && line.substr(name.size()).starts_with(':') &&
        !line.substr(name.size()).starts_with(":=")) {
      const std::string_view needed = before(line.substr(name.size() + 1), '#');
      if (needed.find_first_not_of(" \t\r") != std::string_view::npos) return {};
      const auto at = static_cast<std::uint32_t>(begin);
      return {makefile.id(), at, at + static_cast<std::uint32_t>(name.size())};
    }
    begin = end + 1;
  }
  return {};
}

/// Names behind `.PHONY:`, over continued lines.
static bool is_phony(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(".PHONY"); at != std::string_view::npos; at = text.find(".PHONY", at + 1)) {
    std::size_t end = text.find('\n', at);
    while (end != std::string_view::npos && end > 0 && text[end - 1] == '\\') end = text.find('\n', end + 1);
    std::string line(text.substr(at, end == std::string_view::npos ? end : end - at));
    for (char& letter : line)
      if (is_one_of("\t \\ \n :", std::string_view(&letter, 1))) letter = ' ';
    // A wildcard stands for what is there, which is what hides the target.
    if (contains(line, "$") || contains(line, "*") || is_one_of(std::string_view(line), name)) return true;
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  const std::string_view name = base_name(file.path);
  const bool makefile = name == "Makefile" || name == "makefile" || name == "GNUmakefile";
  if (file.kind != project::FileKind::makefile || !makefile || !file.has_content) return report.skip();
  const project::Project& project = report.project();
  const Source& source = project.sources[file.source];
  for (const std::string_view target : make_targets(project, file).names) {
    if (target.find_first_of("/.%$ ") != std::string_view::npos) continue;
    const auto path = project::join_path(project::parent_path(file.path), target);
    if (!path.has_value() || project.path_state(*path) != project::PathState::directory) continue;
    const Span span = lone_target(source, target);
    if (!span.valid() || is_phony(source.text(), target)) continue;
    report.at(span, "`make {}` does nothing, for there is a folder of that name; declare it `.PHONY`", target)
        .fix(Safety::review, "Declare the target `.PHONY`", {span.file, span.begin, span.begin},
             ".PHONY: " + std::string(target) + "\n");
  }
}

extern const Rule rule = {
    .code = "SW7110",
    .summary = "Make target hidden by a folder of its name",
    .why =
        "Make sees that the folder is there, says `is up to date`, and ends in success without having done anything.",
    .remedy = "List the target behind `.PHONY:`.",
    .references = "https://www.gnu.org/software/make/manual/html_node/Phony-Targets.html",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::make_target_hidden_by_folder
