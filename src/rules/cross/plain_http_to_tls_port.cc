#include "rules/rule.h"

#include <algorithm>

#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"
#include "rules/lib/settled.h"
#include "rules/lib/traefik.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::plain_http_to_tls_port {

/// Elasticsearch since 8 makes certificates at its first start and speaks TLS alone, unless anything is said of its
/// security or of its cluster.
/// https://www.elastic.co/docs/deploy-manage/security/self-auto-setup
static bool sets_up_its_own_tls(const project::Service& service, std::uint16_t number) {
  constexpr std::uint16_t rest_port = 9200;
  if (service.image->name != "elasticsearch" || number != rest_port ||
      read_version(service.image_reference.tag).value_or(Version{}).parts[0] < 8)
    return false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    for (const std::string_view part :
         {"xpack.security", "XPACK_SECURITY", "discovery.seed_hosts", "cluster.initial_master_nodes", "node.roles"})
      if (contains(entry.name, part)) return false;
  if (std::ranges::any_of(service.definition->env_files, [](const compose::EnvFile& file) { return !file.exists; }))
    return false;
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words)
      if (contains(word, "xpack.")) return false;
  return service.definition->configs.empty() &&
         std::ranges::none_of(service.definition->mounts,
                              [](const compose::Mount& mount) { return contains(mount.target, "/config"); });
}

/// Whether the program of a service serves its one port with a certificate of its own: by the options of its server, or
/// by the one call with which its code listens.
static bool program_speaks_tls(const project::Project& project, const project::Service& service, std::uint16_t number) {
  const project::Listening& known = project::connections(project, service).listening;
  if (!known.complete || known.ports.size() != 1 || known.ports.front().port != number) return false;
  if (!known.from_code)
    return !known.program.empty() &&
           std::ranges::any_of(project::program_words(project, service), [](std::string_view word) {
             return is_one_of("--ssl-keyfile --ssl-certfile --certfile --keyfile", before(word, '='));
           });
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr) return false;
  bool with_certificate = false;
  for (const FileId id : folder->sources) {
    const std::string_view text = project.sources[id].text();
    for (const std::string_view call : {"http.createServer(", "app.listen(", "server.Serve(", ".ListenAndServe("})
      for (std::size_t at = text.find(call); at != std::string_view::npos; at = text.find(call, at + 1))
        if (at == 0 || text[at - 1] != 's') return false;
    for (const std::string_view call : {"https.createServer(", ".ListenAndServeTLS(", ".RunTLS("})
      with_certificate = with_certificate || contains(text, call);
  }
  return with_certificate;
}

/// Settings with which an image that brings TLS does without: `--o:ssl.enable=false` of Collabora, `-scheme http` of
/// fake-gcs-server. What whoever deploys chooses is no TLS for certain.
/// https://sdk.collaboraonline.com/docs/installation/CODE_Docker_image.html
/// https://github.com/fsouza/fake-gcs-server
static bool is_told_to_do_without_tls(const project::Service& service) {
  if (std::ranges::any_of(service.definition->environment, [](const compose::EnvironmentEntry& entry) {
        return entry.value.has_value() && contains(*entry.value, "ssl.enable=") &&
               (contains(*entry.value, "ssl.enable=false") || !is_settled(entry.source));
      }))
    return true;
  const std::vector<std::string_view>& words = service.command.words;
  for (std::size_t at = 0; at < words.size(); ++at)
    if (words[at].ends_with("-scheme=http") ||
        (words[at].ends_with("-scheme") && at + 1 < words.size() && words[at + 1] == "http"))
      return true;
  return false;
}

/// Whether a port of a service speaks TLS alone: by what is known of its image, or by its own configuration.
static bool speaks_tls(const project::Project& project, const project::Service& service, std::uint16_t number) {
  if (const project::ListenPort* const port = project::connections(project, service).listening.port(number);
      port != nullptr && port->tls)
    return true;
  if (program_speaks_tls(project, service, number)) return true;
  if (service.image == nullptr || service.builds || is_told_to_do_without_tls(service)) return false;
  if (sets_up_its_own_tls(service, number)) return true;
  const auto port = std::ranges::find(service.image->ports, number, &knowledge::ImagePort::port);
  return port != service.image->ports.end() && port->purpose == "https";
}

static bool check_references(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || reference.scheme != "http" || reference.port == 0)
      continue;
    asks = true;
    if (!speaks_tls(report.project(), *reference.to, reference.port)) continue;
    Builder finding = report.at(reference.span, "`{}` asks `{}` for http on port {}, which speaks TLS; write https",
                                service.name, reference.to->name, reference.port);
    if (is_of_template(service, reference)) finding.confidence(Confidence::possible);
    finding.note(reference.to->span, "This is `{}`", reference.to->name);
  }
  return asks;
}

/// `loadbalancer.server.port: 9443` without `loadbalancer.server.scheme: https`.
static bool check_labels(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  bool asks = false;
  for (const TraefikLabel& label : labels) {
    if (label.section != "services" || label.key != "loadbalancer.server.port" || !label.settled) continue;
    asks = true;
    const bool has_scheme = std::ranges::any_of(labels, [&](const TraefikLabel& other) {
      return other.section == "services" && other.name == label.name && other.key == "loadbalancer.server.scheme";
    });
    const std::uint16_t port = project::parse_port(label.value);
    if (has_scheme || port == 0 || !speaks_tls(report.project(), service, port)) continue;
    report
        .at(label.span, "Traefik asks `{}` for http on port {}, which speaks TLS; add `loadbalancer.server.scheme`",
            service.name, port)
        .note(service.span, "This is `{}`", service.name);
  }
  return asks;
}

static void check(const project::Service& service, Report& report) {
  const bool asks = check_references(service, report);
  if (!check_labels(service, report) && !asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4731",
    .summary = "Plain HTTP to a port that speaks TLS",
    .why = "The server answers 400 (`client sent an HTTP request to an HTTPS server`) or closes the connection.",
    .remedy = "Ask for https, and let the client trust the certificate, or name the server's plain port.",
    .references = "https://doc.traefik.io/traefik/routing/providers/docker/#services",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "speak TLS to ports that do",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::plain_http_to_tls_port
