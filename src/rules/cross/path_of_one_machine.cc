#include <map>
#include <string_view>

#include "knowledge/blanks.h"
#include "project/model.h"
#include "rules/lib/once.h"
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

/// Whether a path leads into what a person works with, rather than to where a server keeps something.
static bool is_of_desktop(std::string_view path) {
  if (path.starts_with("/Users/")) return true;
  for (const std::string_view folder : {"/Desktop/", "/Documents/", "/Downloads/", "/OneDrive/"})
    if (contains(path, folder)) return true;
  return false;
}

/// The first mount of such a folder, by the Compose file in which it stands.
using Mounts = std::map<FileId, const compose::Mount*>;
static Mounts mounts_of_desktops(const project::Project& project) {
  Mounts found;
  for (const project::Service& service : project.services)
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.type == compose::MountType::bind && !owner_of(mount.source_text).empty() &&
          is_of_desktop(mount.source_text) && mount.span().valid()) {
        const compose::Mount*& first = found[mount.span().file];
        if (first == nullptr || mount.span() < first->span()) first = &mount;
      }
  return found;
}

static void check(const project::File& file, Report& report) {
  if (file.kind == project::FileKind::compose) {
    const Mounts& mounts = once<mounts_of_desktops>(report);
    const auto found = mounts.find(file.source);
    if (found == mounts.end()) return report.skip();
    report.at(found->second->span(), "`{}` has this folder on one machine; take a named volume, or a variable",
              owner_of(found->second->source_text));
    return;
  }
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
    .summary = "Path of one person's machine",
    .why =
        "Everywhere else, in CI and on the server too, the folder is missing: a script ends or works on nothing, and a "
        "container gets an empty folder.",
    .remedy =
        "Start from the folder of the script or of the repository (`git rev-parse --show-toplevel`); mount a volume.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::path_of_one_machine
