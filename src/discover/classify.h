#pragma once

#include <cstdint>
#include <string_view>

namespace seaworthy::discover {

/// What a file is. One kind per file.
enum class FileKind : std::uint8_t {
  dockerfile, compose, bake, dockerignore, gitignore, env, env_template, nginx, traefik, caddy, haproxy, prometheus,
  prometheus_rules, alertmanager, grafana, loki, promtail, sql, entrypoint, script, makefile, ci, package_json,
  package_lock, python_manifest, python_lock, go_mod, go_sum, cargo, java_manifest, php_manifest, ruby_manifest,
  dotnet_manifest, toolchain, source, readme, documentation, seaworthy_config, peer_config, kubernetes, secret, certificate,
  other,
};
std::string_view name(FileKind kind);

enum class Role : std::uint8_t { unknown, production, development, test, example, ci, template_file };
std::string_view name(Role role);

/// A kind, and why: "named `Dockerfile.prod`", "first line is `#!/bin/bash`".
struct Classified {
  FileKind kind = FileKind::other;
  std::string_view reason;  ///< Static text or a view on `path`.
  bool needs_content = false;  ///< The name alone does not tell: call classify_content with the first bytes.
};
/// By path alone.
Classified classify_name(std::string_view path);
/// By the first bytes (at most 8 KiB), for those where the name does not tell.
Classified classify_content(std::string_view path, std::string_view head);
/// Role by path: folders and name parts such as `prod`, `dev`, `test`, `example`.
Role role_of_path(std::string_view path);

}  // namespace seaworthy::discover
