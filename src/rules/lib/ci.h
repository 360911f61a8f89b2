#pragma once

#include <functional>

#include "project/model.h"

namespace seaworthy::rules {

/// Calls `visit` for every step of every job of a GitHub Actions workflow, and of a composite action; for no other
/// file.
void for_each_github_step(const project::File& file, const std::function<void(const yaml::Node& step)>& visit);

}  // namespace seaworthy::rules
