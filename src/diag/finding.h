#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diag/severity.h"
#include "text/edit.h"
#include "text/source.h"

namespace seaworthy {

/// The other end of a cross-reference.
struct Note {
  Span span;
  std::string message;
};

/// A change that makes the finding go away. Empty `edits` with level `manual`: advice in words.
struct Fix {
  Safety level = Safety::safe;
  std::string title;  ///< Imperative, no final stop: "Publish on loopback only".
  std::vector<Edit> edits;
};

/// Index of a rule in the generated registry (rules/registry.h).
enum class RuleId : std::uint16_t {};

/// What a suppression was: the comment or file, and the reason its author gave.
struct Suppression {
  std::string by;      ///< "seaworthy comment", "hadolint comment", ".trivyignore", ...
  std::string reason;  ///< May be empty.
};

/// One problem at one place. Data only: nothing here is judged by score or report again.
struct Finding {
  RuleId rule{};
  Severity severity = Severity::medium;       ///< In this context.
  Severity base_severity = Severity::medium;  ///< As the rule declares it.
  Confidence confidence = Confidence::certain;
  Category category = Category::security;
  Rung rung = Rung::resist;
  /// What it is about, as a user names it: "service `db`", "stage `build`", a path.
  std::string subject;
  std::string message;
  Span span;
  std::vector<Note> notes;
  std::vector<std::string_view> aliases;  ///< `peer:peer_id`; views into rule declarations.
  std::vector<Fix> fixes;                 ///< At most one.
  /// Whom it fails: indices into RuleResult::subjects of its rule, sorted; a score divides the loss among the findings.
  /// Empty when it is suppressed.
  std::vector<std::uint32_t> failed_subjects;
  std::vector<std::uint32_t> stacks;    ///< Indices into Project::stacks that it reaches, sorted.
  std::vector<Suppression> suppressed;  ///< At most one; a suppressed finding counts nowhere but in the list of such.
};

}  // namespace seaworthy
