#include "project/listening.h"

#include <algorithm>
#include <cctype>

#include "base/ascii.h"
#include "base/leading_words.h"
#include "compose/load.h"
#include "compose/settled.h"
#include "dockerfile/says.h"
#include "knowledge/program_settings.h"
#include "knowledge/server.h"
#include "nginx/ast.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/debugger.h"
#include "project/git_ignore.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/service_settings.h"
#include "project/supervised_programs.h"
#include "project/upstreams.h"
#include "yaml/node.h"

namespace seaworthy::project {
namespace {

using knowledge::ImageKind;

/// Port of `8000`, `0.0.0.0:8000`, `[::]:8000`, `:8000`; 0 when there is none.
std::uint16_t port_of_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  return parse_port(colon == std::string_view::npos ? text : text.substr(colon + 1));
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

bool is_plain_base(const Service& service) {
  return service.image == nullptr || service.image->kind == ImageKind::language ||
         service.image->kind == ImageKind::distribution;
}

/// Whether a number stands in a text as a word of its own.
bool mentions_number(std::string_view text, std::string_view number) {
  for (std::size_t at = 0; (at = text.find(number, at)) != std::string_view::npos; at += number.size()) {
    const bool left = at == 0 || text[at - 1] < '0' || text[at - 1] > '9';
    const std::size_t end = at + number.size();
    if (left && (end == text.size() || text[end] < '0' || text[end] > '9')) return true;
  }
  return false;
}

/// Whether a number stands in a value otherwise than as the port of an address that is asked: `http://search:9200`, or
/// `http://localhost:8080` where another service of the stack is published there.
bool mentions_own_number(const Service& service, std::string_view value, std::string_view number) {
  std::string rest;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t scheme = value.find("://", at);
    if (scheme == std::string_view::npos) {
      rest += value.substr(at);
      break;
    }
    const std::size_t begin = scheme + 3;
    const std::size_t end = std::min(value.find_first_of("/?#,;\"' ]", begin), value.size());
    std::string_view address = value.substr(begin, end - begin);
    address.remove_prefix(std::min(address.size(), address.rfind('@') + 1));
    const std::size_t colon = address.rfind(':');
    const std::string_view host = address.substr(0, std::min(colon, address.size()));
    const bool is_any = host.empty() || host == "0.0.0.0" || host == "*" || host == "+" || host == "[::]";
    const bool is_for_browsers = is_loopback(host) && service.stack != nullptr && colon != std::string_view::npos &&
                                 std::ranges::any_of(service.stack->services, [&](const Service* other) {
                                   return other != &service && other->active &&
                                          std::ranges::any_of(other->definition->ports, [&](const auto& port) {
                                            return port.published == address.substr(colon + 1);
                                          });
                                 });
    const bool is_asked = !is_any && (!is_loopback(host) || is_for_browsers);
    rest += value.substr(at, (is_asked ? begin : end) - at);
    if (is_asked) rest += ' ';
    at = end;
  }
  return mentions_number(rest, number);
}

class Finder {
 public:
  Finder(const Project& project, const Service& service) : project_(project), service_(service) {}

  Listening find() {
    if (runs_nginx(service_)) {
      nginx();
      return std::move(result_);
    }
    if (service_.image != nullptr && service_.image->name == "traefik" && entry_points()) return std::move(result_);
    if (const File* const sites = caddyfile(); sites != nullptr) {
      // With settings of its own that are not understood nothing is known, not even the image's ports; nor where
      // whoever starts it chooses the file.
      if (is_chosen_by_variable(*sites) || !site_addresses(*sites)) result_ = {};
      return std::move(result_);
    }
    if (bound_lines()) return std::move(result_);
    if (kestrel_endpoints() || port_variables()) return std::move(result_);
    if (may_be_told_elsewhere()) return {};
    if (moved_ports() || collector() || process_manager() || apache_of_php()) return std::move(result_);
    if (starts_own_program() && command_line()) return std::move(result_);
    if (source_code()) return std::move(result_);
    if (!service_.builds && service_.image == nullptr) told_addresses();
    for (const ContainerPort& port : service_.ports) {
      ListenPort known{.port = port.port, .protocol = port.protocol, .span = port.span};
      // A purpose is a known image's, also of a port that `expose` repeats.
      if (port.from == Provenance::base_image || !port.purpose.empty()) known.evidence = PortEvidence::known;
      if (is_port_variable(port.span)) known.evidence = PortEvidence::variable;
      result_.ports.push_back(known);
    }
    told_bindings();
    process_manager_variant();
    java_agents();
    told_hosts();
    // What a public image ships may be changed by what is built on top of it, and many serve more than the ports that
    // are worth a row; databases and their like do not.
    result_.complete =
        (!service_.builds || adds_nothing(service_)) && !is_plain_base(service_) && has_few_ports(*service_.image);
    return std::move(result_);
  }

 private:
  /// Whether a build leaves the programs of its base and what they are started with as they are: `FROM grafana/grafana`
  /// and a label.
  static bool adds_nothing(const Service& service) {
    using dockerfile::Op;
    return service.stage != nullptr &&
           std::ranges::none_of(service.stage->with_inherited, [](const dockerfile::Instruction* instruction) {
             const Op op = instruction->op;
             return op == Op::run || op == Op::copy || op == Op::add || op == Op::cmd || op == Op::entrypoint ||
                    op == Op::env || op == Op::unknown;
           });
  }

  static bool has_few_ports(const knowledge::Image& image) {
    const ImageKind kind = image.kind;
    if (kind == ImageKind::database || kind == ImageKind::cache || kind == ImageKind::monitoring ||
        kind == ImageKind::search || kind == ImageKind::ai_server || kind == ImageKind::socket_proxy ||
        (kind == ImageKind::mail && image.probe_port != 0))
      return true;
    // A store of several servers in one program has as many ports as its mode starts servers.
    constexpr std::size_t ports_of_one_server = 2;
    if (kind == ImageKind::object_store) return image.ports.size() <= ports_of_one_server;
    // Of an application whose own page is known the rest is other protocols.
    return image.probe_port != 0 &&
           (kind == ImageKind::web_app || kind == ImageKind::admin_ui || kind == ImageKind::identity);
  }

  /// `wordpress:6-fpm`, `adminer:fastcgi`: the tag chooses PHP's process manager in place of the web server whose port
  /// the image is known for.
  void process_manager_variant() {
    constexpr std::string_view manager = "php-fpm";
    constexpr std::uint16_t fastcgi = 9000;
    if (is_plain_base(service_) || service_.builds) return;
    const auto has_manager = [&](std::string_view tag) {
      const knowledge::ImageVariant* const variant = knowledge::variant(*service_.image, tag);
      return variant != nullptr && std::ranges::find(variant->tools, manager) != variant->tools.end();
    };
    if (!has_manager(service_.image_reference.tag) || has_manager("")) return;
    result_.ports = {{.port = fastcgi, .protocol = "tcp", .evidence = PortEvidence::known}};
    result_.program = "PHP-FPM";
  }

  /// Whether an env file that is not among the files may give the image another port.
  bool may_be_told_elsewhere() const {
    return service_.image != nullptr && !knowledge::port_variables(service_.image->name).empty() &&
           std::ranges::any_of(service_.definition->env_files,
                               [](const compose::EnvFile& file) { return !file.exists; });
  }

  /// Whether entrypoint and command are all there is: an image that is not known may have an entrypoint of its own,
  /// for which the command is but arguments.
  bool starts_own_program() const {
    return is_plain_base(service_) && (service_.image != nullptr || service_.entrypoint.from == Provenance::compose ||
                                       service_.entrypoint.from == Provenance::dockerfile);
  }

  bool is_port_variable(Span span) const {
    if (!span.valid()) return false;
    if (const compose::EnvironmentEntry* const entry = service_.definition->variable("PORT");
        entry != nullptr && entry->span == span)
      return true;
    if (service_.stage == nullptr) return false;
    return std::ranges::any_of(service_.stage->variables, [&](const dockerfile::Variable& variable) {
      return variable.name == "PORT" && variable.span == span;
    });
  }

