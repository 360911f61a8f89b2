#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diag/finding.h"
#include "project/model.h"
#include "rules/results.h"
#include "rules/run.h"

namespace seaworthy::rules {

/// One request to accept findings: a comment, or an entry of an ignore file.
struct Directive {
  /// Whose it is; a peer's request covers findings that stand for one of its rules (Finding::aliases).
  enum class Tool : std::uint8_t {
    seaworthy,
    hadolint,
    shellcheck,
    buildkit,
    tally,
    trivy,
    checkov,
    kics,
    compose_lint,
    dclint,
    semgrep,
  };
  /// How far it reaches from where it stands.
  enum class Reach : std::uint8_t {
    line,    ///< Its own line.
    below,   ///< The next line.
    next,    ///< The instruction, block or command that starts on the next line with content.
    file,    ///< The file.
    folder,  ///< Every file below the folder that its file stands in.
  };
  Tool tool = Tool::seaworthy;
  Reach reach = Reach::next;
  std::vector<std::string> ids;    ///< As written.
  bool everything = false;         ///< All that the tool reports.
  bool all_but = false;            ///< All that it reports except `ids`.
  std::vector<std::string> paths;  ///< Glob patterns that narrow it; empty: no narrowing.
  std::string reason;
  std::string until;  ///< "YYYY-MM-DD", the last day on which it holds; "" for ever.
  Span span;
};

/// Reads the requests of one comment, given without its opening sign. `alone` when nothing but the comment stands on
/// its line, `at_top` when nothing but comments stands above it.
std::vector<Directive> parse_comment(std::string_view comment, Span span, bool alone, bool at_top);

/// All requests of the repository, in the order of files and places.
std::vector<Directive> find_directives(const project::Project& project);

/// Gives findings the severity that the `override` of `.hadolint.yaml` asks for the rules they stand for: error is
/// high, warning medium, info low, style info. Of several files the nearest to the finding counts.
void apply_severities_of_hadolint(const project::Project& project, Results& results);

/// Moves what the repository's authors have accepted from `results.findings` to `results.suppressed`, and adds findings
/// about requests of ours that are unused, expired or without a reason, as far as their rules are selected.
void apply_suppressions(const project::Project& project, const Selection& selection, Results& results);

}  // namespace seaworthy::rules
