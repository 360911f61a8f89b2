#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/asked_person.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::volumes_deleted_by_script {

/// The stack that a `docker compose` command at this place acts on.
static const project::Stack* stack_of(const CommandSubject& subject, const project::Project& project) {
  for (const project::ComposeCommand& command : project.compose_commands)
    if (command.node == subject.invocation.node && command.stack >= 0)
      return &project.stacks[static_cast<std::size_t>(command.stack)];
  return nullptr;
}

/// Stacks whose data nobody misses.
static bool is_harmless(const project::Stack& stack) {
  using project::Role;
  return stack.role == Role::test || stack.role == Role::ci || stack.role == Role::example ||
         stack.role == Role::development;
}

/// Whether a job of GitHub runs on a machine of one's own, or talks to the engine of another one.
static bool reaches_lasting_machine(const CommandSubject& subject) {
  for (const CiJob& job : github_jobs(*subject.file)) {
    const Span span = job.node->span;
    const Span command = subject.invocation.node->span;
    if (command.begin < span.begin || command.end > span.end) continue;
    const yaml::Node* const runner = job.node->get("runs-on");
    bool own = contains(job.runs_on, "self-hosted");
    if (runner != nullptr)
      for (const yaml::Node* const label : runner->resolved().items) own = own || scalar_text(label) == "self-hosted";
    const yaml::Node* const environment = job.node->get("env");
    const yaml::Node* const host = environment != nullptr ? environment->resolved().get("DOCKER_HOST") : nullptr;
    // A job that tries the code cleans up after itself on a machine of one's own as well.
    const bool tries = contains(job.name, "test") || contains(job.name, "e2e") || contains(job.name, "check");
    return !tries && (own || scalar_text(host).starts_with("ssh://"));
  }
  return false;
}

/// Whether a CI job's own machine runs the command, which is thrown away afterwards.
static bool runs_on_throwaway_machine(const CommandSubject& subject) {
  if (subject.site != CommandSite::ci || reaches_lasting_machine(subject)) return false;
  for (std::size_t index = 0; index < subject.file->embedded.size(); ++index)
    if (subject.file->embedded[index] == subject.script && index < subject.file->embedded_places.size())
      return !subject.file->embedded_places[index].ends_with("over SSH");
  return true;
}

/// How clearly whoever runs a command has asked that data go.
enum class Wish : std::uint8_t {
  none,
  tidy,     ///< `clean`: most who say it mean containers and what was built.
  deletion  ///< `rm-volumes`, `reset`, an answer to a question.
};

static Wish wish_in(std::string_view name) {
  for (const std::string_view word : {"volume", "destroy", "purge", "nuke", "wipe", "reset", "prune", "uninstall",
                                      "teardown", "tear-down", "tear_down", "restore", "delete", "erase", "drop"})
    if (contains(name, word)) return Wish::deletion;
  return contains(name, "clean") ? Wish::tidy : Wish::none;
}

/// What the names of the target, function or script say; or who calls it has to, `if [ "$2" = "--volumes" ]`,
/// `case "$1" in reset)`.
static Wish wish_of(const CommandSubject& subject, const Report& report) {
  if (subject.file == nullptr) return Wish::none;
  if (asks_person_before(subject)) return Wish::deletion;
  Wish wish = subject.site == CommandSite::script ? wish_in(base_name(subject.file->path)) : Wish::none;
  for (const shell::Node* outer = subject.invocation.node->parent; outer != nullptr; outer = outer->parent) {
    if (outer->kind == shell::NodeKind::function) wish = std::max(wish, wish_in(outer->name));
    if (outer->parent != nullptr && outer->parent->kind == shell::NodeKind::case_clause)
      for (const shell::Word& pattern : outer->words) wish = std::max(wish, wish_in(pattern.text));
    if (outer->kind != shell::NodeKind::if_clause || outer->children.empty()) continue;
    const std::string_view condition = report.text(outer->children.front()->span);
    // What the engine answers is nobody's wish.
    if (contains(condition, "$") && !contains(condition, "docker") && wish_in(condition) == Wish::deletion)
      return Wish::deletion;
  }
  for (std::size_t index = 0; index < subject.file->embedded.size(); ++index)
    if (subject.file->embedded[index] == subject.script && index < subject.file->embedded_places.size())
      wish = std::max(wish, wish_in(subject.file->embedded_places[index]));
  return wish;
}

/// Whether the last of its Compose files is one for development or tests by its name, be it there or not.
static bool is_for_development(const CommandSubject& subject) {
  std::string_view last;
  const auto arguments = subject.invocation.arguments;
  for (std::size_t at = 0; at + 1 < arguments.size(); ++at)
    if (arguments[at].text == "-f" || arguments[at].text == "--file") last = arguments[at + 1].text;
  const project::Role role = discover::role_of_path(last);
  return role == project::Role::development || role == project::Role::test;
}

