#pragma once

#include "base/arena.h"
#include "dockerfile/ast.h"

namespace seaworthy::dockerfile {

/// Parses a Dockerfile, builds its stage graph and parses the shell bodies. Never fails. `text` may be a whole file or
/// an embedded value; all spans are in source coordinates. Trees live in `arena`.
const File* parse(const MappedText& text, Arena& arena);

}  // namespace seaworthy::dockerfile
