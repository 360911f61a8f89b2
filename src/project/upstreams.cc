#include "project/upstreams.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>

#include "base/leading_words.h"
#include "discover/gitignore.h"
#include "knowledge/schemes.h"
#include "nginx/ast.h"
#include "project/answers.h"
#include "project/code_addresses.h"
#include "project/container_files.h"
#include "project/facts.h"
#include "project/image_files.h"
#include "project/listening.h"
#include "project/names.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

bool is_host_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
}

bool is_address_number(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Reads `[user[:password]@]host[:port]` at `at`; moves `at` behind it. False when there is no host.
bool read_authority(std::string_view text, std::size_t& at, Address& address) {
  std::size_t end = at;
  while (end < text.size() && text[end] != '/' && text[end] != '?' && text[end] != '#' && text[end] != ',' &&
         text[end] != '"' && text[end] != '\'' && std::isspace(static_cast<unsigned char>(text[end])) == 0 &&
         text[end] != '|' && text[end] != ')' && text[end] != ';' && text[end] != '`' && text[end] != '>')
    ++end;
  const std::size_t credentials = text.substr(at, end - at).rfind('@');
  if (credentials != std::string_view::npos) {
    address.credentials = text.substr(at, credentials);
    at += credentials + 1;
  }
  if (text.substr(at, end - at).starts_with("tcp(")) at += 4;  // MySQL's Go driver.
  const std::size_t host_begin = at;
  if (at < end && text[at] == '[') {
    const std::size_t close = text.find(']', at);
    if (close == std::string_view::npos || close >= end) return false;
    address.host = text.substr(at + 1, close - at - 1);
    at = close + 1;
  } else {
    while (at < end && is_host_byte(text[at])) ++at;
    address.host = text.substr(host_begin, at - host_begin);
  }
  // `maybe%5Fdb` is written for programs that decode it.
  if (address.host.empty() || (at < end && text[at] == '%')) return false;
  address.begin = host_begin;
  if (at < end && text[at] == ':') {
    std::size_t digits = at + 1;
    while (digits < end && std::isdigit(static_cast<unsigned char>(text[digits])) != 0) ++digits;
    address.port = parse_port(text.substr(at + 1, digits - at - 1));
    address.port_written = address.port != 0;
    if (address.port_written) at = digits;
  }
  address.end = at;
  if (at < text.size() && text[at] == '/') {
    std::size_t path_end = at;
    while (path_end < text.size() && std::isspace(static_cast<unsigned char>(text[path_end])) == 0 &&
           text[path_end] != ',' && text[path_end] != '"' && text[path_end] != '\'' && text[path_end] != ';' &&
           text[path_end] != '`' && text[path_end] != ')')
      ++path_end;
    address.path = text.substr(at, path_end - at);
    at = path_end;
  }
  return true;
}

std::string upper_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

/// Variables whose value is an address without a scheme.
bool names_address(std::string_view variable) {
  for (const std::string_view suffix :
       {"_ADDR", "_ADDRESS", "_ENDPOINT", "_SERVER", "_SERVERS", "_BROKERS", "_BROKER", "_URL", "_HOSTS", "_NODES",
        "_BOOTSTRAP_SERVERS", "_URI", "_VOTERS", "_CONNECT", "_TARGET", "_UPSTREAM", "_LISTEN_ADDR"})
    if (variable.ends_with(suffix)) return true;
  return false;
}
bool names_host(std::string_view variable) {
  return variable.ends_with("_HOST") || variable.ends_with("_HOSTNAME") || variable.ends_with("SMTP_ADDR") ||
         variable.ends_with("SMTP_SERVER") || variable.ends_with("MAIL_SERVER") || variable == "PGHOST" ||
         variable.ends_with("_SEEDS") || variable.ends_with("DBHOST");
}
/// Variables that say where the service itself listens or is reached from outside.
bool names_itself(std::string_view variable) {
  return variable == "HOST" || variable == "HOSTNAME" || variable.find("LISTEN") != std::string_view::npos ||
         variable.find("BIND") != std::string_view::npos || variable.find("PUBLIC") != std::string_view::npos ||
         variable.find("ALLOWED_") != std::string_view::npos || variable.find("CORS") != std::string_view::npos ||
         variable.find("ORIGIN") != std::string_view::npos || variable.find("CALLBACK") != std::string_view::npos ||
         variable.find("REDIRECT") != std::string_view::npos;
}

/// Whether Grafana looks for data sources where a mount puts the file: below its provisioning alone. What an image has
/// is taken for right.
bool lies_where_grafana_reads(const Service& service, const File& file) {
  std::string folder = "/etc/grafana/provisioning";
  if (const compose::EnvironmentEntry* const given = service.definition->variable("GF_PATHS_PROVISIONING");
      given != nullptr && given->value.has_value())
    folder = *given->value;
  bool any = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || mount.host_path.empty() ||
        !is_below(file.path, mount.host_path))
      continue;
    any = true;
    const std::string place = container_path(mount.target, "." + std::string(file.path.substr(mount.host_path.size())));
    if (place.starts_with(folder + "/datasources/")) return true;
  }
  return !any;
}

class Collector {
 public:
  Collector(const Project& project, const Service& service, std::span<const compose::EnvironmentEntry> promised)
      : project_(project), service_(service), promised_(promised) {}

  std::vector<Reference> collect() {
    environment();
    command();
    for (const File* const file : configuration_files(project_, service_)) {
      file_ = file;
      if (is_template_to_copy(file->path)) continue;
      if (file->nginx != nullptr && reads("nginx OpenResty") && lies_where_nginx_reads(service_, *file))
        nginx_files_.push_back(file);
      if (file->yaml != nullptr && target_groups(*file)) continue;
      if (file->yaml != nullptr) yaml_file(*file);
      if (file->kind == FileKind::caddy && reads("Caddy FrankenPHP")) caddy(*file);
      if (file->kind == FileKind::haproxy && reads("HAProxy")) haproxy(*file);
      if (file->kind == FileKind::other && file->has_content && file->path.ends_with(".conf") && reads("Fluent"))
        fluent_bit(*file);
      if (file->nginx == nullptr && file->yaml == nullptr && file->has_content && file->path.ends_with(".conf") &&
          reads("Apache"))
        apache(*file);
      else if (is_plain_configuration(*file) && !is_of_other_environment(*file))
        configuration(*file);
    }
    nginx();
    for (const CodeAddress& found : code_addresses(project_, service_))
      add(ReferenceKind::code, found.address, found.span).text = found.text;
    for (Reference& reference : found_) finish(reference);
    return std::move(found_);
  }

