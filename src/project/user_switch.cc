#include "project/user_switch.h"

#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/program_kinds.h"
#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

/// Where the engine finds a program of that name.
std::vector<std::string> places_of(std::string_view word, std::string_view directory) {
  if (word.find('/') != std::string_view::npos) return {container_path(directory, word)};
  std::vector<std::string> places;
  for (const std::string_view folder : {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"})
    places.push_back(container_path(folder, word));
  return places;
}

const shell::Script* script_at(const ImageView& image, std::string_view word) {
  for (const std::string& path : places_of(word, image.stage.workdir.value)) {
    const ImageFile found = image_file(image, path);
    if (found.script != nullptr) return found.script;
    if (found.file != nullptr) return found.file->script;
  }
  return nullptr;
}

/// `echo gosu app`, in a function whose output stands in front of the program: `exec $(run_as) server`.
bool prints_switch(const shell::Invocation& invocation) {
  return invocation.program == "echo" && invocation.arguments.size() >= 2 &&
         is_switch_to_user(base_name(invocation.arguments.front().text)) && invocation.node->redirections.empty();
}

/// `run_as="gosu app"` in front of `exec $run_as server`.
bool holds_switch(const shell::Assignment& assignment) {
  const std::string_view value = assignment.value.text;
  const std::size_t end = value.find(' ');
  return end != std::string_view::npos && is_switch_to_user(base_name(value.substr(0, end)));
}

}  // namespace

bool is_switch_to_user(std::string_view program) { return knowledge::tables::user_switches.contains(program); }

bool switches_user(const shell::Script& script) {
  for (const shell::Node* const node : script.commands) {
    if (std::ranges::any_of(node->assignments, holds_switch)) return true;
    if (node->words.empty()) continue;
    const shell::Invocation invocation = shell::invocation(*node);
    if (is_switch_to_user(invocation.program)) return true;
    for (const shell::Word& wrapper : invocation.wrappers)
      if (is_switch_to_user(base_name(wrapper.text))) return true;
    // `set -- gosu app "$@"` before `exec "$@"`.
    if (invocation.program == "set")
      for (const shell::Word& word : invocation.arguments)
        if (is_switch_to_user(word.text)) return true;
    if (prints_switch(invocation)) return true;
  }
  return false;
}

bool gives_up_root(const Project& project, const Dockerfile& dockerfile, const dockerfile::Stage& stage) {
  const dockerfile::Instruction* const start = stage.entrypoint != nullptr ? stage.entrypoint : stage.cmd;
  if (start == nullptr) return false;
  if (start->script != nullptr && switches_user(*start->script)) return true;
  std::vector<std::string_view> words;
  if (start->form == dockerfile::Form::exec) {
    for (const dockerfile::Word& word : start->arguments) words.push_back(word.text);
  } else if (start->script != nullptr) {
    for (const shell::Node* const node : start->script->commands) {
      const shell::Invocation invocation = shell::invocation(*node);
      if (invocation.program_word != nullptr && invocation.program_word->literal)
        words.push_back(invocation.program_word->text);
    }
  }
  // `["tini", "--", "start.sh"]`: the program is among the first.
  if (words.size() > 4) words.resize(4);
  for (const std::string_view word : words)
    if (is_switch_to_user(base_name(word))) return true;
  bool is_read = false;
  for (const BuildContext& context : build_contexts(project, dockerfile)) {
    const ImageView image{project, stage, context.context, &context.ignore, nullptr, context.arguments()};
    for (const std::string_view word : words) {
      if (word.starts_with('-') || word.find('$') != std::string_view::npos) continue;
      const shell::Script* const script = script_at(image, word);
      if (script != nullptr && switches_user(*script)) return true;
      is_read = is_read || script != nullptr;
    }
  }
  // A start program in another language calls what is put there for it.
  const std::string_view text =
      project
          .sources[dockerfile.parsed->instructions.empty() ? dockerfile.file->source
                                                           : dockerfile.parsed->instructions.front()->span.file]
          .text();
  return !is_read && (text.find("gosu") != std::string_view::npos || text.find("su-exec") != std::string_view::npos);
}

}  // namespace seaworthy::project
