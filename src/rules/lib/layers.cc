#include "rules/lib/layers.h"

#include "project/stage_names.h"
#include "rules/lib/own_dockerfile.h"
#include "rules/lib/words.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::rules {
namespace {

std::string normal(std::string_view path) {
  std::string result;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part == "..") {
      const std::size_t slash = result.rfind('/');
      result.resize(slash == std::string::npos ? 0 : slash);
    } else if (!part.empty() && part != ".") {
      result.append("/").append(part);
    }
    begin = end + 1;
  }
  return result.empty() ? "/" : result;
}

bool lies_over(std::string_view target, std::string_view path) {
  while (target.size() > 1 && target.back() == '/') target.remove_suffix(1);
  return path == target || (path.starts_with(target) && (target == "/" || path[target.size()] == '/')) ||
         (target.starts_with(path) && target[path.size()] == '/');
}

}  // namespace

std::vector<bool> shipped_stages(const project::Dockerfile& dockerfile) {
  const dockerfile::File& file = *dockerfile.parsed;
  std::vector<bool> shipped(file.stages.size());
  const auto mark = [&](const dockerfile::Stage* stage) {
    for (; stage != nullptr && stage->index < shipped.size() && !shipped[stage->index]; stage = stage->parent)
      shipped[stage->index] = true;
  };
  mark(file.last_stage());
  for (const project::BuildUse& build : dockerfile.builds)
    if (!build.target.empty()) mark(file.stage(build.target));
  if (!dockerfile.builds.empty()) return shipped;
  // As nobody says which targets are built: a stage that no other takes anything from is there to be one.
  const std::vector<bool> used = stages_used_by_others(file);
  for (const dockerfile::Stage* stage : file.stages)
    if (!used[stage->index] && !is_development_stage(*stage)) mark(stage);
  return shipped;
}

std::vector<bool> stages_used_by_others(const dockerfile::File& file) {
  std::vector<bool> used(file.stages.size());
  for (const dockerfile::Stage* stage : file.stages) {
    if (stage->parent != nullptr) used[stage->parent->index] = true;
    for (const dockerfile::Stage* source : stage->copies_from) used[source->index] = true;
  }
  return used;
}

const project::Dockerfile* dockerfile_of(const dockerfile::Instruction& instruction, const Report& report) {
  return own_dockerfile(instruction, report.project());
}

bool is_for_development(const dockerfile::Stage& stage, const Report& report) {
  if (is_development_stage(stage)) return true;
  const project::Dockerfile* const dockerfile = dockerfile_of(*stage.from, report);
  return dockerfile != nullptr &&
         (dockerfile->role == project::Role::development || dockerfile->role == project::Role::test);
}

bool starts_only_shell(const dockerfile::Stage& stage) {
  std::vector<std::string_view> words;
  for (const dockerfile::Instruction* const part : {stage.entrypoint, stage.cmd}) {
    if (part == nullptr) continue;
    if (part->form == dockerfile::Form::exec) {
      for (const dockerfile::Word& word : part->arguments) words.push_back(word.text);
      continue;
    }
    if (part->script == nullptr || part->script->commands.size() != 1) return false;
    const shell::Invocation command = shell::invocation(*part->script->commands.front());
    words.push_back(command.program);
    for (const shell::Word& word : command.arguments) words.push_back(word.text);
  }
  if (words.empty() || !shell::is_shell(words.front())) return false;
  return std::ranges::all_of(words.begin() + 1, words.end(),
                             [](std::string_view word) { return is_one_of("-l --login -i", word); });
}

bool is_shipped(const CommandSubject& subject, const Report& report) {
  if (subject.stage == nullptr || subject.instruction == nullptr) return false;
  const project::Dockerfile* const dockerfile = dockerfile_of(*subject.instruction, report);
  if (dockerfile == nullptr) return true;
  const std::vector<bool> shipped = shipped_stages(*dockerfile);
  return subject.stage->index < shipped.size() && shipped[subject.stage->index];
}

bool is_development_stage(const dockerfile::Stage& stage) { return project::is_development_stage(stage); }

bool is_windows_stage(const dockerfile::Stage& stage) {
  if (stage.dialect == shell::Dialect::powershell || stage.dialect == shell::Dialect::cmd) {
    for (const std::string_view word : stage.shell)
      if (equal_ignoring_case(word, "pwsh")) return false;
    if (!stage.shell.empty()) return true;
  }
  if (contains(stage.platform, "windows")) return true;
  const std::string_view base = stage.root().base;
  return contains(base, "windows/") || contains(base, "windowsservercore") || contains(base, "nanoserver");
}

