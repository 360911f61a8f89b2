#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compose/model.h"
#include "project/model.h"
#include "rules/lib/words.h"

/// Where a credential of a service comes from.
namespace seaworthy::rules {

/// True when some `${...}` stands in the value.
bool is_interpolated(const compose::EnvironmentEntry& entry);

/// Where a file is, as a default for a key or certificate: /certs/server.key, config/jwt.pem. A relative path is one by
/// its folder and an ending that keys, certificates and lists of accounts have.
inline bool is_file_path(std::string_view value) {
  // Below a top folder of the Filesystem Hierarchy Standard (3.0, section 3) a value is a path without an ending too; a
  // key in base64 may begin with `/`, but hardly with one of these.
  for (const std::string_view folder : {"/home/", "/etc/", "/opt/", "/usr/", "/root/", "/var/", "/mnt/", "/srv/", "~/"})
    if (value.starts_with(folder) && value.find(' ') == std::string_view::npos) return true;
  const std::size_t dot = value.rfind('.');
  const std::size_t slash = value.rfind('/');
  if (dot == std::string_view::npos || slash == std::string_view::npos || dot < slash ||
      value.find(' ') != std::string_view::npos)
    return false;
  return value.starts_with('/') || value.starts_with("./") || value.starts_with("../") || value.starts_with("~/") ||
         is_one_of("key pem crt cer der p12 pfx jks pub json txt yml yaml env asc gpg", value.substr(dot + 1));
}

/// A value that switches something on or off: ENABLE_TOKEN=1 holds no credential.
inline bool is_switch(std::string_view value) {
  return is_one_of("true false yes no on off 0 1 True False TRUE FALSE", value);
}

/// Development, test and example stacks: their credentials open nothing that matters.
bool is_throwaway(const project::Service& service);

/// The password of `scheme://user:password@host`, when the text has one, as written.
std::optional<std::string_view> password_of_url(std::string_view text);
/// The same of a list of settings for a server: `Host=db;Username=shop;Password=...`, `host=db password=...
/// dbname=shop`.
std::optional<std::string_view> password_of_connection_string(std::string_view text);

}  // namespace seaworthy::rules
