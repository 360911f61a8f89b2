#pragma once

#include <optional>
#include <string_view>

#include "project/model.h"

namespace seaworthy::project {

/// Whether a program is in the image when `stage` ends: from what is known of its base image, the packages that its RUN
/// instructions install and remove, and the files copied to folders of programs. Nothing when it cannot be known.
std::optional<bool> stage_has_tool(const dockerfile::Stage& stage, std::string_view program);

}  // namespace seaworthy::project
