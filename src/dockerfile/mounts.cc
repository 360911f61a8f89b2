#include "dockerfile/build.h"
#include "dockerfile/characters.h"

namespace seaworthy::dockerfile {

void parse_mounts(Instruction& instruction, Build& build) {
  std::vector<Mount> mounts(instruction.mounts.begin(), instruction.mounts.end());
  for (Mount& mount : mounts) {
    mount.type = "bind";
    bool says_read_only = false;
    for (const MountOption& option : mount.options) {
      const std::string_view key = build.arena.copy(std::string_view(lower(option.key)));
      const bool enabled = !option.has_value || option.resolved == "1" ||
                           equal_ignoring_case(option.resolved, "true") || equal_ignoring_case(option.resolved, "t");
      if (key == "type") {
        mount.type = build.arena.copy(std::string_view(lower(option.resolved)));
      } else if (key == "target" || key == "dst" || key == "destination") {
        mount.target = option.resolved;
      } else if (key == "source" || key == "src") {
        mount.source = option.resolved;
      } else if (key == "from") {
        mount.from = option.resolved;
      } else if (key == "id") {
        mount.id = option.resolved;
      } else if (key == "required") {
        mount.required = enabled;
      } else if (key == "ro" || key == "readonly") {
        mount.read_only = enabled;
        says_read_only = true;
      } else if (key == "rw" || key == "readwrite") {
        mount.read_only = !enabled;
        says_read_only = true;
      }
    }
    if (!says_read_only) mount.read_only = mount.type != "cache" && mount.type != "tmpfs";
  }
  instruction.mounts = build.arena.copy(mounts);
}

}  // namespace seaworthy::dockerfile
