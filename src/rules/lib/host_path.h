#pragma once

#include <string_view>

#include "compose/model.h"
#include "knowledge/knowledge.h"

namespace seaworthy::rules {

/// The host path behind a mount: of a bind mount, or of a named volume whose driver options bind one. "" for others.
/// `declared`: where the volume names it.
struct HostPath {
  std::string_view path;
  Span declared;
};
inline HostPath host_path(const compose::Mount& mount, const compose::Model& model) {
  if (mount.type == compose::MountType::bind) return {mount.inside_root ? std::string_view{} : mount.host_path, {}};
  if (mount.type == compose::MountType::npipe) return {mount.source_text, {}};
  if (mount.type != compose::MountType::volume || mount.source_text.empty()) return {};
  for (const compose::Volume& volume : model.volumes)
    if (volume.name == mount.source_text && volume.bind_device)
      return {volume.bind_device.value, volume.bind_device.span()};
  return {};
}

/// Whether the socket of an engine, or the folder that it is in, stands at a path.
inline bool is_engine_socket(std::string_view path) {
  const knowledge::SensitivePath* const known = knowledge::sensitive_path(path);
  return known != nullptr && known->kind == knowledge::SensitivePath::Kind::engine_socket;
}

}  // namespace seaworthy::rules
