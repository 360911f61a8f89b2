#pragma once

#include <string_view>

#include "rules/lib/build_steps.h"

namespace seaworthy::rules {

/// Whether a COPY of the stage before a step names a file; whether its source is there is that instruction's own
/// matter.
bool is_copied_by_name(const BuildStep& step, std::string_view name);

}  // namespace seaworthy::rules
