#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Jobs of GitHub Actions, as rules on what they build and push ask for them.
namespace seaworthy::rules {

struct CiStep {
  const yaml::Node* node = nullptr;
  std::string_view action;             ///< "docker/build-push-action" of `uses`; "" without one.
  std::string_view version;            ///< "v6", a commit; "" without one.
  Span uses;                           ///< Of the value of `uses`.
  const yaml::Node* with = nullptr;    ///< A mapping, or null.
  std::string_view run;                ///< Shell text; "" without one.
  const yaml::Node* script = nullptr;  ///< Its node.

  /// The node of an input; null when it is not given.
  const yaml::Node* input(std::string_view name) const;
  /// Its text; "" when it is not given or no scalar.
  std::string_view text(std::string_view name) const;
  /// First number of a version such as "v6.1"; nothing for a branch or a commit.
  std::optional<unsigned> major() const;
  /// Whether it builds an image and pushes it whatever the circumstances: `push: true`, `docker push`, `--push`.
  bool pushes() const;
  /// The place to speak of: the action, or the first line of the shell text that holds `part`, else its first line.
  Span place(std::string_view part = {}) const;
  /// The same for what pushes().
  Span push_place() const;
};

struct CiJob {
  std::string_view name;
  const yaml::Node* node = nullptr;
  std::string_view runs_on;  ///< "" when it is not one plain label.
  std::vector<CiStep> steps;

  const CiStep* step(std::string_view id) const;
};

/// Scalar text of a node, aliases followed; "" for null and for others.
std::string_view scalar_text(const yaml::Node* node);
/// The jobs of a workflow; none for other files.
std::vector<CiJob> github_jobs(const project::File& file);
/// Whether one of GitHub's own machines with Ubuntu runs a command, which is a new one for each job.
bool runs_on_hosted_runner(const project::ComposeCommand& command);

/// The shell text of a step, read; a body that is no shell's is not among them.
std::vector<const shell::Script*> scripts_of(const project::File& file, const CiStep& step);
/// What an action runs on another machine, by the text that it is given; null when it is not read as shell.
const shell::Script* remote_script_of(const project::File& file, const yaml::Node& text);
/// A command that runs the tests of a project, in a container or not.
bool runs_tests(const shell::Node& node);
/// Whether the text of a workflow deploys or publishes what it has built.
bool workflow_deploys(std::string_view text);

}  // namespace seaworthy::rules