/// Reports an option of `down` that takes the volumes along.
static void report_down(const CommandSubject& subject, const shell::Word& option, const project::Stack* stack,
                        Report& report) {
  const Wish wish = wish_of(subject, report);
  if (wish == Wish::deletion) return;
  const bool production = stack != nullptr && stack->role == project::Role::production;
  report.at(option.span, "`{}` deletes the volumes of the stack with everything in them", option.text)
      .severity(wish == Wish::tidy            ? Severity::low
                : production                  ? Severity::high
                : is_for_development(subject) ? Severity::low
                                              : Severity::medium);
}

/// `$(COMPOSE) down -v`, whose program stands in a variable.
static void check_in_variable(const CommandSubject& subject, Report& report) {
  const project::Stack* const stack = stack_of(subject, report.project());
  if (stack == nullptr || is_harmless(*stack) || runs_on_throwaway_machine(subject)) return report.skip();
  const auto words = subject.invocation.node->words;
  const auto down = std::ranges::find_if(words, [](const shell::Word& word) { return word.text == "down"; });
  if (down == words.end()) return report.skip();
  for (const shell::Word& word : words.subspan(static_cast<std::size_t>(down - words.begin())))
    if (word.text == "-v" || word.text == "--volumes") report_down(subject, word, stack, report);
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.invocation.program.empty())
    return subject.site == CommandSite::make || subject.site == CommandSite::script ? check_in_variable(subject, report)
                                                                                    : report.skip();
  if (!is_one_of("docker docker-compose podman", subject.invocation.program)) return report.skip();
  // A comment of a Compose file tells how to take the stack away.
  if (subject.file != nullptr && subject.file->kind == project::FileKind::compose && subject.service == nullptr)
    return report.skip();
  if (subject.site == CommandSite::readme || subject.site == CommandSite::run) return report.skip();
  const std::vector<const shell::Word*> operands =
      subject.invocation.operands({"-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--filter"});
  if (operands.empty()) return report.skip();
  const bool is_compose = subject.invocation.program == "docker-compose" || operands[0]->text == "compose";
  const auto has = [&](std::string_view verb) {
    return std::any_of(operands.begin(), operands.end(), [&](const shell::Word* word) { return word->text == verb; });
  };
  if (is_compose) {
    // `rm -v` takes nothing but anonymous volumes along.
    if (!has("down")) return report.skip();
    const shell::Word* const flag =
        subject.invocation.flag("-v") != nullptr ? subject.invocation.flag("-v") : subject.invocation.flag("--volumes");
    if (flag == nullptr) return;
    const project::Stack* const stack = stack_of(subject, report.project());
    const bool production = stack != nullptr && stack->role == project::Role::production;
    const bool for_tests = !production && subject.file != nullptr && subject.file->role == project::Role::test;
    if ((stack != nullptr && is_harmless(*stack)) || for_tests || runs_on_throwaway_machine(subject)) return;
    report_down(subject, *flag, stack, report);
    return;
  }
  const bool prunes_system = operands[0]->text == "system" && has("prune");
  const bool prunes_volumes = operands[0]->text == "volume" && has("prune");
  if (!prunes_system && !prunes_volumes) return report.skip();
  if (prunes_system && !subject.invocation.has_flag("--volumes")) return;
  const Wish wish = wish_of(subject, report);
  if (runs_on_throwaway_machine(subject) || wish == Wish::deletion) return;
  // `yes | docker system prune --volumes` answers for whoever is asked.
  const shell::Node* const pipe = subject.invocation.node->parent;
  const bool is_answered = pipe != nullptr && pipe->kind == shell::NodeKind::pipeline && !pipe->children.empty() &&
                           is_one_of("yes echo printf", shell::invocation(*pipe->children.front()).program);
  const bool asks = !is_answered && !subject.invocation.has_any_flag({"-f", "--force"});
  // Since Docker 23 named volumes need `--all` as well; podman takes them always.
  const bool named =
      subject.invocation.program == "podman" || (prunes_volumes && subject.invocation.has_any_flag({"-a", "--all"}));
  Builder finding =
      named ? report.at(subject.invocation.span(),
                        "This deletes every volume of the host that no container uses at the moment")
            : report.at(subject.invocation.span(),
                        "This deletes every anonymous volume of the host that no container uses at the moment, and "
                        "named ones before Docker 23");
  const bool for_tests = subject.file != nullptr && subject.file->role == project::Role::test;
  if (asks || for_tests || (wish == Wish::tidy && !named))
    finding.severity(Severity::low);
  else if (!named)
    finding.severity(Severity::medium);
}

extern const Rule rule = {
    .code = "SW3040",
    .summary = "Volumes deleted by a script",
    .why =
        "Volumes hold the databases. `down -v` and `prune --volumes` ask nobody, and those of a stack that happens to "
        "be stopped, also of another project on the host, are gone for good.",
    .remedy =
        "Leave `-v` and `--volumes` out of scripts and targets that people call every day; delete a volume by its "
        "name.",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::volumes_deleted_by_script
