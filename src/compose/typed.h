#pragma once

#include <optional>
#include <set>

#include "compose/context.h"
#include "compose/environment.h"

namespace seaworthy::compose {

/// True when the service has no profiles or one of `profiles` is its own.
bool has_profile(const Value& service, std::span<const std::string_view> profiles);

/// Puts what label files give into `labels` of the active services, and what env files give into the `environment` of
/// their `pre_start` hooks.
const Value* resolve_files(Context& context, const Value& root, const Environment& environment,
                           std::span<const std::string_view> profiles);

/// Reads the canonical services of `root` into typed structures; env files are read here. Services whose profiles are
/// not active go to `inactive`; what is wrong with an env file is reported for those in `selected` (nothing: all
/// active).
void read_services(Context& context, const Value& root, const Environment& environment,
                   std::span<const std::string_view> profiles,
                   const std::optional<std::set<std::string_view>>& selected, std::vector<Service>& active,
                   std::vector<Service>& inactive);
void read_resources(Context& context, const Value& root, Model& model);

}  // namespace seaworthy::compose