  /// `--bind 127.0.0.1`, `OLLAMA_HOST=127.0.0.1:11434`: the addresses that a known server is told to listen on.
  void told_hosts() {
    if (service_.image == nullptr || service_.builds || result_.ports.empty()) return;
    const knowledge::ListenHost* const row = knowledge::listen_host(service_.image->name);
    if (row == nullptr) return;
    bool any = false, all_loopback = true;
    const auto take = [&](std::string_view text, Span span) {
      while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(", "), text.size());
        std::string_view host = text.substr(0, end);
        text.remove_prefix(std::min(text.size(), end + 1));
        if (host.starts_with('-')) host.remove_prefix(1);  // Redis: no error where there is no such address.
        if (const std::size_t scheme = host.find("://"); scheme != std::string_view::npos)
          host.remove_prefix(scheme + 3);
        if (std::ranges::count(host, ':') == 1) host = host.substr(0, host.find(':'));
        if (host.empty()) continue;
        any = true;
        all_loopback = all_loopback && is_loopback(host);
        result_.host_span = span;
      }
    };
    if (!row->variable.empty())
      if (const auto given = container_variable(service_, row->variable); given.has_value())
        take(given->value, given->span);
    if (!row->option.empty())
      for (const CommandInForce* const given : {&service_.entrypoint, &service_.command})
        for (std::size_t index = 0; index < given->words.size(); ++index) {
          const std::string_view word = given->words[index];
          if (!word.starts_with(row->option)) continue;
          if (word.size() > row->option.size() && word[row->option.size()] == '=')
            take(word.substr(row->option.size() + 1), given->span);
          else if (word.size() == row->option.size())
            for (std::size_t next = index + 1; next < given->words.size() && !given->words[next].starts_with("--");
                 ++next)
              take(given->words[next], given->span);
        }
    if (!any || !all_loopback) return;
    result_.loopback_only = true;
    result_.program = service_.image->title;
  }

  /// Agents that the Java machine loads listen beside its program: `-javaagent:/opt/exporter.jar=9404:/opt/rules.yml`.
  void java_agents() {
    constexpr std::string_view option = "-javaagent:";
    // As sure as the ports of the program itself, which they do not replace.
    PortEvidence evidence = PortEvidence::declared;
    for (const ListenPort& port : result_.ports) evidence = std::max(evidence, port.evidence);
    for (const compose::EnvironmentEntry& entry : service_.definition->environment) {
      if (!entry.value.has_value()) continue;
      const std::string_view value = *entry.value;
      for (std::size_t at = value.find(option); at != std::string_view::npos; at = value.find(option, at + 1)) {
        const std::string_view agent = value.substr(at, value.find_first_of(" \t\n", at) - at);
        const std::size_t equals = agent.find('=');
        if (equals == std::string_view::npos) continue;
        // `9404:FILE`, or `0.0.0.0:9404:FILE`.
        const std::string_view address = agent.substr(equals + 1, agent.rfind(':') - equals - 1);
        if (const std::uint16_t port = port_of_address(address); port != 0)
          result_.ports.push_back({.port = port, .protocol = "tcp", .span = entry.span, .evidence = evidence});
      }
    }
  }

  // --- nginx ---

  void nginx() {
    result_.complete = true;
    bool any = false;
    for (const File* const file : nginx_files(project_, service_)) {
      for (const nginx::Directive* const server : file->nginx->directives) {
        if (server->name != "server" || !server->block) continue;
        any = true;
        bool listens = false;
        for (const nginx::Directive* const child : server->children)
          if (child->name.starts_with("${")) {
            // A template into which a script puts whole lines.
            listens = true;
            result_.complete = false;
          } else if (child->name == "listen") {
            listens = true;
            add_listen(*child);
          }
        if (!listens) add_nginx_port(80, server->name_span, false, false);
      }
    }
    if (!any || !default_server_replaced()) {
      const std::uint16_t port = service_.image != nullptr && !service_.image->ports.empty()
                                     ? service_.image->ports.front().port
                                     : std::uint16_t{80};
      if (!any && (mount_over_configuration() || may_change_configuration())) {
        // Its configuration is not in the repository.
        result_.complete = false;
        return;
      }
      if (result_.port(port) == nullptr)
        result_.ports.push_back({.port = port, .protocol = "tcp", .span = {}, .evidence = PortEvidence::known});
    }
  }

  /// Whether the build or the start may put another configuration into the place of the image's own.
  bool may_change_configuration() const {
    const auto speaks_of_it = [](std::string_view text) {
      return text.find("/etc/nginx") != std::string_view::npos || text.find("conf.d") != std::string_view::npos ||
             text.find(".sh") != std::string_view::npos;
    };
    if (service_.startup != nullptr || service_.entrypoint_script != nullptr) return true;
    for (const CommandInForce* const command : {&service_.entrypoint, &service_.command})
      if (command->from != Provenance::base_image && std::ranges::any_of(command->words, speaks_of_it)) return true;
    if (!service_.builds) return false;
    return service_.stage == nullptr ||
           std::ranges::any_of(service_.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
             using dockerfile::Op;
             const bool copies = instruction->op == Op::copy || instruction->op == Op::add;
             // `COPY rootfs /`
             const std::string target =
                 copies && !instruction->arguments.empty()
                     ? container_path(service_.working_dir.value, instruction->arguments.back().text)
                     : std::string();
             const bool around = target == "/" || (!target.empty() && is_below("/etc/nginx", target));
             return around || ((copies || instruction->op == Op::run || instruction->op == Op::workdir) &&
                               speaks_of_it(project_.sources.text(instruction->span)));
           });
  }

  bool mount_over_configuration() const {
    return std::ranges::any_of(service_.definition->mounts,
                               [](const compose::Mount& mount) { return is_below(mount.target, "/etc/nginx"); }) ||
           !service_.definition->configs.empty() || mount_over(service_, "/etc/nginx/conf.d/default.conf") != nullptr ||
           mount_over(service_, "/etc/nginx/nginx.conf") != nullptr ||
           mount_over(service_, "/etc/nginx/templates/default.conf.template") != nullptr;
  }

  /// Whether the image's own `conf.d/default.conf` is out of the way.
  bool default_server_replaced() {
    static constexpr std::string_view own = "/etc/nginx/conf.d/default.conf";
    const ContainerFile file = container_file(project_, service_, own);
    if (file.mount != nullptr) {
      if (file.state == ContainerFile::State::unknown) result_.complete = false;
      return true;
    }
    if (file.image.origin == ImageFileOrigin::context_file || file.image.origin == ImageFileOrigin::heredoc)
      return true;
    if (mount_over(service_, "/etc/nginx/templates/default.conf.template") != nullptr) return true;
    if (const ContainerFile main = container_file(project_, service_, "/etc/nginx/nginx.conf");
        main.file != nullptr && main.file->nginx != nullptr)
      return std::ranges::none_of(main.file->nginx->directives, [](const nginx::Directive* directive) {
        return directive->name == "include" && directive->parameter(0).find("conf.d") != std::string_view::npos;
      });
    // A whole configuration that the start makes of a template.
    for (const File* const each : nginx_files(project_, service_))
      if (std::ranges::any_of(each->nginx->directives,
                              [](const nginx::Directive* directive) { return directive->name == "http"; }))
        return std::ranges::none_of(each->nginx->directives, [](const nginx::Directive* directive) {
          return directive->name == "include" && directive->parameter(0).find("conf.d") != std::string_view::npos;
        });
    return false;
  }

  void add_listen(const nginx::Directive& listen) {
    const std::string_view address = listen.parameter(0);
    if (address.starts_with("unix:")) return;
    if (address.find('$') != std::string_view::npos) {
      result_.complete = false;
      return;
    }
    std::uint16_t port = port_of_address(address);
    if (port == 0) port = 80;  // `listen 10.0.0.1;`
    const bool tls = std::ranges::any_of(listen.parameters, [](const nginx::Word& word) { return word.text == "ssl"; });
    add_nginx_port(port, listen.span, tls, address.starts_with('['));
  }

  void add_nginx_port(std::uint16_t port, Span span, bool tls, bool ipv6) {
    for (ListenPort& known : result_.ports)
      if (known.port == port) {
        known.tls = known.tls && tls;
        known.ipv6 = known.ipv6 || ipv6;
        return;
      }
    result_.ports.push_back({.port = port,
                             .protocol = "tcp",
                             .span = span,
                             .evidence = PortEvidence::configured,
                             .tls = tls,
                             .ipv6 = ipv6});
  }

  // --- HAProxy and Apache ---

  /// `bind *:8443 ssl` of HAProxy, `Listen 443` of Apache, in the configuration that is in the place of the image's
  /// own. False where there is none, or a line that only a run could tell.
  bool bound_lines() {
    if (service_.image == nullptr) return false;
    const bool haproxy = service_.image->name == "haproxy", apache = service_.image->name == "httpd";
    if (!haproxy && !apache) return false;
    std::vector<ListenPort> ports;
    bool has_main = haproxy;
    for (const File* const file : configuration_files(project_, service_)) {
      if (!file->has_content || file->yaml != nullptr || file->script != nullptr) continue;
      const std::string_view text = project_.sources[file->source].text();
      // The main configuration of Apache is the one that loads modules; the image's own listens on 80 beside the rest.
      has_main = has_main || text.find("LoadModule ") != std::string_view::npos;
      for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const auto words = leading_words<2>(text.substr(begin, end - begin));
        begin = end + 1;
        if (words[0] != (haproxy ? "bind" : "Listen") || words[1].empty()) continue;
        const std::uint16_t port = port_of_address(words[1]);
        if (port == 0 || words[1].find_first_of("$,") != std::string_view::npos) return false;
        const auto at = static_cast<std::uint32_t>(words[1].data() - text.data());
        ports.push_back({.port = port,
                         .protocol = "tcp",
                         .span = {file->source, at, at + static_cast<std::uint32_t>(words[1].size())},
                         .evidence = PortEvidence::configured});
      }
    }
    if (ports.empty() || !has_main) return false;
    result_.ports = std::move(ports);
    result_.complete = !service_.builds;
    return true;
  }

  // --- Kestrel ---

  /// `Kestrel__Endpoints__Grpc__Url: http://+:8081`: endpoints of ASP.NET Core by name, which go before its other
  /// settings. Code may add to them.
  bool kestrel_endpoints() {
    if (!service_.builds) return false;
    const auto take = [&](std::string_view name, std::string_view value, Span span) {
      if (!name.starts_with("Kestrel__Endpoints__") || !name.ends_with("__Url")) return;
      if (const std::uint16_t port = port_of_address(value); port != 0)
        result_.ports.push_back({.port = port,
                                 .protocol = "tcp",
                                 .span = span,
                                 .evidence = PortEvidence::configured,
                                 .tls = value.starts_with("https")});
    };
    for (const compose::EnvironmentEntry& entry : service_.definition->environment)
      if (entry.value.has_value()) take(entry.name, *entry.value, entry.span);
    if (service_.stage != nullptr)
      for (const dockerfile::Variable& variable : service_.stage->variables)
        if (variable.known && service_.definition->variable(variable.name) == nullptr)
          take(variable.name, variable.value, variable.span);
    return !result_.ports.empty();
  }

  // --- Command lines ---

  bool command_line() {
    const ProgramLine line = program_line(project_, service_);
    std::span<const std::string_view> arguments;
    const knowledge::Server* const server = knowledge::server(line.words, arguments);
    if (server == nullptr || other_decides(*server, arguments)) return false;
    read_options(*server, arguments, line.span);
    return !result_.ports.empty();
  }

  // --- Traefik ---

  /// Entry points of a static configuration file, beside which Traefik reads no options: `address: ":8080/tcp"`.
  bool entry_points_of_file() {
    bool own_entry_point = false, of_routes = false;
    Span own_span;
    for (const SettingsFile& file : settings_files(project_, service_))
      for (const ConfigurationSetting& setting : settings_in(project_, file)) {
        const std::string key = ascii::lowered(setting.key);
        const bool switched_on =
            setting.holds_others || setting.value.empty() || setting.value == "{}" || setting.value == "true";
        if ((key == "api.insecure" && setting.value == "true") || (key == "ping" && switched_on) ||
            (key == "metrics.prometheus" && switched_on)) {
          own_entry_point = true;
          own_span = setting.span;
        }
        // Who names an entry point for the ping or the metrics needs none beside it.
        of_routes = of_routes || key == "ping.entrypoint" || key == "metrics.prometheus.entrypoint";
        if (!key.starts_with("entrypoints.") || !key.ends_with(".address")) continue;
        if (setting.value.ends_with("/udp")) continue;
        const std::uint16_t port = port_of_address(setting.value.substr(0, setting.value.find('/')));
        if (port == 0) return false;
        result_.ports.push_back(
            {.port = port, .protocol = "tcp", .span = setting.span, .evidence = PortEvidence::configured});
      }
    if (result_.ports.empty()) return false;
    if (own_entry_point && !of_routes && result_.port(8080) == nullptr)
      result_.ports.push_back(
          {.port = 8080, .protocol = "tcp", .span = own_span, .evidence = PortEvidence::configured});
    // What listens on the ping's or the metrics' entry point is not followed.
    result_.complete = !of_routes || !own_entry_point;
    return true;
  }

  /// `--entryPoints.web.address=:8080/tcp`, or the same in a file.
  bool entry_points() {
    if (entry_points_of_file()) return true;
    result_ = {};
    // The dashboard without a login, the ping and the metrics listen on an entry point of their own unless told
    // otherwise.
    bool own_entry_point = false, named = false;
    Span own_span;
    for (const CommandInForce* const given : {&service_.entrypoint, &service_.command})
      for (const std::string_view word : given->words) {
        std::string lower(word);
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (lower.starts_with("--configfile")) return false;
        if ((lower == "--api.insecure" || lower == "--api.insecure=true" || lower == "--ping" ||
             lower == "--ping=true" || lower == "--metrics.prometheus" || lower == "--metrics.prometheus=true")) {
          own_entry_point = true;
          own_span = given->span;
        }
        named = named || lower.starts_with("--entrypoints");
        const std::size_t at = lower.find(".address=");
        if (!lower.starts_with("--entrypoints.") || at == std::string::npos) continue;
        std::string_view address = word.substr(at + 9);
        if (address.ends_with("/udp")) continue;
        address = address.substr(0, address.find('/'));
        const std::uint16_t port = port_of_address(address);
        if (port == 0) return false;
        result_.ports.push_back(
            {.port = port, .protocol = "tcp", .span = given->span, .evidence = PortEvidence::configured});
      }
    // Who names none gets one on port 80.
    if (own_entry_point && !named)
      result_.ports.push_back({.port = 80, .protocol = "tcp", .span = own_span, .evidence = PortEvidence::configured});
    if (own_entry_point && result_.port(8080) == nullptr)
      result_.ports.push_back(
          {.port = 8080, .protocol = "tcp", .span = own_span, .evidence = PortEvidence::configured});
    result_.complete = !result_.ports.empty();
    return result_.complete;
  }

  // --- Caddy ---

  /// The Caddyfile that a container of a public image is given; the first of several. Null for none.
  const File* caddyfile() const {
    if (service_.image == nullptr || service_.builds) return nullptr;
    for (const File* const file : configuration_files(project_, service_))
      if (file->kind == FileKind::caddy && file->has_content) return file;
    return nullptr;
  }

  /// Whether a variable in the mount says which file it is, if with a default: `./${SITES:-Caddyfile.local}`.
  bool is_chosen_by_variable(const File& file) const {
    return std::ranges::any_of(service_.definition->mounts, [&](const compose::Mount& mount) {
      return mount.type == compose::MountType::bind && mount.host_path == file.path &&
             compose::has_variable(mount.source);
    });
  }

  /// Ports of the sites of a Caddyfile; false when they are not known.
  bool site_addresses(const File& caddyfile) {
    const std::string_view text = project_.sources[caddyfile.source].text();
    int depth = 0;
    bool any_block = false, assumed = false;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      const auto offset = static_cast<std::uint32_t>(begin);
      begin = end + 1;
      if (const std::size_t comment = line.find('#'); comment != std::string_view::npos) line = line.substr(0, comment);
      while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.remove_suffix(1);
      if (line.empty()) continue;
      // What decides about ports elsewhere: files taken in, variables, other defaults.
      if (line.starts_with("import") || line.find("http_port") != std::string_view::npos ||
          line.find("https_port") != std::string_view::npos)
        return false;
      if (depth == 0 && line != "{" && !line.starts_with('(') && line.front() != '}') {
        if (!line.ends_with('{') && !line.ends_with(',')) return false;
        const std::optional<std::string> sites = with_variables(line, assumed);
        if (!sites.has_value()) return false;
        any_block = true;
        add_sites(*sites, {caddyfile.source, offset, offset + static_cast<std::uint32_t>(line.size())});
      }
      // Placeholders open and close in one line.
      depth += static_cast<int>(std::ranges::count(line, '{') - std::ranges::count(line, '}'));
    }
    result_.complete = any_block && !assumed;
    if (any_block && text.find("admin off") == std::string_view::npos)
      result_.ports.push_back({.port = 2019, .protocol = "tcp", .span = {}, .evidence = PortEvidence::known});
    return any_block;
  }

  /// A line of a Caddyfile with what stands in it for variables, `{$DOMAIN}` and `{$SITE::8080}`; nothing where that is
  /// not known. Whoever deploys gives a variable for a domain the name of a host, most likely.
  std::optional<std::string> with_variables(std::string_view line, bool& assumed) const {
    std::string result;
    for (std::size_t at = line.find("{$"); at != std::string_view::npos; at = line.find("{$")) {
      const std::size_t end = line.find('}', at);
      if (end == std::string_view::npos) return std::nullopt;
      const std::string_view inside = line.substr(at + 2, end - at - 2);
      const std::string_view name = inside.substr(0, inside.find(':'));
      result += line.substr(0, at);
      line.remove_prefix(end + 1);
      const std::optional<ContainerVariable> given = container_variable(service_, name);
      if (given.has_value() && !given->value.empty() && given->value.find('$') == std::string_view::npos)
        result += given->value;
      else if (inside.size() > name.size() + 1 && !given.has_value())
        result += inside.substr(name.size() + 1);
      else if (name.find("DOMAIN") != std::string_view::npos || name.ends_with("HOSTNAME"))
        assumed = true, result += "example.org";
      else
        return std::nullopt;
    }
    return result += line;
  }

  /// `:3000, http://shop.example.org {`
  void add_sites(std::string_view line, Span span) {
    while (!line.empty()) {
      line.remove_prefix(std::min(line.find_first_not_of(" \t,{"), line.size()));
      std::string_view site = line.substr(0, line.find_first_of(" \t,{"));
      line.remove_prefix(site.size());
      if (site.empty()) continue;
      const bool plain = site.starts_with("http://");
      if (const std::size_t scheme = site.find("://"); scheme != std::string_view::npos) site.remove_prefix(scheme + 3);
      const std::uint16_t written =
          site.find(':') != std::string_view::npos ? port_of_address(site.substr(0, site.find('/'))) : 0;
      const auto add = [&](std::uint16_t port) {
        if (result_.port(port) == nullptr)
          result_.ports.push_back(
              {.port = port, .protocol = "tcp", .span = span, .evidence = PortEvidence::configured});
      };
      if (written != 0) add(written);
      if (written == 0 || written == 443) add(80);  // Redirects, and challenges for certificates.
      if (written == 0 && !plain) add(443);
    }
  }

  // --- Variables of an image's own ---

  /// Variables through which an image is told where to listen.
  bool port_variables() {
    if (service_.image == nullptr) return false;
    for (const std::string_view name : knowledge::port_variables(service_.image->name)) {
      const std::optional<ContainerVariable> given = container_variable(service_, name);
      if (!given.has_value()) continue;
      told_loopback(*given);
      for (std::string_view rest = given->value; !rest.empty();) {
        const std::string_view part = rest.substr(0, rest.find_first_of(";,"));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        const std::uint16_t port = port_of_address(part);
        if (port != 0)
          result_.ports.push_back(
              {.port = port, .protocol = "tcp", .span = given->span, .evidence = PortEvidence::variable});
      }
    }
    add_other_ports();
    if (result_.ports.empty()) runtime_port();
    return !result_.ports.empty();
  }

  /// A variable that repeats a port of the image moves nothing, and the image's further ports stay as they are.
  void add_other_ports() {
    if (is_plain_base(service_) || std::ranges::none_of(service_.image->ports, [&](const knowledge::ImagePort& row) {
          return result_.port(row.port) != nullptr;
        }))
      return;
    for (const ContainerPort& port : service_.ports)
      if (port.from == Provenance::base_image && result_.port(port.port) == nullptr)
        result_.ports.push_back(
            {.port = port.port, .protocol = port.protocol, .span = port.span, .evidence = PortEvidence::variable});
  }

  /// `http://localhost:8000` in such a variable: where every address is of loopback, nobody else gets in.
  void told_loopback(const ContainerVariable& given) {
    bool all_loopback = !given.value.empty();
    for (std::string_view rest = given.value; !rest.empty();) {
      std::string_view part = rest.substr(0, rest.find_first_of(";,"));
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
      if (const std::size_t scheme = part.find("://"); scheme != std::string_view::npos) part.remove_prefix(scheme + 3);
      const std::size_t colon = part.rfind(':');
      all_loopback = all_loopback && colon != std::string_view::npos && is_loopback(part.substr(0, colon));
    }
    if (!all_loopback) return;
    result_.loopback_only = true;
    result_.program = service_.image->title;
    result_.host_span = given.span;
  }

  /// The port that the runtime of an image takes when neither variables nor the program give one.
  void runtime_port() {
    const Application* const found = application(project_, service_);
    if (found == nullptr || !found->program.listens_where_told || !service_.builds) return;
    const std::optional<std::uint16_t> port =
        knowledge::runtime_port(service_.image->name, service_.image_reference.tag);
    if (!port.has_value()) return;
    for (const std::string_view name : knowledge::port_variables(service_.image->name))
      if (variable_state(service_, name) == VariableState::passed_through) return;
    result_.ports.push_back({.port = *port, .protocol = "tcp", .span = {}, .evidence = PortEvidence::code});
    result_.complete = true;
    result_.program = found->program.framework;
    result_.from_code = true;
  }

  // --- Ports that a known server is moved to ---

  /// `listener 1884`, `server: {http_listen_port: 3200}`, `--web.listen-address=:9091`: what the configuration file or
  /// the command says of the ports of a server. False when neither says anything.
  bool moved_ports() {
    if (service_.image == nullptr || service_.builds) return false;
    bool moved = false;
    std::vector<ListenPort> ports;
    for (const knowledge::PortSetting& setting : knowledge::port_settings(service_.image->name)) {
      const std::size_t before = ports.size();
      if (!setting.option.empty()) add_option_port(setting.option, ports);
      if (ports.size() == before && !setting.setting.empty()) add_setting_ports(setting.setting, ports);
      moved = moved || ports.size() > before;
      if (ports.size() > before) continue;
      if (setting.port != 0)
        ports.push_back({.port = setting.port, .protocol = "tcp", .span = {}, .evidence = PortEvidence::known});
    }
    const bool opens_more = opens_configured_ports(ports);
    if (!moved && !opens_more) return false;
    result_.ports = std::move(ports);
    result_.complete = !opens_more;
    return true;
  }

  /// Grafana Alloy listens wherever its components do: `endpoint = "0.0.0.0:4317"`, `listen_port = 3500`. What a
  /// configuration leaves to the components themselves is not known. True when it has a configuration.
  bool opens_configured_ports(std::vector<ListenPort>& ports) const {
    if (service_.image->name != "grafana/alloy") return false;
    bool any = false;
    for (const File* const file : service_.mounted_files) {
      if (!file->has_content || file->yaml != nullptr) continue;
      any = true;
      const std::string_view text = project_.sources[file->source].text();
      for (const std::string_view host : {"\"0.0.0.0:", "\"[::]:", "\":"})
        for (std::size_t at = text.find(host); at != std::string_view::npos; at = text.find(host, at + 1)) {
          const std::size_t begin = at + host.size();
          const std::size_t end = std::min(text.find('"', begin), text.size());
          const std::uint16_t port = parse_port(text.substr(begin, end - begin));
          const Span span{file->source, static_cast<std::uint32_t>(at + 1), static_cast<std::uint32_t>(end)};
          if (port != 0 && std::ranges::find(ports, port, &ListenPort::port) == ports.end())
            ports.push_back({.port = port, .protocol = "tcp", .span = span, .evidence = PortEvidence::configured});
        }
    }
    return any || !service_.mounted_files.empty() || !service_.definition->mounts.empty();
  }

  /// `--option=:9091`, `--option 9091`
  void add_option_port(std::string_view option, std::vector<ListenPort>& ports) const {
    for (const CommandInForce* const given : {&service_.entrypoint, &service_.command})
      for (std::size_t index = 0; index < given->words.size(); ++index) {
        std::string_view word = given->words[index];
        if (word.starts_with("--") && !option.starts_with("--")) word.remove_prefix(1);  // Go takes one dash or two.
        if (!word.starts_with(option)) continue;
        std::string_view value;
        if (word.size() == option.size() && index + 1 < given->words.size())
          value = given->words[index + 1];
        else if (word.size() > option.size() && word[option.size()] == '=')
          value = word.substr(option.size() + 1);
        if (const std::uint16_t port = port_of_address(value); port != 0)
          ports.push_back({.port = port, .protocol = "tcp", .span = given->span, .evidence = PortEvidence::configured});
      }
  }

  void add_setting_ports(std::string_view setting, std::vector<ListenPort>& ports) const {
    for (const File* const file : service_.mounted_files) {
      if (!file->has_content) continue;
      if (file->yaml != nullptr)
        add_yaml_port(*file, setting, ports);
      else if (file->kind == FileKind::other)
        add_line_ports(*file, setting, ports);
    }
  }

  static void add_yaml_port(const File& file, std::string_view setting, std::vector<ListenPort>& ports) {
    const yaml::Node* node = file.yaml->root();
    for (std::string_view rest = setting; node != nullptr && !rest.empty();) {
      const std::string_view key = rest.substr(0, rest.find('.'));
      rest.remove_prefix(std::min(rest.size(), key.size() + 1));
      node = node->resolved().is_mapping() ? node->resolved().get(key) : nullptr;
    }
    if (node == nullptr || !node->resolved().is_scalar()) return;
    if (const std::uint16_t port = parse_port(node->resolved().text); port != 0)
      ports.push_back(
          {.port = port, .protocol = "tcp", .span = node->resolved().span, .evidence = PortEvidence::configured});
  }

  void add_line_ports(const File& file, std::string_view key, std::vector<ListenPort>& ports) const {
    const std::string_view text = project_.sources[file.source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      const auto offset = static_cast<std::uint32_t>(begin);
      begin = end + 1;
      if (!line.starts_with(key)) continue;
      line.remove_prefix(key.size());
      const std::size_t value = line.find_first_not_of(" \t=");
      if (value == 0 || value == std::string_view::npos) continue;
      const std::uint16_t port = parse_port(line.substr(value, line.find_first_of(" \t\r", value) - value));
      if (port != 0)
        ports.push_back({.port = port,
                         .protocol = "tcp",
                         .span = {file.source, offset, offset + static_cast<std::uint32_t>(end - offset)},
                         .evidence = PortEvidence::configured});
    }
  }

  // --- OpenTelemetry collector ---

  /// Where the receivers, extensions and exporters of a collector's configuration listen; false without one.
  bool collector() {
    if (service_.image == nullptr || service_.image->title.find("OpenTelemetry") == std::string_view::npos)
      return false;
    for (const File* const file : configuration_files(project_, service_)) {
      const yaml::Node* const root = file->yaml != nullptr ? file->yaml->root() : nullptr;
      const yaml::Node* const receivers = root != nullptr && root->is_mapping() ? root->get("receivers") : nullptr;
      if (receivers == nullptr || !receivers->resolved().is_mapping() || root->get("service") == nullptr) continue;
      result_.complete = true;
      for (const yaml::Entry& receiver : receivers->resolved().entries) add_receiver(receiver);
      for (const std::string_view section : {"extensions", "exporters"})
        if (const yaml::Node* const parts = root->get(section); parts != nullptr && parts->resolved().is_mapping())
          for (const yaml::Entry& part : parts->resolved().entries)
            // All exporters but this one name the address that they send to.
            if (section == "extensions" || collector_type(part) == "prometheus")
              add_endpoint(part.value, knowledge::collector_port(collector_type(part), ""), part.key->span);
      // Its own metrics.
      result_.ports.push_back({.port = 8888, .protocol = "tcp", .span = {}, .evidence = PortEvidence::known});
      return true;
    }
    return false;
  }

  /// Of `otlp/internal` the type is `otlp`.
  static std::string_view collector_type(const yaml::Entry& component) {
    return component.key->text.substr(0, component.key->text.find('/'));
  }

  void add_receiver(const yaml::Entry& receiver) {
    const yaml::Node* const settings = receiver.value != nullptr ? &receiver.value->resolved() : nullptr;
    const yaml::Node* const protocols =
        settings != nullptr && settings->is_mapping() ? settings->get("protocols") : nullptr;
    if (protocols == nullptr || !protocols->resolved().is_mapping()) {
      const std::uint16_t port = knowledge::collector_port(collector_type(receiver), "");
      const bool has_endpoint = settings != nullptr && settings->is_mapping() && settings->get("endpoint") != nullptr;
      if (port != 0 || has_endpoint) add_endpoint(settings, port, receiver.key->span);
      return;
    }
    for (const yaml::Entry& protocol : protocols->resolved().entries)
      add_endpoint(protocol.value, knowledge::collector_port(collector_type(receiver), protocol.key->text),
                   protocol.key->span);
  }

  /// A component's `endpoint`, or where it listens without one.
  void add_endpoint(const yaml::Node* settings, std::uint16_t port, Span span) {
    if (settings != nullptr && settings->resolved().is_mapping())
      if (const yaml::Node* const endpoint = settings->resolved().get("endpoint");
          endpoint != nullptr && endpoint->resolved().is_scalar()) {
        span = endpoint->resolved().span;
        const std::string_view text = endpoint->resolved().text;
        const std::string_view host = text.substr(0, std::min(text.rfind(':'), text.size()));
        // A receiver that asks a server names that one.
        const bool is_own = host.empty() || host == "0.0.0.0" || host == "[::]" || host == "::" || is_loopback(host) ||
                            host.find('$') != std::string_view::npos;
        port = is_own ? port_of_address(text) : std::uint16_t{0};
      }
    if (port != 0 && result_.port(port) == nullptr)
      result_.ports.push_back({.port = port, .protocol = "tcp", .span = span, .evidence = PortEvidence::configured});
  }

  // --- PHP ---

  /// The variant of PHP's image with Apache, which listens on 80 unless its `ports.conf` is changed.
  bool apache_of_php() {
    if (service_.image == nullptr || service_.image->name != "php" ||
        service_.image_reference.tag.find("apache") == std::string_view::npos)
      return false;
    if (started_program(service_).has_value()) {
      const std::vector<std::string_view> words = program_words(project_, service_);
      if (words.empty() || base_name(words.front()) != "apache2-foreground") return false;
    }
    const auto changes_ports = [](std::string_view text) {
      return text.find("ports.conf") != std::string_view::npos || text.find("/etc/apache2") != std::string_view::npos ||
             text.find("Listen") != std::string_view::npos || text.find("a2ensite") != std::string_view::npos ||
             text.find("ssl") != std::string_view::npos;
    };
    for (const compose::Mount& mount : service_.definition->mounts)
      if (changes_ports(mount.target)) return false;
    if (service_.builds && service_.stage == nullptr) return false;
    if (service_.stage != nullptr)
      for (const dockerfile::Instruction* const instruction : service_.stage->with_inherited)
        if (changes_ports(project_.sources.text(instruction->span))) return false;
    if (service_.startup != nullptr && changes_ports(project_.sources.text(service_.startup->span))) return false;
    result_.program = "Apache";
    result_.complete = true;
    result_.ports.push_back({.port = 80, .protocol = "tcp", .span = {}, .evidence = PortEvidence::known});
    return true;
  }

  /// Where the pool of PHP-FPM listens: on 9000 on every interface, as the image's own `zz-docker.conf` says, unless a
  /// file that is read after it says otherwise.
  bool process_manager() {
    if (!runs_process_manager(project_, service_)) return false;
    result_.program = "PHP-FPM";
    result_.complete = true;
    ListenPort pool{.port = 9000, .protocol = "tcp", .span = {}, .evidence = PortEvidence::known};
    constexpr std::string_view folder = "/usr/local/etc/php-fpm.d/";
    std::string_view last = "zz-docker.conf";
    const auto take = [&](std::string_view target, const File* file) {
      if (!target.starts_with(folder) || !target.ends_with(".conf") || base_name(target) < last) return;
      if (file == nullptr || !file->has_content) {
        result_.complete = false;
        return;
      }
      if (take_pool(*file, pool)) last = base_name(target);
    };
    for (const compose::Mount& mount : service_.definition->mounts)
      take(mount.target, mount.inside_root ? project_.file(mount.host_path) : nullptr);
    for (const dockerfile::Stage* stage = service_.stage; stage != nullptr; stage = stage->parent)
      for (const dockerfile::Instruction* const instruction : stage->instructions) {
        if (instruction->op == dockerfile::Op::run && says(*instruction, "php-fpm.d")) result_.complete = false;
        if (instruction->op != dockerfile::Op::copy || instruction->arguments.empty()) continue;
        const std::string_view target = instruction->arguments.back().text;
        if (!target.starts_with(folder)) continue;
        if (target.ends_with('/'))
          result_.complete = false;
        else
          take(target, container_file(project_, service_, target).file);
      }
    if (!result_.complete) {
      result_ = {};
      return false;
    }
    result_.ports.push_back(pool);
    return true;
  }

  /// Takes `listen = ...` of a pool; false when the file has none.
  bool take_pool(const File& file, ListenPort& pool) {
    const std::string_view text = project_.sources[file.source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = ascii::trim(text.substr(begin, end - begin));
      const Span span{file.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
      begin = end + 1;
      if (!line.starts_with("listen") || line.find('=') == std::string_view::npos ||
          !ascii::trim(line.substr(6, line.find('=') - 6)).empty())
        continue;
      const std::string_view value = ascii::trim(line.substr(line.find('=') + 1));
      const std::uint16_t port = port_of_address(value);
      if (port == 0) {
        result_.complete = false;  // A socket, which a volume may share.
        return true;
      }
      pool = {.port = port, .protocol = "tcp", .span = span, .evidence = PortEvidence::configured};
      const std::size_t colon = value.rfind(':');
      result_.loopback_only = colon != std::string_view::npos && is_loopback(value.substr(0, colon));
      result_.host_span = span;
      return true;
    }
    return false;
  }

  // --- Programs of which nothing is known ---

  /// `0.0.0.0:8090` and `[::]:8090` in the command, the environment or a configuration: a statement at least.
  void told_addresses() {
    for (const std::string_view word : service_.command.words) told_addresses_in(word, service_.command.span);
    for (const File* const file : service_.mounted_files)
      if (file->kind == FileKind::other && file->has_content)
        told_addresses_in(project_.sources[file->source].text(), {file->source, 0, 0});
    for (const std::string_view name : {"SERVER_PORT", "HTTP_PORT", "APP_PORT", "LISTEN_PORT"})
      if (const compose::EnvironmentEntry* const entry = service_.definition->variable(name);
          entry != nullptr && entry->value.has_value() && parse_port(*entry->value) != 0)
        tell(parse_port(*entry->value), entry->span);
  }

  /// Whether a variable says by its name where a program listens: `LISTEN_ADDR`, `APP_BIND`, `HTTP_ADDR`.
  static bool names_binding(std::string_view name) {
    for (const std::string_view ending :
         {"LISTEN", "BIND", "LISTEN_ADDR", "BIND_ADDR", "LISTEN_ADDRESS", "BIND_ADDRESS", "HTTP_ADDR", "SERVER_ADDR",
          "HTTP_ADDRESS", "LISTEN_ON", "ADDR"})
      if (name == ending ||
          (ending != "ADDR" && name.ends_with(ending) && name[name.size() - ending.size() - 1] == '_'))
        return true;
    return false;
  }

  /// `LISTEN_ADDR=:8090`, `APP_BIND=127.0.0.1:7000`: what a program of one's own is told by its environment.
  void told_bindings() {
    if (!service_.builds && service_.stage == nullptr && service_.image != nullptr) return;
    if (service_.image != nullptr && !is_plain_base(service_)) return;
    bool all_loopback = true, any = false;
    Span span;
    for (const compose::EnvironmentEntry& entry : service_.definition->environment) {
      if (!entry.value.has_value() || !names_binding(entry.name)) continue;
      const std::string_view value = *entry.value;
      const std::size_t colon = value.rfind(':');
      if (colon == std::string_view::npos) continue;
      const std::string_view host = value.substr(0, colon);
      const std::uint16_t port = parse_port(value.substr(colon + 1));
      const bool loopback = is_loopback(host);
      if (port == 0 || !(host.empty() || host == "0.0.0.0" || host == "[::]" || loopback)) continue;
      any = true;
      all_loopback = all_loopback && loopback;
      span = entry.value_span.valid() ? entry.value_span : entry.span;
      std::erase_if(result_.ports, [&](const ListenPort& each) { return each.port == port; });
      result_.ports.push_back({.port = port, .protocol = "tcp", .span = span, .evidence = PortEvidence::variable});
    }
    if (!any || !all_loopback) return;
    result_.loopback_only = true;
    result_.program = "The program";
    result_.host_span = span;
  }

  void told_addresses_in(std::string_view text, Span span) {
    for (const std::string_view host : {"0.0.0.0:", "[::]:"})
      for (std::size_t at = text.find(host); at != std::string_view::npos; at = text.find(host, at)) {
        at += host.size();
        std::size_t end = at;
        while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
        if (const std::uint16_t port = parse_port(text.substr(at, end - at)); port != 0) tell(port, span);
      }
  }

  void tell(std::uint16_t port, Span span) {
    if (result_.port(port) == nullptr)
      result_.ports.push_back({.port = port, .protocol = "tcp", .span = span, .evidence = PortEvidence::declared});
  }

  // --- Source code ---

  /// Whether Git leaves out the settings of a program of Spring Boot: who builds has them, and they may give a port.
  bool has_own_settings(const Application& found) const {
    if (!found.program.framework.starts_with("Spring")) return false;
    bool left_out = false;
    for (const std::string_view ending : {"properties", "yml", "yaml"}) {
      std::string path = found.entry;
      if (!path.empty()) path += '/';
      path += "src/main/resources/application.";
      path += ending;
      if (project_.entry(path) != nullptr) return false;
      left_out = left_out || ignored_if_made(project_, path).valid();
    }
    return left_out;
  }

  /// Where the code of the repository listens, when every call that does so was understood.
  bool source_code() {
    const Application* const found = application(project_, service_);
    if (found == nullptr || !found->program.listens_known || has_own_settings(*found)) return false;
    bool loopback = true, by_default = true;
    std::vector<ListenPort> ports;
    Span host_span;
    for (const code::ListenCall& call : found->program.listens) {
      // One variable may give host and port together.
      const code::Setting& source = call.address.known ? call.address : call.port;
      const std::optional<std::string> given_port = setting_in_container(project_, service_, *found, source);
      const std::uint16_t number = given_port.has_value() ? port_of_address(*given_port) : std::uint16_t{0};
      if (number == 0) return false;
      // The variable of the container is the nearer place.
      Span span = source.span;
      if (!source.variable.empty())
        if (const std::optional<ContainerVariable> given = container_variable(service_, source.variable);
            given.has_value() && given->span.valid())
          span = given->span;
      ports.push_back({.port = number, .protocol = "tcp", .span = span, .evidence = PortEvidence::code});
      std::optional<std::string> host = setting_in_container(project_, service_, *found, call.host);
      if (call.address.known) host = given_port->substr(0, given_port->rfind(':'));
      loopback = loopback && (host.has_value() ? is_loopback(*host) : call.loopback_by_default);
      by_default = by_default && !host.has_value();
      host_span = call.address.known ? span : host.has_value() && call.host.span.valid() ? call.host.span : call.span;
      if (!call.host.variable.empty())
        if (const std::optional<ContainerVariable> given = container_variable(service_, call.host.variable);
            given.has_value() && given->span.valid())
          host_span = given->span;
    }
    result_.ports = std::move(ports);
    result_.complete = true;
    result_.program = found->program.framework.empty() ? std::string_view("The program") : found->program.framework;
    result_.from_code = true;
    result_.loopback_only = loopback;
    result_.loopback_by_default = loopback && by_default;
    result_.host_span = host_span;
    return true;
  }

  /// `-b`, `-b:8000`, `--bind`, `--bind=...`.
  static bool names_one_of(std::span<const std::string_view> options, std::span<const std::string_view> arguments) {
    return std::ranges::any_of(options, [&](std::string_view option) {
      return std::ranges::any_of(arguments, [&](std::string_view word) {
        return word == option || (word.starts_with(option) && word.size() > option.size() &&
                                  (word[option.size()] == '=' || option.size() == 2));
      });
    });
  }

  /// Whether a file or a variable may say where a server listens.
  bool other_decides(const knowledge::Server& server, std::span<const std::string_view> arguments) const {
    if (names_one_of(server.config_options, arguments)) return true;
    // An option of the command line goes before both of the others.
    const bool names_address = names_one_of(server.bind_options, arguments);
    if (!names_address && !names_one_of(server.port_options, arguments))
      for (const std::string_view variable : server.config_variables)
        if (variable_state(service_, variable) == VariableState::set ||
            variable_state(service_, variable) == VariableState::passed_through)
          return true;
    const bool names_port = names_one_of(server.port_options, arguments);
    const bool names_host = names_one_of(server.host_options, arguments);
    if (names_address || (names_port && names_host) || server.config.empty()) return false;
    if (server.options_before_config && (names_port || names_host)) return false;
    // A file of that name anywhere below what is built may decide; where the program runs is not followed that far.
    const std::string_view name = base_name(server.config);
    const std::size_t star = name.find('*');
    const std::string_view folder = service_.build->directory;
    auto at = std::ranges::lower_bound(project_.tree, folder, {}, &Project::TreePath::path);
    for (; at != project_.tree.end() && is_below(at->path, folder); ++at) {
      const std::string_view file = base_name(at->path);
      if (star == std::string_view::npos
              ? file == name
              : file.starts_with(name.substr(0, star)) && file.ends_with(name.substr(star + 1)))
        return true;
    }
    return false;
  }

  void read_options(const knowledge::Server& server, std::span<const std::string_view> arguments, Span span) {
    std::uint16_t port = server.port;
    Span port_span = span;
    std::string_view host = server.host;
    bool host_given = false, unknown_port = false;
    const auto value_of = [&](std::string_view option, std::size_t& index) {
      return knowledge::option_value(arguments, index, option);
    };
    const auto take_port = [&](std::string_view text) {
      const std::optional<std::string> known = expanded_in_container(text, service_);
      const std::uint16_t number = known.has_value() ? parse_port(*known) : std::uint16_t{0};
      if (number == 0) unknown_port = true;
      port = number;
    };
    const auto take_address = [&](std::string_view text) {
      if (text.starts_with("tcp://")) text.remove_prefix(6);
      const std::size_t colon = text.rfind(':');
      if (text.starts_with("unix:") || text.starts_with('/') || text.find("://") != std::string_view::npos) {
        unknown_port = true;
        return;
      }
      if (colon == std::string_view::npos) {
        take_port(text);
        return;
      }
      host_given = true;
      host = text.substr(0, colon);
      if (text.substr(colon + 1).find_first_not_of("0123456789$") != std::string_view::npos && text[colon + 1] != '$')
        unknown_port = true;
      else
        take_port(text.substr(colon + 1));
    };
    if (const std::optional<ContainerVariable> variable =
            server.port_variable.empty() ? std::nullopt : container_variable(service_, server.port_variable);
        variable.has_value()) {
      take_port(variable->value);
      port_span = variable->span;
    } else if (!server.port_variable.empty() &&
               variable_state(service_, server.port_variable) == VariableState::passed_through) {
      unknown_port = true;
    }
    if (!server.host_variable.empty()) {
      if (const std::optional<ContainerVariable> variable = container_variable(service_, server.host_variable);
          variable.has_value()) {
        host = variable->value;
        host_given = true;
      }
    }
    for (std::size_t index = 0; index < arguments.size(); ++index) {
      bool taken = false;
      for (const std::string_view option : server.port_options)
        if (const auto value = value_of(option, index); value.has_value() && !taken) {
          unknown_port = false;
          take_port(*value);
          port_span = span;
          taken = true;
        }
      for (const std::string_view option : server.host_options)
        if (!taken) {
          // `vite --host` alone is every interface.
          if (arguments[index] == option && (index + 1 == arguments.size() || arguments[index + 1].starts_with('-'))) {
            host = "0.0.0.0";
            host_given = taken = true;
          } else if (const auto value = value_of(option, index); value.has_value()) {
            host = *value;
            host_given = taken = true;
          }
        }
      for (const std::string_view option : server.bind_options)
        if (!taken)
          if (const auto value = value_of(option, index); value.has_value()) {
            unknown_port = false;
            take_address(*value);
            port_span = span;
            taken = true;
          }
      if (!taken && server.positional && !arguments[index].starts_with('-') &&
          arguments[index].find_first_not_of("0123456789.:[]") == std::string_view::npos)
        take_address(arguments[index]);
    }
    if (unknown_port || port == 0) return;
    result_.program = server.title;
    result_.pages = server.pages;
    result_.complete = true;
    result_.host_span = span;
    if (host.find('$') == std::string_view::npos) {
      result_.loopback_only = is_loopback(host);
      result_.loopback_by_default = result_.loopback_only && !host_given;
    }
    result_.ports.push_back({.port = port, .protocol = "tcp", .span = port_span, .evidence = PortEvidence::configured});
  }

  const Project& project_;
  const Service& service_;
  Listening result_;
};

