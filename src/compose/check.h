#pragma once

#include "compose/context.h"

namespace seaworthy::compose {

/// What Compose checks once all is merged: references, exclusive attributes, unique names, dependency cycles.
void check_consistency(Context& context, const Model& model);

}  // namespace seaworthy::compose
