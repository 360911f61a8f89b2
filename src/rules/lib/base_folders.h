#pragma once

#include <string_view>

#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Whether an image of a distribution or a language may bring a folder at an absolute path along: all that the
/// Filesystem Hierarchy Standard 3.0 names, and what is below, except where it leaves the place to the administrator or
/// to a program of its own (`/srv/x`, `/opt/x`, `/var/lib/x`).
inline bool base_may_have(std::string_view path) {
  if (path.size() < 2) return true;
  const std::string_view first = before(path.substr(1), '/');
  if (is_one_of("srv opt mnt", first)) return path.size() == first.size() + 1;
  if (project::parent_path(path) == "/var/lib")
    return is_one_of("apk apt dpkg rpm dnf misc pam systemd udhcpd dbus alternatives initscripts", base_name(path));
  if (path.starts_with("/var/lib/")) return base_may_have(project::parent_path(path));
  return is_one_of("bin boot dev etc home lib lib32 lib64 media proc root run sbin sys tmp usr var", first);
}

}  // namespace seaworthy::rules
