#pragma once

#include <string_view>

#include "project/copy_sources.h"
#include "project/model.h"

/// Programs that a build packs for browsers, with the values of variables in them.
namespace seaworthy::rules {

/// The step that bundles the program, where nothing in the build or at the start speaks of a variable: no ARG, no env
/// file of the context, no script that puts values into the bundle.
const dockerfile::Instruction* bundling_step(const project::Project& project, const project::Service& service,
                                             const project::BuildContext& context, std::string_view name);

}  // namespace seaworthy::rules
