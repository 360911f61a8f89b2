#pragma once

#include "base/arena.h"
#include "nginx/ast.h"

namespace seaworthy::nginx {

/// Parses a configuration file. Never fails: what nginx would refuse is in `problems`. Blocks nested deeper than 64 are
/// a problem and are skipped. The body of a `..._by_lua_block` is skipped as a whole.
const File* parse(const MappedText& text, Arena& arena);

}  // namespace seaworthy::nginx
