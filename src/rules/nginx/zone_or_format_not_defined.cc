#include "rules/rule.h"

#include <set>
#include <string>
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::zone_or_format_not_defined {

/// What a directive defines or uses, if it is one of the kinds that nginx looks up when it starts.
struct Name {
  std::string_view kind;
  std::string_view name;
  Span span;
};

/// `zone=name:10m` -> name.
static Name zone_parameter(const nginx::Directive& directive, std::string_view kind, std::string_view prefix) {
  for (const nginx::Word& word : directive.parameters)
    if (word.text.starts_with(prefix)) return {kind, before(word.text.substr(prefix.size()), ':'), word.span};
  return {};
}

static Name defined(const nginx::Directive& directive) {
  if (directive.name == "limit_req_zone") return zone_parameter(directive, "rate limit zone", "zone=");
  if (directive.name == "limit_conn_zone") return zone_parameter(directive, "connection limit zone", "zone=");
  if (directive.name == "proxy_cache_path") return zone_parameter(directive, "cache", "keys_zone=");
  if (directive.name == "log_format") return {"log format", directive.parameter(0), directive.span};
  return {};
}

static Name used(const nginx::Directive& directive) {
  if (directive.name == "limit_req") return zone_parameter(directive, "rate limit zone", "zone=");
  if (directive.parameters.empty()) return {};
  const Name first{{}, directive.parameter(0), directive.parameters.front().span};
  if (directive.name == "limit_conn") return {"connection limit zone", first.name, first.span};
  if (directive.name == "proxy_cache" && first.name != "off") return {"cache", first.name, first.span};
  if (directive.name == "access_log" && directive.parameters.size() > 1 && !contains(directive.parameter(1), "="))
    return {"log format", directive.parameter(1), directive.parameters[1].span};
  return {};
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  if (configuration.files.empty() || !configuration.complete) return report.skip();
  std::set<std::string> names = {"log format combined"};
  // The image's own nginx.conf defines it.
  if (configuration.image_main) names.insert("log format main");
  const auto key = [](const Name& name) { return std::string(name.kind) + " " + std::string(name.name); };
  for (const NginxFile& item : configuration.files)
    for (const nginx::Directive* const directive : item.file->nginx->directives)
      if (const Name name = defined(*directive); !name.name.empty()) names.insert(key(name));
  bool any = false;
  for (const NginxFile& item : configuration.files)
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      const Name name = used(*directive);
      if (name.name.empty() || contains(name.name, "$")) continue;
      any = true;
      if (names.contains(key(name))) continue;
      report
          .at(name.span, "No configuration of `{}` defines the {} `{}`, so nginx does not start", service.name,
              name.kind, name.name)
          .note(service.span, "All that it reads is mounted or copied here");
      return;
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5204",
    .summary = "Zone, cache or log format that nothing defines",
    .why = "nginx looks these names up when it starts, and stops when one is not there.",
    .remedy =
        "Define it in the `http` block (`limit_req_zone`, `limit_conn_zone`, `proxy_cache_path`, `log_format`), or "
        "correct the name.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "define the zones and formats that they use",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::zone_or_format_not_defined
