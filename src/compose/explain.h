#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compose/model.h"
#include "text/source.h"

namespace seaworthy::compose {

/// Masks a value for display; gets the name it is known by (an environment variable, a label, an attribute).
using Mask = std::function<std::string(std::string_view name, std::string_view value)>;

/// Every value that is in force for the services of a stack, with the file and line that gave it and the `include` or
/// `extends` through which it came; below it what it replaced, and for variables their values and who set them.
/// `services` picks some; empty is all, those that profiles leave out included.
std::string explain(const Model& model, const SourceSet& sources, const Mask& mask,
                    const std::vector<std::string>& services = {});

}  // namespace seaworthy::compose
