#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <type_traits>

#include "diag/severity.h"
#include "dockerfile/ast.h"
#include "shell/command.h"
#include "text/source.h"

// The one header that a rule includes first. It stays lean: a rule that asks the linked model includes
// "project/model.h" as well.
namespace seaworthy {
namespace project {
struct Dockerfile;
struct File;
struct Project;
struct Service;
struct Stack;
}  // namespace project
namespace compose {
struct Problem;
}

namespace rules {

class Report;

/// What a check is called for, and what is counted as a subject that passes or fails.
enum class Altitude : std::uint8_t {
  instruction,         ///< Every instruction of the declared kinds, ONBUILD triggers included; counted per Dockerfile.
  command,             ///< Every shell command of the declared programs, wherever it stands; counted per file.
  stage,               ///< Every stage of every Dockerfile.
  final_stage,         ///< The stage that is shipped: the last one, and every target that is built.
  dockerfile,          ///< Every Dockerfile.
  dockerfile_problem,  ///< Problems of one kind found by the Dockerfile parser; counted per Dockerfile.
  service,             ///< Every active service of every stack; the same definition is counted once.
  container,           ///< The same, and every standalone image, which is counted as its stage.
  stack,               ///< Every stack.
  compose_problem,     ///< Problems of one kind found by the Compose loader; counted per stack.
  script,              ///< Every script file.
  file,                ///< Every file of the inventory.
  nginx_file,          ///< Every configuration of nginx, those that Dockerfiles write included; counted per file.
  project,             ///< Once.
  runner,              ///< Reported by the runner itself (suppressions); nothing is called.
};

/// Where a shell command stands.
enum class CommandSite : std::uint8_t {
  run,              ///< RUN of a Dockerfile, ONBUILD RUN included.
  script,           ///< A script file.
  compose_command,  ///< `command:` or `entrypoint:` of a Compose file.
  probe,            ///< A health check, of a Dockerfile or a Compose file.
  make,             ///< A Makefile recipe.
  ci,               ///< A step of a CI workflow.
  readme,           ///< A code block of a README.
  image_command,    ///< CMD or ENTRYPOINT of a Dockerfile.
};

/// One shell command with its surroundings.
struct CommandSubject {
  shell::Invocation invocation;
  const shell::Script* script = nullptr;  ///< The body it belongs to.
  CommandSite site = CommandSite::run;
  const dockerfile::Instruction* instruction = nullptr;  ///< In a Dockerfile: the RUN, CMD ...; else null.
  const dockerfile::Stage* stage = nullptr;              ///< In a Dockerfile.
  const project::Service* service = nullptr;             ///< In a Compose file.
  const project::File* file = nullptr;
};

/// A check together with what it wants to be called for; made by the each_... functions below.
struct Check {
  Altitude altitude = Altitude::project;
  std::uint32_t operations = 0;                ///< instruction: bit per dockerfile::Op.
  std::span<const std::string_view> programs;  ///< command: names; empty: every command.
  std::string_view problem;                    ///< ..._problem: the kind.
  void (*run)(const void* subject, Report& report) = nullptr;
};

/// Whether a finding of this rule carries a fix.
enum class Fixes : std::uint8_t { never, sometimes, always };

/// Notation of one control: "CIS Docker 1.6:4.1".
using ControlName = std::string_view;

/// What a rule declares. The name comes from the file: src/rules/<group>/<stem>.cc is `<group>/<stem with hyphens>`,
/// and reads after the word "allow". Everything else that a user sees of the rule comes from here.
struct Rule {
  std::string_view code;     ///< "SW1008"; stable, never used again.
  std::string_view summary;  ///< "Database port published on every interface"
  std::string_view why;      ///< What happens to somebody who lets it be. Whole sentences.
  std::string_view remedy;   ///< What to do. Whole sentences.
  /// Peers' rules that a finding stands for: "hadolint:DL3008 kics:apt_get_install_pin_version_not_defined".
  std::string_view peers;
  /// Where and why this rule differs from each peer; "" where it does not.
  std::string_view differs;
  /// "CIS Docker 1.6:4.1; NIST 800-190:4.1.2; OWASP Docker:2"
  std::string_view controls;
  std::string_view references;  ///< Addresses of specifications and manuals, space separated.
  std::string_view since = "0.1";
  Severity severity = Severity::medium;
  Confidence confidence = Confidence::certain;
  Rung rung = Rung::resist;
  Category category = Category::security;
  Fixes fixes = Fixes::never;
  bool on = true;  ///< False: only with --all-rules or --only (style, or too noisy for most).
  /// Strength in words, when subjects pass, as said of several: "run as a dedicated user"; of whole_project as said of
  /// the repository: "has a bot that proposes updates". Empty: passing is nothing to praise.
  std::string_view strength;
  Check check;
};

/// A member of a family: rules that differ by a row of data and share one explanation. `<stem>.family.cc` defines
/// `extern const FamilyRule family[]` and `extern const std::size_t family_size`.
struct FamilyRule {
  std::string_view name;  ///< The slug, without the group: "apk-package-unpinned".
  Rule rule;
};

/// A clause in words of our own, such as a row of knowledge/, as an argument: it keeps its backticks and its length.
struct OurWords {
  std::string_view text;
};

/// A value that a message format takes. Strings are quoted by the format itself where that is wanted.
class Argument {
 public:
  Argument(std::string_view text) : text_(text) {}  // NOLINT(google-explicit-constructor)
  Argument(const char* text) : text_(text) {}       // NOLINT(google-explicit-constructor)
  template <class T>
    requires std::integral<T>
  // NOLINTNEXTLINE(google-explicit-constructor)
  Argument(T number) : number_(static_cast<std::int64_t>(number)), is_number_(true) {}
  template <class T>
    requires(!std::integral<T> && std::is_convertible_v<const T&, std::string_view>)
  Argument(const T& text) : text_(text) {}                         // NOLINT(google-explicit-constructor)
  Argument(OurWords words) : text_(words.text), is_ours_(true) {}  // NOLINT(google-explicit-constructor)
  bool is_number() const { return is_number_; }
  bool is_ours() const { return is_ours_; }
  std::int64_t number() const { return number_; }
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  std::int64_t number_ = 0;
  bool is_number_ = false;
  bool is_ours_ = false;
};
using Arguments = std::initializer_list<Argument>;

/// Refines the finding that Report::at opened; everything is a no-op when the finding is switched off.
class Builder {
 public:
  /// The other end of a cross-reference.
  template <class... A>
  Builder& note(Span span, std::string_view format, const A&... arguments) {
    return add_note(span, format, {Argument(arguments)...});
  }
  Builder& severity(Severity severity);
  /// Raises the severity where it is below.
  Builder& at_least(Severity severity);
  Builder& confidence(Confidence confidence);
  Builder& rung(Rung rung);
  Builder& category(Category category);
  /// What it is about, when the altitude's own subject is not it.
  Builder& subject(std::string_view text);
  /// A stack that it reaches, for rules of the altitudes file and project; the others know by themselves.
  Builder& reaches(const project::Stack& stack);
  /// A stack that it does not reach after all, of those of its subject.
  Builder& spares(std::uint32_t stack);
  /// Replaces the rule's peers for this finding; the same notation.
  Builder& peers(std::string_view peers);
  /// Adds to what peers() set; the text must outlive the project, as literals do.
  Builder& also_peers(std::string_view peers);
  /// One edit: replace the bytes of `span`.
  Builder& fix(Safety level, std::string_view title, Span span, std::string_view replacement);
  /// A further edit of the same fix, in any file.
  Builder& and_edit(Span span, std::string_view replacement);
  /// Advice that no edit can give.
  Builder& advise(std::string_view title);

