#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

#include "report/report.h"
#include "report/sections.h"
#include "rules/lib/secret_shapes.h"
#include "rules/registry.h"

namespace seaworthy::report {
namespace {

/// What the subjects of a check are called in a sentence.
std::string_view subjects_of(rules::Altitude altitude) {
  switch (altitude) {
    case rules::Altitude::instruction:
    case rules::Altitude::dockerfile:
    case rules::Altitude::dockerfile_problem:
      return "Dockerfiles";
    case rules::Altitude::stage:
      return "stages";
    case rules::Altitude::final_stage:
      return "images";
    case rules::Altitude::service:
      return "services";
    case rules::Altitude::container:
      return "containers";
    case rules::Altitude::stack:
    case rules::Altitude::compose_problem:
      return "stacks";
    case rules::Altitude::script:
      return "scripts";
    case rules::Altitude::nginx_file:
      return "nginx configurations";
    case rules::Altitude::command:
    case rules::Altitude::file:
      return "files";
    case rules::Altitude::project:
    case rules::Altitude::runner:
      break;
  }
  return "the repository";
}

/// FNV-1a over the parts of a fingerprint; each part is closed by a zero byte so that parts cannot run together.
class Fingerprint {
 public:
  void add(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
    mix(0);
  }
  std::string hex() const {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash_));
    return text;
  }

