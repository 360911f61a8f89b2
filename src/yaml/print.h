#pragma once

#include <string>

#include "text/source.h"
#include "yaml/node.h"

namespace seaworthy::yaml {

/// The tree as text, one node a line with its place, for `show ast`.
std::string print(const Stream& stream, const SourceSet& sources);

}  // namespace seaworthy::yaml
