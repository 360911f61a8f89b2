#pragma once

#include <string_view>

#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Tags that name whatever is newest on some line, not a version.
constexpr bool is_moving_tag(std::string_view tag) {
  return is_one_of("latest stable edge nightly dev develop test beta canary lts main master next rolling", tag);
}

}  // namespace seaworthy::rules
