#include <string_view>

#include "knowledge/blanks.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::path_of_one_machine {

/// The name of a person in whose folder a path lies; "" for accounts of servers and runners, and for other paths.
static std::string_view owner_of(std::string_view path) {
  for (const std::string_view homes : {"/home/", "/Users/"}) {
    if (!path.starts_with(homes)) continue;
    const std::string_view rest = path.substr(homes.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos || slash + 1 == rest.size()) return {};
    const std::string_view name = rest.substr(0, slash);
    if (name.find_first_of("$*{}<>?%") != std::string_view::npos) return {};
    return knowledge::tables::shared_homes.contains(name) ? std::string_view() : name;
  }
  return {};
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::script || file.script == nullptr) return report.skip();
  bool any = false;
  for (const shell::Node* const node : file.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    // What is only shown, or what makes the account, needs no such folder.
    if (is_one_of("echo printf useradd adduser usermod", command.program)) continue;
    for (const shell::Word& word : command.arguments) {
      if (!word.text.starts_with('/')) continue;
      any = true;
      const std::string_view owner = owner_of(word.text);
      if (owner.empty()) continue;
      report.at(word.span,
                "`{}` has this folder on one machine; take it from the place of the script: `$(dirname \"$0\")`",
                owner);
      return;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4404",
    .summary = "Script with a path of one person's machine",
    .why =
        "Everywhere else, in CI and on the server too, the folder is missing and the script ends or works on nothing.",
    .remedy = "Start from the folder of the script or of the repository (`git rev-parse --show-toplevel`).",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::path_of_one_machine
