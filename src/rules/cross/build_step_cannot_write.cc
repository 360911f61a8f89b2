#include <algorithm>
#include <optional>

#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/base_folders.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/folder_owner.h"
#include "rules/lib/layers.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_step_cannot_write {

/// Folders that belong to root, and to root alone, in every image of a distribution or a language.
constexpr WordList root_folders = "/ /srv /opt /mnt /var/lib";

/// Whether something before the step may have given a folder, or what is asked for in it, away.
static bool may_be_given(const BuildStep& step, const std::string& folder, const std::string& path) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction == step.run) break;
    if (instruction->op == dockerfile::Op::run) {
      if (instruction->script == nullptr || instruction->script->root == nullptr) return true;
      for (const shell::Node* const node : instruction->script->commands) {
        const shell::Invocation command = shell::invocation(*node);
        if (is_one_of("chown chmod chgrp setfacl install", command.program)) {
          for (const shell::Word& word : command.arguments)
            if (!word.literal || word.text == folder || word.text == path || word.text == "/" ||
                !word.text.starts_with('/'))
              return true;
        }
      }
    }
  }
  return false;
}

/// Whether a command puts packages into the folder in which it runs.
static bool installs_here(const shell::Invocation& invocation) {
  const std::vector<std::string_view> words = texts(invocation);
  if (invocation.program == "composer") return is_one_of("install i", invocation.verb());
  const NodeCall call = node_call(words);
  return call.kind == NodeCall::Kind::install && call.folder.empty() &&
         !invocation.has_any_flag({"-g", "--global", "--modules-folder", "--help"});
}

/// The instruction that makes the folder of a step for root; null when it is not known to be root's alone.
static const dockerfile::Instruction* made_for_root(const BuildStep& step, const dockerfile::Instruction& user) {
  if ((base_may_have(step.folder) && !step.folder.starts_with("/usr/src/")) || step.folder == "/") return nullptr;
  Span where;
  if (owner_of(*step.stage, step.folder, where, step.run) != FolderOwner::nobody_made_it) return nullptr;
  const std::span<const dockerfile::Instruction* const> instructions = step.stage->with_inherited;
  const project::Directories directories(instructions);
  for (std::size_t index = 0; index < instructions.size() && instructions[index] != &user; ++index)
    if (instructions[index]->op == dockerfile::Op::workdir && index + 1 < instructions.size() &&
        directories[index + 1] == step.folder)
      return instructions[index];
  return nullptr;
}

/// The file whose mode or owner a step changes though a COPY put it there for root: what it names, and that COPY.
struct RootsFile {
  const shell::Word* word = nullptr;
  const dockerfile::Instruction* copy = nullptr;
};
static std::optional<RootsFile> changes_file_of_root(const project::Project& project, const BuildStep& step) {
  if (!is_one_of("chmod chown chgrp", step.invocation.program) || step.invocation.has_any_flag({"-f", "--silent"}))
    return std::nullopt;
  const std::vector<const shell::Word*> operands = step.invocation.operands();
  for (std::size_t at = 1; at < operands.size(); ++at) {
    const shell::Word& word = *operands[at];
    if (!word.literal || word.text.find_first_of("*?[{~") != std::string_view::npos) continue;
    const std::string path = project::container_path(step.folder, word.text);
    const project::ImageFile file = project::image_file(step.image(project), path);
    if (file.origin != project::ImageFileOrigin::context_file || file.by == nullptr ||
        file.by->flag("chown") != nullptr || mounted_in_run(step, path) ||
        may_be_given(step, std::string(project::parent_path(path)), path))
      continue;
    return RootsFile{&word, file.by};
  }
  return std::nullopt;
}

