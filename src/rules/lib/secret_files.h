#pragma once

#include <string_view>

#include "rules/lib/words.h"

/// Files whose name says that they hold credentials.
namespace seaworthy::rules {

/// Whether a variable of this name holds the path of a file with credentials.
inline bool names_credentials_file(std::string_view name) {
  return is_one_of("AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE GOOGLE_APPLICATION_CREDENTIALS HF_TOKEN_PATH", name);
}

/// What the file holds, in words; "" for other files. Examples and templates hold none.
inline std::string_view secret_file(std::string_view path) {
  const std::string_view name = base_name(path);
  for (const std::string_view sample : {"example", "sample", "template", "dist", "test", ".pub"})
    if (contains(name, sample)) return {};
  if (name == ".env" || (name.starts_with(".env.") && !name.ends_with(".md") && !name.ends_with(".d")) ||
      name == "prod.env" || name == "production.env")
    return "settings with credentials";
  if (is_one_of("id_rsa id_dsa id_ecdsa id_ed25519", name)) return "a private SSH key";
  if (name == ".netrc" || name == "_netrc" || name == ".git-credentials" || name == ".pgpass" || name == ".my.cnf")
    return "passwords";
  if (name == ".htpasswd") return "password hashes";
  if (is_one_of(".npmrc .pypirc .dockercfg", name)) return "access to a package registry";
  if (path.ends_with(".docker/config.json") || path.ends_with(".aws/credentials") || path.ends_with(".kube/config") ||
      path == ".aws" || path == ".kube" || path == ".ssh" || path.ends_with("/.aws") || path.ends_with("/.ssh") ||
      path.ends_with("/.kube"))
    return "credentials";
  if (is_one_of("credentials.json credential.json service-account.json serviceaccount.json service_account.json "
                "client_secret.json "
                "gcp-key.json secrets.yml secrets.yaml secrets.json master.key password.txt passwords.txt",
                name))
    return "credentials";
  if (name.ends_with(".p12") || name.ends_with(".pfx") || name.ends_with(".jks") || name.ends_with(".keystore") ||
      name.ends_with(".ovpn") || name.ends_with(".kdbx") || name.ends_with(".ppk"))
    return "a private key";
  if (is_one_of(
          "server.key private.key privkey.pem private.pem key.pem tls.key ssl.key private_key.pem private-key.pem",
          name))
    return "a private key";
  return {};
}

}  // namespace seaworthy::rules