/// The same of a configuration file, whose comments tell of much that is not in force.
bool setting_mentions(std::string_view text, std::string_view number) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t first = line.find_first_not_of(" \t");
    const bool is_comment = first == std::string_view::npos || line[first] == '#' || line[first] == ';' ||
                            line.substr(first).starts_with("//");
    if (!is_comment && mentions_number(line, number)) return true;
  }
  return false;
}

bool command_mentions(const Service& service, std::string_view number) {
  for (const CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words)
      if (mentions_number(word, number)) return true;
  return false;
}

/// Whether a source is neither a Compose file nor a Dockerfile, where other services have numbers of their own.
bool is_setting_file(const Project& project, FileId source) {
  const File* const file = project.file(project.sources[source].path());
  return file == nullptr || (file->kind != FileKind::compose && file->kind != FileKind::dockerfile);
}

/// A variable with addresses at which browsers find pages: CORS_ORIGIN, CSRF_TRUSTED_ORIGINS.
bool names_origins(std::string_view variable) {
  return variable.find("ORIGIN") != std::string_view::npos || variable.find("CORS") != std::string_view::npos;
}

/// Whether a setting, the command or a configuration file of the service holds the number.
bool is_mentioned(const Project& project, const Service& service, const Listening& known, std::uint16_t port) {
  const std::string number = std::to_string(port);
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && !names_origins(entry.name) && mentions_own_number(service, *entry.value, number))
      return true;
  if (command_mentions(service, number)) return true;
  if (service.stage != nullptr)
    for (const dockerfile::Variable& variable : service.stage->variables)
      if (mentions_number(variable.value, number)) return true;
  if (service.startup != nullptr && service.startup->span.valid() &&
      mentions_number(project.sources.text(service.startup->span), number))
    return true;
  // The settings beside the one from which the program has its port give others: `executor.port=9999`.
  for (const ListenPort& each : known.ports)
    if (each.evidence == PortEvidence::code && each.span.valid() && is_setting_file(project, each.span.file) &&
        setting_mentions(project.sources[each.span.file].text(), number))
      return true;
  // A mounted file whose text is not known, such as an XML configuration, may hold it.
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
    if (project.path_state(mount.host_path) != PathState::file) continue;
    if (const File* const file = project.file(mount.host_path); file == nullptr || !file->has_content) return true;
  }
  return std::ranges::any_of(service.mounted_files, [&](const File* file) {
    return file->kind != FileKind::sql && file->has_content &&
           setting_mentions(project.sources[file->source].text(), number);
  });
}

}  // namespace

