#include "rules/lib/php_images.h"

#include "knowledge/knowledge.h"
#include "project/tools.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

bool is_php_fpm(const project::Service& service) {
  const knowledge::Image* const image = service.stage != nullptr ? project::base_image(*service.stage) : service.image;
  if (image == nullptr || image->name != "php") return false;
  const std::string_view tag = service.stage != nullptr ? knowledge::parse_reference(service.stage->root().base).tag
                                                        : service.image_reference.tag;
  return contains(tag, "fpm");
}

}  // namespace seaworthy::rules
