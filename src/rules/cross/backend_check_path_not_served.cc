#include "rules/rule.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/leading_words.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "yaml/node.h"

namespace seaworthy::rules::backend_check_path_not_served {

/// A path at which a proxy asks whether a service is well.
struct CheckedPath {
  const project::Service* to = nullptr;
  std::string_view path;
  Span span;
};

/// Lines of a section that hold together, and the path that they check.
struct Section {
  std::size_t begin = 0, end = 0;
  std::string_view path;
};

/// The path of `option httpchk GET /path` and `http-check send meth GET uri /path`; "" for another line.
static std::string_view haproxy_path(std::string_view line) {
  const auto words = leading_words<6>(line);
  if (words[0] == "option" && words[1] == "httpchk") return words[2].starts_with('/') ? words[2] : words[3];
  if (words[0] != "http-check" || words[1] != "send") return {};
  for (std::size_t at = 2; at + 1 < words.size(); ++at)
    if (words[at] == "uri") return words[at + 1];
  return {};
}

/// Backends of HAProxy, each from its first line to the next section.
static std::vector<Section> haproxy_sections(std::string_view text) {
  std::vector<Section> sections;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (const std::string_view first = leading_words<1>(line)[0];
        is_one_of("backend listen frontend defaults global", first) && !first.empty())
      sections.push_back({begin, end, {}});
    if (!sections.empty()) {
      sections.back().end = end;
      if (const std::string_view path = haproxy_path(line); path.starts_with('/')) sections.back().path = path;
    }
    begin = end + 1;
  }
  return sections;
}

/// Blocks of a Caddyfile that have a `health_uri`, from their `reverse_proxy` to their end.
static std::vector<Section> caddy_sections(std::string_view text) {
  std::vector<Section> sections;
  bool open = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    const auto words = leading_words<2>(line);
    if (words[0] == "reverse_proxy" && line.ends_with('{')) {
      sections.push_back({begin, end, {}});
      open = true;
    }
    if (open) {
      sections.back().end = end;
      if (words[0] == "health_uri" && words[1].starts_with('/')) sections.back().path = words[1];
      open = line != "}";
    }
    begin = end + 1;
  }
  return sections;
}

static void add_from_text(const project::Project& project, const project::Reference& reference,
                          std::vector<CheckedPath>& result) {
  const std::string_view text = project.sources[reference.file->source].text();
  for (const Section& section :
       reference.kind == project::ReferenceKind::haproxy ? haproxy_sections(text) : caddy_sections(text)) {
    if (section.path.empty() || reference.span.begin < section.begin || reference.span.end > section.end) continue;
    const auto offset = static_cast<std::uint32_t>(section.path.data() - text.data());
    result.push_back({reference.to,
                      section.path,
                      {reference.file->source, offset, offset + static_cast<std::uint32_t>(section.path.size())}});
  }
}

/// `healthCheck: {path: /x}` beside the servers of a service in a file of Traefik.
static void add_from_file_provider(const project::Reference& reference, std::vector<CheckedPath>& result) {
  const yaml::Node* const services =
      reference.file->yaml != nullptr ? child(child(reference.file->yaml->root(), "http"), "services") : nullptr;
  if (services == nullptr || !services->resolved().is_mapping()) return;
  for (const yaml::Entry& entry : services->resolved().entries) {
    const yaml::Node* const balancer = child(entry.value, "loadBalancer");
    const yaml::Node* const path = child(child(balancer, "healthCheck"), "path");
    const yaml::Node* const servers = child(balancer, "servers");
    if (path == nullptr || servers == nullptr || !path->resolved().text.starts_with('/')) continue;
    for (const yaml::Node* const server : servers->resolved().items)
      if (const yaml::Node* const url = child(server, "url"); url != nullptr && url->resolved().span == reference.span)
        result.push_back({reference.to, path->resolved().text, path->resolved().span});
  }
}

static std::vector<CheckedPath> checked_paths(const project::Project& project, const project::Service& service) {
  std::vector<CheckedPath> result;
  for (const project::Reference& reference : project::connections(project, service).references) {
    if (reference.to == nullptr || reference.file == nullptr || !reference.file->has_content) continue;
    if (reference.kind == project::ReferenceKind::haproxy || reference.kind == project::ReferenceKind::caddy)
      add_from_text(project, reference, result);
    if (reference.kind == project::ReferenceKind::traefik) add_from_file_provider(reference, result);
  }
  for (const TraefikLabel& label : traefik_labels(service))
    if (label.section == "services" && label.key == "loadbalancer.healthcheck.path" && label.settled &&
        label.value.starts_with('/'))
      result.push_back({&service, label.value, label.span});
  return result;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const CheckedPath& checked : checked_paths(report.project(), service)) {
    const code::Program::Serves answer = project::serves(report.project(), *checked.to, checked.path);
    if (answer == code::Program::Serves::unknown) continue;
    asks = true;
    if (answer == code::Program::Serves::yes) continue;
    const code::Route* const meant = project::application(report.project(), *checked.to)->program.nearest(checked.path);
    Builder finding =
        meant != nullptr
            ? report.at(checked.span, "The proxy checks `{}` at `{}`, which its code does not serve; it has `{}`",
                        checked.to->name, checked.path, meant->path)
            : report.at(checked.span, "The proxy checks `{}` at `{}`, which no route of its code serves",
                        checked.to->name, checked.path);
    if (meant != nullptr && meant->span.valid()) finding.note(meant->span, "Route `{}`", meant->path);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4724",
    .summary = "Health check of a proxy at a path that the code does not serve",
    .why = "The program answers 404, so the proxy takes every server for down and answers 502 or 503 itself.",
    .remedy = "Check a route that the code has.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "are checked by their proxy at a route that they serve",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::backend_check_path_not_served
