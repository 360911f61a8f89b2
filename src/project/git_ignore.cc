#include "project/git_ignore.h"

#include <string>
#include <vector>

#include "discover/gitignore.h"
#include "project/names.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// The ignore files that were asked so far. Each is parsed once, although every part of a path asks it.
class Parsed {
 public:
  explicit Parsed(const Project& project) : project_(project) {}
  const discover::IgnoreRules& rules_of(const File& file) {
    for (const Entry& known : entries_)
      if (known.file == &file) return known.rules;
    entries_.push_back({&file, discover::IgnoreRules(project_.sources[file.source].text())});
    return entries_.back().rules;
  }

 private:
  struct Entry {
    const File* file;
    discover::IgnoreRules rules;
  };
  const Project& project_;
  std::vector<Entry> entries_;
};

Span ignored(const Project& project, std::string_view path, Parsed& parsed) {
  // From the folder outwards: the innermost file that decides wins. A folder above the path that is ignored takes the
  // path with it.
  for (std::string_view part = path; !part.empty(); part = parent_path(part)) {
    for (std::string_view folder = parent_path(part);; folder = parent_path(folder)) {
      const File* const file = project.file(join_path(folder, ".gitignore").value_or(""));
      if (file != nullptr && file->has_content) {
        const std::string_view inside = folder.empty() ? part : part.substr(folder.size() + 1);
        const auto [verdict, begin, end] = parsed.rules_of(*file).decide(inside, part.size() != path.size());
        if (verdict == discover::Verdict::ignored) return {file->source, begin, end};
        if (verdict == discover::Verdict::included) break;
      }
      if (folder.empty()) break;
    }
  }
  return {};
}

}  // namespace

Span ignored_if_made(const Project& project, std::string_view path) {
  // While stacks are found the names are not listed yet.
  if (project.names != nullptr && files_named(project, ".gitignore").empty()) return {};
  Parsed parsed(project);
  if (const Span pattern = ignored(project, path, parsed); pattern.valid()) return pattern;
  // `build/*` ignores all that the folder would hold.
  return ignored(project, std::string(path) + "/any", parsed);
}

}  // namespace seaworthy::project
