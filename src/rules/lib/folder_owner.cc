#include "rules/lib/folder_owner.h"

#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {

/// Whether all that an instruction copies are files by their names: of a folder the copy takes its own mode and owner.
static bool copies_files_alone(const dockerfile::Instruction& copy) {
  if (copy.arguments.size() < 2 || copy.flag("from") != nullptr) return false;
  for (std::size_t index = 0; index + 1 < copy.arguments.size(); ++index) {
    const std::string_view name = base_name(copy.arguments[index].text);
    if (!copy.arguments[index].literal || contains(name, "*") || name.find('.', 1) == std::string_view::npos)
      return false;
  }
  return true;
}

/// Whether a command that makes an account makes its home as well: `useradd` only when it is told to.
static bool makes_home(const shell::Invocation& command) {
  if (command.program == "adduser") return true;
  if (command.program != "useradd") return false;
  return std::ranges::any_of(command.arguments, [](const shell::Word& word) {
    if (!word.literal || word.text.starts_with("--")) return !word.literal || word.text == "--create-home";
    return word.text.starts_with('-') && contains(word.text, "m");
  });
}

/// The stage of the same file that a COPY takes from; null for an image, a context or several sources.
static const dockerfile::Stage* source_stage(const dockerfile::Instruction& copy) {
  const dockerfile::Flag* const from = copy.flag("from");
  if (from == nullptr || copy.stage == nullptr || copy.arguments.size() != 2 || !copy.arguments.front().literal)
    return nullptr;
  for (const dockerfile::Stage* const other : copy.stage->copies_from)
    if (equal_ignoring_case(other->name, from->value)) return other;
  return nullptr;
}

/// Who owns what a COPY takes from another stage and puts at `path`: BuildKit keeps the owner that it has there.
static FolderOwner owner_in_source(const dockerfile::Instruction& copy, const project::Destination& destination,
                                   std::string_view path) {
  const dockerfile::Stage* const source = source_stage(copy);
  if (source == nullptr) return FolderOwner::unclear;
  std::string inner(copy.arguments.front().text);
  while (inner.size() > 1 && (inner.ends_with('/') || inner.ends_with('.'))) inner.pop_back();
  if (!inner.starts_with('/')) return FolderOwner::unclear;
  inner += path.substr(destination.path == "/" ? 0 : std::min(path.size(), destination.path.size()));
  Span unused;
  const FolderOwner owner = owner_of(*source, inner, unused);
  return owner == FolderOwner::nobody_made_it ? FolderOwner::root : owner;
}

FolderOwner owner_of(const dockerfile::Stage& stage, std::string_view path, Span& where,
                     const dockerfile::Instruction* before) {
  // Every base has these, for everybody, and a volume over them takes their mode.
  if (is_one_of("/tmp /var/tmp /dev/shm", path)) return FolderOwner::given;
  FolderOwner owner = FolderOwner::nobody_made_it;
  bool made_by_root = false;  // By a WORKDIR: a COPY into it gives what it copies, not the folder.
  const std::span<const dockerfile::Instruction* const> instructions = stage.with_inherited;
  const project::Directories directories(instructions);
  for (std::size_t index = 0; index < instructions.size(); ++index) {
    const dockerfile::Instruction& instruction = *instructions[index];
    if (&instruction == before) break;
    using dockerfile::Op;
    if (directories[index].empty()) return FolderOwner::unclear;
    if (instruction.op == Op::copy || instruction.op == Op::add) {
      const project::Destination destination = project::copy_destination(instruction, directories[index]);
      if (destination.path.empty()) return FolderOwner::unclear;
      if (!project::is_below(path, destination.path) && !project::is_below(destination.path, path)) continue;
      const bool owned = instruction.flag("chown") != nullptr &&
                         !(made_by_root && destination.path == path && copies_files_alone(instruction));
      if (owned && project::is_below(destination.path, path)) owner = FolderOwner::given;
      if (owned && destination.path == path) owner = FolderOwner::given;
      if (owned && project::is_below(path, destination.path)) owner = FolderOwner::unclear;
      if (instruction.flag("from") != nullptr && !owned && owner == FolderOwner::nobody_made_it &&
          project::is_below(path, destination.path)) {
        owner = owner_in_source(instruction, destination, path);
        if (owner == FolderOwner::root) where = instruction.span;
      }
    }
    const dockerfile::Instruction* const user = user_before(instruction);
    const bool as_user =
        user != nullptr && !user->arguments.empty() && !is_root(user_name(user->arguments.front().text));
    // BuildKit makes what WORKDIR names, and is not there, for the user in force.
    if (instruction.op == Op::workdir && as_user && owner == FolderOwner::nobody_made_it &&
        instruction.arguments.size() == 1 &&
        project::is_below(project::container_path(directories[index], instruction.arguments.front().text), path) &&
        path != "/")
      owner = FolderOwner::given;
    if (instruction.op == Op::workdir && !as_user && owner == FolderOwner::nobody_made_it &&
        instruction.arguments.size() == 1 &&
        project::is_below(project::container_path(directories[index], instruction.arguments.front().text), path))
      made_by_root = true;
    if (instruction.op != Op::run) continue;
    if (instruction.script == nullptr || instruction.script->root == nullptr) return FolderOwner::unclear;
    for (const shell::Node* const node : instruction.script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      const bool owns = is_one_of("chown chmod install", command.program);
      const bool makes = command.program == "mkdir";
      for (const shell::Word& word : command.arguments) {
        if (!word.literal) {
          if (owns) return FolderOwner::unclear;
          continue;
        }
        if (word.text.starts_with('-')) continue;
        if (contains(word.text, "{") || contains(word.text, "*")) {
          if (owns || makes) return FolderOwner::unclear;
          continue;
        }
        const std::string target = project::container_path(directories[index], word.text);
        if (owns &&
            (target == path || project::is_below(path, target == "/" ? std::string_view() : std::string_view(target))))
          owner = FolderOwner::given;
        if (makes && (target == path || project::is_below(target, path))) {
          if (owner != FolderOwner::given) owner = as_user ? FolderOwner::given : FolderOwner::root;
          if (owner == FolderOwner::root) where = node->span;
        }
      }
      // A home belongs to the account from the start; what root makes in it later does not.
      if (makes_home(command) && owner != FolderOwner::given) {
        for (const shell::Word& word : command.arguments)
          if (word.text.starts_with('/') && project::is_below(path, word.text)) owner = FolderOwner::unclear;
        if (project::is_below(path, "/home")) owner = FolderOwner::unclear;
      }
      if (command.program.ends_with(".sh") || is_one_of("make cp tar curl sh bash", command.program)) {
        if (owner == FolderOwner::nobody_made_it && is_one_of("make sh bash", command.program))
          return FolderOwner::unclear;
      }
    }
  }
  return owner;
}

