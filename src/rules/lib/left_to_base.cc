#include "rules/lib/left_to_base.h"

#include <string_view>

#include "knowledge/knowledge.h"
#include "rules/lib/accounts.h"
#include "rules/lib/layers.h"

namespace seaworthy::rules {
namespace {

bool starts_nothing_itself(const dockerfile::Stage& stage) {
  return stage.entrypoint == nullptr && stage.cmd == nullptr;
}

const knowledge::Image* known_base(const dockerfile::Stage& stage) {
  const dockerfile::Stage& root = stage.root();
  return root.base_known ? knowledge::image(root.base) : nullptr;
}

}  // namespace

bool needs_no_user(const dockerfile::Stage& stage) {
  return (starts_nothing_itself(stage) && stage.root().base == "scratch") || is_windows_stage(stage);
}

bool base_gives_user(const dockerfile::Stage& stage) {
  const knowledge::Image* const base = known_base(stage);
  if (base == nullptr) return false;
  const knowledge::ImageVariant* const variant =
      knowledge::variant(*base, knowledge::parse_reference(stage.root().base).tag);
  const std::string_view user = variant != nullptr && !variant->user.empty() ? variant->user : base->user;
  return !user.empty() && !is_root(user);
}

bool needs_no_probe(const dockerfile::Stage& stage) {
  const std::string_view base = stage.root().base;
  return starts_nothing_itself(stage) || base.starts_with("public.ecr.aws/lambda/") ||
         base.starts_with("mcr.microsoft.com/azure-functions/") || base.starts_with("amazon/aws-lambda-");
}

bool base_gives_probe(const dockerfile::Stage& stage) {
  const knowledge::Image* const base = known_base(stage);
  return base != nullptr && base->has_probe;
}

}  // namespace seaworthy::rules
