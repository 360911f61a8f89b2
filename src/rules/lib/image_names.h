#pragma once

#include <string_view>

#include "rules/lib/words.h"

/// Parts of the names of images.
namespace seaworthy::rules {

/// Without tag and digest: of `ghcr.io/team/app:1.4@sha256:...`, `ghcr.io/team/app`.
constexpr std::string_view repository_of(std::string_view image) {
  image = before(image, '@');
  const std::size_t colon = image.rfind(':');
  const std::size_t slash = image.rfind('/');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash))
    image = image.substr(0, colon);
  return image;
}

/// What stands in front of the last part: of `ghcr.io/team/app`, `ghcr.io/team`; "" without a slash.
constexpr std::string_view namespace_of(std::string_view repository) {
  const std::size_t slash = repository.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : repository.substr(0, slash);
}

/// Whether a name is known to the last letter: no variable, nothing that only a run can tell.
constexpr bool is_known_name(std::string_view text) {
  return !text.empty() && text.find_first_of("$\x01{}") == std::string_view::npos;
}

}  // namespace seaworthy::rules
