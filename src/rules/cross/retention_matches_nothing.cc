#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/find_deletes.h"
#include "rules/lib/words.h"
#include "rules/lib/written_files.h"
#include "rules/rule.h"

namespace seaworthy::rules::retention_matches_nothing {

/// Whether some name fits both patterns, judged by what stands before the first and behind the last `*` of each.
static bool may_meet(std::string_view left, std::string_view right) {
  const auto head = [](std::string_view text) { return text.substr(0, text.find_first_of("*?[")); };
  const auto tail = [](std::string_view text) {
    const std::size_t last = text.find_last_of("*?]");
    return last == std::string_view::npos ? text : text.substr(last + 1);
  };
  const std::string_view a = head(left), b = head(right), c = tail(left), d = tail(right);
  return (a.starts_with(b) || b.starts_with(a)) && (c.ends_with(d) || d.ends_with(c));
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr ||
      !contains(report.text(file.script->root->span), "find ") || !is_about_copies(file))
    return report.skip();
  const std::vector<WrittenFile> written = written_by(*file.script);
  bool asks = false;
  for (const shell::Node* const node : file.script->commands) {
    if (node->kind != shell::NodeKind::simple || node->words.empty()) continue;
    const shell::Invocation find = shell::invocation(*node);
    if (find.program != "find" || written.empty()) continue;
    bool deletes = deletes_what_it_finds(*node);
    // Folders of copies are named by what makes the folders.
    for (std::size_t at = 0; at + 1 < find.arguments.size(); ++at)
      deletes = deletes && !(find.arguments[at].text == "-type" && find.arguments[at + 1].text == "d");
    if (!deletes) continue;
    const std::vector<const shell::Word*> operands = find.operands();
    const std::vector<std::string> folders =
        operands.empty() ? std::vector<std::string>{"*"} : known_parts(*operands.front(), *file.script);
    for (std::size_t at = 0; at + 1 < find.arguments.size(); ++at) {
      if (!is_one_of("-name -iname", find.arguments[at].text)) continue;
      const shell::Word& pattern = find.arguments[at + 1];
      if (pattern.text.empty() || contains(pattern.text, "$") || pattern.text == "*") continue;
      asks = true;
      const auto fits = [&](const WrittenFile& each) { return may_meet(each.name, pattern.text); };
      const auto is_near = [&](const WrittenFile& each) {
        return contains(each.folder, "*") || std::ranges::any_of(folders, [&](const std::string& folder) {
                 return each.folder == folder || contains(folder, "*");
               });
      };
      const bool speaks_of_other = std::ranges::none_of(written, is_near);
      if (speaks_of_other || std::ranges::any_of(written, fits)) continue;
      report
          .at(pattern.span, "No file that this script writes is called like `{}`, so that old ones stay for ever",
              pattern.text)
          .subject(file.path);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4826",
    .summary = "Retention that fits none of the files",
    .why = "Copies are never deleted, until the disk is full and the next copy, and often the database with it, fails.",
    .remedy = "Give `find` the pattern of the names that the script writes.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "delete the copies that they write",
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::retention_matches_nothing