 private:
  Reference& add(ReferenceKind kind, const Address& address, Span span) {
    Reference reference;
    reference.kind = kind;
    reference.span = span;
    reference.scheme = address.scheme;
    reference.host = address.host;
    reference.port = address.port;
    reference.port_written = address.port_written;
    reference.path = address.path;
    reference.credentials = address.credentials;
    found_.push_back(reference);
    return found_.back();
  }

  void finish(Reference& reference) const {
    reference.from = &service_;
    // `extra_hosts: ["localhost:host-gateway"]` leads out of the container.
    const bool leads_elsewhere = std::ranges::any_of(service_.definition->extra_hosts, [&](const compose::Text& host) {
      return host.value.size() > reference.host.size() && host.value.starts_with(reference.host) &&
             (host.value[reference.host.size()] == ':' || host.value[reference.host.size()] == '=');
    });
    reference.loopback = !leads_elsewhere && (reference.host == "localhost" || reference.host.starts_with("127.") ||
                                              reference.host == "::1");
    reference.internal_name = !reference.loopback && !leads_elsewhere &&
                              reference.host.find('.') == std::string_view::npos &&
                              reference.host.find(':') == std::string_view::npos && !is_address_number(reference.host);
    if (reference.port == 0) reference.port = default_port(reference.scheme);
    if (!reference.loopback && !(leads_elsewhere && reference.host == "localhost"))
      reference.to = service_named(service_, reference.host);
  }

  /// `site.conf.example` is loaded by nobody.
  static bool is_template_to_copy(std::string_view path) {
    return path.ends_with(".example") || path.ends_with(".sample") || path.ends_with(".dist") || path.ends_with(".bak");
  }

  /// Whether the service may run a program that reads such a configuration: a file that lies in a mounted or copied
  /// folder by chance is none of its own. An image that is not known may run anything.
  bool reads(std::string_view titles) const {
    if (service_.image == nullptr) return !service_.builds;
    const std::string_view title = service_.image->title;
    return titles.find(title.substr(0, title.find(' '))) != std::string_view::npos ||
           title.find(titles.substr(0, titles.find(' '))) != std::string_view::npos;
  }

  // --- Environment ---

  void environment() {
    for (const compose::EnvironmentEntry& entry : service_.definition->environment)
      if (!is_passed_by(service_, entry)) variable(entry);
    const std::size_t before = found_.size();
    for (const compose::EnvironmentEntry& entry : promised_)
      if (!is_passed_by(service_, entry)) variable(entry);
    for (std::size_t at = before; at < found_.size(); ++at) found_[at].of_template = true;
  }

  const compose::EnvironmentEntry* expected(std::string_view name) const {
    if (const compose::EnvironmentEntry* const entry = service_.definition->variable(name); entry != nullptr)
      return entry;
    const auto found = std::ranges::find(promised_, name, &compose::EnvironmentEntry::name);
    return found != promised_.end() ? &*found : nullptr;
  }

  void variable(const compose::EnvironmentEntry& entry) {
    if (!entry.value.has_value() || entry.value->empty() || names_itself(entry.name)) return;
    const std::string_view value = *entry.value;
    const std::string name = upper_case(entry.name);
    const std::size_t before = found_.size();
    for (const Address& address : addresses_in(value, names_address(name))) {
      Reference& reference = add(ReferenceKind::environment, address, place_in(entry, address));
      reference.variable = entry.name;
    }
    if (names_host(name) && value.find("://") == std::string_view::npos) host_variable(entry, name, value);
    key_value_string(entry, value);
    go_address(entry, value);
    if (found_.size() == before) whole_address(entry, value);
  }

  /// A value that is `host:port` and nothing else, or a list of them, whatever its variable is called: `cache:6379`.
  void whole_address(const compose::EnvironmentEntry& entry, std::string_view value) {
    std::vector<Address> addresses;
    for (std::size_t begin = 0; begin <= value.size();) {
      const std::size_t end = std::min(value.find(',', begin), value.size());
      if (begin == end || std::isalpha(static_cast<unsigned char>(value[begin])) == 0) return;
      Address& address = addresses.emplace_back();
      std::size_t at = 0;
      if (!read_authority(value.substr(begin, end - begin), at, address) || at != end - begin ||
          !address.port_written || address.port < 1024 || !address.credentials.empty() || !address.path.empty())
        return;
      address.begin += begin;
      address.end += begin;
      begin = end + 1;
    }
    // A list may be of something else, where nothing of it is known.
    if (addresses.size() > 1 && std::ranges::none_of(addresses, [&](const Address& address) {
          return service_named(service_, address.host) != nullptr;
        }))
      return;
    for (const Address& address : addresses)
      add(ReferenceKind::environment, address, place_in(entry, address)).variable = entry.name;
  }

  /// Exact place of an address inside a value when the value stands in the file as it is.
  Span place_in(const compose::EnvironmentEntry& entry, const Address& address) const {
    if (!entry.value_span.valid()) return entry.span;
    const std::string_view written = project_.sources.text(entry.value_span);
    const std::size_t at = written.find(entry.value->substr(address.begin, address.end - address.begin));
    if (at == std::string_view::npos) return entry.value_span;
    const auto begin = entry.value_span.begin + static_cast<std::uint32_t>(at);
    return {entry.value_span.file, begin, begin + static_cast<std::uint32_t>(address.end - address.begin)};
  }

