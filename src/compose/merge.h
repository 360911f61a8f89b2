#pragma once

#include "compose/attributes.h"
#include "compose/context.h"

namespace seaworthy::compose {

/// `later` on top of `earlier`, attribute by attribute as the table of attributes says. Either may be null.
const Value* merge(Context& context, const Value* earlier, const Value* later, Position position,
                   const Trail& trail = {});

/// Of list items that mean the same (one container path, one variable, one port) keeps the last.
const Value* keep_unique(Context& context, const Value* value, Position position, const Trail& trail = {});

}  // namespace seaworthy::compose
