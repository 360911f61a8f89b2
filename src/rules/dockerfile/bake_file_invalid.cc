#include "rules/rule.h"

#include <string_view>

#include "project/bake.h"

namespace seaworthy::rules::bake_file_invalid {

using Kind = project::BakeProblem::Kind;

static Builder say(const project::BakeProblem& problem, Report& report) {
  switch (problem.kind) {
    case Kind::not_closed:
      return report.at(problem.span, "This {} has no end, so bake reads nothing of the file", problem.block);
    case Kind::no_label:
      return report.at(problem.span, "A `{}` needs a name in quotes before its brace", problem.block);
    case Kind::unknown_attribute:
      return report.at(problem.span, "A `{}` has no attribute `{}`; bake refuses the file", problem.block,
                       problem.word);
    case Kind::redefined:
      return report.at(problem.span, "`{}` stands in this `{}` already; bake refuses the file", problem.word,
                       problem.block);
    case Kind::unknown_parent:
      return report.at(problem.span, "No target `{}` is defined to inherit from", problem.word);
    case Kind::unknown_member:
      return report.at(problem.span, "No target or group `{}` is defined to build", problem.word);
    case Kind::endless:
      return report.at(problem.span, "`{}` inherits from itself", problem.word);
    case Kind::bad_network:
      return report.at(problem.span, "`{}` is no network of a build; write `default`, `host` or `none`", problem.word);
    case Kind::bad_entitlement:
      return report.at(problem.span,
                       "`{}` is nothing that a build can be granted; write `network.host` or "
                       "`security.insecure`",
                       problem.word);
    case Kind::bad_annotation:
      return report.at(problem.span, "The annotation `{}` has no value; write `key=value`", problem.word);
    case Kind::dockerfile_ignored:
      break;
  }
  return report.at(problem.span, "`dockerfile-inline` takes the place of this `dockerfile`; delete one of them");
}

static std::string_view peer_of(Kind kind) {
  switch (kind) {
    case Kind::bad_network:
      return "docker-language-server:bake/network";
    case Kind::bad_entitlement:
      return "docker-language-server:bake/entitlements";
    case Kind::bad_annotation:
      return "docker-language-server:bake/annotations";
    case Kind::dockerfile_ignored:
      return "docker-language-server:bake/dockerfile-ignored";
    default:
      return "docker-language-server:bake/parse";
  }
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::bake || file.source == FileId::none) return report.skip();
  // A template of a bake file is none yet.
  const std::string_view text = report.project().sources[file.source].text();
  if (text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos) return report.skip();
  for (const project::BakeProblem& problem : project::bake_problems(report.project(), file)) {
    Builder finding = say(problem, report);
    finding.peers(peer_of(problem.kind));
    // Another file that is given with `-f` may define it.
    if (problem.kind == Kind::unknown_parent || problem.kind == Kind::unknown_member)
      finding.severity(Severity::low).confidence(Confidence::possible);
    if (problem.kind == Kind::dockerfile_ignored) finding.severity(Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW1509",
    .summary = "Bake file that bake refuses",
    .why =
        "`docker buildx bake` reads all of a file before it builds anything: one attribute it does not know, or one "
        "brace too few, stops every target.",
    .remedy = "Correct the file; `docker buildx bake --print` shows what it comes to.",
    .peers =
        "docker-language-server:bake/parse docker-language-server:bake/network "
        "docker-language-server:bake/entitlements docker-language-server:bake/annotations "
        "docker-language-server:bake/dockerfile-ignored",
    .differs = "Functions, variables and expressions are not evaluated; what a matrix makes is taken to be right.",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::build,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::bake_file_invalid