 private:
  void mix(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

/// Made of rule, path, subject and the marked text, never of line numbers: a fingerprint survives edits elsewhere in
/// the file. Equal ones are told apart by their order.
std::vector<std::string> fingerprints(const project::Project& project, const std::vector<Finding>& findings) {
  std::vector<std::string> ids;
  ids.reserve(findings.size());
  std::map<std::string, unsigned> seen;
  for (const Finding& finding : findings) {
    Fingerprint fingerprint;
    fingerprint.add(rules::registered(finding.rule).name);
    fingerprint.add(finding.subject);
    if (finding.span.valid()) {
      const Source& source = project.sources[finding.span.file];
      fingerprint.add(source.path());
      // Redacted, so that nobody can try passwords against a published fingerprint.
      fingerprint.add(rules::redact(source.text(finding.span).substr(0, 4096)));
    }
    std::string id = fingerprint.hex();
    const unsigned copy = seen[id]++;
    if (copy > 0) id += "-" + std::to_string(copy + 1);
    ids.push_back(std::move(id));
  }
  return ids;
}

std::vector<std::uint32_t> order_by_urgency(const rules::Results& results, const score::Score& score) {
  struct Ranked {
    std::tuple<int, int, int> rank;  ///< Smaller is more urgent.
    std::uint32_t finding;
    auto operator<=>(const Ranked&) const = default;
  };
  std::vector<Ranked> ranked;
  ranked.reserve(results.findings.size());
  for (const Finding& finding : results.findings)
    ranked.push_back(
        {{score::phase(finding, score), -static_cast<int>(finding.severity), -static_cast<int>(finding.confidence)},
         static_cast<std::uint32_t>(ranked.size())});
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::uint32_t> order;
  order.reserve(ranked.size());
  for (const Ranked& each : ranked) order.push_back(each.finding);
  return order;
}

}  // namespace

std::string_view name(ControlStatus status) {
  switch (status) {
    case ControlStatus::pass:
      return "pass";
    case ControlStatus::fail:
      return "fail";
    case ControlStatus::not_applicable:
      return "not-applicable";
    case ControlStatus::not_provable:
      break;
  }
  return "not-provable";
}

std::string_view describe(SecretSource source) {
  switch (source) {
    case SecretSource::literal:
      return "written into the file";
    case SecretSource::weak_default:
      return "default in `${...:-...}`";
    case SecretSource::empty:
      return "not set anywhere, becomes empty";
    case SecretSource::environment:
      return "taken from the caller's environment";
    case SecretSource::required:
      return "required from the environment";
    case SecretSource::env_file:
      return "env file";
    case SecretSource::file:
      return "secret file";
    case SecretSource::missing_file:
      return "secret file that is not in the tree";
    case SecretSource::external:
      break;
  }
  return "external secret";
}

std::string describe_strength_of(RuleId rule) {
  const rules::Rule& declared = *rules::registered(rule).rule;
  std::string text(subjects_of(declared.check.altitude));
  (text += ' ') += declared.strength;
  return text;
}

/// "keep" as one says of a single thing: "keeps".
static std::string of_one(std::string_view verb) {
  if (verb == "have") return "has";
  if (verb == "are") return "is";
  const bool hisses = verb.ends_with('s') || verb.ends_with("sh") || verb.ends_with("ch") || verb.ends_with('x') ||
                      verb == "do" || verb == "go";
  if (verb.ends_with('y') && verb.size() > 1 &&
      std::string_view("aeiou").find(verb[verb.size() - 2]) == std::string_view::npos)
    return std::string(verb.substr(0, verb.size() - 1)) + "ies";
  return std::string(verb) + (hisses ? "es" : "s");
}

/// A strength said of many, as one says it of a single subject.
static std::string said_of_one(std::string_view praise) {
  std::string text;
  bool is_verb = true;
  while (!praise.empty()) {
    const std::size_t end = std::min(praise.find(' '), praise.size());
    std::string_view word = praise.substr(0, end);
    const bool clause_ends = word.ends_with(',');
    if (clause_ends) word.remove_suffix(1);
    if (!text.empty()) text += ' ';
    const bool is_subject = word == "they";
    text += is_verb ? of_one(word) : is_subject || word == "them" ? "it" : word == "their" ? "its" : std::string(word);
    if (clause_ends) text += ',';
    is_verb = is_subject;
    praise.remove_prefix(std::min(end + 1, praise.size()));
  }
  return text;
}

std::string describe(const View& view, const score::Strength& strength) {
  std::string praise = describe_strength_of(strength.rule);
  const rules::Rule& rule = *rules::registered(strength.rule).rule;
  // There is one repository, and it does or does not.
  if (rule.check.altitude == rules::Altitude::project) return praise;
  if (strength.total == 1) {
    // "1 of 1" says less than the name.
    const std::vector<const rules::Subject*> only = passed_subjects(view, strength);
    if (!only.empty() && !only[0]->name.empty()) {
      const std::string& name = only[0]->name;
      return (name.find('`') == std::string::npos ? "`" + name + "`" : name) + " " + said_of_one(rule.strength);
    }
  }
  return std::to_string(strength.passed) + " of " + std::to_string(strength.total) + " " + praise;
}

std::span<const score::Strength> praised(const View& view) {
  const auto& strengths = view.score.strengths;
  const auto end = std::find_if(strengths.begin(), strengths.end(), [](const score::Strength& strength) {
    return 2 * std::uint64_t{strength.passed} <= strength.total;
  });
  return {strengths.begin(), end};
}

std::vector<const rules::Subject*> passed_subjects(const View& view, const score::Strength& strength) {
  std::vector<const rules::Subject*> subjects;
  const auto result = std::lower_bound(view.results.rules.begin(), view.results.rules.end(), strength.rule,
                                       [](const rules::RuleResult& entry, RuleId rule) { return entry.rule < rule; });
  if (result == view.results.rules.end() || result->rule != strength.rule) return subjects;
  for (const std::uint32_t index : strength.subjects)
    subjects.push_back(&view.results.subjects[result->subjects[index].subject]);
  return subjects;
}

std::string place(const project::Project& project, Span span) {
  if (!span.valid()) return {};
  const Source& source = project.sources[span.file];
  return std::string(source.path()) + ":" + std::to_string(source.place(span.begin).line);
}

std::string left_open(const View& view) {
  if (view.score.verdict != score::Verdict::seaworthy) return {};
  std::size_t judged = 0, open = 0;
  for (std::size_t index = 0; index < view.score.ladders.size(); ++index) {
    if (!view.score.judged_stacks[index]) continue;
    ++judged;
    open += std::ranges::any_of(view.score.ladders[index].rungs, [](const score::RungResult& rung) {
      return rung.status == score::RungStatus::unknown;
    });
  }
  if (open == 0) return {};
  return "as far as files tell: " + std::to_string(open) + " of " + std::to_string(judged) +
         (judged == 1 ? " stack" : " stacks") + (open == 1 ? " has" : " have") + " rungs that they do not decide";
}

std::string asked_only(const View& view) {
  if (view.results.only == 0) return {};
  return "grade and ladder are of " +
         (view.results.only == 1 ? std::string("the one rule")
                                 : "the " + std::to_string(view.results.only) + " rules") +
         " that you chose";
}

View build_view(const project::Project& project, const rules::Results& results, const score::Score& score,
                std::string_view version, Extent extent) {
  View view{.project = project, .results = results, .score = score, .version = version};
  view.unread = project.unread;
  for (const rules::Results::Incomplete& cut : results.incomplete)
    view.unread.push_back({cut.subject, std::string(rules::registered(cut.rule).name) + ": " + cut.reason});
  view.by_urgency = order_by_urgency(results, score);
  if (extent == Extent::order) return view;
  view.ids = fingerprints(project, results.findings);
  view.suppressed_ids = fingerprints(project, results.suppressed);
  view.compliance = build_compliance(results);
  view.resources = build_resources(project);
  view.secrets = build_secrets(project);
  view.facts = build_facts(project);
  view.quick_start = build_quick_start(project, score);
  view.hardened = build_hardened(project);
  return view;
}

}  // namespace seaworthy::report
