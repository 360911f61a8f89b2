#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "base/leading_words.h"
#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/git_ignore.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "rules/lib/made_files.h"
#include "rules/lib/words.h"
#include "yaml/node.h"

namespace seaworthy::rules::tls_file_not_in_container {

/// Directives with a file of TLS or of accounts, without which nginx does not start or answers nobody.
constexpr std::string_view file_directives =
    "ssl_certificate ssl_certificate_key ssl_dhparam ssl_client_certificate ssl_trusted_certificate ssl_password_file "
    "ssl_session_ticket_key auth_basic_user_file";

constexpr std::string_view haproxy_options = "crt ca-file crl-file crt-list";
constexpr std::string_view apache_directives =
    "SSLCertificateFile SSLCertificateKeyFile SSLCertificateChainFile SSLCACertificateFile AuthUserFile";

/// A file that the configuration of a proxy names.
struct NamedFile {
  std::string_view path;
  Span span;
  bool needed = true;   ///< The proxy does not start without it.
  bool is_pem = false;  ///< A certificate or a key.
};

static void add_nginx(const project::Project& project, const project::Service& service,
                      std::vector<NamedFile>& result) {
  for (const project::File* const file : project::nginx_files(project, service))
    for (const nginx::Directive* const directive : file->nginx->directives)
      if (is_one_of(file_directives, directive->name))
        result.push_back({directive->parameter(0), directive->span, directive->name != "auth_basic_user_file",
                          is_one_of("ssl_certificate ssl_certificate_key", directive->name)});
}

/// `certFile` and `keyFile` of a file of Traefik, at any depth.
static void add_traefik(const yaml::Node& node, unsigned depth, std::vector<NamedFile>& result) {
  constexpr unsigned deepest = 8;
  if (depth > deepest) return;
  for (const yaml::Node* const item : node.items) add_traefik(item->resolved(), depth + 1, result);
  for (const yaml::Entry& entry : node.entries) {
    if (entry.value == nullptr) continue;
    const yaml::Node& value = entry.value->resolved();
    if (value.is_scalar() && (entry.key->text == "certFile" || entry.key->text == "keyFile"))
      result.push_back({value.text, value.span, false, true});
    else if (!value.is_scalar())
      add_traefik(value, depth + 1, result);
  }
}

/// `tls CERTIFICATE KEY` of Caddy, `bind :443 ssl crt PATH` of HAProxy, `SSLCertificateFile PATH` of Apache.
static void add_lines(const project::Project& project, const project::File& file, std::vector<NamedFile>& result) {
  const std::string_view text = project.sources[file.source].text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const auto words = leading_words<10>(text.substr(begin, end - begin));
    begin = end + 1;
    for (std::size_t at = 1; at < words.size(); ++at) {
      const bool names_file = file.kind == project::FileKind::caddy ? words[0] == "tls"
                              : file.kind == project::FileKind::haproxy
                                  ? is_one_of(haproxy_options, words[at - 1])
                                  : at == 1 && is_one_of(apache_directives, words[0]);
      std::string_view path = words[at];
      if (path.size() > 1 && path.front() == '"' && path.back() == '"') path = path.substr(1, path.size() - 2);
      if (!names_file || path.empty() || words[0].starts_with('#')) continue;
      const auto offset = static_cast<std::uint32_t>(path.data() - text.data());
      result.push_back(
          {path, {file.source, offset, offset + static_cast<std::uint32_t>(path.size())}, words[0] != "AuthUserFile"});
    }
  }
}

static std::vector<NamedFile> named_files(const project::Project& project, const project::Service& service) {
  std::vector<NamedFile> result;
  if (project::runs_nginx(service)) {
    add_nginx(project, service, result);
    return result;
  }
  if (service.image == nullptr || service.image->kind != knowledge::ImageKind::proxy) return result;
  for (const project::File* const file : project::configuration_files(project, service)) {
    if (!file->has_content) continue;
    if (file->yaml != nullptr && file->yaml->root() != nullptr)
      add_traefik(file->yaml->root()->resolved(), 0, result);
    else if (file->yaml == nullptr && file->nginx == nullptr)
      add_lines(project, *file, result);
  }
  return result;
}