  /// DB_HOST=db with DB_PORT=5432.
  void host_variable(const compose::EnvironmentEntry& entry, std::string_view name, std::string_view value) {
    Address address;
    std::size_t at = 0;
    if (!read_authority(value, at, address) || at != value.size()) return;
    std::string port_name(entry.name);
    // DB_HOST and DB_HOSTNAME go with DB_PORT, SMTP_ADDR with SMTP_PORT, db__host with db__port.
    const std::size_t host = name.rfind(name.rfind("HOST") != std::string_view::npos ? "HOST" : "_");
    if (host == std::string_view::npos) return;
    port_name.resize(name[host] == '_' ? host + 1 : host);
    const std::string stem = port_name;
    port_name += name == entry.name ? "PORT" : "port";
    const compose::EnvironmentEntry* port = expected(port_name);
    // Mqtt__Host goes with Mqtt__Port.
    if (port == nullptr) port = expected(stem + "Port");
    if (!address.port_written && port != nullptr && port->value.has_value()) {
      address.port = parse_port(*port->value);
      address.port_written = address.port != 0;
    }
    Reference& reference =
        add(ReferenceKind::environment, address, entry.value_span.valid() ? entry.value_span : entry.span);
    reference.variable = entry.name;
  }

  /// `user:password@tcp(db:3306)/shop` of Go's driver for MySQL.
  void go_address(const compose::EnvironmentEntry& entry, std::string_view value) {
    constexpr std::string_view opening = "@tcp(";
    const std::size_t open = value.find(opening);
    const std::size_t close = open == std::string_view::npos ? open : value.find(')', open);
    if (close == std::string_view::npos || value.find("://") != std::string_view::npos) return;
    Address address;
    std::size_t at = open + opening.size();
    address.begin = at;
    if (!read_authority(value.substr(0, close), at, address) || at != close) return;
    address.scheme = "mysql";
    add(ReferenceKind::environment, address, place_in(entry, address)).variable = entry.name;
  }

  /// `host=db port=5432 ...` of libpq, `Host=db;Port=5432;` of .NET.
  void key_value_string(const compose::EnvironmentEntry& entry, std::string_view value) {
    if (value.find("://") != std::string_view::npos) return;
    const Address address = address_of_pairs(value);
    if (address.host.empty()) return;
    Reference& reference =
        add(ReferenceKind::environment, address, entry.value_span.valid() ? entry.value_span : entry.span);
    reference.variable = entry.name;
  }

  void command() {
    for (const CommandInForce* const given : {&service_.entrypoint, &service_.command}) {
      if (given->from != Provenance::compose) continue;
      const compose::Command& written =
          given == &service_.entrypoint ? service_.definition->entrypoint : service_.definition->command;
      for (std::size_t index = 0; index < given->words.size(); ++index) {
        const bool is_placed = index < written.word_spans.size() && written.word_spans[index].valid();
        const Span place = is_placed ? written.word_spans[index] : given->span;
        const std::vector<Address> found = addresses_in(given->words[index], false);
        for (const Address& address : found) add(ReferenceKind::command, address, place);
        if (found.empty()) option_address(given->words[index], place);
      }
    }
  }

  /// `api:8080` or `--server=api:8080`, when the name is one of the stack's.
  void option_address(std::string_view word, Span place) {
    if (word.starts_with('-')) word = word.substr(std::min(word.find('=') + 1, word.size()));
    Address address;
    std::size_t at = 0;
    if (word.empty() || std::isalpha(static_cast<unsigned char>(word.front())) == 0 ||
        !read_authority(word, at, address) || at != word.size() || !address.port_written ||
        service_named(service_, address.host) == nullptr)
      return;
    add(ReferenceKind::command, address, place);
  }

  // --- nginx ---

  void nginx() {
    std::map<std::string_view, const nginx::Directive*> upstreams;
    for (const File* const file : nginx_files_)
      for (const nginx::Directive* const directive : file->nginx->directives)
        if (directive->name == "upstream" && directive->block) upstreams.emplace(directive->parameter(0), directive);
    static constexpr std::array passes = {"proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass"};
    for (const File* const file : nginx_files_) {
      file_ = file;
      for (const nginx::Directive* const directive : file->nginx->directives) {
        if (std::ranges::find(passes, directive->name) == passes.end() || directive->parameters.empty()) continue;
        pass(*directive, upstreams);
      }
    }
  }

  void pass(const nginx::Directive& directive, const std::map<std::string_view, const nginx::Directive*>& upstreams) {
    std::string_view target = directive.parameter(0);
    Span span = directive.parameters.front().span;
    bool by_variable = false;
    if (target.find('$') != std::string_view::npos) {
      // `set $backend http://api:3000;` in the same or an outer block, which makes nginx resolve it per request.
      const nginx::Directive* const value = variable_value(directive, target);
      if (value == nullptr) return;
      target = value->parameter(1);
      span = value->parameters[1].span;
      by_variable = true;
      if (target.find('$') != std::string_view::npos) return;
    }
    if (target.starts_with("unix:") || target.find("://unix:") != std::string_view::npos) return;
    std::vector<Address> addresses = addresses_in(target, true);
    if (addresses.empty()) {
      Address address;
      std::size_t at = 0;
      if (read_authority(target, at, address)) addresses.push_back(address);
    }
    for (Address& address : addresses) {
      const auto upstream = upstreams.find(address.host);
      if (upstream == upstreams.end()) {
        Reference& reference = add(ReferenceKind::nginx, address, span);
        reference.file = file_;
        reference.variable = by_variable && directive.name == "proxy_pass" ? "set" : directive.name;
        continue;
      }
      for (const nginx::Directive* const server : upstream->second->children) {
        if (server->name != "server" || server->parameter(0).starts_with("unix:") || server->parameters.empty())
          continue;
        // A template: `server api:${API_PORT};`
        const std::string_view written = server->parameter(0);
        const std::size_t variable = written.find('$');
        const bool port_is_variable = variable != std::string_view::npos && variable == written.find(':') + 1;
        Address server_address;
        std::size_t at = 0;
        if (!read_authority(port_is_variable ? written.substr(0, variable - 1) : written, at, server_address)) continue;
        // `fastcgi_pass php;` names an upstream alone: the directive tells what is spoken. A stream is handed on as it
        // is.
        const std::string_view spoken = directive.name.substr(0, directive.name.rfind('_'));
        if (!address.scheme.empty())
          server_address.scheme = address.scheme;
        else if (!is_in_stream(directive))
          server_address.scheme = spoken == "proxy" ? "http" : spoken;
        // Without a scheme nobody takes its port for the one that was left out.
        if (port_is_variable) server_address.scheme = {};
        server_address.path = address.path;
        Reference& reference = add(ReferenceKind::nginx, server_address, server->parameters.front().span);
        reference.file = project_.file(server->span.file);
        reference.variable = "server";
        reference.upstream = directive.span;
      }
    }
  }

