#pragma once

#include <optional>
#include <set>

#include "compose/context.h"
#include "compose/environment.h"

namespace seaworthy::compose {

/// True when the service has no profiles or one of `profiles` is its own.
bool has_profile(const Value& service, std::span<const std::string_view> profiles);

/// Which services run, for which reason.
struct Activation {
  std::span<const std::string_view> requested;         ///< Profiles that are asked for.
  std::span<const std::string_view> all;               ///< With those of the services that are asked for by name.
  std::optional<std::set<std::string_view>> selected;  ///< The latter and what they depend on; nothing: all active.
};

/// Puts what label files give into `labels` of the services that the requested profiles activate, and what env files
/// give into the `environment` of `pre_start` hooks.
const Value* resolve_files(Context& context, const Value& root, const Environment& environment,
                           const Activation& activation);

/// Reads the canonical services of `root` into typed structures; env files are read here, and what is wrong with them
/// is reported for the services of which Compose reads them. Services whose profiles are not active go to `inactive`.
void read_services(Context& context, const Value& root, const Environment& environment, const Activation& activation,
                   std::vector<Service>& active, std::vector<Service>& inactive);
void read_resources(Context& context, const Value& root, Model& model);

}  // namespace seaworthy::compose
