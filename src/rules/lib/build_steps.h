#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "rules/lib/building.h"
#include "rules/lib/package_command.h"
#include "rules/rule.h"
#include "shell/command.h"

/// Commands that a build runs, with the folder of the image in which they run.
namespace seaworthy::rules {

struct BuildStep {
  const project::BuildContext* context = nullptr;
  const dockerfile::Stage* stage = nullptr;
  const dockerfile::Instruction* run = nullptr;
  shell::Invocation invocation;
  std::string folder;      ///< Absolute, in the image; `cd` in front of the command is followed.
  PackageCommand package;  ///< What `invocation` asks of a package manager.
  /// A script or recipe of the repository that the RUN starts, and in which the command stands; null for the RUN's own.
  const shell::Script* called = nullptr;

  /// The image as it is when the RUN starts.
  project::ImageView image(const project::Project& project) const {
    return {project, *stage, context->context, &context->ignore, run, context->arguments()};
  }
};

/// Steps of the stages that a Dockerfile's builds need, each RUN once: in the first context that needs it. Those whose
/// folder is not known are left out. Scripts and targets of Make that a RUN starts are followed, as far as the build
/// ends when their commands fail.
std::vector<BuildStep> build_steps(const project::Project& project, const project::Dockerfile& dockerfile);

/// The manifest that stands in a folder of the image when a step runs; null when it cannot be told.
const project::Manifest* manifest_at(const project::Project& project, const BuildStep& step,
                                     project::Ecosystem ecosystem, std::string_view folder);

/// The project file that a `dotnet` command names, or the only one of its folder when it names none; null when there is
/// none of the tree.
const project::Manifest* named_dotnet_project(const project::Project& project, const BuildStep& step);

/// The package written in C that the module of a `go build` requires itself; null when there is none, and for other
/// steps.
const project::Dependency* cgo_dependency(const project::Project& project, const BuildStep& step);

/// Whether the build goes on when a step fails: it is asked for its status, or caught by `||`.
bool may_fail(const shell::Node& node);
/// Whether a `RUN --mount` puts something at a path of the image while the step runs.
bool mounted_in_run(const BuildStep& step, std::string_view path);
/// What is at a path of the image when a step runs: nothing is there for certain when this is true.
bool certainly_absent(const project::Project& project, const BuildStep& step, std::string_view path);
/// How sure a statement on a stage's base is: a build argument may change a base that is named by a variable.
Confidence confidence_of_base(const dockerfile::Stage& stage);
/// The weaker of two.
inline Confidence weaker(Confidence left, Confidence right) { return left < right ? left : right; }
/// Value of an environment variable where a step runs, as far as it is written: of the command itself, of ENV and ARG
/// before it. Nothing when it is not set or not known.
std::optional<std::string> variable_at(const BuildStep& step, std::string_view name);

/// What a word of a step is in a context in which its stage is built.
struct GivenWord {
  std::string text;
  const project::BuildContext* context = nullptr;
};
/// A word with its build arguments put in, once for each text that the contexts of the Dockerfile make of it. Those
/// that hold what only a run can tell are left out.
std::vector<GivenWord> given_words(const project::Project& project, const project::Dockerfile& dockerfile,
                                   const BuildStep& step, const shell::Word& word);

/// The words of a command as plain text, the program first; variables stay as written.
std::vector<std::string_view> texts(const shell::Invocation& invocation);

}  // namespace seaworthy::rules