  static bool is_in_stream(const nginx::Directive& directive) {
    const nginx::Directive* block = &directive;
    while (block->parent != nullptr && block->name != "stream") block = block->parent;
    return block->name == "stream";
  }

  static const nginx::Directive* variable_value(const nginx::Directive& directive, std::string_view target) {
    std::string_view variable = target.substr(target.find('$'));
    const std::size_t end = variable.find_first_of("/:", 1);
    variable = variable.substr(0, end);
    if (target != variable && !target.ends_with(variable) && end == std::string_view::npos) return nullptr;
    for (const nginx::Directive* block = directive.parent; block != nullptr; block = block->parent)
      for (const nginx::Directive* const child : block->children)
        if (child->name == "set" && child->parameter(0) == variable && child->parameters.size() > 1) return child;
    return nullptr;
  }

  // --- YAML configuration ---

  static const yaml::Node* get(const yaml::Node* node, std::string_view key) {
    if (node == nullptr || !node->resolved().is_mapping()) return nullptr;
    return node->resolved().get(key);
  }
  static std::span<const yaml::Node* const> items(const yaml::Node* node) {
    return node != nullptr ? node->resolved().items : std::span<const yaml::Node* const>{};
  }

  void add_scalar(ReferenceKind kind, const yaml::Node* node, bool bare, std::string_view scheme = {},
                  std::string_view path = {}) {
    if (node == nullptr || !node->resolved().is_scalar()) return;
    std::vector<Address> found = addresses_in(node->resolved().text, bare);
    if (found.empty() && !scheme.empty()) {
      // `targets: [api]`, on the port of the scheme.
      Address address;
      std::size_t at = 0;
      const std::string_view text = node->resolved().text;
      if (read_authority(text, at, address) && at == text.size()) found.push_back(address);
    }
    for (Address address : found) {
      if (address.scheme.empty()) address.scheme = scheme;
      if (address.path.empty()) address.path = path;
      Reference& reference = add(kind, address, node->resolved().span);
      reference.file = file_;
    }
  }

  static std::string_view text_or(const yaml::Node* node, std::string_view otherwise) {
    return node != nullptr && node->resolved().is_scalar() ? node->resolved().text : otherwise;
  }

  /// The exporter that relabelling puts in the place of all targets of a job, which are then handed to it as
  /// parameters; null where Prometheus asks the targets themselves.
  static const yaml::Node* exporter_of(const yaml::Node* job) {
    const yaml::Node* exporter = nullptr;
    for (const yaml::Node* const step : items(get(job, "relabel_configs"))) {
      if (text_or(get(step, "target_label"), "") != "__address__") continue;
      // With a part of what it was, `$1:9115`, it hangs on each target.
      const yaml::Node* const replacement = get(step, "replacement");
      exporter = text_or(replacement, "$").find('$') == std::string_view::npos ? replacement : nullptr;
    }
    return exporter;
  }

  void scrape_targets(const yaml::Node* job, const yaml::Node* group) {
    const bool probed = exporter_of(job) != nullptr;
    const std::string_view path = text_or(get(job, "metrics_path"), "/metrics");
    for (const yaml::Node* const target : items(get(group, "targets")))
      if (probed)
        add_scalar(ReferenceKind::configuration, target, true);
      else
        add_scalar(ReferenceKind::prometheus, target, true, text_or(get(job, "scheme"), "http"),
                   text_or(get(get(group, "labels"), "__metrics_path__"), path));
  }

  void scrape_job(const yaml::Node* job) {
    for (const yaml::Node* const group : items(get(job, "static_configs"))) scrape_targets(job, group);
    if (const yaml::Node* const exporter = exporter_of(job); exporter != nullptr)
      add_scalar(ReferenceKind::prometheus, exporter, true, text_or(get(job, "scheme"), "http"),
                 text_or(get(job, "metrics_path"), "/metrics"));
  }

  /// A file of targets that `file_sd_configs` of a scrape job names; false for any other file.
  bool target_groups(const File& file) {
    const yaml::Node* const root = file.yaml->root();
    if (root == nullptr || file.kind != FileKind::other || items(root).empty() ||
        get(items(root).front(), "targets") == nullptr || !reads("Prometheus VictoriaMetrics"))
      return false;
    for (const File* const server : configuration_files(project_, service_)) {
      if (server->kind != FileKind::prometheus || server->yaml == nullptr) continue;
      for (const yaml::Node* const job : items(get(server->yaml->root(), "scrape_configs")))
        for (const yaml::Node* const lookup : items(get(job, "file_sd_configs")))
          for (const yaml::Node* const pattern : items(get(lookup, "files"))) {
            if (!discover::glob_matches(base_name(pattern->resolved().text), base_name(file.path))) continue;
            for (const yaml::Node* const group : items(root)) scrape_targets(job, group);
            return true;
          }
    }
    return false;
  }

