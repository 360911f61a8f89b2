#include "rules/lib/copied_lock_file.h"

#include <algorithm>

#include "project/copy_sources.h"
#include "project/paths.h"
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
  return std::ranges::any_of(project.dockerfiles, [&](const project::Dockerfile& dockerfile) {
    if (dockerfile.parsed->source != copy.span.file) return false;
    return std::ranges::any_of(project::build_contexts(project, dockerfile), [&](const project::BuildContext& context) {
      const auto folder = project::join_path(context.context, project::parent_path(pattern));
      const auto path = folder.has_value() ? project::join_path(*folder, lock) : std::nullopt;
      return path.has_value() && project.path_state(*path) == project::PathState::file;
    });
  });
}

const dockerfile::Instruction* copied_lock_file(const CommandSubject& subject, const project::Project& project,
                                                std::initializer_list<std::string_view> names) {
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

}  // namespace seaworthy::rules