const dockerfile::Instruction& triggered(const dockerfile::Instruction& instruction) {
  return instruction.op == dockerfile::Op::onbuild && instruction.trigger != nullptr ? *instruction.trigger
                                                                                     : instruction;
}

bool has_cache_mount(const dockerfile::Instruction& run, std::string_view path) {
  for (const dockerfile::Mount& mount : run.mounts) {
    if (mount.type != "cache" && mount.type != "tmpfs") continue;
    std::string_view target = mount.target;
    while (target.size() > 1 && target.back() == '/') target.remove_suffix(1);
    if (path.starts_with("~/")) {
      const std::string_view below = path.substr(1);
      if (target.ends_with(below) || target.ends_with("/" + std::string(before(below.substr(1), '/'))) ||
          contains(target, std::string(below) + "/"))
        return true;
    } else if (lies_over(target, path)) {
      return true;
    }
  }
  return false;
}

std::string workdir_before(const dockerfile::Instruction& instruction) {
  const dockerfile::Stage* const stage = instruction.stage;
  if (stage == nullptr) return {};
  std::string folder;
  if (stage->parent != nullptr) folder = stage->parent->workdir.value;
  for (const dockerfile::Instruction* other : stage->instructions) {
    if (other->span.begin >= instruction.span.begin) break;
    if (other->op != dockerfile::Op::workdir || other->arguments.empty()) continue;
    const dockerfile::Word& word = other->arguments.front();
    if (!word.literal) {
      folder.clear();
      if (&*other == stage->instructions.back()) folder = stage->workdir.value;
    } else if (word.text.starts_with('/')) {
      folder = normal(word.text);
    } else if (!folder.empty()) {
      folder = normal(folder + "/" + std::string(word.text));
    }
  }
  return folder;
}

std::string absolute_path(const dockerfile::Instruction& instruction, std::string_view path) {
  if (path.starts_with('/')) return normal(path);
  const std::string folder = workdir_before(instruction);
  return folder.empty() ? std::string() : normal(folder + "/" + std::string(path));
}

const dockerfile::Instruction* user_before(const dockerfile::Instruction& instruction) {
  const dockerfile::Instruction* found = nullptr;
  for (const dockerfile::Stage* stage = instruction.stage; stage != nullptr && found == nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* other : stage->instructions) {
      if (stage == instruction.stage && other->span.begin >= instruction.span.begin) break;
      if (other->op == dockerfile::Op::user && !other->arguments.empty()) found = other;
    }
  return found;
}

const dockerfile::Word* env_before(const dockerfile::Instruction& instruction, std::string_view name, bool arguments) {
  const dockerfile::Word* found = nullptr;
  for (const dockerfile::Stage* stage = instruction.stage; stage != nullptr && found == nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* other : stage->instructions) {
      if (stage == instruction.stage && other->span.begin >= instruction.span.begin) break;
      if (other->op != dockerfile::Op::env &&
          (!arguments || other->op != dockerfile::Op::arg || stage != instruction.stage))
        continue;
      for (const dockerfile::Pair& pair : other->pairs)
        if (pair.key.text == name && pair.has_value) found = &pair.value;
    }
  return found;
}

std::string_view user_name(std::string_view user) { return before(user, ':'); }

bool is_root(std::string_view user) {
  const std::string_view name = user_name(user);
  return name == "root" || (!name.empty() && name.find_first_not_of('0') == std::string_view::npos);
}

void fix_by_appending(Builder& finding, const dockerfile::Instruction& run, Safety level, std::string_view title,
                      std::string_view command, std::string_view source) {
  if (run.script == nullptr || run.script->root == nullptr || !run.script->errors.empty()) return;
  if (run.script->root->children.empty() && run.script->root->kind == shell::NodeKind::list) return;
  const shell::Node* last = run.script->root;
  while ((last->kind == shell::NodeKind::list || last->kind == shell::NodeKind::and_or) && !last->children.empty()) {
    if (last->background) return;
    last = last->children.back();
  }
  if (last->background) return;
  // A command that replaces the shell or ends it leaves nothing to run behind it.
  if (last->kind == shell::NodeKind::simple && !last->words.empty() &&
      (last->words.front().text == "exec" || last->words.front().text == "exit"))
    return;
  for (const shell::Redirection& redirection : last->redirections)
    if (redirection.heredoc != nullptr) return;
  const Span end{last->span.file, last->span.end, last->span.end};
  std::string text;
  if (!run.heredocs.empty()) {
    if (run.arguments.size() != 1 || run.heredocs.size() != 1) return;
    text = "\n" + std::string(command);
  } else if (contains(source, "\\\n")) {
    text = " \\\n    && " + std::string(command);
  } else {
    text = " && " + std::string(command);
  }
  finding.fix(level, title, end, text);
}

}  // namespace seaworthy::rules
