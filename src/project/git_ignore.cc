#include "project/git_ignore.h"

#include <string>
#include <unordered_map>

#include "discover/gitignore.h"
#include "project/facts.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

struct IgnoreFile {
  FileId source = FileId::none;
  discover::IgnoreRules rules;
};

/// By the folder that they stand in, also where a link leads to them.
using IgnoreFiles = std::unordered_map<std::string_view, IgnoreFile>;
IgnoreFiles read_ignore_files(const Project& project) {
  constexpr std::string_view name = ".gitignore";
  IgnoreFiles files;
  const auto add = [&](std::string_view path, const File* file) {
    if (file != nullptr && file->has_content)
      files.try_emplace(parent_path(path), file->source, discover::IgnoreRules(project.sources[file->source].text()));
  };
  for (const File& file : project.files)
    if (base_name(file.path) == name) add(file.path, &file);
  for (const Project::TreePath& entry : project.tree)
    if (entry.target != 0 && base_name(entry.path) == name) add(entry.path, project.file(entry.path));
  return files;
}

Span ignored(const IgnoreFiles& files, std::string_view path) {
  // From the folder outwards: the innermost file that decides wins. A folder above the path that is ignored takes the
  // path with it.
  for (std::string_view part = path; !part.empty(); part = parent_path(part)) {
    for (std::string_view folder = parent_path(part);; folder = parent_path(folder)) {
      if (const auto file = files.find(folder); file != files.end()) {
        const std::string_view inside = folder.empty() ? part : part.substr(folder.size() + 1);
        const auto [verdict, begin, end] = file->second.rules.decide(inside, part.size() != path.size());
        if (verdict == discover::Verdict::ignored) return {file->second.source, begin, end};
        if (verdict == discover::Verdict::included) break;
      }
      if (folder.empty()) break;
    }
  }
  return {};
}

}  // namespace

Span ignored_if_made(const Project& project, std::string_view path) {
  const IgnoreFiles& files = fact<read_ignore_files>(project);
  if (files.empty()) return {};
  if (const Span pattern = ignored(files, path); pattern.valid()) return pattern;
  // `build/*` ignores all that the folder would hold.
  return ignored(files, std::string(path) + "/any");
}

bool ignores_folder_of(const Project& project, Span pattern, std::string_view path) {
  std::string_view name = project.sources.text(pattern);
  if (name.starts_with("**/")) name.remove_prefix(3);
  if (name.ends_with('/')) name.remove_suffix(1);
  if (name.empty() || name.find_first_of("/*?[") != std::string_view::npos) return false;
  for (const std::string_view kept : {"config", "conf", "settings", "secrets", "env", "local", "private", "generated"})
    if (name == kept) return false;
  for (std::string_view folder = parent_path(path); !folder.empty(); folder = parent_path(folder))
    if (base_name(folder) == name) return true;
  return false;
}

}  // namespace seaworthy::project
