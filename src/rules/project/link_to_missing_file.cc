#include "rules/rule.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::link_to_missing_file {

constexpr std::size_t most_notes = 10;

/// A relative path of the repository in a Markdown link; "" for addresses, anchors and templates.
static std::string_view path_of(std::string_view target) {
  target = before(before(target, '#'), '?');
  target = before(target, ' ');
  if (target.starts_with('<') && target.ends_with('>')) target = target.substr(1, target.size() - 2);
  if (target.empty() || contains(target, ":") || target.starts_with('/') || contains(target, "{") ||
      contains(target, "$") || contains(target, "%") || contains(target, "\\"))
    return {};
  return target;
}

static void check(const project::File& file, Report& report) {
  using project::FileKind;
  if ((file.kind != FileKind::readme && file.kind != FileKind::documentation) || !file.has_content ||
      !file.path.ends_with(".md") || !is_guide(file))
    return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  struct Broken {
    std::string_view path;
    Span span;
  };
  std::vector<Broken> broken;
  bool any = false;
  bool in_code = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with("```") || line.starts_with("~~~")) in_code = !in_code;
    for (std::size_t at = line.find("]("); !in_code && at != std::string_view::npos; at = line.find("](", at + 2)) {
      const std::size_t close = line.find(')', at);
      if (close == std::string_view::npos) break;
      const std::string_view path = path_of(line.substr(at + 2, close - at - 2));
      if (path.empty()) continue;
      // An odd number of back quotes before it: the link is an example in code.
      if (std::count(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(at), '`') % 2 == 1) continue;
      const auto joined = project::join_path(project::parent_path(file.path), path);
      if (!joined.has_value() || joined->empty()) continue;
      any = true;
      if (report.project().path_state(*joined) != project::PathState::missing) continue;
      const auto start = static_cast<std::uint32_t>(begin + at + 2);
      broken.push_back({path, {file.source, start, static_cast<std::uint32_t>(start + path.size())}});
    }
    begin = end + 1;
  }
  if (!any) return report.skip();
  if (broken.empty()) return;
  Builder finding =
      broken.size() == 1
          ? report.at(broken.front().span, "`{}` is not in the repository", broken.front().path)
          : report.at(broken.front().span, "`{}` is not in the repository; further links that lead nowhere: {}",
                      broken.front().path, broken.size() - 1);
  for (std::size_t index = 1; index < broken.size() && index < most_notes; ++index)
    finding.note(broken[index].span, "`{}`", broken[index].path);
}

extern const Rule rule = {
    .code = "SW7108",
    .summary = "Link to a file that is not there",
    .why = "The guide that is missing is the one that somebody needs in the night.",
    .remedy = "Correct the path, or write the file.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .strength = "link only to files that exist",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::link_to_missing_file