/// Whether a word with braces reaches a program as it stands: the shell knows no such expansion.
static bool is_kept_as_written(const shell::Node& node, const shell::Word& word) {
  return node.script->dialect == shell::Dialect::ash && !contains(word.text, "*") && !contains(word.text, "$") &&
         std::ranges::any_of(word.expansions,
                             [](const shell::Expansion& each) { return each.kind == shell::ExpansionKind::brace; });
}

/// Whether a command may make a folder: one that names it or something below it, or that works around it.
static bool may_make(const shell::Node& node, std::string_view directory, std::string_view path) {
  const shell::Invocation command = shell::invocation(node);
  if (knowledge::is_system_package_manager(command.program) ||
      is_one_of("chown chmod chgrp adduser useradd addgroup groupadd rm set echo", command.program)) {
    // A home is made along with the account.
    if (!is_one_of("adduser useradd", command.program)) return false;
    return project::is_below(path, "/home") || std::ranges::any_of(command.arguments, [&](const shell::Word& word) {
             return !word.literal || (word.text.size() > 1 && word.text.starts_with('/') && word.text == path);
           });
  }
  const bool makes = command.program == "mkdir";
  for (const shell::Word& word : command.arguments) {
    if (makes && is_kept_as_written(node, word)) continue;
    if (!word.literal) return true;
    if (word.text.empty() || word.text.starts_with('-') || word.text == "/") continue;
    const std::string target = project::container_path(directory, word.text);
    if (project::is_below(target, path) || (!makes && project::is_below(path, target))) return true;
  }
  return !makes && !is_one_of("cat touch cd", command.program) &&
         (directory == "/" || project::is_below(path, directory) || project::is_below(directory, path));
}

bool is_made_by_nothing(const dockerfile::Stage& stage, std::string_view path) {
  if (is_one_of("/tmp /var/tmp /dev/shm", path)) return false;
  using dockerfile::Op;
  const std::span<const dockerfile::Instruction* const> instructions = stage.with_inherited;
  const project::Directories directories(instructions);
  for (std::size_t index = 0; index < instructions.size(); ++index) {
    const dockerfile::Instruction& instruction = *instructions[index];
    const std::string_view directory = directories[index];
    if (directory.empty()) return false;
    if (instruction.op == Op::workdir &&
        (instruction.arguments.size() != 1 ||
         project::is_below(project::container_path(directory, instruction.arguments.front().text), path)))
      return false;
    if (instruction.op == Op::copy || instruction.op == Op::add) {
      const project::Destination destination = project::copy_destination(instruction, directories[index]);
      if (destination.path.empty() || project::is_below(destination.path, path)) return false;
      if (project::is_below(path, destination.path) && !copies_files_alone(instruction)) return false;
    }
    if (instruction.op != Op::run) continue;
    if (instruction.script == nullptr || instruction.script->root == nullptr) return false;
    for (const shell::Node* const node : instruction.script->commands)
      if (!node->program.empty() && may_make(*node, directory, path)) return false;
  }
  return true;
}

}  // namespace seaworthy::rules
