#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "project/model.h"
#include "rules/rule.h"
#include "shell/command.h"
#include "shell/parse.h"

/// What rules on shell commands ask about the script around them.
namespace seaworthy::rules {

/// Options in force for a script.
struct StrictMode {
  bool errexit = false, nounset = false, pipefail = false;
};
/// Options in force when `at` runs, or for the script as a whole when it is null: those of the `#!` line in
/// `first_line`, then every `set` of the script itself in source order.
StrictMode strict_mode(const shell::Script& script, std::string_view first_line, const shell::Node* at = nullptr);
/// The first line of the file that a script begins, written by a Dockerfile or not, where its options may stand; "" for
/// other scripts.
std::string_view first_line(const shell::Script& script, const project::File* file, const project::Project& project);

/// The file that a Dockerfile writes and that a script is the text of; null for other scripts.
const dockerfile::WrittenFile* written_by_dockerfile(const shell::Script& script, const project::File& file);

/// Whether a script has to do with the deployment: a service or image runs it, Make, CI or another script calls it, it
/// works with Compose or builds images, or it is named after such work. Rules on matters of care leave others alone.
bool concerns_deployment(const project::File& file, const project::Project& project);
/// The same for the place of a command: everything in Dockerfiles and Compose files does.
bool concerns_deployment(const CommandSubject& subject, const project::Project& project);

/// Whether anybody goes by how a script ends: a pipeline, a schedule or another script runs it, or its name says that
/// it deploys or looks whether all is well. What people start by hand on their own machine tells them in words.
bool is_gone_by(const project::File& file);

/// Whether an earlier command of the same document has the word too: what is wrong with it is said once per document.
bool said_before(const CommandSubject& subject, std::string_view word);
/// Whether a file tells how the software is run today: of documents not those about tests or kept for the record.
bool is_guide(const project::File& file);

/// Whether `node` runs as a condition, or its failure is caught: `if`, `while`, `!`, or `&&` or `||` behind it. Such a
/// command does not end a script under `set -e`.
bool status_is_asked(const shell::Node& node);
/// The command or list behind `||` that runs when `node` fails, or null.
const shell::Node* caught_by(const shell::Node& node);
/// Whether `node` stands in a loop, function or branch of its script.
bool is_inside(const shell::Node& node, shell::NodeKind kind);
/// The next command of the list that `node`, or the and-or list or pipeline it belongs to, stands in; else null.
const shell::Node* next_in_list(const shell::Node& node);
const shell::Node* previous_in_list(const shell::Node& node);

/// The shell that `sh` is where the script runs, when the `#!` line or the base image tells; nothing for bodies whose
/// shell is anybody's guess.
std::optional<shell::Dialect> known_shell(const shell::Script& script, const dockerfile::Stage* stage,
                                          std::string_view first_line);
/// The same for a script file with a `#!/bin/sh`: by the images that copy or start it. BusyBox where one is made from
/// Alpine; nothing where they are built on images of which nothing is known.
std::optional<shell::Dialect> shell_where_it_runs(const shell::Script& script, const project::File& file,
                                                  const project::Project& project);

/// A stage that calls the package managers of Red Hat and SUSE: bash is its `sh`, whatever its base is called.
bool uses_rpm(const dockerfile::Stage& stage);

/// Calls `visit` for a node and all below it, nodes of substitutions and given scripts not included.
template <class Visit>
void for_each_node(const shell::Node& node, const Visit& visit) {
  visit(node);
  for (const shell::Node* child : node.children) for_each_node(*child, visit);
}

namespace shell_context {
/// How far a walk goes beyond the nodes of a script.
enum class Reach : std::uint8_t {
  substitutions,  ///< Into those of words and assignments.
  everything,     ///< Into those of heredocs, and into scripts given to a shell, too.
};

/// Calls `visit` for every node of a script, null being an empty one, and as far beyond it as `reach` says.
template <Reach reach, class Visit>
void visit_script(const shell::Script* script, const Visit& visit);

template <Reach reach, class Visit>
void visit_expansions(std::span<const shell::Expansion> expansions, const Visit& visit) {
  for (const shell::Expansion& expansion : expansions) visit_script<reach>(expansion.script, visit);
}

template <Reach reach, class Visit>
void visit_node(const shell::Node& node, const Visit& visit) {
  visit(node);
  for (const shell::Word& word : node.words) visit_expansions<reach>(word.expansions, visit);
  for (const shell::Assignment& assignment : node.assignments) {
    visit_expansions<reach>(assignment.value.expansions, visit);
    for (const shell::Word& element : assignment.elements) visit_expansions<reach>(element.expansions, visit);
  }
  for (const shell::Redirection& redirection : node.redirections) {
    visit_expansions<reach>(redirection.target.expansions, visit);
    if (reach == Reach::everything && redirection.heredoc != nullptr)
      visit_expansions<reach>(redirection.heredoc->expansions, visit);
  }
  if (reach == Reach::everything) visit_script<reach>(node.given_script, visit);
  for (const shell::Node* child : node.children) visit_node<reach>(*child, visit);
}

/// Calls `visit` for every node of a script, null being an empty one, and as far beyond it as `reach` says.
template <Reach reach, class Visit>
void visit_script(const shell::Script* script, const Visit& visit) {
  if (script != nullptr && script->root != nullptr) visit_node<reach>(*script->root, visit);
}
}  // namespace shell_context

/// Calls `visit` for every node of a script, those of substitutions and of scripts given to a shell included.
template <class Visit>
void for_each_node_deep(const shell::Script& script, const Visit& visit) {
  shell_context::visit_script<shell_context::Reach::everything>(&script, visit);
}

/// The same without what is given to another shell: the text of `sh -c '...'` and of a heredoc is an argument here.
template <class Visit>
void for_each_own_node(const shell::Script& script, const Visit& visit) {
  shell_context::visit_script<shell_context::Reach::substitutions>(&script, visit);
}

/// A script of a file together with where it stands.
struct ScriptSite {
  const shell::Script* script = nullptr;
  CommandSite site = CommandSite::script;
  const dockerfile::Instruction* instruction = nullptr;
  const dockerfile::Stage* stage = nullptr;
};

/// Calls `visit` for the script that a file is, and for those of the RUN instructions of a Dockerfile and the scripts
/// that it writes into files.
template <class Visit>
void for_each_script(const project::File& file, const Visit& visit) {
  if (file.script != nullptr && file.script->root != nullptr) visit(ScriptSite{.script = file.script});
  if (file.dockerfile == nullptr) return;
  for (const dockerfile::Instruction* outer : file.dockerfile->parsed->instructions)
    for (const dockerfile::Instruction* instruction = outer; instruction != nullptr;
         instruction = instruction->op == dockerfile::Op::onbuild ? instruction->trigger : nullptr)
      if (instruction->op == dockerfile::Op::run && instruction->script != nullptr &&
          instruction->script->root != nullptr)
        visit(ScriptSite{instruction->script, CommandSite::run, instruction, instruction->stage});
  for (const dockerfile::Stage* const stage : file.dockerfile->parsed->stages)
    for (const dockerfile::WrittenFile& written : stage->written)
      if (written.script->root != nullptr) visit(ScriptSite{written.script, CommandSite::script, written.first, stage});
}

/// Calls `visit` for the scripts that run on their own: the one that a file is, and those that a Dockerfile writes.
template <class Visit>
void for_each_whole_script(const project::File& file, const Visit& visit) {
  for_each_script(file, [&](const ScriptSite& site) {
    if (site.site == CommandSite::script) visit(*site.script);
  });
}

}  // namespace seaworthy::rules