 private:
  friend class Report;
  explicit Builder(Report* report) : report_(report) {}
  Builder& add_note(Span span, std::string_view format, Arguments arguments);
  Report* report_;  ///< Null: switched off.
};

/// What a check reports to. A subject passes when its check returns without calling at() or skip().
///
/// A check never throws and needs no care for hostile input beyond what the model promises: it may be called for any
/// repository, and the runner cuts off a rule that reports without end.
class Report {
 public:
  /// Opens a finding at a place; an invalid span is the repository as a whole. Format: `{}` takes the next argument.
  /// House style (asserted): sentence case, no final stop, no newline, names in backticks; says what is wrong here and
  /// what would be right.
  template <class... A>
  Builder at(Span span, std::string_view format, const A&... arguments) {
    return open(span, format, {Argument(arguments)...});
  }
  /// This subject is none of the rule's business: it neither passes nor fails.
  void skip();
  /// The linked repository.
  const project::Project& project() const;
  /// Source text of a span.
  std::string_view text(Span span) const;

 protected:
  Report() = default;
  ~Report() = default;
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

 private:
  friend class Builder;
  Builder open(Span span, std::string_view format, Arguments arguments);
};

constexpr std::uint32_t bit(dockerfile::Op op) { return std::uint32_t{1} << static_cast<unsigned>(op); }

/// void check(const dockerfile::Instruction&, Report&) for the named kinds.
template <auto F, dockerfile::Op... Ops>
constexpr Check each_instruction() {
  return {.altitude = Altitude::instruction,
          .operations = (bit(Ops) | ...),
          .run = [](const void* subject, Report& report) {
            F(*static_cast<const dockerfile::Instruction*>(subject), report);
          }};
}
/// void check(const CommandSubject&, Report&) for commands of these programs; an empty list means every command.
template <auto F>
constexpr Check each_command(std::span<const std::string_view> programs = {}) {
  return {.altitude = Altitude::command, .programs = programs, .run = [](const void* subject, Report& report) {
            F(*static_cast<const CommandSubject*>(subject), report);
          }};
}
/// void check(const dockerfile::Stage&, Report&)
template <auto F>
constexpr Check each_stage() {
  return {.altitude = Altitude::stage, .run = [](const void* subject, Report& report) {
            F(*static_cast<const dockerfile::Stage*>(subject), report);
          }};
}
/// void check(const dockerfile::Stage&, Report&) for shipped stages.
template <auto F>
constexpr Check each_final_stage() {
  return {.altitude = Altitude::final_stage, .run = [](const void* subject, Report& report) {
            F(*static_cast<const dockerfile::Stage*>(subject), report);
          }};
}
/// void check(const project::Dockerfile&, Report&)
template <auto F>
constexpr Check each_dockerfile() {
  return {.altitude = Altitude::dockerfile, .run = [](const void* subject, Report& report) {
            F(*static_cast<const project::Dockerfile*>(subject), report);
          }};
}
/// void check(const dockerfile::Problem&, Report&) for problems of one kind.
template <void (*F)(const dockerfile::Problem&, Report&)>
constexpr Check each_dockerfile_problem(std::string_view kind) {
  return {.altitude = Altitude::dockerfile_problem, .problem = kind, .run = [](const void* subject, Report& report) {
            F(*static_cast<const dockerfile::Problem*>(subject), report);
          }};
}
/// void check(const project::Service&, Report&)
template <auto F>
constexpr Check each_service() {
  return {.altitude = Altitude::service, .run = [](const void* subject, Report& report) {
            F(*static_cast<const project::Service*>(subject), report);
          }};
}
/// void check(const project::Service&, Report&) for services and for standalone images: what a start, or a probe, shows
/// of an image alone. A finding about an image that no Compose file builds is `likely` at most.
template <auto F>
constexpr Check each_container() {
  return {.altitude = Altitude::container, .run = [](const void* subject, Report& report) {
            F(*static_cast<const project::Service*>(subject), report);
          }};
}
/// void check(const project::Stack&, Report&)
template <auto F>
constexpr Check each_stack() {
  return {.altitude = Altitude::stack,
          .run = [](const void* subject, Report& report) { F(*static_cast<const project::Stack*>(subject), report); }};
}
/// void check(const compose::Problem&, Report&) for problems of one kind.
template <void (*F)(const compose::Problem&, Report&)>
constexpr Check each_compose_problem(std::string_view kind) {
  return {.altitude = Altitude::compose_problem, .problem = kind, .run = [](const void* subject, Report& report) {
            F(*static_cast<const compose::Problem*>(subject), report);
          }};
}
/// void check(const project::File&, Report&) for script files.
template <auto F>
constexpr Check each_script() {
  return {.altitude = Altitude::script,
          .run = [](const void* subject, Report& report) { F(*static_cast<const project::File*>(subject), report); }};
}
/// void check(const project::File&, Report&) for every file of the inventory.
template <auto F>
constexpr Check each_file() {
  return {.altitude = Altitude::file,
          .run = [](const void* subject, Report& report) { F(*static_cast<const project::File*>(subject), report); }};
}
/// void check(const project::File&, Report&) for configurations of nginx: `File::nginx` is never null.
template <auto F>
constexpr Check each_nginx_file() {
  return {.altitude = Altitude::nginx_file,
          .run = [](const void* subject, Report& report) { F(*static_cast<const project::File*>(subject), report); }};
}
/// void check(const project::Project&, Report&)
template <auto F>
constexpr Check whole_project() {
  return {.altitude = Altitude::project, .run = [](const void* subject, Report& report) {
            F(*static_cast<const project::Project*>(subject), report);
          }};
}

/// For the few rules whose findings the runner makes.
constexpr Check reported_by_runner() { return {.altitude = Altitude::runner}; }

/// The usual body of a ..._problem rule: report the problem with its own words, confidence, peers and fix. What makes
/// BuildKit refuse the file for sure is of rung `build` and at least high.
void report_problem(const dockerfile::Problem& problem, Report& report);
/// The same for a rule of severity high whose kind also has cases that BuildKit accepts: those are medium.
void report_refusal(const dockerfile::Problem& problem, Report& report);
/// What report_problem does, for a rule that has more to say.
Builder open_problem(const dockerfile::Problem& problem, Report& report);
void report_problem(const compose::Problem& problem, Report& report);

}  // namespace rules
}  // namespace seaworthy
