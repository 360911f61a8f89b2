#include <algorithm>

#include "knowledge/knowledge.h"
#include "knowledge/program_kinds.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_script_tool_missing {

/// A command of the script that runs whatever happens, or that a loop waits for.
struct Needed {
  const shell::Node* node = nullptr;
  bool waited_for = false;
  bool is_bounded = false;  ///< The loop around it ends some time.
};

/// A test whether something is there, so that the script chooses; or `corepack`, which brings what it is asked for.
static bool looks_for_programs(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    return !node->words.empty() &&
           (node->words[0].text == "which" || node->words[0].text == "type" || node->words[0].text == "corepack" ||
            (node->words[0].text == "command" && node->words.size() > 1 && node->words[1].text == "-v"));
  });
}

/// `if COMMAND; then break; fi` in the body of a loop: what it waits for.
static void collect_ways_out(const shell::Node& loop, std::vector<Needed>& result) {
  for (const shell::Node* const step : loop.children.back()->children) {
    if (step->kind != shell::NodeKind::if_clause || step->children.size() != 2 ||
        step->children[0]->children.size() != 1 || step->children[0]->children[0]->kind != shell::NodeKind::simple)
      continue;
    const bool leaves = std::ranges::any_of(step->children[1]->children, [](const shell::Node* node) {
      return node->kind == shell::NodeKind::simple && shell::invocation(*node).program == "break";
    });
    if (leaves) result.push_back({step->children[0]->children[0], true, true});
  }
}

static void collect(const shell::Node& node, bool waited_for, std::vector<Needed>& result) {
  switch (node.kind) {
    case shell::NodeKind::function:
    case shell::NodeKind::if_clause:
    case shell::NodeKind::case_clause:
    case shell::NodeKind::for_loop:
      return;
    case shell::NodeKind::while_loop:
    case shell::NodeKind::until_loop:
      // The body runs as long as the condition says; the condition itself runs in any case.
      if (!node.children.empty()) collect(*node.children.front(), true, result);
      collect_ways_out(node, result);
      return;
    case shell::NodeKind::simple:
      // What `||` catches may be missing, and what follows it is for that case.
      result.push_back({&node, waited_for, false});
      return;
    default:
      break;
  }
  for (std::size_t at = 0; at < node.children.size(); ++at) {
    const shell::Node& child = *node.children[at];
    const bool is_fallback = child.joined_by == "||";
    const bool is_caught = at + 1 < node.children.size() && node.children[at + 1]->joined_by == "||";
    if (is_fallback || (is_caught && !waited_for)) continue;
    collect(child, waited_for, result);
  }
}

static bool is_builtin(std::string_view program) {
  return is_one_of(
      "exit true false test [ : echo printf cd set export exec kill read return local eval source . trap unset shift "
      "wait "
      "umask ulimit alias getopts pwd times",
      program);
}

/// A container that starts as root takes the branch, or calls the function, in which the script switches to its user.
static const shell::Word* switch_in_branch(const project::Service& service) {
  if (service.runs_as_root() != std::optional<bool>(true) && !service.drops_root) return nullptr;
  const auto switches = [](const shell::Word& word) { return word.text == "gosu" || word.text == "su-exec"; };
  for (const shell::Node* const node : service.startup->commands) {
    for (const shell::Word& wrapper : shell::invocation(*node).wrappers)
      if (switches(wrapper)) return &wrapper;
    // With a user that only a run can tell it is the program itself.
    for (const shell::Word& word : std::span(node->words).first(std::min<std::size_t>(node->words.size(), 2)))
      if (switches(word)) return &word;
  }
  return nullptr;
}

