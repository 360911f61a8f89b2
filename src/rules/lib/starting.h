#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/container_files.h"
#include "rules/rule.h"

/// What rules on the start of a container share.
namespace seaworthy::rules {

/// How sure it is that the image of a service lacks a program; nothing when it is there or may be.
std::optional<Confidence> service_lacks_tool(const project::Service& service, std::string_view program);

/// The image that a service runs in the end, as a message names it: "alpine:3.22", "the image that `Dockerfile`
/// builds".
std::string image_of(const project::Service& service);
/// Where that is said: the `FROM` of the final stage, or `image:`.
Span image_span(const project::Service& service);

/// The script that a container starts with and the first line of it, when the engine runs it itself (so that its mode
/// and its interpreter matter).
struct StartScript {
  project::ContainerFile file;
  std::string_view word;         ///< As the command names it.
  Span command;                  ///< The command that names it.
  std::string_view shebang;      ///< "#!/bin/bash"; "" without one.
  Span shebang_span;             ///< Of that line; invalid without one.
  bool from_repository = false;  ///< A file of the repository; else written by the Dockerfile.
};
std::optional<StartScript> start_script(const project::Project& project, const project::Service& service);

/// The program behind `bundle exec`, `poetry run`, `uv run`, `npx` and their like; the same where an option follows
/// them.
project::StartedProgram behind_runner(project::StartedProgram started);

/// The programs that a start script runs whatever happens, up to a `cd`, which moves what their operands mean.
std::vector<project::StartedProgram> programs_of(const shell::Script& script);
/// The programs of a command such as `sh -c "migrate && seed && serve"` without whose success the last one is never
/// run, up to a `cd`.
std::vector<project::StartedProgram> programs_in_front(const project::CommandInForce& command);

}  // namespace seaworthy::rules
