#include "rules/lib/build_steps.h"

#include <algorithm>

#include "project/paths.h"

namespace seaworthy::rules {
namespace {

void add_run(const project::BuildContext& context, const dockerfile::Stage& stage, const dockerfile::Instruction& run,
             const std::string& start, std::vector<BuildStep>& steps) {
  if (run.script == nullptr) return;
  std::string folder = start;
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
    steps.push_back({&context, &stage, &run, invocation, folder});
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
      const std::vector<const dockerfile::Instruction*> all = project::instructions_of(*stage);
      const std::vector<std::string> folders = project::directories_of(all);
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
    const project::ImageFile found = project::image_file(step.image(project), project::container_path(folder, name));
    if (found.origin != project::ImageFileOrigin::context_file || found.file == nullptr) continue;
    for (const project::Manifest& manifest : project::manifests(project))
      if (manifest.file == found.file) return &manifest;
  }
  return nullptr;
}

std::vector<std::string_view> texts(const shell::Invocation& invocation) {
  std::vector<std::string_view> result{invocation.program};
  for (const shell::Word& word : invocation.arguments) result.push_back(word.text);
  return result;
}

}  // namespace seaworthy::rules
