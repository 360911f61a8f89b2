#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "project/names.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::command_in_env_file {

/// Whether a Compose file takes the variable.
static bool is_taken_by_compose(const project::Project& project, std::string_view name) {
  const std::string braced = "${" + std::string(name);
  return std::ranges::any_of(
      project::files_of_kind(project, project::FileKind::compose), [&](const project::File* file) {
        if (!file->has_content) return false;
        const std::string_view text = project.sources[file->source].text();
        for (std::size_t at = text.find(braced); at != std::string_view::npos; at = text.find(braced, at + 1))
          if (const std::size_t end = at + braced.size();
              end < text.size() && (text[end] == '}' || text[end] == ':' || text[end] == '-' || text[end] == '?'))
            return true;
        return false;
      });
}

static void check(const project::File& file, Report& report) {
  if ((file.kind != project::FileKind::env && file.kind != project::FileKind::env_template) || !file.has_content)
    return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t start = begin;
    begin = end + 1;
    const std::size_t equals = line.find('=');
    // What a comment says is no value.
    const std::size_t command = line.substr(0, line.find(" #")).find("$(");
    // What is quoted with `'` is not read by a shell either.
    if (line.starts_with('#') || equals == std::string_view::npos || command == std::string_view::npos ||
        command < equals || !contains(line.substr(command), ")"))
      continue;
    const std::string_view name = ascii::trim(line.substr(0, equals));
    if (!is_taken_by_compose(report.project(), name)) continue;
    const Span span{file.source, static_cast<std::uint32_t>(start + equals + 1), static_cast<std::uint32_t>(end)};
    report.at(span, "Compose takes `{}` as the text of a command: in an env file nothing is run", name);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4686",
    .summary = "Command in an env file that Compose reads",
    .why = "Compose puts the text `$(...)` where the output of the command was meant: into labels, tags and settings.",
    .remedy = "Export the variable in the shell that starts Compose, and take the line out of the file.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::command_in_env_file
