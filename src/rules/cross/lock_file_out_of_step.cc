#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "project/application.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::lock_file_out_of_step {

using project::Ecosystem;

/// An install that stops where the lock file lacks something.
struct Refusal {
  Ecosystem ecosystem;
  std::string_view command;
};

/// Whether Bundler is told to take the lock file as it is: by its variables, its configuration or an option.
static bool is_frozen(const BuildStep& step, Report& report, const project::Dockerfile& dockerfile) {
  if (step.invocation.has_any_flag({"--deployment", "--frozen"})) return true;
  for (const dockerfile::Variable& variable : step.stage->variables)
    if (is_one_of("BUNDLE_DEPLOYMENT BUNDLE_FROZEN", variable.name) && is_one_of("1 true", variable.value)) return true;
  for (const BuildStep& other : once<build_steps>(report, dockerfile)) {
    if (other.invocation.program != "bundle" || other.invocation.verb() != "config") continue;
    for (const shell::Word& word : other.invocation.arguments)
      if (is_one_of("deployment frozen", word.text)) return true;
  }
  return false;
}

/// Whether a command brings the lock file of its folder up to date.
static bool renews(const shell::Invocation& invocation, Ecosystem ecosystem) {
  const std::string_view verb = invocation.verb();
  switch (ecosystem) {
    case Ecosystem::node:
      return is_one_of("npm yarn pnpm", invocation.program) && is_one_of("add update upgrade up", verb) &&
             !invocation.has_any_flag({"-g", "--global"});
    case Ecosystem::python:
      return is_one_of("poetry uv", invocation.program) && is_one_of("lock add update", verb);
    case Ecosystem::rust:
      return invocation.program == "cargo" && is_one_of("update generate-lockfile add", verb);
    case Ecosystem::ruby:
      return invocation.program == "bundle" && is_one_of("lock update add", verb);
    case Ecosystem::php:
      return invocation.program == "composer" && is_one_of("update require u upgrade", verb);
    case Ecosystem::go:
      return invocation.program == "go" &&
             (verb == "get" || verb == "work" || std::ranges::any_of(invocation.arguments, [](const shell::Word& word) {
                return is_one_of("tidy vendor", word.text);
              }));
    default:
      return false;
  }
}

/// Whether a step before it brings the lock file up to date, in its own stage, in one that it is built on, or in one
/// that it takes the lock file from.
static bool is_renewed(const project::Dockerfile& dockerfile, const BuildStep& step, Ecosystem ecosystem,
                       const project::File& lock, Report& report) {
  const std::string path = project::container_path(step.folder, base_name(lock.path));
  const dockerfile::Instruction* const brought = project::image_file(step.image(report.project()), path).by;
  const auto is_built_on = [](const dockerfile::Stage* stage, const dockerfile::Stage* other) {
    while (stage != nullptr && stage != other) stage = stage->parent;
    return stage != nullptr;
  };
  return std::ranges::any_of(once<build_steps>(report, dockerfile), [&](const BuildStep& other) {
    // The other stages are complete when this one goes on.
    const bool is_before =
        other.stage == step.stage
            ? &other < &step
            : is_built_on(step.stage, other.stage) || (brought != nullptr && is_built_on(brought->stage, other.stage));
    return is_before && renews(other.invocation, ecosystem);
  });
}

static std::optional<Refusal> refusal(const project::Dockerfile& dockerfile, const BuildStep& step, Report& report) {
  const shell::Invocation& invocation = step.invocation;
  const std::string_view program = invocation.program;
  const std::string_view verb = invocation.verb();
  if (is_one_of("npm yarn pnpm", program)) {
    const std::vector<std::string_view> words = texts(invocation);
    const NodeCall call = node_call(words);
    if (!call.folder.empty() || call.names_packages || !call.workspaces.empty()) return std::nullopt;
    if (call.clean_install) return Refusal{Ecosystem::node, "npm ci"};
    if (!call.frozen || call.kind != NodeCall::Kind::install) return std::nullopt;
    if (program == "pnpm") return Refusal{Ecosystem::node, "pnpm install --frozen-lockfile"};
    return Refusal{Ecosystem::node,
                   invocation.has_flag("--immutable") ? "yarn install --immutable" : "yarn install --frozen-lockfile"};
  }
  if (program == "poetry" && verb == "install") return Refusal{Ecosystem::python, "poetry install"};
  if (program == "uv" && verb == "sync" && invocation.has_flag("--locked"))
    return Refusal{Ecosystem::python, "uv sync --locked"};
  if (program == "cargo" && is_one_of("build fetch check", verb) && !invocation.has_flag("--manifest-path") &&
      invocation.has_any_flag({"--locked", "--frozen"}))
    return Refusal{Ecosystem::rust, "cargo --locked"};
  if (program == "composer" && is_one_of("install i", verb)) return Refusal{Ecosystem::php, "composer install"};
  if (program == "bundle" && verb == "install" && is_frozen(step, report, dockerfile))
    return Refusal{Ecosystem::ruby, "bundle install"};
  if (program == "go" && is_one_of("build install", verb) && !invocation.has_flag("-C") &&
      !invocation.has_flag("-mod") && !contains(report.text(step.run->span), "GOFLAGS"))
    return Refusal{Ecosystem::go, "go build"};
  return std::nullopt;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const project::Manifest* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const std::optional<Refusal> refused = refusal(dockerfile, step, report);
    if (!refused.has_value()) continue;
    const project::Manifest* const manifest = manifest_at(report.project(), step, refused->ecosystem, step.folder);
    if (manifest == nullptr || manifest == reported || manifest->lock == nullptr) continue;
    asks = true;
    const std::string_view missing = project::not_in_lock(report.project(), *manifest);
    const project::Dependency* const dependency = missing.empty() ? nullptr : manifest->dependency(missing);
    if (dependency == nullptr || may_fail(*step.invocation.node) ||
        is_renewed(dockerfile, step, refused->ecosystem, *manifest->lock, report))
      continue;
    // Packages in a folder of the sources need no sums.
    if (refused->ecosystem == Ecosystem::go &&
        report.project().path_state(project::join_path(manifest->folder, "vendor").value_or("vendor")) !=
            project::PathState::missing)
      continue;
    reported = manifest;
    Builder finding = report.at(step.invocation.span(), "`{}` refuses: `{}` asks for `{}`, which `{}` does not have",
                                refused->command, manifest->file->path, dependency->name, manifest->lock->path);
    finding.note(dependency->span, "It is asked for here").confidence(confidence_of(*step.context));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4505",
    .summary = "Lock file that lacks a dependency of its manifest",
    .why =
        "`npm ci`, frozen installs, `poetry install`, `composer install` and `go build` take what the lock file says "
        "and "
        "stop when the manifest asks for more.",
    .remedy = "Make the lock file anew (`npm install`, `pnpm install`, `poetry lock`, `go mod tidy`) and commit it.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::lock_file_out_of_step
