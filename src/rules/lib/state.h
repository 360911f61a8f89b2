#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Where the state of services lives, and the settings that bound it.
namespace seaworthy::rules {

/// What keeps a path of a container once the container is gone.
enum class Keeper : std::uint8_t {
  volume,     ///< A named volume on disk.
  bind,       ///< A folder of the host.
  anonymous,  ///< Nothing that a new container finds again: no mount, or a volume without a name.
  memory,     ///< tmpfs, directly or as a volume of that type.
};

struct StatePlace {
  std::string_view path;
  Keeper keeper = Keeper::anonymous;
  const compose::Mount* mount = nullptr;  ///< Null for the image's own anonymous volume.
};

/// Every data path of the service with what keeps it.
std::vector<StatePlace> state_places(const project::Service& service);
/// What keeps one path of the container.
StatePlace state_place(const project::Service& service, std::string_view path);
/// The volume of the stack that a mount names; null for a bind, a tmpfs and an anonymous volume.
const compose::Volume* volume_of(const project::Service& service, const compose::Mount& mount);
/// Whether losing the state of a service loses anything: databases, object stores, search, brokers, identity and other
/// programs with data paths; a cache only when it is told to write to disk.
bool keeps_state(const project::Service& service);
/// Whether a service of a known image runs the image's own program: a script or a client in its place keeps no state.
bool runs_image_program(const project::Service& service);
/// Stacks whose data nobody misses: test, CI and examples.
bool is_short_lived(const project::Stack& stack);

/// A setting that a service gives to its program.
struct GivenSetting {
  std::string_view value;
  Span span;
};
/// `--name value` or `--name=value` of the command in force, shell text followed; of several the last.
std::optional<GivenSetting> given_option(const project::Service& service, std::string_view name);
/// `name value` of a configuration file in the Redis style that the service reads.
std::optional<GivenSetting> configured(const project::Project& project, const project::Service& service,
                                       std::string_view name);

/// Bytes of "512mb", "1g", "1.5GiB", "268435456"; nothing when it is no size. Redis and JVM take 1024 for `k`, `kb`.
std::optional<std::int64_t> size_in_bytes(std::string_view text);
/// "512 MiB", "1.5 GiB".
std::string readable_size(std::int64_t bytes);

}  // namespace seaworthy::rules
