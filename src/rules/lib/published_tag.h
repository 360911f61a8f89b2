#pragma once

#include <string>
#include <string_view>

#include "knowledge/knowledge.h"
#include "knowledge/published_tags.h"
#include "project/model.h"
#include "rules/lib/own_images.h"
#include "rules/rule.h"

/// Images whose registry has no such tag.
namespace seaworthy::rules {

/// What an image could be instead of one that was never published.
struct TagNeverPublished {
  bool never = false;
  std::string instead;  ///< The whole reference with the tag that is meant; "" where none is near.
};

/// Judges an image that is pulled: not one that the repository builds under that name.
inline TagNeverPublished tag_never_published(const project::Project& project, std::string_view image) {
  const knowledge::Reference reference = knowledge::parse_reference(image);
  if (!reference.valid || !reference.digest.empty() || reference.tag.empty()) return {};
  const knowledge::TagVerdict verdict = knowledge::judge_tag(reference);
  if (!verdict.never || is_built_here(project, image)) return {};
  TagNeverPublished result{.never = true, .instead = {}};
  if (!verdict.meant.empty())
    result.instead = std::string(image.substr(0, image.size() - reference.tag.size())) + verdict.meant;
  return result;
}

}  // namespace seaworthy::rules