bool runs_process_manager(const Project& project, const Service& service) {
  if (service.image == nullptr || service.image_reference.tag.find("fpm") == std::string_view::npos) return false;
  // Applications come with Apache or with the process manager, by the word of the tag.
  const bool speaks_it = std::ranges::any_of(
      service.image->ports, [](const knowledge::ImagePort& port) { return port.purpose == "fastcgi"; });
  if (service.image->name != "php" && !speaks_it) return false;
  if (!started_program(service).has_value()) return true;
  const std::vector<std::string_view> words = program_words(project, service);
  if (!words.empty() && base_name(words.front()) == "php-fpm") return true;
  // Beside a web server in the same container it is asked by that one.
  const std::vector<StartedProgram> programs = supervised_programs(project, service);
  const auto runs = [&](std::string_view name) {
    return std::ranges::any_of(programs,
                               [&](const StartedProgram& program) { return base_name(program.word) == name; });
  };
  return runs("php-fpm") && !runs("nginx") && !runs("apache2") && !runs("httpd") && !runs("caddy");
}

bool runs_nginx(const Service& service) {
  if (service.image == nullptr) return false;
  const std::string_view name = service.image->name;
  if (name != "nginx" && name != "nginxinc/nginx-unprivileged" && name != "openresty/openresty") return false;
  const std::optional<StartedProgram> started = started_program(service);
  if (!started.has_value()) return true;
  const std::string_view program = base_name(started->word);
  return program == "nginx" || program == "nginx-debug" || program.ends_with(".sh");
}

