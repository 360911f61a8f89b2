#include <algorithm>
#include <optional>
#include <span>
#include <string>

#include "base/ascii.h"
#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_rule_of_other_version {

/// The first matcher of a rule that is given several values: of "Host(`a`, `b`)", "Host"; "" for none.
static std::string_view matcher_with_several(std::string_view rule) {
  for (const std::string_view matcher : {"Host", "Path", "PathPrefix", "Method", "HostSNI"})
    for (std::size_t at = rule.find(matcher); at != std::string_view::npos; at = rule.find(matcher, at + 1)) {
      const std::string_view rest = rule.substr(at + matcher.size());
      if (!rest.starts_with("(`")) continue;
      const std::size_t close = rest.find('`', 2);
      if (close != std::string_view::npos && rest.substr(close + 1).starts_with(',')) return matcher;
    }
  return {};
}

/// The named pattern that version 2 takes in place of a regular expression: "{sub:[a-z]+}" of
/// "HostRegexp(`{sub:[a-z]+}.example.com`)"; "" for none.
static std::string_view named_pattern(std::string_view rule) {
  // Traefik takes the names of matchers in small letters as well.
  const std::string small = ascii::lowered(rule);
  for (const std::string_view matcher : {"hostregexp(`", "hostsniregexp(`"}) {
    const std::size_t at = small.find(matcher);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = rule.substr(at + matcher.size());
    const std::string_view pattern = rest.substr(0, rest.find('`'));
    const std::size_t open = pattern.find('{');
    if (open == std::string_view::npos) continue;
    // `{2,4}` counts what stands before it.
    const std::size_t colon =
        pattern.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", open + 1);
    const std::size_t close = pattern.find('}', open);
    if (colon != std::string_view::npos && colon > open + 1 && pattern[colon] == ':' && close != std::string_view::npos)
      return pattern.substr(open, close - open + 1);
  }
  return {};
}

/// Whether the Traefik of a stack reads rules as version 3 does.
static bool reads_as_third(const project::Service& service) {
  if (service.builds) return false;
  const std::optional<Version> version = read_version(service.image_reference.tag);
  if (!version.has_value() || version->parts[0] != 3) return false;
  return std::ranges::none_of(service.command.words, [](std::string_view word) {
    return contains(word, "efaultRuleSyntax") || contains(word, "efaultrulesyntax");
  });
}

/// Reports a rule that the Traefik of a stack, which is of version 3, reads otherwise than it is meant.
static void judge(std::string_view rule, Span place, std::string_view router, const Traefik& traefik, Report& report) {
  const Span version = traefik.service->definition->image.span();
  if (const std::string_view pattern = named_pattern(rule); !pattern.empty())
    report
        .at(place,
            "Traefik 3 takes `{}` as it stands, so the router of `{}` matches no host; write a plain regular "
            "expression",
            pattern, router)
        .note(version, "This is version 3");
  if (const std::string_view matcher = matcher_with_several(rule); !matcher.empty())
    report
        .at(place, "`{}` takes one value since Traefik 3, so the router of `{}` is left out; join several with `||`",
            matcher, router)
        .note(version, "This is version 3");
}

/// Rules of the routers in the files that Traefik is given. True when there are any.
static bool check_files(const Traefik& traefik, Report& report) {
  bool any = false;
  for (const project::File* const file : traefik.service->mounted_files) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node* const http = value_of(file->yaml->root()->resolved(), "http");
    const yaml::Node* const routers = http != nullptr ? value_of(*http, "routers") : nullptr;
    if (routers == nullptr) continue;
    for (const yaml::Entry& router : routers->entries) {
      const yaml::Node* const rule = value_of(router.value->resolved(), "rule");
      if (rule == nullptr || value_of(router.value->resolved(), "ruleSyntax") != nullptr) continue;
      any = true;
      judge(rule->text, rule->span, router.key->text, traefik, report);
    }
  }
  return any;
}

/// Whether a label is of the kind that version 1 alone reads: `traefik.frontend.rule`, `traefik.port`.
static bool is_of_first(const TraefikLabel& label) {
  return label.section.empty() && (label.key.starts_with("frontend.") || label.key.starts_with("frontends.") ||
                                   is_one_of("backend port protocol weight tags", label.key));
}

/// A service that only has labels of version 1, for a Traefik of a later one. True when it was reported.
static bool check_first(const project::Service& service, std::span<const TraefikLabel> labels, const Traefik& traefik,
                        Report& report) {
  const project::Service& proxy = *traefik.service;
  if (proxy.builds || !knowledge::VersionRange{"2", ""}.contains(proxy.image_reference.tag)) return false;
  if (std::ranges::any_of(labels, [](const TraefikLabel& label) { return !label.section.empty(); })) return false;
  const auto label = std::ranges::find_if(labels, is_of_first);
  if (label == labels.end()) return false;
  report
      .at(label->span,
          "Version 1 was the last to read this label, so Traefik does not route to `{}` as it says; write "
          "`traefik.http.routers...`",
          service.name)
      .note(proxy.definition->image.span(), "This is its Traefik");
  return true;
}

static void check(const project::Service& service, Report& report) {
  const std::optional<Traefik> traefik = traefik_for(report, service);
  if (!traefik.has_value()) return report.skip();
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  if (check_first(service, labels, *traefik, report)) return;
  if (!reads_as_third(*traefik->service)) return report.skip();
  bool asks = traefik->service == &service && check_files(*traefik, report);
  for (const TraefikLabel& label : labels) {
    if (label.section != "routers" || label.key != "rule") continue;
    asks = true;
    const bool is_told = std::ranges::any_of(labels, [&](const TraefikLabel& other) {
      return other.section == "routers" && other.name == label.name && other.key == "rulesyntax";
    });
    if (!is_told) judge(label.value, label.span, service.name, *traefik, report);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4920",
    .summary = "Router rule or label of an older Traefik",
    .why =
        "Since version 2 labels begin with `traefik.http`, and those before are not read. Version 3 takes one value "
        "for each matcher, and regular expressions without names. A rule that it cannot read "
        "is an error in its log, and no router.",
    .remedy =
        "Name routers and services, `traefik.http.routers.NAME.rule`; write ``Host(`a`) || Host(`b`)`` and "
        "``HostRegexp(`^.+\\.example\\.com$`)``, or set `ruleSyntax=v2` for the "
        "router while you migrate.",
    .references = "https://doc.traefik.io/traefik/migrate/v2-to-v3-details/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_rule_of_other_version
