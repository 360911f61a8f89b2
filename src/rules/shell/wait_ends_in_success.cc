#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::wait_ends_in_success {

/// `sleep` in a loop that asks again and again.
static bool pauses(const shell::Node& loop) {
  bool found = false;
  for_each_node(loop, [&](const shell::Node& node) {
    found = found || (node.kind == shell::NodeKind::simple && shell::invocation(node).program == "sleep");
  });
  return found;
}

/// Whether the loop is left early when something answers: `break`, `exit 0`, `return 0`.
static bool leaves_early(const shell::Node& loop) {
  bool found = false;
  for_each_node(*loop.children.back(), [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    const bool ends = is_one_of("exit return", command.program) &&
                      (command.arguments.empty() || command.arguments.front().text == "0");
    found = found || command.program == "break" || ends;
  });
  return found;
}

/// Whether the loop itself ends the script when its last attempt fails.
static bool fails_inside(const shell::Node& loop) {
  bool found = false;
  for_each_node(*loop.children.back(), [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    found = found ||
            (is_one_of("exit return", command.program) && !command.arguments.empty() &&
             command.arguments.front().text != "0") ||
            is_one_of("false die fail fatal error", command.program);
    // A flag that somebody looks at behind the loop.
    found = found || (node.words.empty() && !node.assignments.empty());
  });
  return found;
}

/// Words behind the loop that tell of a success, which nothing has shown.
static bool claims_success(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple || !is_one_of("echo printf log info", shell::invocation(node).program))
    return false;
  std::string text(report.text(node.span).substr(0, 300));
  for (char& letter : text) letter = lower(letter);
  for (const std::string_view doubt : {"fail", "not ", "error", "time", "warn", "giv", "gave up", "no answer", "?"})
    if (contains(text, doubt)) return false;
  for (const std::string_view claim : {"is ready", "is up", "is running", "is available", "is reachable"})
    if (contains(text, claim)) return true;
  // What is only about to be done.
  if (contains(text, "...")) return false;
  for (const std::string_view claim : {"success", "complete", "finished", "deployed", "done", "is up", "ready",
                                       "running", "is live", "healthy", "\xe2\x9c\x85", "\xe2\x9c\x93"})
    if (contains(text, claim)) return true;
  return false;
}

/// Whether the script ends with a failure after a few more words.
static bool ends_in_failure(const shell::Node& list, std::size_t from) {
  for (std::size_t at = from; at < list.children.size() && list.children[at]->kind == shell::NodeKind::simple; ++at) {
    const shell::Invocation command = shell::invocation(*list.children[at]);
    if (is_one_of("exit return", command.program))
      return !command.arguments.empty() && command.arguments.front().text != "0";
  }
  return false;
}

/// `if [ $tries -eq $most ]; then echo "may still be starting"; fi` behind a loop: the wait gives up, and that is all.
static const shell::Node* gives_up_with_words(const shell::Node& node) {
  if (node.kind != shell::NodeKind::if_clause || node.children.size() < 2 || node.has_else) return nullptr;
  const shell::Node& condition = *node.children[0];
  const shell::Node& body = *node.children[1];
  if (condition.children.size() != 1 || body.children.empty()) return nullptr;
  const shell::Node& asked = *condition.children.front();
  const bool counts = asked.kind == shell::NodeKind::condition || asked.kind == shell::NodeKind::arithmetic ||
                      (asked.kind == shell::NodeKind::simple && is_one_of("[ test", shell::invocation(asked).program));
  bool says = false;
  for (const shell::Node* const step : body.children) {
    if (!tells(*step)) return nullptr;
    says = says || !told_text(*step).empty();
  }
  return counts && says ? body.children.front() : nullptr;
}

static bool is_loop(const shell::Node& node) {
  return node.kind == shell::NodeKind::for_loop || node.kind == shell::NodeKind::while_loop ||
         node.kind == shell::NodeKind::until_loop;
}

/// Whether the loop asks over the network or the engine whether something is up.
static bool asks_for_service(const shell::Node& loop) {
  bool found = false;
  for_each_node(loop, [&](const shell::Node& node) {
    found = found || (node.kind == shell::NodeKind::simple &&
                      is_one_of("curl wget nc docker docker-compose pg_isready redis-cli mysqladmin kubectl",
                                shell::invocation(node).program));
  });
  return found;
}

/// `severity`: of those of the script.
static void check_list(const shell::Node& list, Severity severity, Report& report) {
  for (std::size_t at = 0; at + 1 < list.children.size(); ++at) {
    const shell::Node& loop = *list.children[at];
    if (!is_loop(loop) || loop.children.empty() || !pauses(loop) || !asks_for_service(loop)) continue;
    const shell::Node* const words = gives_up_with_words(*list.children[at + 1]);
    if (words == nullptr || !leaves_early(loop) || ends_in_failure(list, at + 2)) continue;
    report.at(words->span, "When nothing answers in time the script only says so and goes on; end it with `exit 1`")
        .note({loop.span.file, loop.span.begin, loop.span.begin + 3}, "This waits for the answer")
        .severity(severity);
  }
  for (std::size_t at = 0; at + 1 < list.children.size(); ++at) {
    const shell::Node& loop = *list.children[at];
    if (loop.kind != shell::NodeKind::for_loop || loop.children.empty() || !pauses(loop) || !leaves_early(loop) ||
        fails_inside(loop))
      continue;
    const shell::Node& next = *list.children[at + 1];
    if (!claims_success(next, report) || ends_in_failure(list, at + 2)) continue;
    report.at(next.span, "This is printed as well when every attempt of the loop before it has failed")
        .note({loop.span.file, loop.span.begin, loop.span.begin + 3}, "The loop ends without an answer and nobody asks")
        .severity(severity);
  }
}

static void check(const project::File& file, Report& report) {
  if (!concerns_deployment(file, report.project())) return report.skip();
  bool any = false;
  const Severity severity = is_gone_by(file) ? Severity::medium : Severity::low;
  const auto check_script = [&](const shell::Script& script) {
    any = true;
    for_each_own_node(script, [&](const shell::Node& node) {
      if (node.kind == shell::NodeKind::list) check_list(node, severity, report);
    });
  };
  for_each_whole_script(file, check_script);
  if (file.kind == project::FileKind::makefile || file.kind == project::FileKind::ci)
    for (const shell::Script* const script : file.embedded)
      if (script->root != nullptr) check_script(*script);
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3051",
    .summary = "Wait that ends in success however it went",
    .why = "The deployment is reported as done while nothing answers, and the next step goes on top of it.",
    .remedy = "Behind the loop, say that nothing answered and end with `exit 1`; leave the loop early on success.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::wait_ends_in_success