namespace {

/// Whether some `include` of a configuration names a file of that name, or takes in all of a folder.
bool includes(std::span<const nginx::Directive* const> directives, std::string_view name, int depth = 0) {
  constexpr int deepest = 20;
  return depth < deepest && std::ranges::any_of(
                                directives,
                                [&](const nginx::Directive* directive) {
                                  const std::string_view taken = directive->parameter(0);
                                  return (directive->name == "include" &&
                                          (base_name(taken) == name || taken.find('*') != std::string_view::npos)) ||
                                         includes(directive->children, name, depth + 1);
                                });
}

/// Whether the image may have files of its own that include others.
bool may_bring_configuration(const Service& service) {
  if (!service.builds) return false;
  return service.stage == nullptr ||
         std::ranges::any_of(service.stage->with_inherited, [](const dockerfile::Instruction* instruction) {
           return says(*instruction, "/etc/nginx");
         });
}

/// Whether a command of a script names a path, or reads or writes it.
bool speaks_of(const shell::Script* script, std::string_view path) {
  return script != nullptr && std::ranges::any_of(script->commands, [&](const shell::Node* node) {
           return std::ranges::any_of(node->words, [&](const shell::Word& word) { return word.text == path; }) ||
                  std::ranges::any_of(node->redirections, [&](const shell::Redirection& redirection) {
                    return redirection.target.text == path;
                  });
         });
}

/// `/etc/nginx/locations.conf` is read where another file includes it.
bool waits_for_include(const Service& service, const File& file, std::string_view target) {
  if (parent_path(target) != "/etc/nginx" || base_name(target) == "nginx.conf") return false;
  // `sed "s/SECRET/$SECRET/" /etc/nginx/nginx.conf.template > /etc/nginx/nginx.conf && nginx`: the start fills it in.
  for (const CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words)
      if (word.find(target) != std::string_view::npos) return false;
  const shell::Script* const entrypoint =
      service.entrypoint_script != nullptr ? service.entrypoint_script->script : nullptr;
  if (speaks_of(service.startup, target) || speaks_of(entrypoint, target)) return false;
  return std::ranges::none_of(service.mounted_files, [&](const File* other) {
    return other != &file && other->nginx != nullptr && includes(other->nginx->directives, base_name(target));
  });
}

}  // namespace

