#pragma once

#include "knowledge/rate_limiters.h"
#include "project/application.h"
#include "project/manifests.h"

/// Which package of a program limits requests by the address of whoever sends them.
namespace seaworthy::rules {

struct Limiter {
  const knowledge::RateLimiter* row = nullptr;      ///< Null: no package is known to.
  const project::Dependency* dependency = nullptr;  ///< Where its manifest names it.
};

Limiter limiter_of(const project::Project& project, const project::Application& application);

}  // namespace seaworthy::rules