  void yaml_file(const File& file) {
    const yaml::Node* const root = file.yaml->root();
    if (root == nullptr) return;
    switch (file.kind) {
      case FileKind::prometheus:
        if (!reads("Prometheus VictoriaMetrics")) return;
        for (const yaml::Node* const job : items(get(root, "scrape_configs"))) scrape_job(job);
        for (const yaml::Node* const job : items(get(root, "scrape_configs")))
          for (const yaml::Node* const lookup : items(get(job, "dns_sd_configs"))) looked_up(*lookup);
        for (const yaml::Node* const manager : items(get(get(root, "alerting"), "alertmanagers"))) {
          const yaml::Node* const prefix = get(manager, "path_prefix");
          for (const yaml::Node* const config : items(get(manager, "static_configs")))
            for (const yaml::Node* const target : items(get(config, "targets")))
              add_scalar(
                  ReferenceKind::alertmanager, target, true, "http",
                  prefix != nullptr && prefix->resolved().is_scalar() ? prefix->resolved().text : std::string_view());
        }
        break;
      case FileKind::alertmanager:
        if (!reads("Alertmanager")) return;
        for (const yaml::Node* const receiver : items(get(root, "receivers"))) {
          if (!receiver->resolved().is_mapping()) continue;
          for (const yaml::Entry& way : receiver->resolved().entries)
            if (way.key->text == "webhook_configs")
              for (const yaml::Node* const webhook : items(way.value))
                add_scalar(ReferenceKind::alertmanager, get(webhook, "url"), false);
        }
        break;
      case FileKind::grafana:
        if (!reads("Grafana") || !lies_where_grafana_reads(service_, file)) return;
        for (const yaml::Node* const source : items(get(root, "datasources"))) data_source(*source);
        break;
      case FileKind::promtail:
        if (!reads("Promtail")) return;
        for (const yaml::Node* const client : items(get(root, "clients")))
          add_scalar(ReferenceKind::shipper, get(client, "url"), false);
        break;
      case FileKind::traefik:
        if (!reads("Traefik")) return;
        if (const yaml::Node* const services = get(get(root, "http"), "services");
            services != nullptr && services->resolved().is_mapping())
          for (const yaml::Entry& entry : services->resolved().entries)
            for (const yaml::Node* const server : items(get(get(entry.value, "loadBalancer"), "servers")))
              add_scalar(ReferenceKind::traefik, get(server, "url"), false);
        break;
      default:
        envoy(get(root, "static_resources"));
        collector(*root);
        break;
    }
  }

  /// A data source of Grafana: databases are asked on their wire, everything else over HTTP.
  void data_source(const yaml::Node& source) {
    const yaml::Node* const type = get(&source, "type");
    const std::string_view name =
        type != nullptr && type->resolved().is_scalar() ? type->resolved().text : std::string_view();
    const auto database = std::ranges::find_if(knowledge::tables::schemes, [&](const knowledge::Scheme& row) {
      return std::ranges::find(row.grafana, name) != row.grafana.end();
    });
    const bool is_database = database != knowledge::tables::schemes.end();
    const std::size_t before = found_.size();
    add_scalar(ReferenceKind::grafana, get(&source, "url"), true,
               is_database ? database->scheme : std::string_view("http"));
    const yaml::Node* const user = get(&source, "user");
    if (!is_database || user == nullptr || !user->resolved().is_scalar()) return;
    const yaml::Node* schema = get(get(&source, "jsonData"), "database");
    if (schema == nullptr) schema = get(&source, "database");
    for (std::size_t at = before; at < found_.size(); ++at) {
      found_[at].credentials = user->resolved().text;
      if (schema != nullptr && schema->resolved().is_scalar()) found_[at].path = schema->resolved().text;
    }
  }

  /// `names: [tasks.api]` with `port: 8080`: the containers of a service, one by one.
  void looked_up(const yaml::Node& lookup) {
    const yaml::Node* const port = get(&lookup, "port");
    for (const yaml::Node* const name : items(get(&lookup, "names"))) {
      std::string_view host = name->resolved().text;
      if (host.starts_with("tasks.")) host.remove_prefix(6);
      if (host.empty() || !std::ranges::all_of(host, is_host_byte)) continue;
      Address address;
      address.scheme = "http";
      address.host = host;
      if (port != nullptr && port->resolved().is_scalar()) address.port = parse_port(port->resolved().text);
      address.port_written = address.port != 0;
      address.path = "/metrics";
      Reference& reference = add(ReferenceKind::prometheus, address, name->resolved().span);
      reference.file = file_;
    }
  }

  /// Addresses that the exporters of an OpenTelemetry collector send to.
  void collector(const yaml::Node& root) {
    const yaml::Node* const exporters = get(&root, "exporters");
    if (exporters == nullptr || get(&root, "receivers") == nullptr || get(&root, "service") == nullptr ||
        !exporters->resolved().is_mapping() || !reads("OpenTelemetry"))
      return;
    for (const yaml::Entry& entry : exporters->resolved().entries) {
      // Of `prometheus` it is where the collector itself listens.
      if (entry.key->text.starts_with("prometheus") && !entry.key->text.starts_with("prometheusremotewrite")) continue;
      // `otlp` speaks gRPC, `otlphttp` HTTP.
      const bool is_wire = entry.key->text == "otlp" || entry.key->text.starts_with("otlp/");
      add_scalar(ReferenceKind::shipper, get(entry.value, "endpoint"), true,
                 is_wire ? std::string_view("otlp") : std::string_view());
    }
  }

