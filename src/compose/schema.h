#pragma once

#include "compose/context.h"

namespace seaworthy::compose {

/// Holds a merged tree against the Compose specification's schema. Every violation is reported at its value or key,
/// with what would be valid. Returns the tree without the values that are wrong, so that the rest can be read.
const Value* validate_schema(Context& context, const Value* root);

/// Holds one file against version 3.`minor` of the format that `docker stack deploy` reads. Reports what it refuses.
void validate_stack_file_schema(Context& context, const Value* root, int minor);

}  // namespace seaworthy::compose
