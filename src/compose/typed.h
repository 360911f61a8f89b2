#pragma once

#include "compose/context.h"
#include "compose/environment.h"

namespace seaworthy::compose {

/// Reads the canonical services of `root` into typed structures; env files are read here. Services whose profiles are
/// not active go to `inactive`.
void read_services(Context& context, const Value& root, std::string_view directory, const Environment& environment,
                   std::span<const std::string_view> profiles, std::vector<Service>& active,
                   std::vector<Service>& inactive);
void read_resources(Context& context, const Value& root, Model& model);

}  // namespace seaworthy::compose
