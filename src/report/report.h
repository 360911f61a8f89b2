#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/results.h"
#include "score/score.h"

/// One view model feeds every format, so that no two sections can disagree.
namespace seaworthy::report {

/// One item of a benchmark as files can judge it.
enum class ControlStatus : std::uint8_t { pass, fail, not_applicable, not_provable };
std::string_view name(ControlStatus status);  ///< "pass", "fail", "not-applicable", "not-provable"

struct ComplianceItem {
  std::string_view id;
  std::string_view title;
  ControlStatus status = ControlStatus::not_provable;
  std::vector<std::uint32_t> findings;  ///< Indices into Results::findings.
  std::string note;
};
struct Compliance {
  std::string_view standard, version;
  std::vector<ComplianceItem> items;
  std::uint32_t passed = 0, failed = 0;
};

/// What a stack reserves and may take, replicas counted.
struct Resources {
  std::uint32_t stack = 0;
  std::uint32_t services = 0;                                             ///< Containers, replicas counted.
  std::int64_t memory_limit = 0, memory_reserved = 0;                     ///< Bytes, of those that have one.
  double cpu_limit = 0, cpu_reserved = 0;                                 ///< Cores.
  std::vector<std::string_view> without_memory_limit, without_cpu_limit;  ///< Service names.
};

/// Where a secret comes from.
enum class SecretSource : std::uint8_t {
  literal,
  weak_default,
  empty,
  environment,
  required,
  env_file,
  file,
  missing_file,
  external,
};
std::string_view describe(SecretSource source);

/// One credential of a stack. Never its value.
struct SecretUse {
  std::uint32_t stack = 0;
  std::string_view name;  ///< Variable or secret.
  SecretSource source = SecretSource::literal;
  Span span;                              ///< Where it is given.
  std::vector<std::string_view> readers;  ///< Services.
};

/// What the files tell of one matter, row by row: required variables, routes, ports of the host ...
struct FactTable {
  std::string_view name;          ///< "routes", for programs.
  std::string_view title;         ///< "Routes and what answers them"
  std::string_view introduction;  ///< A sentence about what a row says.
  std::vector<std::string_view> columns;
  struct Row {
    Span span;                       ///< Where it is said; invalid for what stands nowhere.
    std::vector<std::string> cells;  ///< One for each column.
    auto operator<=>(const Row&) const = default;
  };
  std::vector<Row> rows;
};

/// A command of the quick start, checked against the model.
struct QuickStartStep {
  std::string comment, command;
};

/// A Compose fragment that hardens one service and fits what its image needs.
struct HardenedService {
  const project::Service* service = nullptr;
  std::string yaml;
  std::vector<std::string> reasons;  ///< Why an exception is in it.
};

/// Everything a format prints; the lists behind `by_urgency` are empty where Extent::order was enough. References stay
/// valid as long as project, results and score do.
struct View {
  const project::Project& project;
  const rules::Results& results;
  const score::Score& score;
  std::string_view version;
  /// Files that were not read, and checks that a limit cut short.
  std::vector<project::Project::Unread> unread;
  std::vector<std::uint32_t> by_urgency;    ///< All findings: phase, severity, confidence, then place.
  std::vector<std::string> ids;             ///< Stable fingerprint per finding of results.findings.
  std::vector<std::string> suppressed_ids;  ///< The same for results.suppressed.
  std::vector<Compliance> compliance;
  std::vector<Resources> resources;  ///< One per stack.
  std::vector<SecretUse> secrets;
  std::vector<FactTable> facts;
  std::vector<QuickStartStep> quick_start;
  std::vector<HardenedService> hardened;  ///< Services of production stacks that lack hardening.
};

/// What a format needs of the view: only the order of the findings, or all of it.
enum class Extent : std::uint8_t { order, whole };

/// Derives the view. Does not read or judge anything anew.
View build_view(const project::Project& project, const rules::Results& results, const score::Score& score,
                std::string_view version, Extent extent);

/// What a good verdict leaves open, in words; "" when the verdict is not good, or every rung of the stacks that it
/// depends on was judged.
std::string left_open(const View& view);

/// That the report is of chosen rules alone, in words; "" when all were asked.
std::string asked_only(const View& view);

/// Report formats; each appends to `out`.
struct TerminalOptions {
  unsigned width = 100;                      ///< Columns; lines are cut or wrapped to fit, at least 60.
  bool color = false;                        ///< ANSI colours and drawing characters; without: plain words, no escapes.
  Severity min_severity = Severity::medium;  ///< Findings below are counted, not listed.
  bool quiet = false;                        ///< Findings only.
  unsigned threads = 1;                      ///< Workers; the text is the same at any number.
};
/// Needs Extent::order alone.
void write_terminal(const View& view, const TerminalOptions& options, std::string& out);
void write_markdown(const View& view, std::string& out);
/// Schema seaworthy.report/1, see docs/report.schema.json.
void write_json(const View& view, std::string& out);

/// Tables of what the files tell beside the findings, in the order in which reports show them; empty ones left out.
std::vector<FactTable> build_facts(const project::Project& project);

/// A strength as a sentence without a full stop: "6 of 11 images end with a user other than root"; of a single subject
/// with its name instead of the count.
std::string describe(const View& view, const score::Strength& strength);
/// The strengths that a reader would call one: where more than half of the subjects pass. The others stand in the JSON
/// report, whose ratios are facts and no praise.
std::span<const score::Strength> praised(const View& view);
/// What a rule praises, without the ratio: "images end with a user other than root".
std::string describe_strength_of(RuleId rule);
/// Evidence of a strength: the subjects that pass.
std::vector<const rules::Subject*> passed_subjects(const View& view, const score::Strength& strength);

/// `path:line` of a span, or "" for an invalid one.
std::string place(const project::Project& project, Span span);

}  // namespace seaworthy::report
