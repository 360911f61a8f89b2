#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace seaworthy::discover {

/// What a file is. One kind per file.
enum class FileKind : std::uint8_t {
  dockerfile,
  compose,
  bake,
  dockerignore,
  gitignore,
  env,
  env_template,
  nginx,
  traefik,
  caddy,
  haproxy,
  prometheus,
  prometheus_rules,
  alertmanager,
  grafana,
  loki,
  promtail,
  sql,
  entrypoint,
  script,
  makefile,
  ci,
  package_json,
  package_lock,
  python_manifest,
  python_lock,
  go_mod,
  go_sum,
  cargo,
  java_manifest,
  php_manifest,
  ruby_manifest,
  dotnet_manifest,
  toolchain,
  source,
  readme,
  documentation,
  seaworthy_config,
  peer_config,
  kubernetes,
  secret,
  certificate,
  other,
};
std::string_view name(FileKind kind);

enum class Role : std::uint8_t { unknown, production, development, test, example, ci, template_file };
std::string_view name(Role role);

/// A kind, and why: "named `Dockerfile.prod`", "first line is `#!/bin/bash`". `other` without a reason is no file of a
/// deployment; `other` with one is a configuration file of a program that has no kind of its own.
struct Classified {
  FileKind kind = FileKind::other;
  std::string_view reason;     ///< Static text.
  bool needs_content = false;  ///< The name alone does not tell: call classify_content with the first bytes.
  /// Nothing by itself, but YAML with no other top-level keys than a Compose file has: a Compose file when one includes
  /// or extends it, or a command is given it.
  bool compose_if_named = false;
};
/// By path alone.
Classified classify_name(std::string_view path);
/// By the first bytes (at most 8 KiB; of YAML the whole file), for those where the name does not tell.
Classified classify_content(std::string_view path, std::string_view head);
/// Paths of YAML files that a file of this kind names as Compose files: by `include` and `extends` in a Compose file,
/// by
/// `-f`, `-c` and COMPOSE_FILE elsewhere. As written, in no order, and read from lines: some may be something else.
std::vector<std::string_view> named_compose_files(FileKind kind, std::string_view text);
/// Whether a file of this kind is read, or its name is all that counts.
bool reads_content(FileKind kind);

/// A role, and the part of the path that it was read from: "`prod` in its name", "in folder `examples`".
struct RoleOfPath {
  Role role = Role::unknown;
  std::string_view word;   ///< A view on `path`; empty for `unknown`.
  bool in_folder = false;  ///< The word stands in a folder's name.
};
/// Role by path: folders and name parts such as `prod`, `dev`, `test`, `example`. Test and example folders decide for
/// all below them, then the file's own name, then the nearest folder.
RoleOfPath explain_role(std::string_view path);
Role role_of_path(std::string_view path);

}  // namespace seaworthy::discover
