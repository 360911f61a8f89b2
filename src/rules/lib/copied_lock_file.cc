#include "rules/lib/copied_lock_file.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/copy_sources.h"
#include "project/paths.h"
#include "rules/lib/own_dockerfile.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Whether a pattern of a COPY fits a name of a file that lies in a context of the build.
static bool brings(const project::Project& project, const dockerfile::Instruction& copy, std::string_view pattern,
                   std::string_view lock) {
  const std::string_view name = base_name(pattern);
  const std::size_t star = name.find('*');
  if (star == std::string_view::npos || !lock.starts_with(name.substr(0, star)) ||
      !lock.ends_with(name.substr(star + 1)))
    return false;
  const project::Dockerfile* const dockerfile = own_dockerfile(copy, project);
  if (dockerfile == nullptr) return false;
  return std::ranges::any_of(project::build_contexts(project, *dockerfile), [&](const project::BuildContext& context) {
    const auto folder = project::join_path(context.context, project::parent_path(pattern));
    const auto path = folder.has_value() ? project::join_path(*folder, lock) : std::nullopt;
    return path.has_value() && project.path_state(*path) == project::PathState::file;
  });
}

const dockerfile::Instruction* copied_lock_file(const CommandSubject& subject, const project::Project& project,
                                                std::span<const std::string_view> names) {
  const auto is_lock = [&](std::string_view path) { return std::ranges::find(names, base_name(path)) != names.end(); };
  const dockerfile::Instruction* found = nullptr;
  for (const dockerfile::Stage* stage = subject.stage; stage != nullptr && found == nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (instruction->span.begin >= subject.instruction->span.begin) break;
      if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
      if (instruction->flag("from") != nullptr) continue;
      for (const dockerfile::Word& word : instruction->arguments)
        if (&word != &instruction->arguments.back() &&
            (is_lock(word.text) || std::ranges::any_of(names, [&](std::string_view lock) {
               return brings(project, *instruction, word.text, lock);
             })))
          found = instruction;
    }
  for (const dockerfile::Mount& mount : subject.instruction->mounts)
    if (is_lock(mount.target)) found = subject.instruction;
  return found;
}

/// Whether an instruction stands in front of the RUN in its stage, or in a stage that this one is built upon.
static bool is_before(const CommandSubject& subject, const dockerfile::Instruction& instruction) {
  if (instruction.span.begin >= subject.instruction->span.begin) return false;
  for (const dockerfile::Stage* stage = subject.stage; stage != nullptr; stage = stage->parent)
    if (instruction.stage == stage) return true;
  return false;
}

CopiedManifest copied_manifest(const CommandSubject& subject, const project::Project& project, std::string_view name) {
  CopiedManifest result;
  if (subject.stage == nullptr || subject.instruction == nullptr) return result;
  const project::Dockerfile* const dockerfile = own_dockerfile(*subject.instruction, project);
  if (dockerfile == nullptr) return result;
  for (const project::BuildContext& context : project::build_contexts(project, *dockerfile)) {
    std::vector<std::string> brought;
    for (const project::CopySource& source : context.sources) {
      if (source.instruction == nullptr || source.stage != nullptr || source.state != project::CopyState::present)
        continue;
      if (source.instruction != subject.instruction && !is_before(subject, *source.instruction)) continue;
      for (const std::string_view match : source.matches) {
        brought.emplace_back(match);
        const auto path = base_name(match) == name ? std::string(match) : project::join_path(match, name).value_or("");
        const auto found = std::ranges::find_if(project::manifests(project), [&](const project::Manifest& manifest) {
          return manifest.file != nullptr && manifest.file->path == path;
        });
        if (found == project::manifests(project).end() || result.manifest == &*found) continue;
        if (result.manifest != nullptr) return {};
        result.manifest = &*found;
        result.by = source.instruction;
      }
    }
    if (result.manifest == nullptr || result.manifest->lock == nullptr) continue;
    const std::string_view lock = result.manifest->lock->path;
    result.has_lock = result.has_lock || std::ranges::any_of(brought, [&](const std::string& path) {
                        return path == lock || path.empty() || path == "." || project::is_below(lock, path);
                      });
  }
  return result;
}

}  // namespace seaworthy::rules