/// The file that a step makes in the folder in which it runs: `touch x`, `> x`; "" for others.
static std::string_view made_here(const shell::Invocation& invocation) {
  const auto is_here = [](const shell::Word& word) {
    return word.literal && !word.text.empty() && !word.text.starts_with('-') && !contains(word.text, "/") &&
           !contains(word.text, "&");
  };
  for (const shell::Redirection& redirection : invocation.node->redirections)
    if (is_one_of("> >> >|", redirection.operation) && is_here(redirection.target)) return redirection.target.text;
  if (is_one_of("touch mkdir", invocation.program) && !invocation.arguments.empty() &&
      is_here(invocation.arguments.back()))
    return invocation.arguments.back().text;
  return {};
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const bool installs = installs_here(step.invocation);
    const bool changes = is_one_of("chmod chown chgrp", step.invocation.program);
    const std::string_view made = made_here(step.invocation);
    if ((step.invocation.program != "mkdir" && !installs && !changes && made.empty()) ||
        !step.invocation.wrappers.empty())
      continue;
    const dockerfile::Instruction* const user = user_before(*step.run);
    if (user == nullptr || user->arguments.empty()) continue;
    const std::string_view name = user_name(user->arguments.front().text);
    if (name.empty() || is_root(name) || contains(name, "$")) continue;
    const knowledge::Image* const base = project::base_image(*step.stage);
    if (base == nullptr ||
        (base->kind != knowledge::ImageKind::language && base->kind != knowledge::ImageKind::distribution))
      continue;
    asks = true;
    if (may_fail(*step.invocation.node)) continue;
    if (changes) {
      const std::optional<RootsFile> file = changes_file_of_root(report.project(), step);
      if (!file.has_value()) continue;
      report
          .at(file->word->span,
              "`{}` belongs to root, so `{}` cannot change it and the build fails here; do it before USER",
              file->word->text, name)
          .note(file->copy->span, "It is copied here without `--chown`")
          .note(user->span, "The user in force")
          .confidence(weaker(Confidence::likely, confidence_of_base(*step.stage)));
      return;
    }
    if (!made.empty()) {
      const dockerfile::Instruction* const maker = made_for_root(step, *user);
      if (maker == nullptr || mounted_in_run(step, step.folder)) continue;
      report
          .at(step.invocation.span(), "`{}` belongs to root, so `{}` cannot make `{}` there; give it away before USER",
              step.folder, name, made)
          .note(maker->span, "The folder is made here, for root")
          .note(user->span, "The user in force")
          .confidence(weaker(Confidence::likely, confidence_of_base(*step.stage)));
      return;
    }
    if (installs) {
      const dockerfile::Instruction* const maker = made_for_root(step, *user);
      if (maker == nullptr || mounted_in_run(step, step.folder)) continue;
      report
          .at(step.invocation.span(),
              "`{}` belongs to root, so `{}` cannot install packages there; give it away before USER", step.folder,
              name)
          .note(maker->span, "The folder is made here, for root")
          .note(user->span, "The user in force")
          .confidence(weaker(Confidence::likely, confidence_of_base(*step.stage)));
      return;
    }
    for (const shell::Word* const word : step.invocation.operands({"-m", "--mode"})) {
      if (!word->literal || !word->text.starts_with('/') || contains(word->text, "{") || contains(word->text, "*"))
        continue;
      std::string path(word->text);
      while (path.size() > 1 && path.ends_with('/')) path.pop_back();
      std::string folder(project::parent_path(path));
      if (folder.empty()) folder = "/";
      if (!is_one_of(root_folders, folder) || mounted_in_run(step, path)) continue;
      // `mkdir -p` of what is there does nothing.
      if (base_may_have(path) || !certainly_absent(report.project(), step, path)) continue;
      if (may_be_given(step, folder, path) || project::image_folder(step.image(report.project()), path)) continue;
      report
          .at(word->span, "`{}` belongs to root, so `{}` cannot make `{}` and the build fails here; do it before USER",
              folder, name, path)
          .note(user->span, "The user in force")
          .confidence(weaker(Confidence::likely, confidence_of_base(*step.stage)));
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4552",
    .summary = "Build step that writes where its user may not",
    .why =
        "Behind USER each step runs as that user, and what WORKDIR and COPY make is root's: `mkdir` and `touch` end "
        "with `Permission denied`, `chmod` with `Operation not permitted`, and the build with them.",
    .remedy = "Make it and give it to the user before USER (`mkdir`, `chown`, `COPY --chown`, `COPY --chmod`).",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::build_step_cannot_write