  /// `Host` and `Port` of the outputs of Fluent Bit.
  void fluent_bit(const File& file) {
    const std::string_view text = project_.sources[file.source].text();
    bool output = false;
    Address address;
    Span span;
    const auto flush = [&] {
      if (!address.host.empty()) {
        address.port_written = address.port != 0;
        Reference& reference = add(ReferenceKind::shipper, address, span);
        reference.file = &file;
      }
      address = {};
    };
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const auto words = leading_words<2>(text.substr(begin, end - begin));
      begin = end + 1;
      if (words[0].starts_with('[')) {
        flush();
        output = words[0] == "[OUTPUT]";
      }
      if (!output || words[1].empty()) continue;
      if ((words[0] == "Host" || words[0] == "host") && std::ranges::all_of(words[1], is_host_byte)) {
        address.host = words[1];
        const auto offset = static_cast<std::uint32_t>(words[1].data() - text.data());
        span = {file.source, offset, offset + static_cast<std::uint32_t>(words[1].size())};
      } else if (words[0] == "Port" || words[0] == "port") {
        address.port = parse_port(words[1]);
      }
    }
    flush();
  }

  // --- Configuration of any other program ---

  /// Settings that no reader above understands. What holds code or a whole page's content is left alone.
  static bool is_plain_configuration(const File& file) {
    return file.kind == FileKind::other && file.has_content && file.nginx == nullptr && file.script == nullptr &&
           !file.path.ends_with(".xml") && !is_template_to_copy(file.path);
  }

  /// `config/development.json` of node-config where NODE_ENV says something else.
  bool is_of_other_environment(const File& file) const {
    const std::string_view name = base_name(file.path);
    const std::string_view stem = name.substr(0, name.rfind('.'));
    if (base_name(parent_path(file.path)) != "config" ||
        (stem != "development" && stem != "production" && stem != "test" && stem != "staging"))
      return false;
    const compose::EnvironmentEntry* const given = service_.definition->variable("NODE_ENV");
    return given != nullptr && given->value.has_value() && !given->value->empty() && *given->value != stem;
  }

  /// Addresses with a scheme, and `host:port` words, line by line; comments are left out.
  void configuration(const File& file) {
    const std::string_view text = project_.sources[file.source].text();
    const std::size_t before = found_.size();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      begin = end + 1;
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      if (line.empty() || line.front() == '#' || line.front() == ';' || line.starts_with("//")) continue;
      if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos)
        line = line.substr(0, comment);
      configuration_line(file, text, line);
      // A file with very many addresses is a list of something else.
      if (found_.size() - before > 64) {
        found_.resize(before);
        return;
      }
    }
  }

  void configuration_line(const File& file, std::string_view text, std::string_view line) {
    const auto add_here = [&](const Address& address, std::string_view in) {
      const auto offset = static_cast<std::uint32_t>(in.data() - text.data());
      Reference& reference = add(ReferenceKind::configuration, address,
                                 {file.source, offset + static_cast<std::uint32_t>(address.begin),
                                  offset + static_cast<std::uint32_t>(address.end)});
      reference.file = &file;
    };
    const std::vector<Address> with_scheme = addresses_in(line, false);
    for (const Address& address : with_scheme) add_here(address, line);
    if (!with_scheme.empty() || line.find("://") != std::string_view::npos) return;
    for (std::size_t colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
      std::size_t begin = colon;
      while (begin > 0 && is_host_byte(line[begin - 1])) --begin;
      std::size_t end = colon + 1;
      while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end])) != 0) ++end;
      const bool bounded = (begin == 0 || line[begin - 1] == '"' || line[begin - 1] == '\'' || line[begin - 1] == ' ' ||
                            line[begin - 1] == '[' || line[begin - 1] == '=' || line[begin - 1] == ',') &&
                           (end == line.size() || line[end] == '"' || line[end] == '\'' || line[end] == ' ' ||
                            line[end] == ']' || line[end] == ',' || line[end] == '/' || line[end] == '\r');
      Address address;
      address.host = line.substr(begin, colon - begin);
      address.port = parse_port(line.substr(colon + 1, end - colon - 1));
      if (!bounded || address.port < 80 || address.host.empty() ||
          std::isalpha(static_cast<unsigned char>(address.host.front())) == 0)
        continue;
      address.port_written = true;
      address.begin = begin;
      address.end = end;
      add_here(address, line);
    }
  }

  /// Endpoints of the clusters that an Envoy configuration defines by name.
  void envoy(const yaml::Node* resources) {
    if (resources == nullptr || !reads("Envoy")) return;
    for (const yaml::Node* const cluster : items(get(resources, "clusters")))
      for (const yaml::Node* const group : items(get(get(cluster, "load_assignment"), "endpoints")))
        for (const yaml::Node* const endpoint : items(get(group, "lb_endpoints"))) {
          const yaml::Node* const socket = get(get(get(endpoint, "endpoint"), "address"), "socket_address");
          const yaml::Node* const host = get(socket, "address");
          const yaml::Node* const port = get(socket, "port_value");
          if (host == nullptr || port == nullptr || !host->resolved().is_scalar() || !port->resolved().is_scalar())
            continue;
          Address address;
          std::size_t at = 0;
          const std::string_view text = host->resolved().text;
          if (!read_authority(text, at, address) || at != text.size()) continue;
          address.port = parse_port(port->resolved().text);
          address.port_written = address.port != 0;
          Reference& reference = add(ReferenceKind::envoy, address, host->resolved().span);
          reference.file = file_;
        }
  }

  /// `reverse_proxy api:3000 web:80 { ... }` and `to api:3000` in such a block; `proxy / api:3000` of version 1.
  void caddy(const File& file) {
    const std::string_view text = project_.sources[file.source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      begin = end + 1;
      const std::string_view first = leading_words<1>(line)[0];
      if (first.starts_with('#')) continue;
      std::size_t at = line.find("reverse_proxy ");
      const std::size_t fastcgi = line.find("php_fastcgi ");
      if (at != std::string_view::npos)
        at += 14;
      else if (fastcgi != std::string_view::npos)
        at = fastcgi + 12;
      else if (first == "proxy" || first == "to")
        at = static_cast<std::size_t>(first.data() - line.data()) + first.size();
      else
        continue;
      line = line.substr(at);
      line = line.substr(0, line.find('{'));
      while (!line.empty()) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
        const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
        line.remove_prefix(word.size());
        if (!word.empty() && word.front() != '/' && word.front() != '@' && word.front() != '*' &&
            !word.starts_with("unix/"))
          caddy_upstream(file, word, fastcgi != std::string_view::npos);
      }
    }
  }

  void caddy_upstream(const File& file, std::string_view word, bool fastcgi) {
    std::vector<Address> found = addresses_in(word, true);
    if (found.empty()) {
      Address address;  // `reverse_proxy api`
      std::size_t at = 0;
      if (read_authority(word, at, address) && at == word.size()) {
        address.scheme = "http";
        found.push_back(address);
      }
    }
    const auto offset = static_cast<std::uint32_t>(word.data() - project_.sources[file.source].text().data());
    for (Address& address : found) {
      if (fastcgi) address.scheme = "fastcgi";
      Reference& reference = add(ReferenceKind::caddy, address,
                                 {file.source, offset + static_cast<std::uint32_t>(address.begin),
                                  offset + static_cast<std::uint32_t>(address.end)});
      reference.file = &file;
    }
  }

  /// Addresses behind the directives by which Apache passes requests on.
  void apache(const File& file) {
    const std::string_view text = project_.sources[file.source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      const auto words = leading_words<1>(line);
      begin = end + 1;
      const bool passes = words[0] == "ProxyPass" || words[0] == "ProxyPassMatch" || words[0] == "SetHandler" ||
                          words[0] == "BalancerMember" || words[0] == "RewriteRule";
      if (!passes || line.find("${") != std::string_view::npos) continue;
      const auto offset = static_cast<std::uint32_t>(line.data() - text.data());
      for (const Address& address : addresses_in(line, false)) {
        Reference& reference = add(ReferenceKind::apache, address,
                                   {file.source, offset + static_cast<std::uint32_t>(address.begin),
                                    offset + static_cast<std::uint32_t>(address.end)});
        reference.file = &file;
      }
    }
  }

  /// `server NAME ADDRESS:PORT options`, in any section that has servers.
  void haproxy(const File& file) {
    const std::string_view text = project_.sources[file.source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      const auto words = leading_words<3>(line);
      begin = end + 1;
      if (words[0] != "server" || words[2].empty() || words[2].find_first_of("$\"{@/") != std::string_view::npos)
        continue;
      const auto offset = static_cast<std::uint32_t>(words[2].data() - text.data());
      const bool is_tls = line.find(" ssl") != std::string_view::npos;
      for (Address address : addresses_in(words[2], true)) {
        if (address.scheme.empty() && is_tls) address.scheme = "https";
        Reference& reference = add(ReferenceKind::haproxy, address,
                                   {file.source, offset + static_cast<std::uint32_t>(address.begin),
                                    offset + static_cast<std::uint32_t>(address.end)});
        reference.file = &file;
      }
    }
  }

  const Project& project_;
  const Service& service_;
  std::span<const compose::EnvironmentEntry> promised_;
  const File* file_ = nullptr;
  std::vector<const File*> nginx_files_;
  std::vector<Reference> found_;
};

}  // namespace

