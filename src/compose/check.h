#pragma once

#include "compose/context.h"
#include "compose/typed.h"

namespace seaworthy::compose {

/// What Compose checks once all is merged, of the services that the requested profiles activate: references, exclusive
/// attributes, dependency cycles; and that the containers of those that will run have names of their own.
void check_consistency(Context& context, const Model& model, const Activation& activation);

}  // namespace seaworthy::compose
