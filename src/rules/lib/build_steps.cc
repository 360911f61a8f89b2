#include "rules/lib/build_steps.h"

#include <algorithm>

#include "knowledge/build_facts.h"
#include "project/installers.h"
#include "project/named_outputs.h"
#include "project/paths.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "shell/parse.h"

namespace seaworthy::rules {
namespace {

/// Calls `visit` for each command that runs in a known folder, with that folder; `cd` is followed.
template <class Visit>
void in_folders(std::span<const shell::Node* const> commands, std::string folder, const Visit& visit) {
  for (const shell::Node* const node : commands) {
    if (node->words.empty()) continue;
    const shell::Invocation invocation = shell::invocation(*node);
    if (invocation.program == "cd" && !invocation.arguments.empty()) {
      const shell::Word& target = invocation.arguments.back();
      if (!target.literal) return;  // Nobody knows where the rest of it runs.
      // A change inside ( ... ) ends with it; what follows such a group is rare enough to be left out.
      folder = project::container_path(folder, target.text);
      continue;
    }
    visit(invocation, folder);
  }
}

void add_called(const BuildStep& call, const shell::Script& script, bool to_the_end, std::string_view folder,
                std::vector<BuildStep>& steps) {
  in_folders(script.commands, std::string(folder), [&](const shell::Invocation& invocation, const std::string& inside) {
    // Without `set -e` a script goes on after a failure, and only its last command has the last word.
    if (!to_the_end && invocation.node != script.commands.back()) return;
    steps.push_back({call.context, call.stage, call.run, invocation, inside, package_command(invocation), &script});
  });
}

/// `sh build.sh`, `./scripts/build.sh`
void add_script(const project::Project& project, const BuildStep& call, std::vector<BuildStep>& steps) {
  const shell::Word* word = nullptr;
  if (shell::is_shell(call.invocation.program)) {
    const std::vector<const shell::Word*> operands = call.invocation.operands();
    if (!operands.empty() && !call.invocation.has_flag("-c")) word = operands.front();
  } else if (call.invocation.program_word != nullptr && contains(call.invocation.program_word->text, "/")) {
    word = call.invocation.program_word;
  }
  if (word == nullptr || !word->literal) return;
  const project::ImageFile found =
      project::image_file(call.image(project), project::container_path(call.folder, word->text));
  if (found.origin != project::ImageFileOrigin::context_file || found.file == nullptr) return;
  const shell::Script* const script = found.file->script;
  if (script == nullptr || script->commands.empty()) return;
  const bool strict =
      call.invocation.has_flag("-e") || strict_mode(*script, first_line(*script, found.file, project)).errexit;
  add_called(call, *script, strict, call.folder, steps);
}

/// `make build`; what the target needs first is not followed.
void add_recipe(const project::Project& project, const BuildStep& call, std::vector<BuildStep>& steps) {
  if (call.invocation.program != "make" || call.invocation.has_any_flag({"-f", "--file", "-i", "-k", "-n"})) return;
  const std::string folder =
      project::container_path(call.folder, call.invocation.option("-C").value_or(std::string_view(".")));
  for (const std::string_view name : {"GNUmakefile", "makefile", "Makefile"}) {
    const project::ImageFile found = project::image_file(call.image(project), project::container_path(folder, name));
    if (found.origin != project::ImageFileOrigin::context_file || found.file == nullptr) continue;
    const project::File& makefile = *found.file;
    // Variables that it hands on to all of its commands are not known here.
    if (!makefile.has_content || contains(project.sources[makefile.source].text(), "export ")) return;
    for (const shell::Word* const target : call.invocation.operands({"-C", "-j", "-l"})) {
      const std::string place = "target `" + std::string(target->text) + "`";
      for (std::size_t index = 0; index < makefile.embedded.size(); ++index)
        if (makefile.embedded_places[index] == place) add_called(call, *makefile.embedded[index], true, folder, steps);
    }
    return;
  }
}

void add_run(const project::Project& project, const project::BuildContext& context, const dockerfile::Stage& stage,
             const dockerfile::Instruction& run, std::string_view start, std::vector<BuildStep>& steps) {
  if (run.script == nullptr || start.empty()) return;
  in_folders(run.script->commands, std::string(start),
             [&](const shell::Invocation& invocation, const std::string& folder) {
               const BuildStep step{&context, &stage, &run, invocation, folder, package_command(invocation)};
               steps.push_back(step);
               add_script(project, step, steps);
               add_recipe(project, step, steps);
             });
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
          add_run(project, context, *stage, *all[index], folders[index], steps);
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

/// `cp -r conf output` and the like, which leave a path alone: it is not below where they put what they copy.
static bool puts_elsewhere(const BuildStep& step, const shell::Invocation& invocation, std::string_view path) {
  if (!is_one_of("cp mv ln", invocation.program) || invocation.arguments.empty()) return false;
  const shell::Word& target = invocation.arguments.back();
  if (!target.literal || target.text.starts_with('-')) return false;
  // Where it starts from is known only as long as nothing changes the folder.
  const shell::Script& script = step.called != nullptr ? *step.called : *step.run->script;
  if (!target.text.starts_with('/') && std::ranges::any_of(script.commands, [](const shell::Node* node) {
        return shell::invocation(*node).program == "cd";
      }))
    return false;
  const std::string place = project::container_path(step.folder, target.text);
  return place != "/" && !project::is_below(path, place);
}

bool certainly_absent(const project::Project& project, const BuildStep& step, std::string_view path) {
  const project::ImageView image = step.image(project);
  // Where nobody says how it is built, the context is a guess, and what it lacks says something only when it has all
  // that the Dockerfile copies by name.
  if (!step.context->known && (is_guess(*step.context) || !project::has_all_sources(*step.context))) return false;
  if (mounted_in_run(step, path)) return false;
  // What an earlier command of the same RUN makes is not followed.
  const auto may_make = [&](const shell::Node& node) {
    static constexpr std::string_view makers[] = {"curl",  "wget", "git", "tar",    "unzip", "cp", "mv",     "ln",
                                                  "touch", "tee",  "npx", "dotnet", "cargo", "go", "python", "python3"};
    if (project::runs_known_installer(node)) return false;
    const shell::Invocation invocation = shell::invocation(node);
    if (std::ranges::find(makers, invocation.program) != std::end(makers))
      return !puts_elsewhere(step, invocation, path);
    if (project::names_as_output(invocation, base_name(path))) return true;
    // A redirection makes the file that it names and no other.
    return std::ranges::any_of(node.redirections, [&](const shell::Redirection& redirection) {
      return redirection.operation.starts_with('>') &&
             (!redirection.target.literal || base_name(redirection.target.text) == base_name(path));
    });
  };
  for (const shell::Script* const script : {step.run->script, step.called}) {
    if (script == nullptr) continue;
    for (const shell::Node* const node : script->commands) {
      if (node == step.invocation.node) break;
      if (may_make(*node)) return false;
    }
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
  for (const shell::Script* const script : {step.called, step.run->script}) {
    if (script == nullptr) continue;
    for (const shell::Node* const node : script->commands) {
      if (node == step.invocation.node) break;
      for (const shell::Word& word : node->words)
        if (word.text.size() > name.size() && word.text.starts_with(name) && word.text[name.size()] == '=')
          return std::string(word.text.substr(name.size() + 1));
      if (node->words.empty())
        for (const shell::Assignment& assignment : node->assignments)
          if (assignment.name == name && assignment.value.literal) return std::string(assignment.value.text);
    }
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
