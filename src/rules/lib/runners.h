#pragma once

#include <algorithm>

#include "project/model.h"

/// Who runs what a Dockerfile makes.
namespace seaworthy::rules {

/// Calls `visit(service)` for each service that runs what a Dockerfile makes, whoever builds it, as long as it answers
/// false; whether it answered true.
template <class Visit>
bool any_runner(const project::Project& project, const project::Dockerfile& dockerfile, Visit visit) {
  return std::ranges::any_of(dockerfile.stacks, [&](std::uint32_t stack) {
    return std::ranges::any_of(project.stacks[stack].services, [&](const project::Service* service) {
      return service->dockerfile == &dockerfile && visit(*service);
    });
  });
}

}  // namespace seaworthy::rules
