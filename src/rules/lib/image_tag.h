#pragma once

#include <string_view>

#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Tags that name whatever is newest on some line, not a version.
constexpr bool is_moving_tag(std::string_view tag) {
  return is_one_of("latest stable edge nightly dev develop test beta canary lts main master next rolling", tag);
}

/// An image as a sentence names it: `minio:${RELEASE}` without a value for the variable ends in a colon.
constexpr std::string_view image_in_words(std::string_view image) {
  return image.ends_with(':') ? image.substr(0, image.size() - 1) : image;
}

}  // namespace seaworthy::rules