bool lies_where_nginx_reads(const Service& service, const File& file) {
  if (file.written_as != nullptr) {
    const std::string_view folder = parent_path(file.written_as->path);
    return folder != "/etc/nginx" ? base_name(folder) != "snippets" : base_name(file.written_as->path) == "nginx.conf";
  }
  // Mounted by itself, whatever else has it as well: the sources beside it.
  bool by_itself = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (!mount.inside_root || mount.host_path != file.path) continue;
    if (may_bring_configuration(service) || !waits_for_include(service, file, mount.target)) return true;
    by_itself = true;
  }
  if (by_itself) return false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || mount.host_path == file.path ||
        !is_below(file.path, mount.host_path))
      continue;
    const std::string target = std::string(mount.target) + "/";
    if (target.find("/nginx/") == std::string::npos && !target.starts_with("/etc/") && !target.starts_with("/config/"))
      return false;
  }
  return true;
}

std::vector<const File*> nginx_files(const Project& project, const Service& service) {
  std::vector<const File*> result;
  for (const File* const file : configuration_files(project, service))
    if (file->nginx != nullptr && lies_where_nginx_reads(service, *file)) result.push_back(file);
  return result;
}

/// Whether the start leaves programs behind in the background, which may listen as well.
static bool starts_others_beside(const Service& service) {
  const shell::Script* const scripts[] = {service.entrypoint.script, service.command.script, service.startup};
  return std::ranges::any_of(scripts, [](const shell::Script* script) {
    return script != nullptr &&
           std::ranges::any_of(script->commands, [](const shell::Node* node) { return node->background; });
  });
}

