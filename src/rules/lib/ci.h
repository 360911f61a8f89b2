#pragma once

#include <functional>
#include <string_view>

#include "project/model.h"

namespace seaworthy::rules {

/// Calls `visit` for every step of every job of a GitHub Actions workflow, and of a composite action; for no other
/// file.
void for_each_github_step(const project::File& file, const std::function<void(const yaml::Node& step)>& visit);

/// Whether a place of a workflow belongs to a step or job that runs only where files are there: `if: hashFiles(...)`.
bool waits_for_files(const project::File& file, Span place);

/// Whether the job or step of a place runs for branches of the repository alone, and for no fork:
/// `if: github.event.pull_request.head.repo.fork == false`.
bool leaves_forks_out(const project::File& file, Span place);

/// The runtime that a step installs by an action made for it.
struct RuntimeSetup {
  std::string_view product;             ///< As the end-of-life table names it.
  const yaml::Node* version = nullptr;  ///< A scalar, as written; null: the step installs none, or names no version.
};
RuntimeSetup runtime_setup(const yaml::Node& step);

}  // namespace seaworthy::rules
