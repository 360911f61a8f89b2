#include "rules/rule.h"

#include <cstdint>
#include <map>
#include <string_view>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::make_target_given_twice {

/// A target with a recipe.
struct Given {
  Span name;
};

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::makefile || !file.has_content ||
      !(base_name(file.path) == "Makefile" || base_name(file.path) == "makefile" ||
        base_name(file.path) == "GNUmakefile" || file.path.ends_with(".mk")))
    return report.skip();
  const Source& source = report.project().sources[file.source];
  const std::string_view text = source.text();
  std::map<std::string_view, Given> given;
  int conditions = 0;
  bool any = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t at = begin;
    begin = end + 1;
    if (line.starts_with("ifeq") || line.starts_with("ifneq") || line.starts_with("ifdef") ||
        line.starts_with("ifndef"))
      ++conditions;
    if (line.starts_with("endif")) --conditions;
    // Of what stands in a branch only one may count.
    if (conditions > 0 || line.empty() || is_one_of("\t # .", line.substr(0, 1)) || line.front() == ' ' ||
        line.front() == '\t')
      continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || line.substr(colon).starts_with("::") ||
        line.substr(colon).starts_with(":="))
      continue;
    const std::string_view name = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
    if (name.find_first_of(" \t%$=()") != std::string_view::npos) continue;
    const bool has_recipe =
        contains(before(line.substr(colon), '#'), ";") || (begin < text.size() && text[begin] == '\t');
    if (!has_recipe) continue;
    any = true;
    const Span place{file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + name.size())};
    const auto [earlier, is_new] = given.try_emplace(name, Given{place});
    if (is_new) continue;
    Builder finding =
        report.at(earlier->second.name, "Make ignores this recipe of `{}`, for a later one replaces it", name);
    finding.note(place, "This one runs");
    if (is_copies_name(name)) finding.rung(Rung::keep);
    earlier->second.name = place;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7146",
    .summary = "Make target with two recipes",
    .why =
        "Make warns, and runs the last recipe alone. What the documentation and the help text say of the first one no "
        "longer happens.",
    .remedy = "Give the two different names, or put them into one recipe.",
    .references = "https://www.gnu.org/software/make/manual/html_node/Multiple-Rules.html",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::make_target_given_twice