/// A debugger that the command lets in listens beside what the program itself does.
static void add_debugger(const Service& service, Listening& found) {
  std::string text;
  for (const CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words) text.append(word).append(" ");
  const OpenDebugger debugger = open_debugger(text);
  if (debugger.row != nullptr && debugger.port != 0 && !found.ports.empty() && found.port(debugger.port) == nullptr)
    found.ports.push_back({.port = debugger.port, .protocol = "tcp"});
}

Listening listening(const Project& project, const Service& service) {
  Listening found = Finder(project, service).find();
  add_debugger(service, found);
  if (starts_others_beside(service)) found.complete = false;
  return found;
}

/// Whether the image is set up for logins over SSH, which a supervisor or a start script lets in beside the program.
static bool has_ssh_server(const Service& service) {
  return service.stage != nullptr &&
         std::ranges::any_of(service.stage->with_inherited, [](const dockerfile::Instruction* instruction) {
           return says(*instruction, "sshd") || says(*instruction, "openssh-server");
         });
}

/// Whether a public image has more ports than the first one, which its variable moves, and this is one of them.
static bool is_other_port_of_image(const Service& service, std::uint16_t port) {
  return !service.builds && service.image != nullptr && service.image->ports.size() > 1 &&
         std::ranges::any_of(service.image->ports.subspan(1),
                             [port](const knowledge::ImagePort& other) { return other.port == port; });
}

