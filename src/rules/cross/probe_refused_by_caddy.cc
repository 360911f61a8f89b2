#include "rules/rule.h"

#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_refused_by_caddy {

/// A line that asks for credentials directly inside a site, with the paths that it is for ("" for all).
struct Authentication {
  std::string_view path;
  Span span;
};

static std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

/// Of a Caddyfile with one site; with several it takes more than that to tell which one a request is for.
static std::vector<Authentication> authentications(const Source& source) {
  std::vector<Authentication> found;
  const std::string_view text = source.text();
  int depth = 0, sites = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const auto offset = static_cast<std::uint32_t>(begin);
    begin = end + 1;
    const std::vector<std::string_view> words = words_of(line.substr(0, line.find(" #")));
    if (words.empty() || words.front().starts_with('#')) continue;
    // Imported parts may say anything.
    if (words.front() == "import") return {};
    const bool opens = words.back() == "{";
    if (depth == 0 && opens && words.size() > 1) ++sites;
    if (depth == 1 && opens && is_one_of("basic_auth basicauth forward_auth", words.front())) {
      std::string_view path;
      if (words.size() > 2) {
        const std::string_view matcher = words[1];
        // A matcher by name is not followed, and what follows `forward_auth` is an address.
        if (matcher.starts_with('@')) return {};
        if (matcher.starts_with('/')) path = matcher;
      }
      const auto at = offset + static_cast<std::uint32_t>(words.front().data() - line.data());
      found.push_back({path, {source.id(), at, at + static_cast<std::uint32_t>(words.front().size())}});
    }
    if (opens) ++depth;
    if (words.front() == "}" && depth > 0) --depth;
  }
  if (sites != 1) found.clear();
  return found;
}

/// Whether a path matcher of Caddy takes a path: exact, or a prefix before `*`.
static bool takes(std::string_view matcher, std::string_view path) {
  if (matcher.empty()) return true;
  if (matcher.ends_with('*')) return path.starts_with(matcher.substr(0, matcher.size() - 1));
  return matcher == path;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->title != "Caddy") return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeRequest& request : probe.requests) {
    // The admin endpoint has a port of its own, without sites.
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || request.port == 2019) continue;
    const project::ProbeCommand& command = probe.commands[request.command];
    const std::string_view said = report.text(command.span);
    if (contains(said, "@") || contains(said, "uthorization") || contains(said, "--user") || contains(said, "-u "))
      continue;
    for (const project::File* const file : project::configuration_files(report.project(), service)) {
      if (file->kind != project::FileKind::caddy || !file->has_content) continue;
      asks = true;
      for (const Authentication& authentication : authentications(report.project().sources[file->source])) {
        if (!takes(authentication.path, request.path)) continue;
        Builder finding =
            report.at(request.span, "Credentials are asked for at `{}`, which the probe of `{}` does not give",
                      request.path, service.name);
        finding.note(authentication.span, "Here it asks");
        note_waiting(finding, service);
        return;
      }
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4588",
    .summary = "Health check that Caddy refuses",
    .why = "Caddy answers 401, so the probe fails every time and the container is never healthy.",
    .remedy =
        "Leave a path for the probe out of the login (`respond /up 200` in a site of its own port), and ask that.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_refused_by_caddy
