#include "rules/lib/published_tag.h"

#include "knowledge/knowledge.h"
#include "knowledge/published_tags.h"
#include "project/answers.h"
#include "rules/lib/own_images.h"

namespace seaworthy::rules {

/// Many Dockerfiles and services name one image.
static TagNeverPublished judge_image(const project::Project& project, const project::TextAsked& asked) {
  const std::string_view image = asked.text;
  const knowledge::Reference reference = knowledge::parse_reference(image);
  if (!reference.valid || !reference.digest.empty() || reference.tag.empty()) return {};
  const knowledge::TagVerdict verdict = knowledge::judge_tag(reference);
  if (!verdict.never || is_built_here(project, image)) return {};
  TagNeverPublished result{.never = true, .instead = {}};
  if (!verdict.meant.empty())
    result.instead = std::string(image.substr(0, image.size() - reference.tag.size())) + verdict.meant;
  return result;
}

const TagNeverPublished& tag_never_published(const project::Project& project, std::string_view image) {
  return project::answer<judge_image>(project, project::TextAsked(image));
}

}  // namespace seaworthy::rules
