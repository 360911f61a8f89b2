#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "project/model.h"

namespace seaworthy::project {

/// How BuildCommand::tags write what only a run can tell.
inline constexpr std::string_view open_part = "${...}";

/// Whether a name is `pattern` with something, or nothing, in place of each open part.
bool fits_open_name(std::string_view name, std::string_view pattern);

/// A build that gives what it makes a name under which services can run it.
struct NamedBuild {
  std::string_view tag;                    ///< The name, tag included, with open parts.
  std::string_view written;                ///< How it stands in the file, variables included.
  const compose::Build* build = nullptr;   ///< Of the service, or made of the command.
  const Dockerfile* dockerfile = nullptr;  ///< Of a command; null for a service, whose `build` leads there.
  std::string_view dockerfile_path;        ///< Relative to the root; "" when it is inline or not here.
  Span span;                               ///< The `build:` value or the command.
  const Stack* stack = nullptr;            ///< Of the service; null for a command.
  int rank = 0;                            ///< Of builds that fit equally well the lowest is meant.
  bool presumed = false;                   ///< See Service::presumed; `span` is invalid then.
};

/// All builds of a project by the names that they give: of services with `build:` and `image:`, of commands and CI
/// actions with tags. Made after the Dockerfiles are linked.
class NamedBuilds {
 public:
  NamedBuilds() = default;
  NamedBuilds(const Project& project, Arena& arena);

  /// The build that makes the image which a service of `stack` names; null when nobody here builds it, when it may be
  /// either of two that differ, or when it is a public image that the tables know. A registry or tag that a variable
  /// gives may be any.
  const NamedBuild* find(const compose::Text& image, const Stack& stack, const Project& project) const;

 private:
  void presume(const Project& project, Arena& arena);
  void add(const NamedBuild& build);

  std::map<std::string_view, std::vector<NamedBuild>> by_last_part_;
  std::vector<NamedBuild> open_;                     ///< Whose last part only a run can tell.
  std::map<std::string_view, NamedBuild> presumed_;  ///< By name, of images that only a build on the host can make.
};

}  // namespace seaworthy::project
