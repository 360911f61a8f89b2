#include <algorithm>
#include <string>
#include <vector>

#include "project/connections.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_answered_by_proxy {

constexpr int caddy_admin_port = 2019;

/// Whether the container runs an application of PHP besides the server in front of it.
static bool runs_php(const project::Service& service) {
  const knowledge::Image* const base = service.stage != nullptr ? project::base_image(*service.stage) : nullptr;
  return base != nullptr && is_one_of("php dunglas/frankenphp webdevops/php-nginx serversideup/php", base->name);
}

/// Whether `path` is one of the words of a line, or below a prefix of it that ends with `*`.
static bool has_matcher(std::string_view line, std::string_view path) {
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(" \t", at);
    if (begin == std::string_view::npos) return false;
    const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    if (word == path || (word.size() > 2 && word.ends_with("/*") && path.starts_with(word.substr(0, word.size() - 1))))
      return true;
    at = end;
  }
  return false;
}

/// The first word of a line behind its blanks.
static std::string_view first_word(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_first_of(" \t\r", begin) - begin);
}

/// The `respond` of a Caddyfile that answers a path by itself; invalid where none does.
static Span answered_by_caddy(const Source& source, std::string_view path) {
  const std::string_view text = source.text();
  bool inside = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::string_view word = first_word(line);
    const bool responds = word == "respond" && !contains(line, " 4") && !contains(line, " 5");
    if (responds && (inside || has_matcher(line, path))) {
      const auto at = static_cast<std::uint32_t>(begin + static_cast<std::size_t>(word.data() - line.data()));
      return {source.id(), at, at + static_cast<std::uint32_t>(word.size())};
    }
    if (is_one_of("handle handle_path route", word))
      inside = has_matcher(line, path);
    else if (word == "}")
      inside = false;
    begin = end + 1;
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (!runs_php(service)) return report.skip();
  bool asks = false;
  for (const project::ProbeRequest& request : project::connections(report.project(), service).probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http) continue;
    asks = true;
    if (request.port == caddy_admin_port && is_one_of("/metrics /config/ /config", request.path)) {
      report
          .at(request.span, "Caddy answers `{}` by itself, so the probe of `{}` passes when PHP is dead", request.path,
              service.name)
          .severity(Severity::low);
      return;
    }
    Span by;
    for (const project::File* const file : project::configuration_files(report.project(), service))
      if (file->kind == project::FileKind::caddy && file->has_content && !by.valid())
        by = answered_by_caddy(report.project().sources[file->source], request.path);
    if (!by.valid()) {
      const NginxAnswer answer = nginx_answer(report.project(), service, request.port, request.host, request.path);
      if (answer.kind == NginxAnswer::Kind::status && answer.status < 400 && answer.by != nullptr) by = answer.by->span;
    }
    if (!by.valid()) continue;
    report
        .at(request.span, "The web server answers `{}` by itself, so the probe of `{}` passes when PHP is dead",
            request.path, service.name)
        .note(by, "It answers here without asking the application");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4372",
    .summary = "Health check that the web server in front of the application answers",
    .why =
        "The container counts as healthy as long as its web server lives. That PHP hangs, cannot start or has lost its "
        "database is noticed by visitors alone.",
    .remedy = "Ask a route of the application (`/up` of Laravel, a controller of Symfony), and let it reach PHP.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_answered_by_proxy
