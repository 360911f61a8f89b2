#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compose/load.h"
#include "compose/model.h"

namespace seaworthy::compose {

/// What `docker compose config` is asked for.
enum class ConfigOutput : std::uint8_t {
  model,
  services,
  volumes,
  networks,
  models,
  hashes,
  profiles,
  images,
  variables,
  environment,
};

struct ConfigRequest {
  ConfigOutput output = ConfigOutput::model;
  bool yaml = true;                   ///< Else JSON; of `variables` a table unless `json` is set.
  bool json = false;                  ///< `variables` as JSON.
  bool interpolated = true;           ///< The model was loaded with interpolation.
  bool env_files_read = true;         ///< Else `env_file` is printed as it stands.
  bool paths_resolved = true;         ///< Else what includes and bases name is relative to the project's folder.
  std::string root;                   ///< Absolute path of the audited root; stands in front of relative paths.
  std::vector<std::string> services;  ///< Only these and what they depend on; for `hashes` only these.
};

/// The text that `docker compose config` would print for a model that loaded.
std::string config(const Model& model, const ConfigRequest& request);

}  // namespace seaworthy::compose
