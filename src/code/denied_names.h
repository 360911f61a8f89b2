#pragma once

#include <cstdint>
#include <vector>

#include "code/world.h"

namespace seaworthy::code {

/// Python: the texts by which a module names variables of the environment whose absence it answers by ending the
/// program when it starts: `if "X" not in os.environ: raise ...`, `if not os.getenv("X"): sys.exit(1)`, and the same
/// for each name of a list.
std::vector<std::uint32_t> denied_names(const World& world, const Unit& unit);

}  // namespace seaworthy::code
