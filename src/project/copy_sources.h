#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/dockerignore.h"
#include "project/model.h"

/// What the sources of COPY, ADD and `RUN --mount=type=bind` of a build are in the tree.
namespace seaworthy::project {

enum class CopyState : std::uint8_t {
  present,      ///< In the context, and not left out by the ignore file.
  missing,      ///< Not in the context: the build fails.
  excluded,     ///< In the tree, but the ignore file leaves all of it out: the build fails.
  no_match,     ///< A pattern that matches nothing; the build goes on without.
  git_ignored,  ///< Only on this disk: Git ignores it, so a fresh clone fails.
  remote,       ///< An address.
  made,         ///< `--from` a stage that puts it there.
  from_image,   ///< `--from` another image or a named context.
  unknown,      ///< A variable nobody knows, a context that is not in the tree, a folder that was not read, RUN output.
};

struct CopySource {
  const dockerfile::Instruction* instruction = nullptr;
  Span span;         ///< The source as written.
  std::string text;  ///< With variables put in.
  CopyState state = CopyState::unknown;
  bool pattern = false;                   ///< Holds `*`, `?` or `[`.
  std::string path;                       ///< Relative to the root (of a pattern: with it); "" when it is not known.
  std::vector<std::string_view> matches;  ///< Paths of the tree, at most 64; of a plain source itself.
  const IgnorePattern* excluded_by = nullptr;  ///< Lives in BuildContext::ignore.
  const dockerfile::Stage* stage = nullptr;    ///< `--from` that stage.
};

/// One context in which a Dockerfile is built, with everything it takes from it.
struct BuildContext {
  const Dockerfile* dockerfile = nullptr;
  const BuildUse* use = nullptr;  ///< Null: nobody builds it; the context is a guess.
  std::string context;            ///< Relative to the root.
  bool known = true;
  const dockerfile::Stage* target = nullptr;
  const File* ignore_file = nullptr;
  IgnoreRules ignore;
  std::vector<CopySource> sources;               ///< Of the stages that the target needs, in order of place.
  std::vector<const dockerfile::Stage*> stages;  ///< Those stages.

  /// What a service gives the ARGs; what a command gives is not read.
  std::span<const compose::BuildArgument> arguments() const {
    if (use == nullptr || use->service == nullptr) return {};
    return use->service->build->arguments;
  }
};

/// All contexts of a Dockerfile; uses with the same context, target and arguments once, those of services first. For a
/// Dockerfile that nobody builds: its own folder, or one above it where more of its sources are found; `use` is null
/// then. Named stages that no build needs follow as targets of their own, without a use, in the first of these
/// contexts.
std::span<const BuildContext> build_contexts(const Project& project, const Dockerfile& dockerfile);
/// The first context in which a stage is built for its own sake, or the guess at it; null when it is not known.
const BuildContext* build_context_of(const Project& project, const Dockerfile& dockerfile,
                                     const dockerfile::Stage& target);
/// The context in which a service or a standalone image builds; null when it builds nothing that was found.
const BuildContext* build_context(const Project& project, const Service& service);

/// Where a Dockerfile is built, asked before the services are linked: as its first build says, else the guess of
/// build_contexts(). Nothing when the build leaves it open or the guess lacks a source.
std::optional<std::string> likely_context(const Project& project, const Dockerfile& dockerfile);

/// True when every source of COPY and ADD that is known by its path is in this context, so that a guess may be right.
bool has_all_sources(const BuildContext& context);

/// What link() works out once the services are settled: the contexts by index of Project::dockerfiles.
struct BuildContexts {
  std::vector<std::vector<BuildContext>> of_dockerfile;
};

/// The stages that a target needs: what it is built on, what it copies from, itself.
std::vector<const dockerfile::Stage*> needed_stages(const dockerfile::File& file, const dockerfile::Stage& target);

}  // namespace seaworthy::project