/// Text that a Compose file gives to the shell of a public image: `command: sh -c "..."`.
static void check_given_text(const project::Service& service, Report& report) {
  const shell::Script* const script = service.command.script;
  if (service.builds || service.image == nullptr || service.command.from != project::Provenance::compose ||
      script == nullptr || script->root == nullptr || looks_for_programs(*script))
    return report.skip();
  // What the text installs first is there, if its installer is.
  for (const shell::Node* const node : script->commands) {
    const shell::Invocation invocation = shell::invocation(*node);
    if (knowledge::is_system_package_manager(invocation.program) &&
        service.has_tool(invocation.program) == std::optional<bool>(false)) {
      report
          .at(invocation.program_word->span, "The command of `{}` runs `{}`, which is not in its image", service.name,
              invocation.program)
          .note(image_span(service), "This is its image");
      return;
    }
    if ((knowledge::package_manager(invocation.program) != nullptr ||
         is_one_of("cp ln curl wget export", invocation.program)) &&
        is_one_of("add install i cp", invocation.verb()))
      return;
  }
  std::vector<Needed> needed;
  collect(*script->root, false, needed);
  for (const Needed& each : needed) {
    const shell::Invocation invocation = shell::invocation(*each.node);
    if (invocation.program.empty() || invocation.program_word == nullptr || is_builtin(invocation.program) ||
        contains(invocation.program_word->text, "/") ||
        service.has_tool(invocation.program) != std::optional<bool>(false))
      continue;
    Builder finding =
        each.waited_for
            ? report.at(invocation.program_word->span,
                        "The start of `{}` waits in vain: `{}` is not in its image, so the condition is never met",
                        service.name, invocation.program)
            : report.at(invocation.program_word->span, "The command of `{}` runs `{}`, which is not in its image",
                        service.name, invocation.program);
    finding.note(image_span(service), "This is its image");
    if (!each.waited_for && each.node->joined_by != "&&") finding.severity(Severity::medium);
    return;
  }
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr) return check_given_text(service, report);
  if (service.startup == nullptr || service.startup->root == nullptr || looks_for_programs(*service.startup))
    return report.skip();
  std::vector<Needed> needed;
  collect(*service.startup->root, false, needed);
  for (const Needed& each : needed) {
    const shell::Invocation invocation = shell::invocation(*each.node);
    // What switches the user or passes signals on in front of the program has to be there as well.
    for (const shell::Word& wrapper : invocation.wrappers) {
      if (!knowledge::tables::init_programs.contains(wrapper.text) &&
          !knowledge::tables::user_switches.contains(wrapper.text) && wrapper.text != "sudo")
        continue;
      const std::optional<Confidence> lacking = service_lacks_tool(service, wrapper.text);
      if (!lacking.has_value()) continue;
      report
          .at(wrapper.span, "The start script of `{}` runs `{}`, which is not in its image", service.name, wrapper.text)
          .note(image_span(service), "The base of the image")
          .confidence(weaker(*lacking, Confidence::likely));
      return;
    }
    if (invocation.program.empty() || invocation.program_word == nullptr || is_builtin(invocation.program) ||
        contains(invocation.program_word->text, "/"))
      continue;
    const std::optional<Confidence> absent = service_lacks_tool(service, invocation.program);
    if (!absent.has_value()) continue;
    Builder finding =
        each.is_bounded
            ? report.at(invocation.program_word->span,
                        "The start of `{}` waits in vain: `{}` is not in its image, so the condition is never met",
                        service.name, invocation.program)
        : each.waited_for
            ? report.at(invocation.program_word->span,
                        "The start of `{}` waits for ever: `{}` is not in its image, so the condition is never met",
                        service.name, invocation.program)
            : report.at(invocation.program_word->span, "The start script of `{}` runs `{}`, which is not in its image",
                        service.name, invocation.program);
    finding.note(image_span(service), "The base of the image").confidence(weaker(*absent, Confidence::likely));
    // A script that goes on after a failure may do without.
    if (!each.waited_for && !std::ranges::any_of(service.startup->commands, [](const shell::Node* node) {
          return !node->words.empty() && node->words[0].text == "set" && node->words.size() > 1 &&
                 contains(node->words[1].text, "e");
        }))
      finding.severity(Severity::medium);
    return;
  }
  const shell::Word* const wrapper = switch_in_branch(service);
  const std::optional<Confidence> lacking =
      wrapper != nullptr ? service_lacks_tool(service, wrapper->text) : std::nullopt;
  if (!lacking.has_value()) return;
  report.at(wrapper->span, "The start script of `{}` runs `{}`, which is not in its image", service.name, wrapper->text)
      .note(image_span(service), "The base of the image")
      .confidence(weaker(*lacking, Confidence::likely));
}

extern const Rule rule = {
    .code = "SW4475",
    .summary = "Start script that needs a program which is not in the image",
    .why =
        "The script ends with `not found`, or waits for ever for a condition that a missing program can never meet; "
        "the "
        "service itself is never started.",
    .remedy = "Install the program in the stage that is shipped, or use one that the base has.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_script_tool_missing
