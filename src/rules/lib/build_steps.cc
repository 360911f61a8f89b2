#include "rules/lib/build_steps.h"

#include <algorithm>

#include "knowledge/build_facts.h"
#include "project/paths.h"
#include "rules/lib/shell_context.h"

namespace seaworthy::rules {
namespace {

void add_run(const project::BuildContext& context, const dockerfile::Stage& stage, const dockerfile::Instruction& run,
             std::string_view start, std::vector<BuildStep>& steps) {
  if (run.script == nullptr || start.empty()) return;
  std::string folder(start);
  for (const shell::Node* const node : run.script->commands) {
    if (node->words.empty()) continue;
    const shell::Invocation invocation = shell::invocation(*node);
    if (invocation.program == "cd" && !invocation.arguments.empty()) {
      const shell::Word& target = invocation.arguments.back();
      if (!target.literal) return;  // Nobody knows where the rest of it runs.
      // A change inside ( ... ) ends with it; what follows such a group is rare enough to be left out.
      folder = project::container_path(folder, target.text);
      continue;
    }
    steps.push_back({&context, &stage, &run, invocation, folder, package_command(invocation)});
  }
}

}  // namespace

std::vector<BuildStep> build_steps(const project::Project& project, const project::Dockerfile& dockerfile) {
  std::vector<BuildStep> steps;
  std::vector<const dockerfile::Stage*> seen;
  for (const project::BuildContext& context : project::build_contexts(project, dockerfile)) {
    for (const dockerfile::Stage* const stage : context.stages) {
      if (std::ranges::find(seen, stage) != seen.end()) continue;
      seen.push_back(stage);
      const std::span<const dockerfile::Instruction* const> all = stage->with_inherited;
      const project::Directories folders(all, context.arguments());
      for (std::size_t index = 0; index < all.size(); ++index)
        if (all[index]->stage == stage && all[index]->op == dockerfile::Op::run)
          add_run(context, *stage, *all[index], folders[index], steps);
    }
  }
  return steps;
}

const project::Manifest* manifest_at(const project::Project& project, const BuildStep& step,
                                     project::Ecosystem ecosystem, std::string_view folder) {
  const auto names = [ecosystem]() -> std::vector<std::string_view> {
    switch (ecosystem) {
      case project::Ecosystem::node:
        return {"package.json"};
      case project::Ecosystem::python:
        return {"pyproject.toml", "requirements.txt"};
      case project::Ecosystem::go:
        return {"go.mod"};
      case project::Ecosystem::rust:
        return {"Cargo.toml"};
      case project::Ecosystem::java:
        return {"pom.xml", "build.gradle", "build.gradle.kts"};
      case project::Ecosystem::ruby:
        return {"Gemfile"};
      case project::Ecosystem::php:
        return {"composer.json"};
      case project::Ecosystem::dotnet:
        return {};
    }
    return {};
  }();
  for (const std::string_view name : names) {
    // Where the repository has none of the name, it need not be looked for in the image.
    if (std::ranges::none_of(project::manifests(project), [&](const project::Manifest& manifest) {
          return project::base_name(manifest.file->path) == name;
        }))
      continue;
    const project::ImageFile found = project::image_file(step.image(project), project::container_path(folder, name));
    if (found.origin != project::ImageFileOrigin::context_file || found.file == nullptr) continue;
    for (const project::Manifest& manifest : project::manifests(project))
      if (manifest.file == found.file) return &manifest;
  }
  return nullptr;
}

const project::Manifest* named_dotnet_project(const project::Project& project, const BuildStep& step) {
  const auto operands =
      step.invocation.operands({"-c", "-o", "-r", "-f", "-v", "-a", "--configuration", "--arch", "--runtime",
                                "--output", "--framework", "--os", "--verbosity", "--self-contained"});
  for (const shell::Word* const word : operands) {
    if (!word->text.ends_with("proj")) continue;
    const project::ImageFile found =
        project::image_file(step.image(project), project::container_path(step.folder, word->text));
    for (const project::Manifest& manifest : project::manifests(project))
      if (found.file != nullptr && manifest.file == found.file) return &manifest;
  }
  if (operands.size() != 1) return nullptr;
  const project::Manifest* only = nullptr;
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::dotnet || !manifest.file->path.ends_with("proj")) continue;
    const std::string path = project::container_path(step.folder, std::string(project::base_name(manifest.file->path)));
    if (project::image_file(step.image(project), path).file != manifest.file) continue;
    if (only != nullptr) return nullptr;
    only = &manifest;
  }
  return only;
}

const project::Dependency* cgo_dependency(const project::Project& project, const BuildStep& step) {
  if (step.invocation.program != "go" || step.invocation.verb() != "build") return nullptr;
  const project::Manifest* const manifest = manifest_at(project, step, project::Ecosystem::go, step.folder);
  if (manifest == nullptr) return nullptr;
  for (const project::Dependency& dependency : manifest->dependencies)
    // What another module needs may never be linked in.
    if (!dependency.development && knowledge::package_needs("go", dependency.name, "cgo")) return &dependency;
  return nullptr;
}

