#pragma once

#include "dockerfile/ast.h"

/// What the name of a stage tells of it.
namespace seaworthy::project {

/// A stage that its name gives to development or tests: "dev", "test", "ci-debug".
bool is_development_stage(const dockerfile::Stage& stage);

}  // namespace seaworthy::project
