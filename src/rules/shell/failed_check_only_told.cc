#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::failed_check_only_told {

/// A command that asks whether a part of the deployment works.
static bool is_check(const shell::Invocation& command) {
  // What is sent, such as a message to a chat, checks nothing.
  if (command.program == "curl" && command.has_any_flag({"-d", "--data", "--data-raw", "--json", "-F", "--form"}))
    return false;
  if (is_one_of("curl wget pg_isready trivy grype hadolint", command.program)) return true;
  if (is_one_of("redis-cli valkey-cli mysqladmin", command.program))
    return std::ranges::any_of(command.arguments,
                               [](const shell::Word& word) { return word.text == "ping" || word.text == "PING"; });
  if (!is_one_of("docker docker-compose", command.program)) return false;
  return std::ranges::any_of(command.arguments,
                             [](const shell::Word& word) { return word.text == "exec" || word.text == "build"; });
}

/// The first check in the condition of an `if`; null when it asks something else.
static const shell::Node* check_in(const shell::Node& condition) {
  const shell::Node* found = nullptr;
  for_each_node(condition, [&](const shell::Node& node) {
    if (found == nullptr && node.kind == shell::NodeKind::simple && is_check(shell::invocation(node))) found = &node;
  });
  return found;
}

static bool only_tells(const shell::Node& list) {
  return !list.children.empty() &&
         std::ranges::all_of(list.children, [](const shell::Node* node) { return tells(*node); });
}

/// A sentence, or the name of the function that prints it, that speaks of a failure.
static bool tells_of_failure(const shell::Node& list) {
  return std::ranges::any_of(list.children, [](const shell::Node* node) {
    const std::string_view program = shell::invocation(*node).program;
    for (const std::string_view word : {"warn", "err", "fail"})
      if (contains(program, word)) return true;
    const std::string text = told_text(*node);
    for (const std::string_view word : {"fail", "unhealthy", "not responding", "not healthy", "not accessible", "error",
                                        "\xe2\x9d\x8c", "\xe2\x9a\xa0", "warning", "unreachable"})
      if (contains(text, word)) return true;
    return false;
  });
}

/// Whether the script starts or builds something, so that its status says whether that worked.
static bool deploys(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program == "eval") return true;
    if (!is_one_of("docker docker-compose podman kubectl helm", command.program)) return false;
    return std::ranges::any_of(command.arguments, [](const shell::Word& word) {
      return is_one_of("up deploy restart apply upgrade push", word.text);
    });
  });
}

/// `curl ... && echo "healthy" || echo "not healthy"`: the check of such a list; null for another one.
static const shell::Node* check_told_in_list(const shell::Node& node) {
  if (node.kind != shell::NodeKind::and_or || node.children.size() < 2) return nullptr;
  const shell::Node& last = *node.children.back();
  if (last.joined_by != "||" || !tells(last)) return nullptr;
  const shell::Node& asked = *node.children.front();
  for (std::size_t at = 1; at + 1 < node.children.size(); ++at)
    if (node.children[at]->joined_by != "&&" || !tells(*node.children[at])) return nullptr;
  return check_in(asked);
}

/// The name in "target `test`".
static std::string_view unquoted_target(std::string_view place) {
  const std::size_t open = place.find('`');
  return open == std::string_view::npos ? std::string_view() : before(place.substr(open + 1), '`');
}

/// Whether a failed check of such a list is told of as one: in words for a failure, or by `not`. That a message could
/// not be sent is nothing that was checked.
static bool tells_that_it_failed(const shell::Node& list) {
  if (contains(told_text(*list.children.back()), "notif")) return false;
  return tells_of_failure(list) || contains(told_text(*list.children.back()), "not ");
}

/// A check of `make test` that ends with `|| echo "failed"`; targets that only show a state have other names.
static void check_makefile(const project::File& file, Report& report) {
  bool any = false;
  for (std::size_t at = 0; at < file.embedded.size() && at < file.embedded_places.size(); ++at) {
    const std::string_view place = file.embedded_places[at];
    const shell::Script* const script = file.embedded[at];
    if (!is_one_of("test tests check verify smoke smoke-test", unquoted_target(place)) || script == nullptr ||
        script->root == nullptr)
      continue;
    bool told = false;
    for_each_node(*script->root, [&](const shell::Node& node) {
      const shell::Node* const asked = check_told_in_list(node);
      if (asked == nullptr) return;
      any = true;
      if (told || status_is_asked(node) || !tells_that_it_failed(node)) return;
      told = true;
      report
          .at(node.children.back()->span,
              "A failed check is only told of, and `make {}` succeeds; let it fail, or end with `exit 1`",
              unquoted_target(place))
          .note(asked->span, "This is what failed");
    });
    if (told) return;
  }
  if (!any) report.skip();
}

static void check(const project::File& file, Report& report) {
  if (file.kind == project::FileKind::makefile && concerns_deployment(file, report.project()))
    return check_makefile(file, report);
  if (file.script == nullptr || file.script->root == nullptr || !concerns_deployment(file, report.project()) ||
      !deploys(*file.script))
    return report.skip();
  bool any = false;
  bool reported = false;
  for_each_node(*file.script->root, [&](const shell::Node& node) {
    if (const shell::Node* const asked = check_told_in_list(node); asked != nullptr) {
      any = true;
      const bool tries = is_inside(node, shell::NodeKind::while_loop) || is_inside(node, shell::NodeKind::until_loop) ||
                         is_inside(node, shell::NodeKind::for_loop);
      if (reported || tries || status_is_asked(node) || !tells_that_it_failed(node)) return;
      reported = true;
      report
          .at(node.children.back()->span,
              "A failed check is only told of, and the script ends in success; count it and end with `exit 1`")
          .note(asked->span, "This is what failed")
          .severity(is_gone_by(file) ? Severity::medium : Severity::low);
      return;
    }
    if (node.kind != shell::NodeKind::if_clause || node.children.size() != 3 || !node.has_else) return;
    const shell::Node* const asked = check_in(*node.children[0]);
    if (asked == nullptr || node.children[0]->children.size() != 1) return;
    any = true;
    const shell::Node& otherwise = *node.children[2];
    // In a loop that tries again a failure is no more than a try.
    if (reported || is_inside(node, shell::NodeKind::while_loop) || is_inside(node, shell::NodeKind::until_loop) ||
        !only_tells(*node.children[1]) || !only_tells(otherwise) || !tells_of_failure(otherwise))
      return;
    // What is asked for and what the branch says are one thing; what the list does next is another.
    for (const shell::Node* next = next_in_list(node); next != nullptr; next = next_in_list(*next))
      if (is_one_of("exit return",
                    next->kind == shell::NodeKind::simple ? shell::invocation(*next).program : std::string_view()))
        return;
    reported = true;
    report
        .at(otherwise.children.front()->span,
            "A failed check is only told of, and the script ends in success; count it and end with `exit 1`")
        .note(asked->span, "This is what failed")
        .severity(is_gone_by(file) ? Severity::medium : Severity::low);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3107",
    .summary = "Failed check that changes nothing but the text",
    .why =
        "Pipelines and people who call the script go by its status. A deployment whose services do not answer counts "
        "as "
        "one that worked, and the old version is already gone.",
    .remedy = "Remember the failure in a variable and end the script with a status other than 0, or end it there.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::failed_check_only_told