std::uint16_t parse_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value <= 65535 ? static_cast<std::uint16_t>(value)
                                                                                    : 0;
}

std::string_view name(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::environment:
      return "environment";
    case ReferenceKind::command:
      return "command";
    case ReferenceKind::nginx:
      return "nginx";
    case ReferenceKind::traefik:
      return "traefik";
    case ReferenceKind::prometheus:
      return "prometheus";
    case ReferenceKind::alertmanager:
      return "alertmanager";
    case ReferenceKind::grafana:
      return "grafana";
    case ReferenceKind::shipper:
      return "log shipper";
    case ReferenceKind::configuration:
      return "configuration";
    case ReferenceKind::caddy:
      return "caddy";
    case ReferenceKind::haproxy:
      return "haproxy";
    case ReferenceKind::envoy:
      return "envoy";
    case ReferenceKind::apache:
      return "apache";
    case ReferenceKind::code:
      return "code";
  }
  return "";
}

std::uint16_t default_port(std::string_view scheme) {
  const knowledge::Scheme* const row = knowledge::scheme(scheme);
  return row != nullptr ? row->port : 0;
}

/// Behind these stands a file, a socket or a bucket, not a host.
static bool names_no_host(std::string_view scheme) {
  const knowledge::Scheme* const row = knowledge::scheme(scheme);
  return scheme.empty() || (row != nullptr && row->scheme == scheme && row->no_host);
}

std::vector<Address> addresses_in(std::string_view text, bool bare) {
  std::vector<Address> result;
  bool any_scheme = false;
  for (std::size_t at = 0; (at = text.find("://", at)) != std::string_view::npos;) {
    std::size_t begin = at;
    while (begin > 0 && (std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0 || text[begin - 1] == '+' ||
                         text[begin - 1] == '-' || text[begin - 1] == '.'))
      --begin;
    Address address;
    address.scheme = text.substr(begin, at - begin);
    at += 3;
    any_scheme = true;
    if (names_no_host(address.scheme) || !read_authority(text, at, address)) continue;
    // `user:password` whose `@` stands behind something that no address holds, such as `$(...)`.
    if (!address.port_written && at < text.size() && text[at] == ':') continue;
    result.push_back(address);
    // Further hosts of a cluster: `mongodb://a:1,b:2/db`. Behind a path a comma parts something else.
    while (at < text.size() && text[at] == ',' && result.back().path.empty() && address.scheme != "http" &&
           address.scheme != "https") {
      Address next;
      next.scheme = address.scheme;
      ++at;
      if (text.substr(at).find("://") != std::string_view::npos || !read_authority(text, at, next)) break;
      result.push_back(next);
    }
  }
  if (!bare || any_scheme) return result;
  std::size_t at = 0;
  while (at < text.size()) {
    Address address;
    const std::size_t begin = at;
    // `0:primary:5432,1:replica:5432`: nodes with their numbers.
    std::size_t number = at;
    while (number < text.size() && std::isdigit(static_cast<unsigned char>(text[number])) != 0) ++number;
    if (number > at && number + 1 < text.size() && text[number] == ':' &&
        std::isalpha(static_cast<unsigned char>(text[number + 1])) != 0)
      at = number + 1;
    if (read_authority(text, at, address) && address.port_written) result.push_back(address);
    at = std::max(at, begin + 1);
    at = text.find_first_of(", ", at);
    if (at == std::string_view::npos) break;
    while (at < text.size() && (text[at] == ',' || text[at] == ' ')) ++at;
  }
  return result;
}

std::vector<Reference> references(const Project& project, const Service& service,
                                  std::span<const compose::EnvironmentEntry> promised) {
  return Collector(project, service, promised).collect();
}

namespace {

struct StackAsked {
  const Stack* stack = nullptr;
  bool operator==(const StackAsked&) const = default;
  std::size_t hash() const { return std::size_t{stack->index} * 64; }
};

std::vector<Reference> references_of_stack(const Project& project, const StackAsked& asked) {
  std::vector<Reference> result;
  for (const Service* const service : asked.stack->services) {
    if (!service->active) continue;
    std::vector<Reference> found = references(project, *service);
    result.insert(result.end(), found.begin(), found.end());
  }
  return result;
}

}  // namespace