/// Programs of a start command that leave no certificates behind.
constexpr std::string_view harmless_programs = "nginx sleep wait true : trap exit envsubst kill date";

static bool starts_plainly(const project::Service& service) {
  return !service.command.words.empty() && base_name(service.command.words.front()) == "nginx";
}

static bool is_granted(const project::Service& service, std::string_view path) {
  for (const compose::SecretGrant& grant : service.definition->secrets)
    if (path == grant.target || (contains(path, "/run/secrets/") && path.ends_with(grant.name))) return true;
  return std::ranges::any_of(service.definition->configs,
                             [&](const compose::SecretGrant& grant) { return path == grant.target; });
}

/// Whether the command may write files before the proxy starts: one that starts nginx, waits and has it read its
/// configuration again makes none.
static bool prepares_files(const project::Service& service) {
  if (service.entrypoint.from == project::Provenance::compose) return true;
  if (service.command.from != project::Provenance::compose) return false;
  const shell::Script* const script = service.command.script;
  if (script == nullptr) return project::runs_nginx(service) && !starts_plainly(service);
  return std::ranges::any_of(script->commands, [](const shell::Node* node) {
    return !node->program.empty() && !is_one_of(harmless_programs, base_name(node->program));
  });
}

/// The service of certbot that alone writes to the volume on which a file should be, when it is one of those folders of
/// certbot that do not have it: certificates come to `live/NAME/`. Null otherwise.
static const project::Service* made_elsewhere_by(const project::Service& service, const compose::Mount& mount,
                                                 std::string_view path) {
  if (mount.type != compose::MountType::volume || path.size() <= mount.target.size()) return nullptr;
  const std::string_view inner = path.substr(mount.target.size() + (mount.target.ends_with('/') ? 0 : 1));
  if (inner.starts_with("live/") || inner.starts_with("archive/") || contains(path, "letsencrypt")) return nullptr;
  const project::Service* found = nullptr;
  for (const project::Service* const other : service.stack->services)
    for (const compose::Mount& each : other->definition->mounts) {
      if (each.type != compose::MountType::volume || each.source_text != mount.source_text || each.read_only) continue;
      const bool is_certbot = other->image != nullptr && other->image->name == "certbot/certbot";
      if (!is_certbot || each.target != "/etc/letsencrypt") return nullptr;
      found = other;
    }
  return found;
}

/// Whether another service, of any stack, writes into the folder of the host that is mounted here: certbot, a
/// generator.
static bool is_filled_by_neighbour(const project::Project& project, const project::Service& service,
                                   const compose::Mount& mount) {
  return std::ranges::any_of(project.services, [&](const project::Service& other) {
    // The same proxy in another stack makes no certificates either.
    return other.name != service.name && std::ranges::any_of(other.definition->mounts, [&](const compose::Mount& each) {
             return each.type == compose::MountType::bind && !each.read_only && each.inside_root &&
                    (project::is_below(each.host_path, mount.host_path) ||
                     project::is_below(mount.host_path, each.host_path));
           });
  });
}

