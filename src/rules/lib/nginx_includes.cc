#include "rules/lib/nginx_includes.h"

#include <algorithm>

#include "base/path_text.h"
#include "project/names.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// The file that an `include` means; null where none or several of the repository may.
static const project::File* included_file(const project::Project& project, const nginx::Directive& include) {
  const std::string_view path = include.parameter(0);
  if (path.empty() || contains(path, "*")) return nullptr;
  const project::File* only = nullptr;
  for (const project::File* const file : project::files_named(project, base_name(path))) {
    if (file->nginx == nullptr) continue;
    if (only != nullptr) return nullptr;
    only = file;
  }
  return only;
}

/// `followed`: the files that are taken in already. A file may include itself, and two may include each other many
/// times.
static void add_directives(const project::Project& project, const nginx::Directive& block,
                           std::vector<const nginx::Directive*>& found, std::vector<const project::File*>& followed) {
  for (const nginx::Directive* const child : block.children) {
    const project::File* const file = child->name == "include" ? included_file(project, *child) : nullptr;
    if (file == nullptr) {
      found.push_back(child);
    } else if (std::ranges::find(followed, file) == followed.end()) {
      followed.push_back(file);
      add_directives(project, *file->nginx->root, found, followed);
    }
  }
}

std::vector<const nginx::Directive*> directives_within(const project::Project& project, const nginx::Directive& block) {
  std::vector<const nginx::Directive*> found;
  std::vector<const project::File*> followed;
  add_directives(project, block, found, followed);
  return found;
}

}  // namespace seaworthy::rules
