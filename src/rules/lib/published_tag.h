#pragma once

#include <string>
#include <string_view>

#include "project/model.h"

/// Images whose registry has no such tag.
namespace seaworthy::rules {

/// What an image could be instead of one that was never published.
struct TagNeverPublished {
  bool never = false;
  std::string instead;  ///< The whole reference with the tag that is meant; "" where none is near.
};

/// Judges an image that is pulled: not one that the repository builds under that name.
const TagNeverPublished& tag_never_published(const project::Project& project, std::string_view image);

}  // namespace seaworthy::rules