/// A file that should come with a folder of the repository and is neither in it nor made by anything here. False when
/// it is there, or may be.
static bool check_mounted(const project::Service& service, const NamedFile& named, const compose::Mount& mount,
                          Report& report) {
  const project::Project& project = report.project();
  if (mount.type != compose::MountType::bind || !mount.inside_root || mount.target == named.path) return false;
  const std::string path = project::container_file(project, service, named.path).source_path;
  if (path.empty() || project.path_state(path) != project::PathState::missing ||
      steps_on_file(project, path).made.valid() || is_filled_by_neighbour(project, service, mount))
    return false;
  Builder finding = report.at(named.span, "`{}` is not in `{}`, which is mounted there, and nothing here makes it",
                              named.path, mount.host_path.empty() ? std::string_view(".") : mount.host_path);
  finding.note(mount.span(), "This is the mount");
  if (named.needed) finding.rung(Rung::start);
  // Certificates differ from machine to machine: where somebody says so, they are there on most of them.
  if (const project::File* const guide = guide_on_file(project, path); guide != nullptr)
    finding.confidence(Confidence::possible)
        .severity(Severity::medium)
        .note({guide->source, 0, 0}, "This guide names it");
  else if (const Span pattern = project::ignored_if_made(project, path); pattern.valid())
    finding.confidence(Confidence::possible)
        .severity(Severity::medium)
        .note(pattern, "Git ignores it, so each machine needs its own before the start");
  return true;
}

/// Whether the configuration names a file with the passphrases of keys.
static bool knows_passphrase(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(project::nginx_files(project, service), [](const project::File* file) {
    return std::ranges::any_of(file->nginx->directives, [](const nginx::Directive* directive) {
      return directive->name == "ssl_password_file";
    });
  });
}

/// A certificate or key of the repository with which no proxy can do anything. False when it may be right.
static bool check_content(const project::Service& service, const NamedFile& named, Report& report) {
  const project::Project& project = report.project();
  if (!named.is_pem) return false;
  const std::string path = project::container_file(project, service, named.path).source_path;
  const project::File* const file = path.empty() ? nullptr : project.file(path);
  if (file == nullptr || !file->has_content) return false;
  const std::string_view text = project.sources[file->source].text();
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    Builder finding = report.at(named.span, "`{}` is empty, and so neither a certificate nor a key", path);
    finding.severity(Severity::medium).note({file->source, 0, 0}, "Each machine has to put its own here");
    if (named.needed) finding.rung(Rung::start);
    return true;
  }
  if (!project::runs_nginx(service) || !contains(text, "ENCRYPTED") || knows_passphrase(project, service)) return false;
  report
      .at(named.span,
          "The key `{}` has a passphrase that nobody gives to nginx, which does not start then; add "
          "`ssl_password_file` or store it without",
          path)
      .rung(Rung::start)
      .note({file->source, 0, 0}, "It is encrypted");
  return true;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const NamedFile& named : named_files(report.project(), service)) {
    if (!named.path.starts_with('/') || named.path.find_first_of("${") != std::string_view::npos) continue;
    asks = true;
    if (!prepares_files(service) && check_content(service, named, report)) return;
    if (const compose::Mount* const mount = project::mount_over(service, named.path); mount != nullptr) {
      if (!prepares_files(service) && check_mounted(service, named, *mount, report)) return;
      if (const project::Service* const maker = made_elsewhere_by(service, *mount, named.path); maker != nullptr) {
        Builder finding =
            report.at(named.span, "Nothing makes `{}`: `{}` writes its certificates below `live/` of the volume `{}`",
                      named.path, maker->name, mount->source_text);
        finding.note(mount->span(), "The volume is mounted here");
        if (named.needed) finding.rung(Rung::start);
        return;
      }
    }
    // An image that is built may make it; what stands on a volume is made by somebody else.
    if (service.builds || project::mount_over(service, named.path) != nullptr || is_granted(service, named.path) ||
        prepares_files(service))
      continue;
    Builder finding = report.at(named.span, "`{}` is on no mount of `{}`, and the image has nothing there; mount it",
                                named.path, service.name);
    finding.note(service.span, "These are all mounts of `{}`", service.name);
    if (named.needed) finding.rung(Rung::start);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5100",
    .summary = "Certificate or key that its proxy does not have, or cannot read",
    .why =
        "nginx, Caddy, HAProxy and Apache do not start without the certificates and keys that they name, Traefik takes "
        "a "
        "certificate of its own; nginx refuses everybody without the file of `auth_basic_user_file`.",
    .remedy = "Mount the folder with the certificate, or correct the path.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "find their certificates",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tls_file_not_in_container