Listens listens_on(const Project& project, const Service& service, const Listening& known, std::uint16_t port) {
  if (port == 0 || known.ports.empty()) return Listens::unknown;
  if (known.port(port) != nullptr) return Listens::yes;
  // Whoever deploys puts a port in.
  if (port == compose::stand_in_port || known.port(compose::stand_in_port) != nullptr) return Listens::unknown;
  constexpr std::uint16_t ssh = 22;
  if (port == ssh && has_ssh_server(service)) return Listens::unknown;
  // Whoever shares its network listens at its address: the clients behind a VPN.
  if (service.stack != nullptr && std::ranges::any_of(service.stack->services, [&](const Service* other) {
        const std::string_view mode = other->definition->network_mode.value;
        return other->active && mode.starts_with("service:") && mode.substr(8) == service.name;
      }))
    return Listens::unknown;
  PortEvidence strongest = PortEvidence::declared;
  bool declared = false;
  for (const ListenPort& each : known.ports) {
    if (each.protocol != "tcp") continue;
    strongest = std::max(strongest, each.evidence);
    declared = declared || each.evidence == PortEvidence::declared;
  }
  // `-httpListenAddr=:8428 -influxListenAddr=:8089`: the command gives other listeners, too.
  if (strongest == PortEvidence::configured && known.complete)
    return command_mentions(service, std::to_string(port)) ? Listens::unknown : Listens::no;
  if (is_mentioned(project, service, known, port)) return Listens::unknown;
  switch (strongest) {
    case PortEvidence::configured:
      return Listens::unknown;
    case PortEvidence::code:
      return known.complete ? Listens::likely_not : Listens::unknown;
    case PortEvidence::known:
      return known.complete ? Listens::likely_not : Listens::perhaps_not;
    case PortEvidence::variable:
      if (is_other_port_of_image(service, port)) return Listens::unknown;
      return declared ? Listens::perhaps_not : Listens::likely_not;
    case PortEvidence::declared:
      return Listens::perhaps_not;
  }
  return Listens::unknown;
}

const ListenPort* main_port(const Listening& known) {
  const ListenPort* best = nullptr;
  for (const ListenPort& port : known.ports)
    if (port.protocol == "tcp" && (best == nullptr || port.evidence > best->evidence)) best = &port;
  return best;
}

}  // namespace seaworthy::project
