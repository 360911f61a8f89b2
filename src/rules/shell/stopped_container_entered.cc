#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "rules/lib/docker_command.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::stopped_container_entered {

/// A name as it is compared: `${APP}` and `$APP` are one.
static std::string plain(std::string_view text) {
  std::string result;
  for (const char character : text)
    if (character != '{' && character != '}') result += character;
  return result;
}

/// One `docker` or `docker compose` command.
struct Call {
  bool compose = false;
  std::string stack;  ///< Of Compose: the options in front of the verb.
  std::string_view verb;
  std::vector<std::string> names;  ///< Operands behind the verb; of `exec` the first.
};

static std::optional<Call> call_of(const shell::Node& node) {
  const shell::Invocation invocation = shell::invocation(node);
  const std::optional<DockerCommand> command = docker_command(invocation);
  if (!command.has_value() || command->verb.empty()) return std::nullopt;
  Call call;
  call.compose = command->is_compose();
  call.verb = command->verb;
  for (const shell::Word& word : command->in_front(invocation))
    if (word.text != "compose") call.stack += ' ' + plain(word.text);
  for (const shell::Word* const operand : command->operands) {
    call.names.push_back(plain(operand->text));
    if (call.verb == "exec") break;
  }
  return call;
}

/// What stands still: the key of a container, or of a service in its stack, and the command that stopped it.
using Stopped = std::map<std::string, const shell::Node*, std::less<>>;
constexpr std::string_view all = " all";

static std::string key_of(const Call& call, std::string_view name) {
  return call.compose ? call.stack + "\n" + std::string(name) : std::string(name);
}

/// Follows a script in the order in which it runs, functions where they are called. What stands still differs from call
/// to call, so that a function is followed again at each of them, as long as there are few steps.
class Walk {
 public:
  Walk(const shell::Script& script, Report& report) : script_(script), report_(report) {
    for_each_node(*script.root, [&](const shell::Node& node) {
      if (node.kind == shell::NodeKind::function) functions_.emplace(node.name, &node);
      if (node.kind == shell::NodeKind::for_loop) loops_.insert(node.name);
    });
    Stopped stopped;
    walk(*script.root, stopped, 0, false);
  }
  bool any() const { return any_; }

 private:
  /// `asked`: somebody looks whether it fails.
  void walk(const shell::Node& node, Stopped& stopped, unsigned depth, bool asked) {
    constexpr unsigned deepest = 64;
    if (depth >= deepest) return stopped.clear();
    ++steps_;
    switch (node.kind) {
      case shell::NodeKind::simple:
        return run(node, stopped, depth, asked);
      case shell::NodeKind::function:
      case shell::NodeKind::condition:
      case shell::NodeKind::arithmetic:
        return;
      case shell::NodeKind::if_clause:
      case shell::NodeKind::case_clause:
        return choose(node, stopped, depth);
      case shell::NodeKind::while_loop:
      case shell::NodeKind::until_loop:
        walk(*node.children[0], stopped, depth + 1, true);
        return walk(*node.children[1], stopped, depth + 1, asked);
      default:
        break;
    }
    for (const shell::Node* const child : node.children)
      walk(*child, stopped, depth + 1, asked || child->negated || node.kind == shell::NodeKind::and_or);
  }

  /// The name of a stopped container that a condition looks for among those that run; "" for none.
  static std::string_view looked_for(const shell::Node& condition, const Stopped& stopped) {
    bool lists = false;
    std::string_view found;
    for_each_node(condition, [&](const shell::Node& node) {
      if (node.kind != shell::NodeKind::simple || node.negated) return;
      const shell::Invocation command = shell::invocation(node);
      if (command.program == "docker" && command.verb() == "ps") lists = !command.has_any_flag({"-a", "--all", "-f"});
      if (!lists || command.program != "grep" || command.has_flag("-v")) return;
      for (const shell::Word& word : command.arguments)
        for (const auto& [name, by] : stopped) {
          const std::string text = plain(word.text);
          if (text == name || text == "^" + name + "$" || text == "^" + name) found = name;
        }
    });
    return condition.negated || (!condition.children.empty() && condition.children[0]->negated) ? "" : found;
  }

  static bool enters(const shell::Node& body, std::string_view name) {
    bool found = false;
    for_each_node(body, [&](const shell::Node& node) {
      if (node.kind != shell::NodeKind::simple) return;
      const std::optional<Call> call = call_of(node);
      if (!call || call->compose) return;
      for (const std::string& operand : call->names)
        found = found || (call->verb == "exec" && operand == name) ||
                (call->verb == "cp" && operand.starts_with(std::string(name) + ":"));
    });
    return found;
  }

