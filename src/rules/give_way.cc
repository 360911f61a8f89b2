#include "rules/give_way.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "rules/registry.h"

namespace seaworthy::rules {
namespace {

constexpr Precedence table[] = {
    {"alerts-go-nowhere", "prometheus-rules-missing"},
    {"apt-lists-not-removed", "package-index-update-alone"},
    {"browser-address-names-service", "build-time-variable-given-at-start"},
    {"configuration-folder-missing", "mounted-file-missing"},
    {"copy-from-unknown-stage", "copied-image-tag-moving"},
    {"curl-without-fail", "download-piped-to-shell"},
    {"database-client-with-other-user", "definitions-lack-virtual-host"},
    {"download-without-checksum", "package-from-unverified-source"},
    {"external-resource-not-made", "definition-not-used"},
    {"failure-ignored", "migration-failure-ignored"},
    {"from-needs-build-arg", "base-argument-not-given"},
    {"heredoc-unterminated", "copy-add-invalid-use"},
    {"image-left-to-default", "harmful-image-setting"},
    {"image-without-healthcheck", "waits-for-health-without-probe no-healthcheck"},
    {"installed-script-missing", "script-named-missing"},
    {"legacy-key-value-form", "blank-before-equals"},
    {"many-packages-in-final-image", "build-tools-in-final-stage"},
    {"no-healthcheck", "waits-for-health-without-probe"},
    {"option-value-vanishes", "password-option-without-password"},
    {"pipe-without-pipefail", "download-piped-to-shell"},
    {"platform-hard-coded", "base-image-platform-mismatch"},
    {"port-published-on-all-interfaces",
     "admin-surface-without-authentication port-beside-proxy server-without-login service-registry-open "
     "debugger-open-to-everybody"},
    {"probe-program-missing", "probe-shell-missing"},
    {"scheduled-program-missing", "cron-line-with-user"},
    {"shell-in-front-of-server", "shell-form-entrypoint"},
    {"stage-dependency-cycle", "copy-from-same-stage"},
    {"stage-not-used", "from-malformed duplicate-stage-name invalid-stage-name"},
    {"state-without-backup", "state-not-kept"},
    {"variable-without-value",
     "secret-may-be-empty password-option-without-password option-value-vanishes no-env-template "
     "probe-variable-read-by-compose hash-taken-for-variables volume-invalid port-invalid"},
};

/// The same by id.
using Order = std::unordered_map<RuleId, std::vector<RuleId>>;

RuleId id_of(const RegisteredRule& rule) { return static_cast<RuleId>(&rule - registry().data()); }

const Order& order() {
  static const Order made = [] {
    Order built;
    for (const Precedence& row : table)
      for_each_name(row.better, [&](std::string_view slug) {
        const RegisteredRule* const rule = find_rule(row.rule);
        const RegisteredRule* const better = find_rule(slug);
        if (rule != nullptr && better != nullptr) built[id_of(*rule)].push_back(id_of(*better));
      });
    return built;
  }();
  return made;
}

/// Whether the bytes of one place lie inside of the other's.
bool overlap(Span left, Span right) { return left.contains(right) || right.contains(left); }

/// Whether a finding is severe and sure enough to break its rung.
bool breaks_rung(const Finding& finding) {
  return finding.severity >= Severity::high && finding.confidence >= Confidence::likely;
}

/// Whether the ladder of some stack would look better without a finding, though another one stays.
bool breaks_more(const Finding& finding, const Finding& other) {
  return breaks_rung(finding) &&
         (!breaks_rung(other) || other.rung > finding.rung || !std::ranges::includes(other.stacks, finding.stacks));
}

/// The findings of rules that others give way to.
struct Better {
  /// Where one stands, or a note of it.
  struct Told {
    Span span;
    Finding* finding = nullptr;
  };
  std::unordered_map<RuleId, std::vector<Told>> by_rule;  ///< Sorted by place.

  explicit Better(Results& results) {
    for (const auto& [rule, above] : order())
      for (const RuleId each : above) by_rule.try_emplace(each);
    for (std::vector<Finding>* const list : {&results.findings, &results.suppressed})
      for (Finding& finding : *list) {
        const auto found = by_rule.find(finding.rule);
        if (found == by_rule.end()) continue;
        found->second.push_back({finding.span, &finding});
        for (const Note& note : finding.notes) found->second.push_back({note.span, &finding});
      }
    for (auto& [rule, told] : by_rule) std::ranges::stable_sort(told, {}, &Told::span);
  }

  /// The finding of a rule that tells what another one tells; null for none.
  Finding* of(RuleId rule, const Finding& finding) const {
    const auto of_file = std::ranges::equal_range(by_rule.find(rule)->second, finding.span.file, {},
                                                  [](const Told& told) { return told.span.file; });
    const auto told = std::ranges::find_if(of_file, [&](const Told& each) {
      return overlap(each.span, finding.span) && each.finding->severity >= finding.severity &&
             !breaks_more(finding, *each.finding);
    });
    return told != of_file.end() ? told->finding : nullptr;
  }
};

}  // namespace

std::span<const Precedence> precedences() { return table; }

std::vector<Finding> give_way(Results& results) {
  const Better better(results);
  std::vector<bool> gives_way(results.findings.size());
  for (std::size_t index = 0; index < results.findings.size(); ++index) {
    const Finding& finding = results.findings[index];
    const auto above = order().find(finding.rule);
    if (above == order().end() || !finding.span.valid()) continue;
    for (const RuleId rule : above->second) {
      Finding* const told = better.of(rule, finding);
      if (told == nullptr) continue;
      for (const std::string_view alias : finding.aliases)
        if (std::ranges::find(told->aliases, alias) == told->aliases.end()) told->aliases.push_back(alias);
      gives_way[index] = true;
      break;
    }
  }

  std::vector<Finding> open, left_out;
  for (std::size_t index = 0; index < results.findings.size(); ++index)
    (gives_way[index] ? left_out : open).push_back(std::move(results.findings[index]));
  results.findings = std::move(open);
  return left_out;
}

}  // namespace seaworthy::rules