std::vector<Reference> references(const Project& project, const Stack& stack) {
  return answer<references_of_stack>(project, StackAsked{&stack});
}

namespace {

/// The name by which the engine knows a network, where the file gives one: two keys of a stack may mean the same
/// network, one file making it and another one, laid over it, calling it external.
std::string_view engine_name(const Stack& stack, std::string_view key) {
  for (const compose::Network& network : stack.model->networks)
    if (network.name == key && !network.external_name.value.empty()) return network.external_name.value;
  return key;
}

}  // namespace

bool share_network(const Service& left, const Service& right) {
  if (&left == &right) return true;
  const std::string_view left_mode = left.definition->network_mode.value;
  const std::string_view right_mode = right.definition->network_mode.value;
  const auto shares = [](std::string_view mode, std::string_view name) {
    return mode.starts_with("service:") && mode.substr(8) == name;
  };
  if (shares(left_mode, right.name) || shares(right_mode, left.name)) return true;
  return std::ranges::any_of(left.definition->networks, [&](const compose::NetworkAttachment& network) {
    return std::ranges::any_of(right.definition->networks, [&](const compose::NetworkAttachment& other) {
      return network.name == other.name ||
             engine_name(*left.stack, network.name) == engine_name(*right.stack, other.name);
    });
  });
}

const Service* service_named(const Service& from, std::string_view host) {
  if (const Service* const by_name = from.stack->service(host); by_name != nullptr) {
    if (share_network(from, *by_name)) return by_name;
    // Another one may have the name as an alias on a network of both.
    for (const Service* const service : from.stack->services)
      for (const compose::NetworkAttachment& network : service->definition->networks)
        if (std::ranges::find(network.aliases, host) != network.aliases.end() && share_network(from, *service))
          return service;
    return by_name;
  }
  for (const Service* const service : from.stack->services) {
    // The engine's name server knows containers by their host names as well.
    if (!host.empty() &&
        (service->definition->container_name.value == host || service->definition->hostname.value == host))
      return service;
    for (const compose::NetworkAttachment& network : service->definition->networks)
      if (std::ranges::find(network.aliases, host) != network.aliases.end()) return service;
  }
  for (const compose::Text& link : from.definition->links)
    if (const std::size_t colon = link.value.find(':');
        colon != std::string_view::npos && link.value.substr(colon + 1) == host)
      return from.stack->service(link.value.substr(0, colon));
  return nullptr;
}

/// Whether something is mounted where a COPY puts a file, or a folder that holds it: then the copy is not to be seen.
static bool is_mounted_over(const Service& service, const dockerfile::Instruction& copy, std::string_view source,
                            bool into_folder) {
  const std::optional<std::string> target = expanded(copy.arguments.back(), copy, service.build->arguments);
  if (!target.has_value() || !target->starts_with('/')) return false;
  if (!into_folder && !target->ends_with('/')) return mount_over(service, *target) != nullptr;
  return mount_over(service, *target + (target->ends_with('/') ? "" : "/") + std::string(source)) != nullptr;
}

/// Whether a file that a Dockerfile writes is what the container finds at its path in the end.
static bool is_in_force(const Project& project, const Service& service, const dockerfile::WrittenFile& written) {
  const auto& own = service.stage->with_inherited;
  if (std::ranges::find(own, written.last) == own.end() || mount_over(service, written.path) != nullptr) return false;
  const ImageFile found = image_file({project, *service.stage, service.build->directory}, written.path);
  return found.by == written.first || found.by == written.last;
}

bool is_passed_by(const Service& service, const compose::EnvironmentEntry& entry) {
  if (entry.from != compose::EnvironmentSource::env_file || service.builds || service.image == nullptr) return false;
  using Kind = knowledge::ImageKind;
  // Data stores ask nobody; of others the variables must be known.
  const bool is_store = service.kind == Kind::database || service.kind == Kind::cache;
  if (!is_store && (service.image->variables.empty() || service.image->kind == Kind::language ||
                    service.image->kind == Kind::distribution))
    return false;
  return knowledge::variable(*service.image, entry.name) == nullptr;
}

static std::vector<const File*> find_configuration_files(const Project& project, const Service& service) {
  std::vector<const File*> result = service.mounted_files;
  if (service.stage == nullptr || service.dockerfile == nullptr) return result;
  const auto add = [&](const File* file) {
    if (file != nullptr && std::ranges::find(result, file) == result.end()) result.push_back(file);
  };
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
    if (instruction->arguments.size() < 2) continue;
    for (const dockerfile::Word& word : instruction->arguments.subspan(0, instruction->arguments.size() - 1)) {
      const std::optional<std::string> text = expanded(word, *instruction, service.build->arguments);
      if (!text.has_value()) continue;
      if (instruction->flag("from") != nullptr) {
        // A file by its name, which the other stage may have from the repository.
        const Destination place =
            copy_destination(*instruction, working_directory_at(*instruction), service.build->arguments);
        if (place.path.empty() || base_name(*text).find('.') == std::string_view::npos) continue;
        const ContainerFile there =
            container_file(project, service, place.folder ? container_path(place.path, base_name(*text)) : place.path);
        if (there.mount == nullptr && there.image.origin == ImageFileOrigin::context_file) add(there.file);
        continue;
      }
      const std::string inside = container_path("/", *text).substr(1);
      const std::optional<std::string> path = join_path(service.build->directory, inside);
      if (!path.has_value() || inside.empty()) continue;
      if (const File* const file = project.file(*path); file != nullptr) {
        if (!is_mounted_over(service, *instruction, base_name(*path), instruction->arguments.size() > 2)) add(file);
      } else if (project.path_state(*path) == PathState::directory) {
        for (const File& below : files_below(project, *path))
          if (!is_mounted_over(service, *instruction, below.path.substr(path->size() + 1), true)) add(&below);
      }
    }
  }
  for (const File* const written : service.dockerfile->file->written)
    if (is_in_force(project, service, *written->written_as)) add(written);
  return result;
}

const std::vector<const File*>& configuration_files(const Project& project, const Service& service) {
  return fact<find_configuration_files>(project, service);
}

}  // namespace seaworthy::project