bool may_fail(const shell::Node& node) {
  if (caught_by(node) != nullptr || node.negated || node.background) return true;
  for (const shell::NodeKind kind :
       {shell::NodeKind::if_clause, shell::NodeKind::while_loop, shell::NodeKind::until_loop,
        shell::NodeKind::case_clause, shell::NodeKind::function})
    if (is_inside(node, kind)) return true;
  // Behind `||` or `test -f x &&` it may never run.
  for (const shell::Node* at = &node; at != nullptr; at = at->parent) {
    if (at->joined_by == "||") return true;
    if (at->joined_by != "&&" || at->parent == nullptr) continue;
    for (const shell::Node* const before : at->parent->children) {
      if (before == at) break;
      if (before->kind == shell::NodeKind::condition) return true;
      if (before->kind != shell::NodeKind::simple || before->words.empty()) continue;
      const std::string_view program = shell::invocation(*before).program;
      if (program == "test" || program == "[" || program == "command" || program == "which") return true;
    }
  }
  return false;
}

bool mounted_in_run(const BuildStep& step, std::string_view path) {
  for (const dockerfile::Mount& mount : step.run->mounts) {
    if (mount.type != "bind" && mount.type != "secret") continue;
    if (mount.target.empty()) return true;
    const std::string target = project::container_path(step.folder, mount.target);
    if (project::is_below(path, target == "/" ? std::string_view() : std::string_view(target))) return true;
  }
  return false;
}

bool certainly_absent(const project::Project& project, const BuildStep& step, std::string_view path) {
  const project::ImageView image = step.image(project);
  // Where nobody says how it is built, the context is a guess, and what it lacks says nothing.
  if (step.context->use == nullptr || !step.context->known) return false;
  if (mounted_in_run(step, path)) return false;
  // What an earlier command of the same RUN makes is not followed.
  for (const shell::Node* const node : step.run->script->commands) {
    if (node == step.invocation.node) break;
    const shell::Invocation earlier = shell::invocation(*node);
    static constexpr std::string_view makers[] = {"curl",  "wget", "git", "tar",    "unzip", "cp", "mv",     "ln",
                                                  "touch", "tee",  "npx", "dotnet", "cargo", "go", "python", "python3"};
    if (std::ranges::find(makers, earlier.program) != std::end(makers)) return false;
    for (const shell::Redirection& redirection : node->redirections)
      if (redirection.operation.starts_with('>') && !redirection.target.text.starts_with("/dev/")) return false;
  }
  return project::image_file(image, path).origin == project::ImageFileOrigin::unknown &&
         project::contents_known(image, path);
}

Confidence confidence_of_base(const dockerfile::Stage& stage) {
  const dockerfile::Stage& root = stage.root();
  if (root.from == nullptr || root.from->arguments.empty()) return Confidence::likely;
  const dockerfile::Word& base = root.from->arguments.front();
  // An argument for the whole name may bring any image, one for the tag another release of the same.
  return base.literal ? Confidence::certain : base.text.starts_with('$') ? Confidence::possible : Confidence::likely;
}

std::optional<std::string> variable_at(const BuildStep& step, std::string_view name) {
  for (const shell::Assignment& assignment : step.invocation.node->assignments)
    if (assignment.name == name)
      return assignment.value.literal ? std::optional(std::string(assignment.value.text)) : std::nullopt;
  for (const shell::Word& word : step.invocation.wrappers)
    if (word.text.size() > name.size() && word.text.starts_with(name) && word.text[name.size()] == '=')
      return std::string(word.text.substr(name.size() + 1));
  for (const shell::Node* const node : step.run->script->commands) {
    if (node == step.invocation.node) break;
    for (const shell::Word& word : node->words)
      if (word.text.size() > name.size() && word.text.starts_with(name) && word.text[name.size()] == '=')
        return std::string(word.text.substr(name.size() + 1));
  }
  std::optional<std::string> value;
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction == step.run) break;
    if (instruction->op != dockerfile::Op::env && instruction->op != dockerfile::Op::arg) continue;
    for (const dockerfile::Pair& pair : instruction->pairs)
      if (pair.key.text == name && pair.has_value) value = project::expanded(pair.value, *instruction);
  }
  return value;
}

std::vector<GivenWord> given_words(const project::Project& project, const project::Dockerfile& dockerfile,
                                   const BuildStep& step, const shell::Word& word) {
  if (word.literal) return {{std::string(word.text), step.context}};
  std::vector<GivenWord> result;
  if (std::ranges::any_of(word.expansions, [](const shell::Expansion& expansion) {
        return expansion.kind != shell::ExpansionKind::parameter;
      }))
    return result;
  dockerfile::Word written;
  written.text = word.text;
  written.literal = false;
  for (const project::BuildContext& context : project::build_contexts(project, dockerfile)) {
    // What a command gives is not read.
    if (context.use == nullptr || context.use->service == nullptr ||
        std::ranges::find(context.stages, step.stage) == context.stages.end())
      continue;
    const std::optional<std::string> text = project::expanded(written, *step.run, context.arguments());
    if (text.has_value() && !text->empty() && std::ranges::find(result, *text, &GivenWord::text) == result.end())
      result.push_back({*text, &context});
  }
  return result;
}

std::vector<std::string_view> texts(const shell::Invocation& invocation) {
  std::vector<std::string_view> result{invocation.program};
  for (const shell::Word& word : invocation.arguments) result.push_back(word.text);
  return result;
}

}  // namespace seaworthy::rules
