#pragma once

#include "base/arena.h"
#include "dockerfile/ast.h"

namespace seaworthy::dockerfile {

/// Parses a Dockerfile, builds its stage graph and parses the shell bodies. Never fails. `text` may be a whole file or
/// an embedded value; all spans are in source coordinates. Trees live in `arena`. `lookup` is asked once for the base
/// of each stage whose image is known; null: nothing is known of images.
const File* parse(const MappedText& text, Arena& arena, BaseLookup lookup = nullptr);

}  // namespace seaworthy::dockerfile
