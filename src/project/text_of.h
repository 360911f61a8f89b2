#pragma once

#include "base/arena.h"
#include "compose/model.h"
#include "text/mapped.h"

namespace seaworthy::project {

/// Text of a scalar of the merged stack with the way back to its bytes, so that a script in it can be parsed with exact
/// places. Interpolated parts map to the `${...}` that they came from.
MappedText text_of(const compose::Value& value, Arena& arena);

}  // namespace seaworthy::project
