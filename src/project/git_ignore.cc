#include "project/git_ignore.h"

#include <string>
#include <vector>

#include "discover/gitignore.h"
#include "project/paths.h"

namespace seaworthy::project {

namespace {

const File* ignored(const Project& project, std::string_view path) {
  // From the folder outwards: the innermost file that decides wins. A folder above the path that is ignored takes the
  // path with it.
  // Each file is parsed once, although every part of the path asks it.
  struct Parsed {
    const File* file;
    discover::IgnoreRules rules;
  };
  std::vector<Parsed> parsed;
  const auto rules_of = [&](const File& file) -> const discover::IgnoreRules& {
    for (const Parsed& known : parsed)
      if (known.file == &file) return known.rules;
    parsed.push_back({&file, discover::IgnoreRules(project.sources[file.source].text())});
    return parsed.back().rules;
  };
  for (std::string_view part = path; !part.empty(); part = parent_path(part)) {
    for (std::string_view folder = parent_path(part);; folder = parent_path(folder)) {
      const File* const file = project.file(join_path(folder, ".gitignore").value_or(""));
      if (file != nullptr && file->has_content) {
        const std::string_view inside = folder.empty() ? part : part.substr(folder.size() + 1);
        const discover::Verdict verdict = rules_of(*file).match(inside, part.size() != path.size());
        if (verdict == discover::Verdict::ignored) return file;
        if (verdict == discover::Verdict::included) break;
      }
      if (folder.empty()) break;
    }
  }
  return nullptr;
}

}  // namespace

const File* ignored_if_made(const Project& project, std::string_view path) {
  if (const File* const file = ignored(project, path); file != nullptr) return file;
  // `build/*` ignores all that the folder would hold.
  return ignored(project, std::string(path) + "/any");
}

}  // namespace seaworthy::project
