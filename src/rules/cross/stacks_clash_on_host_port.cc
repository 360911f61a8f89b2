#include "rules/rule.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::stacks_clash_on_host_port {

constexpr std::size_t most_stacks_per_file = 20;

/// The services that an `up` starts: those that it names with all that they depend on, or every active one.
static std::vector<const project::Service*> started_by(const project::ComposeCommand& command,
                                                       const project::Stack& stack) {
  std::vector<const project::Service*> started;
  const auto add = [&](std::string_view name) {
    const project::Service* const service = stack.service(name);
    if (service != nullptr && std::ranges::find(started, service) == started.end()) started.push_back(service);
  };
  for (const std::string_view operand : command.operands) add(operand);
  if (started.empty()) {
    for (const project::Service* const service : stack.services)
      if (service->active) started.push_back(service);
    return started;
  }
  for (std::size_t at = 0; at < started.size(); ++at)
    for (const compose::Dependency& dependency : started[at]->definition->depends_on) add(dependency.service);
  return started;
}

/// Whether what an `up` starts still runs when the next command does.
static bool goes_on(const project::ComposeCommand& command) {
  const auto has = [&](std::string_view option) {
    return std::ranges::find(command.operands, option) != command.operands.end();
  };
  return (has("-d") || has("--detach") || has("--wait") || command.node->background) && !has("--no-start");
}

/// A port that both stacks publish on overlapping addresses; null when there is none.
static const compose::Port* clash(const project::ComposeCommand& first, const project::Stack& left,
                                  const project::ComposeCommand& second, const project::Stack& right,
                                  const compose::Port*& other, const project::Service*& service) {
  const std::vector<const project::Service*> theirs_started = started_by(second, right);
  for (const project::Service* const a : started_by(first, left)) {
    for (const compose::Port& mine : a->definition->ports) {
      if (!is_number(mine.published)) continue;
      for (const project::Service* const b : theirs_started) {
        for (const compose::Port& theirs : b->definition->ports) {
          if (theirs.published != mine.published || theirs.protocol != mine.protocol) continue;
          if (!mine.on_all_interfaces() && !theirs.on_all_interfaces() && mine.host_ip != theirs.host_ip) continue;
          // One service in two combinations of one project is the same container.
          if (a->name == b->name && left.model->project_name == right.model->project_name) continue;
          other = &mine;
          service = a;
          return &theirs;
        }
      }
    }
  }
  return nullptr;
}

/// Whether a command of the same text between the two stops what the first started.
static bool is_stopped(const project::Project& project, const project::ComposeCommand& first,
                       const project::ComposeCommand& second) {
  for (const project::ComposeCommand& command : project.compose_commands)
    if (command.file == first.file && command.stack == first.stack && is_one_of("down stop rm kill", command.verb) &&
        command.span.begin > first.span.begin && command.span.begin < second.span.begin)
      return true;
  return false;
}

/// Whether two commands run one after the other: of one script and branch, or lines of one recipe of a Makefile, each
/// of which is a script of its own.
static bool follow_each_other(const project::ComposeCommand& first, const project::ComposeCommand& second) {
  if (first.file != second.file) return false;
  if (first.file->kind == project::FileKind::makefile) return first.place == second.place;
  return first.node->script == second.node->script && first.node->parent == second.node->parent;
}

static void check(const project::Project& project, Report& report) {
  // Commands of one code block or script that start a stack, in order of place.
  std::vector<const project::ComposeCommand*> started;
  bool any = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.verb != "up" || command.stack < 0 || command.node == nullptr) continue;
    // Alternatives stand in separate blocks, targets and branches.
    if (!started.empty() && !follow_each_other(*started.front(), command)) started.clear();
    if (started.size() >= most_stacks_per_file) continue;
    for (const project::ComposeCommand* const earlier : started) {
      // One command that may look in several ways starts one of them.
      if (earlier->stack == command.stack || earlier->span == command.span || !goes_on(*earlier)) continue;
      const project::Stack& first = project.stacks[static_cast<std::size_t>(earlier->stack)];
      const project::Stack& second = project.stacks[static_cast<std::size_t>(command.stack)];
      any = true;
      const compose::Port* mine = nullptr;
      const project::Service* service = nullptr;
      const compose::Port* const theirs = clash(*earlier, first, command, second, mine, service);
      if (theirs == nullptr || is_stopped(project, *earlier, command)) continue;
      // A document may mean one or the other.
      const bool document =
          command.file->kind == project::FileKind::readme || command.file->kind == project::FileKind::documentation;
      report
          .at(command.span, "This starts a second stack on port {}, which `{}` of the first one has taken",
              theirs->published, service->name)
          .note(earlier->span, "The first is started here")
          .note(mine->span(), "It takes the port")
          .note(theirs->span(), "So does the second")
          .severity(document ? Severity::low : Severity::medium)
          .confidence(document ? Confidence::possible : Confidence::likely)
          .reaches(second);
      break;
    }
    started.push_back(&command);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4462",
    .summary = "Two stacks started together on one host port",
    .why = "The second one fails with `port is already allocated`, and whoever follows the instructions is stuck.",
    .remedy = "Give one of them another port, or tell people to start one or the other.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::documentation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::stacks_clash_on_host_port