  /// One of several branches: what any of them starts again runs; what the first stops because it ran stands still.
  void choose(const shell::Node& node, Stopped& stopped, unsigned depth) {
    const bool is_if = node.kind == shell::NodeKind::if_clause;
    if (is_if) walk(*node.children[0], stopped, depth + 1, true);
    const Stopped before = stopped;
    Stopped behind = before;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const bool is_condition = is_if && i % 2 == 0 && !(node.has_else && i + 1 == node.children.size());
      if (is_condition) {
        if (i > 0) continue;
        const std::string name(looked_for(*node.children[0], before));
        if (name.empty()) continue;
        any_ = true;
        if (enters(*node.children[1], name)) tell(*node.children[0], name, before.find(name));
        continue;
      }
      if (leaves(*node.children[i])) continue;
      Stopped branch = before;
      walk(*node.children[i], branch, depth + 1, false);
      std::erase_if(behind,
                    [&](const auto& entry) { return before.contains(entry.first) && !branch.contains(entry.first); });
      const bool only = is_if && node.children.size() == 2 && lists_containers(*node.children[0]);
      if (only) behind.insert(branch.begin(), branch.end());
    }
    stopped = behind;
  }

  static bool leaves(const shell::Node& branch) {
    return std::ranges::any_of(branch.children, [](const shell::Node* child) {
      return child->kind == shell::NodeKind::simple && !child->words.empty() &&
             is_one_of("exit return continue break", child->words[0].text);
    });
  }

  static bool lists_containers(const shell::Node& condition) {
    bool found = false;
    for_each_node(condition, [&](const shell::Node& node) {
      if (node.kind == shell::NodeKind::simple && shell::invocation(node).program == "docker" && !node.negated)
        found = found || shell::invocation(node).verb() == "ps";
    });
    return found && !condition.negated;
  }

  void run(const shell::Node& node, Stopped& stopped, unsigned depth, bool asked) {
    const shell::Invocation command = shell::invocation(node);
    if (const auto function = functions_.find(command.program); function != functions_.end()) {
      constexpr unsigned most_steps = 20'000;
      if (steps_ > most_steps) return stopped.clear();
      for (const shell::Node* const child : function->second->children) walk(*child, stopped, depth + 8, false);
      return;
    }
    // `NAME=$(docker run ...)` means another container from here on.
    for (const shell::Assignment& assignment : node.assignments) stopped.erase("$" + std::string(assignment.name));
    const std::optional<Call> call = call_of(node);
    if (!call) {
      if (may_start(node, command)) stopped.clear();
      return;
    }
    if (is_one_of("stop kill rm down", call->verb)) return stop(*call, node, stopped);
    if (is_one_of("start restart up run create deploy unpause", call->verb)) return start(*call, stopped);
    if (call->verb != "exec" || call->names.empty()) return;
    any_ = true;
    auto found = stopped.find(key_of(*call, call->names[0]));
    if (found == stopped.end() && call->compose) found = stopped.find(key_of(*call, all));
    if (found == stopped.end() || asked) return;
    tell(node, call->names[0], found);
  }

  /// Whether a name means one container wherever it stands: no argument of a function, no variable of a loop.
  bool is_lasting(std::string_view name) const {
    if (!contains(name, "$")) return true;
    return name.starts_with('$') && !loops_.contains(name.substr(1)) &&
           std::ranges::all_of(name.substr(1), [](char character) {
             return (character >= 'A' && character <= 'Z') || character == '_';
           });
  }

  void stop(const Call& call, const shell::Node& node, Stopped& stopped) {
    if (call.verb == "down" && !call.compose) return;
    // A signal may mean "read your configuration again".
    if (call.verb == "kill" && shell::invocation(node).has_any_flag({"-s", "--signal"})) return;
    if (call.names.empty() && call.compose && call.verb != "rm") stopped.emplace(key_of(call, all), &node);
    for (const std::string& name : call.names)
      if (is_lasting(name)) stopped.emplace(key_of(call, name), &node);
  }

  static void start(const Call& call, Stopped& stopped) {
    if (call.compose || call.verb == "run" || call.verb == "create") return stopped.clear();
    for (const std::string& name : call.names) stopped.erase(name);
    if (call.names.empty()) stopped.clear();
  }

  /// Whether a command may start containers in a way that nobody sees from here.
  static bool may_start(const shell::Node& node, const shell::Invocation& command) {
    if (command.program.empty()) return !node.words.empty();
    if (is_one_of("bash sh source . make just task npm yarn pnpm systemctl service eval ansible-playbook ssh exit exec "
                  "trap",
                  command.program))
      return true;
    // A function of another file has a name in several words.
    return command.program_word != nullptr &&
           (contains(command.program_word->text, "/") || contains(command.program, "_"));
  }

  void tell(const shell::Node& node, std::string_view name, Stopped::const_iterator by) {
    if (told_) return;
    told_ = true;
    report_.at(node.span, "`{}` does not run here: nothing has started it since it was stopped", name)
        .note(by->second->span, "It is stopped here");
  }

  const shell::Script& script_;
  Report& report_;
  std::map<std::string_view, const shell::Node*> functions_;
  std::set<std::string_view> loops_;  ///< Their variables.
  unsigned steps_ = 0;
  bool any_ = false, told_ = false;
};

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (concerns_deployment(file, report.project()))
    for_each_whole_script(file, [&](const shell::Script& script) { any = Walk(script, report).any() || any; });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3180",
    .summary = "Script that works in a container which it has stopped",
    .why =
        "`docker exec` fails in a container that does not run, and a step that first asks whether it runs is left out "
        "each time: a restore leaves out part of the data and ends well.",
    .remedy =
        "Do the step before the stop, start the container first, or use `docker cp` and `docker run` with its volumes.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::stopped_container_entered
