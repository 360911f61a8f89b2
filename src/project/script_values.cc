#include "project/script_values.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "base/name_text.h"
#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

constexpr std::size_t most_alternatives = 6;
constexpr std::size_t most_combinations = 8;
constexpr std::size_t most_arguments = 9;
constexpr std::size_t most_bodies = 2000;
constexpr std::size_t longest_value = 4096;
constexpr std::size_t most_commands = 20'000;
constexpr int deepest_nesting = 200;

std::size_t name_length(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) != 0) return 0;
  std::size_t length = 0;
  while (length < text.size() && ascii::is_name_character(text[length])) ++length;
  return length;
}

/// Length of a bracketed part that starts behind its opening bracket, the closing one included; quotes are respected.
std::size_t bracket_length(std::string_view text, char open, char close) {
  int depth = 1;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\') {
      ++at;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == open) {
      ++depth;
    } else if (c == close && --depth == 0) {
      return at + 1;
    }
  }
  return text.size();
}

std::string_view unquoted(std::string_view text) {
  text = ascii::trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

using Variables = std::map<std::string, std::vector<Value>, std::less<>>;

/// Expands words with one choice among the possible values of each variable.
class WordExpander {
 public:
  WordExpander(const Variables& variables, const ScriptContext& context, const std::optional<std::string>& directory)
      : variables_(variables), context_(context), directory_(directory) {}

  /// Index of the value to take, by variable; absent: the first.
  std::map<std::string, std::size_t, std::less<>> choice;
  /// Variables with more than one possible value that were met, with their number of values.
  std::map<std::string, std::size_t, std::less<>> met;

  /// Fields of a word as the shell would split it; at least one when any part of it is quoted or literal.
  std::vector<std::string> fields(std::string_view raw) {
    fields_.clear();
    current_.clear();
    started_ = false;
    expand(raw, false, 0);
    if (started_) fields_.push_back(current_);
    return fields_;
  }

  /// A word in a place where no splitting happens.
  std::string text(std::string_view raw, int depth = 0) {
    WordExpander inner(variables_, context_, directory_);
    inner.choice = choice;
    inner.expand(raw, true, depth);
    met.insert(inner.met.begin(), inner.met.end());
    return inner.current_;
  }

 private:
  void add(char c) {
    started_ = true;
    if (current_.size() < longest_value) current_ += c;
  }
  void add(std::string_view text) {
    for (const char c : text) add(c);
  }
  void split() {
    if (started_) fields_.push_back(current_);
    current_.clear();
    started_ = false;
  }

  /// A value in an unquoted place is split at blanks.
  void add_value(std::string_view text, bool quoted) {
    if (quoted) {
      started_ = true;
      add(text);
      return;
    }
    for (const char c : text) {
      if (c == ' ' || c == '\t' || c == '\n') {
        split();
      } else {
        add(c);
      }
    }
  }

  const Value* lookup(std::string_view name) {
    const auto found = variables_.find(name);
    if (found == variables_.end() || found->second.empty()) return nullptr;
    const auto& values = found->second;
    if (values.size() > 1) met.emplace(name, values.size());
    const auto chosen = choice.find(name);
    return &values[chosen == choice.end() ? 0 : std::min(chosen->second, values.size() - 1)];
  }

  void add_parameter(std::string_view name, bool quoted, bool whole_array) {
    if (name == "0" || name == "BASH_SOURCE") {
      add(std::string(1, root_mark) + context_.script_path);
      return;
    }
    if (name == "PWD") {
      add(directory_.has_value() ? std::string(1, root_mark) + *directory_ : std::string(1, unknown_part));
      return;
    }
    const Value* const value = lookup(name);
    if (value == nullptr) {
      add(unknown_part);
      return;
    }
    if (whole_array) {
      for (std::size_t index = 0; index < value->size(); ++index) {
        if (index > 0) split();
        add_value((*value)[index], quoted);
      }
      return;
    }
    if (!value->empty()) add_value(value->front(), quoted);
  }

  /// `${...}` without its brackets.
  void braces(std::string_view inside, bool quoted, int depth) {
    if (inside.starts_with('!') || inside.starts_with('#')) {
      add(unknown_part);
      return;
    }
    std::size_t length = name_length(inside);
    if (length == 0 && !inside.empty()) length = 1;  // $1, $0, $@ ...
    const std::string_view name = inside.substr(0, length);
    std::string_view rest = inside.substr(length);
    bool whole_array = name == "@" || name == "*";
    if (rest.starts_with('[')) {
      const std::size_t end = rest.find(']');
      const std::string_view index = rest.substr(1, end == std::string_view::npos ? end : end - 1);
      whole_array = index == "@" || index == "*";
      if (!whole_array && index != "0") {
        add(unknown_part);
        return;
      }
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    if (rest.empty()) {
      add_parameter(name, quoted, whole_array);
      return;
    }
    const bool colon = rest.starts_with(':');
    const char operation = rest.size() > (colon ? 1U : 0U) ? rest[colon ? 1 : 0] : '\0';
    const std::string_view argument = rest.substr(std::min<std::size_t>(rest.size(), colon ? 2 : 1));
    const Value* const value = lookup(name);
    const bool set = value != nullptr && !value->empty() && !(colon && value->front().empty());
    switch (operation) {
      case '-':
      case '=':
        if (set) {
          add_parameter(name, quoted, whole_array);
        } else {
          add_value(text(unquoted(argument), depth + 1), quoted);
        }
        return;
      case '?':
        add_parameter(name, quoted, whole_array);
        return;
      case '+':
        if (set) add_value(text(unquoted(argument), depth + 1), quoted);
        return;
      case '%':
        if (!colon && (rest == "%/*") && (name == "0" || name == "BASH_SOURCE")) {
          add(std::string(1, root_mark) + std::string(parent_path(context_.script_path)));
          return;
        }
        [[fallthrough]];
      default:
        add(unknown_part);
    }
  }

  /// Output of a command, for the few that scripts use to find their own place.
  void command(std::string_view inside, bool quoted, int depth) {
    inside = ascii::trim(inside);
    if (inside == "pwd") {
      add_parameter("PWD", quoted, false);
      return;
    }
    if (inside == "git rev-parse --show-toplevel") {
      add(root_mark);
      return;
    }
    for (const std::string_view prefix : {"dirname -- ", "dirname "}) {
      if (!inside.starts_with(prefix)) continue;
      const std::string path = text(ascii::trim(inside.substr(prefix.size())), depth + 1);
      add_value(path.starts_with(root_mark) ? root_mark + std::string(parent_path(std::string_view(path).substr(1)))
                                            : std::string(1, unknown_part),
                quoted);
      return;
    }
    for (const std::string_view prefix : {"readlink -f ", "realpath ", "basename "}) {
      if (!inside.starts_with(prefix)) continue;
      const std::string path = text(ascii::trim(inside.substr(prefix.size())), depth + 1);
      if (prefix == "basename ") {
        add_value(
            path.find(unknown_part) == std::string::npos ? std::string(base_name(path)) : std::string(1, unknown_part),
            quoted);
      } else {
        add_value(path, quoted);
      }
      return;
    }
    if (inside.starts_with("cd ")) {
      const std::size_t end = inside.rfind("pwd");
      const std::size_t separator = end == std::string_view::npos ? end : inside.find_last_not_of("&; \t", end - 1);
      if (separator != std::string_view::npos) {
        std::string_view target = ascii::trim(inside.substr(3, separator + 1 - 3));
        if (target.starts_with("-- ")) target = ascii::trim(target.substr(3));
        for (const std::string_view redirection : {" >", " &>", " 1>", " 2>"})
          target = ascii::trim(target.substr(0, target.find(redirection)));
        const std::optional<std::string> path = script_path_to_root(text(target, depth + 1), directory_);
        add_value(path.has_value() ? root_mark + *path : std::string(1, unknown_part), quoted);
        return;
      }
    }
    if (inside.starts_with("echo ") && inside.find('|') == std::string_view::npos) {
      add_value(text(unquoted(inside.substr(5)), depth + 1), quoted);
      return;
    }
    add(unknown_part);
  }

  void expand(std::string_view raw, bool quoted, int depth) {
    if (depth > 8) {
      add(unknown_part);
      return;
    }
    for (std::size_t at = 0; at < raw.size();) {
      const char c = raw[at];
      if (c == '\'' && !in_double_) {
        const std::size_t end = raw.find('\'', at + 1);
        started_ = true;
        add(raw.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
        at = end == std::string_view::npos ? raw.size() : end + 1;
      } else if (c == '"') {
        started_ = true;
        in_double_ = !in_double_;
        ++at;
      } else if (c == '\\' && at + 1 < raw.size()) {
        add(raw[at + 1]);
        at += 2;
      } else if (c == '`') {
        const std::size_t end = raw.find('`', at + 1);
        command(raw.substr(at + 1, end == std::string_view::npos ? end : end - at - 1), quoted || in_double_, depth);
        at = end == std::string_view::npos ? raw.size() : end + 1;
      } else if (c == '$' && at + 1 < raw.size()) {
        at += dollar(raw.substr(at), quoted || in_double_, depth);
      } else {
        add(c);
        ++at;
      }
    }
  }

  std::size_t dollar(std::string_view raw, bool quoted, int depth) {
    if (raw[1] == '{') {
      const std::size_t length = bracket_length(raw.substr(2), '{', '}');
      std::string_view inside = raw.substr(2, length);
      if (inside.ends_with('}')) inside.remove_suffix(1);
      braces(inside, quoted, depth);
      return 2 + length;
    }
    if (raw[1] == '(') {
      const std::size_t length = bracket_length(raw.substr(2), '(', ')');
      std::string_view inside = raw.substr(2, length);
      if (inside.ends_with(')')) inside.remove_suffix(1);
      if (inside.starts_with('(')) {
        add(unknown_part);
      } else {
        const bool outer = in_double_;
        in_double_ = false;
        command(inside, quoted, depth);
        in_double_ = outer;
      }
      return 2 + length;
    }
    std::size_t length = name_length(raw.substr(1));
    if (length == 0) {
      const char next = raw[1];
      if (std::isdigit(static_cast<unsigned char>(next)) == 0 &&
          std::string_view("@*#?$!-").find(next) == std::string_view::npos) {
        add('$');
        return 1;
      }
      length = 1;
    }
    const std::string_view name = raw.substr(1, length);
    add_parameter(name, quoted, name == "@" || name == "*");
    return 1 + length;
  }

  const Variables& variables_;
  const ScriptContext& context_;
  const std::optional<std::string>& directory_;
  std::vector<std::string> fields_;
  std::string current_;
  bool started_ = false;
  bool in_double_ = false;
};

class Walker {
 public:
  Walker(const shell::Script& script, const ScriptContext& context, WantedCommand wanted)
      : script_(script),
        context_(context),
        wanted_(wanted),
        folder_{context.directory, {}},
        variables_(context.variables),
        exported_(context.exported) {}

  /// What is known at each command that runs a script on another machine.
  std::vector<std::pair<const shell::Node*, ScriptContext>> remote_contexts() {
    run();
    std::vector<std::pair<const shell::Node*, ScriptContext>> result;
    for (auto& [node, variables] : remote_) {
      ScriptContext remote;
      remote.script_path = context_.script_path;
      remote.variables = std::move(variables);
      result.emplace_back(node, std::move(remote));
    }
    std::ranges::sort(result, {}, [](const auto& each) { return each.first->span; });
    return result;
  }

  Variables variables_after() {
    run();
    return std::move(variables_);
  }

  std::vector<ExpandedCommand> run() {
    if (script_.root == nullptr) return {};
    for (const shell::Node* const node : script_.commands)
      for (const shell::Node* up = node->parent; up != nullptr; up = up->parent)
        if (up->kind == shell::NodeKind::function) functions_.insert(std::string(up->name));
    if (!functions_.empty()) {
      // Once to learn what functions are called with, then for real.
      walk(*script_.root, false, 0);
      commands_.clear();
      seen_.clear();
      evals_.clear();
      folder_ = {context_.directory, {}};
      exported_ = context_.exported;
      variables_ = context_.variables;
    }
    walk(*script_.root, false, 0);
    // Commands of substitutions and of `sh -c` texts, which are no part of the tree.
    folder_ = {context_.directory, {}};
    for (const shell::Node* const node : script_.commands)
      if (!seen_.contains(node) && !is_in_eval(node->span)) simple(*node, true);
    std::ranges::stable_sort(commands_, {}, [](const ExpandedCommand& command) { return command.node->span; });
    return std::move(commands_);
  }

 private:
  /// Working directory relative to the root, or how far it is from one that is not known.
  struct Folder {
    std::optional<std::string> known;
    std::string below;
    bool elsewhere = false;
  };

  void walk(const shell::Node& node, bool conditional, int depth) {
    if (depth > deepest_nesting || commands_.size() >= most_commands) return;
    using enum shell::NodeKind;
    switch (node.kind) {
      case simple:
        this->simple(node, conditional);
        return;
      case list:
      case and_or:
      case group:
        for (const shell::Node* const child : node.children) walk(*child, conditional, depth + 1);
        return;
      case pipeline:
      case subshell: {
        const Folder before = folder_;
        for (const shell::Node* const child : node.children) walk(*child, conditional, depth + 1);
        folder_ = before;
        return;
      }
      case for_loop:
      case select_loop: {
        std::vector<Value> values;
        WordExpander expander(variables_, context_, folder_.known);
        for (const shell::Word& word : node.words) substitutions(word, 0);
        for (const shell::Word& word : node.words)
          for (std::string& field : expander.fields(word.raw))
            if (values.size() < most_alternatives) values.push_back({std::move(field)});
        if (!values.empty()) variables_[std::string(node.name)] = std::move(values);
        branches(node, depth);
        return;
      }
      case function: {
        const auto calls = calls_.find(node.name);
        if (calls == calls_.end()) {
          body(node, nullptr, depth);
          return;
        }
        // What one call says belongs together: `build api api/ && build web web/` builds no `api` from `web/`.
        const std::vector<std::vector<std::string>> each = calls->second;
        const std::set<const shell::Node*> seen_before = seen_;
        const std::size_t outer = std::exchange(repeated_from_, commands_.size());
        for (const std::vector<std::string>& arguments : each) {
          // Functions in functions could multiply.
          if (++bodies_ > most_bodies) break;
          seen_ = seen_before;
          body(node, &arguments, depth);
        }
        repeated_from_ = outer;
        return;
      }
      case if_clause:
      case while_loop:
      case until_loop:
      case case_clause:
        branches(node, depth);
        return;
      case condition:
      case arithmetic:
        return;
    }
  }

  void branches(const shell::Node& node, int depth) {
    const Folder before = folder_;
    for (const shell::Node* const child : node.children) {
      walk(*child, true, depth + 1);
      // A branch that changes the folder tells nothing about the next one.
      folder_ = before;
    }
  }

  /// After a function, which may never be called: its locals are gone, what else it set is one more possible value.
  void forget_locals(const Variables& before) {
    Variables after = std::exchange(variables_, before);
    for (auto& [name, values] : after) {
      if (locals_.contains(name)) continue;
      set(name, std::move(values), true);
    }
  }

  /// A function's body as one call runs it.
  void body(const shell::Node& function, const std::vector<std::string>* arguments, int depth) {
    const Variables before = variables_;
    const Folder folder_before = folder_;
    const std::set<std::string, std::less<>> outer_locals = std::exchange(locals_, {});
    if (arguments != nullptr)
      for (std::size_t number = 1; number <= most_arguments; ++number) {
        if (number <= arguments->size())
          variables_[std::to_string(number)] = {{(*arguments)[number - 1]}};
        else
          variables_.erase(std::to_string(number));
      }
    for (const shell::Node* const child : function.children) walk(*child, false, depth + 1);
    if (arguments != nullptr)
      for (std::size_t number = 1; number <= most_arguments; ++number) locals_.insert(std::to_string(number));
    forget_locals(before);
    locals_ = outer_locals;
    folder_ = folder_before;
  }

  void set(std::string_view name, std::vector<Value> values, bool conditional) {
    std::vector<Value>& slot = variables_[std::string(name)];
    if (!conditional) slot.clear();
    for (Value& value : values)
      if (slot.size() < most_alternatives && std::ranges::find(slot, value) == slot.end())
        slot.push_back(std::move(value));
  }

  /// All values of a word under all combinations of the variables in it.
  template <class Expand>
  void for_each_combination(Expand expand) {
    WordExpander expander(variables_, context_, folder_.known);
    expand(expander);
    const auto met = expander.met;
    std::size_t count = 1;
    for (const auto& [name, values] : met) count = std::min(most_combinations, count * values);
    for (std::size_t number = 1; number < count; ++number) {
      WordExpander next(variables_, context_, folder_.known);
      std::size_t rest = number;
      for (const auto& [name, values] : met) {
        next.choice[name] = rest % values;
        rest /= values;
      }
      expand(next);
    }
  }

  void assign(std::string_view name, std::string_view raw, bool append, bool conditional) {
    std::vector<Value> values;
    for_each_combination([&](WordExpander& expander) {
      Value value{expander.text(raw)};
      if (append) {
        const auto old = variables_.find(name);
        if (old != variables_.end() && !old->second.empty() && !old->second.front().empty())
          value.front() = old->second.front().front() + value.front();
      }
      values.push_back(std::move(value));
    });
    if (append && conditional) {
      // The value without the appended part stays possible.
      set(name, std::move(values), true);
    } else {
      set(name, std::move(values), conditional);
    }
  }

  void assign(const shell::Assignment& assignment, bool conditional) {
    if (!assignment.array) {
      assign(assignment.name, assignment.value.raw, assignment.append, conditional);
      return;
    }
    WordExpander expander(variables_, context_, folder_.known);
    Value elements;
    const auto old = variables_.find(assignment.name);
    if (assignment.append && old != variables_.end() && !old->second.empty()) elements = old->second.front();
    for (const shell::Word& element : assignment.elements)
      for (std::string& field : expander.fields(element.raw))
        if (elements.size() < 64) elements.push_back(std::move(field));
    set(assignment.name, {std::move(elements)}, conditional);
  }

  void simple(const shell::Node& node, bool conditional) {
    if (!seen_.insert(&node).second || commands_.size() >= most_commands) return;
    // Substitutions run before the command itself.
    for (const shell::Word& word : node.words) substitutions(word, 0);
    for (const shell::Assignment& assignment : node.assignments) substitutions(assignment.value, 0);
    if (node.words.empty()) {
      for (const shell::Assignment& assignment : node.assignments) assign(assignment, conditional);
      return;
    }
    if (node.remote_script != nullptr) remote_[&node] = node.remote_script->outer_expands ? variables_ : Variables();
    const std::string_view program = node.words.front().text;
    if (program == "cd" || program == "pushd") {
      change_directory(node);
      return;
    }
    if (shell::is_declaration(program)) {
      declare(node, conditional, program == "export");
      return;
    }
    if (functions_.contains(program)) {
      remember_call(node);
      return;
    }
    emit(node);
  }

  void substitutions(const shell::Word& word, int depth) {
    if (depth > 8) return;
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.script == nullptr || expansion.script->root == nullptr) continue;
      const Folder before = folder_;
      walk(*expansion.script->root, true, depth + 1);
      folder_ = before;
    }
  }

  void change_directory(const shell::Node& node) {
    if (node.words.size() < 2) return;
    const shell::Word& target = node.words.back();
    if (target.text == "/dev/null") return;
    if (target.text == "-") {
      std::swap(folder_, previous_folder_);
      return;
    }
    previous_folder_ = folder_;
    // The home of whoever runs it, or of another account.
    if (target.text.starts_with('~')) {
      folder_ = {};
      folder_.elsewhere = true;
      return;
    }
    WordExpander expander(variables_, context_, folder_.known);
    const std::string path = expander.text(target.raw);
    if (!folder_.known.has_value() && path.find_first_of(std::string{unknown_part, root_mark}) == std::string::npos) {
      // From a place that is not known to one below or beside it.
      folder_.below = join_path(folder_.below, path).value_or("");
      folder_.elsewhere |= path.starts_with('/');
      return;
    }
    folder_ = {script_path_to_root(path, folder_.known), {}};
    folder_.elsewhere = !folder_.known.has_value();
  }

  void declare(const shell::Node& node, bool conditional, bool exports) {
    const bool local = node.words.front().text != "export" && node.words.front().text != "readonly";
    for (const shell::Assignment& assignment : node.assignments) {
      assign(assignment, conditional);
      if (local) locals_.insert(std::string(assignment.name));
      if (exports) exported_.insert(std::string(assignment.name));
    }
    for (std::size_t index = 1; index < node.words.size(); ++index) {
      const std::string_view raw = node.words[index].raw;
      if (raw.starts_with('-')) continue;
      const std::size_t length = name_length(raw);
      if (length == 0) continue;
      if (exports) exported_.insert(std::string(raw.substr(0, length)));
      if (local) locals_.insert(std::string(raw.substr(0, length)));
      if (raw.substr(length).starts_with("=(")) {
        assign_array(raw.substr(0, length), raw.substr(length + 2), conditional);
      } else if (raw.substr(length).starts_with('=')) {
        assign(raw.substr(0, length), raw.substr(length + 1), false, conditional);
      }
    }
  }

  /// `local files=(a "b c")`, which is one word to the parser.
  void assign_array(std::string_view name, std::string_view elements, bool conditional) {
    if (elements.ends_with(')')) elements.remove_suffix(1);
    WordExpander expander(variables_, context_, folder_.known);
    Value value;
    while (!(elements = ascii::trim(elements)).empty()) {
      std::size_t length = 0;
      for (char quote = 0; length < elements.size(); ++length) {
        const char c = elements[length];
        if (quote != 0) {
          if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
          break;
        }
      }
      for (std::string& field : expander.fields(elements.substr(0, length)))
        if (value.size() < 64) value.push_back(std::move(field));
      elements.remove_prefix(length);
    }
    set(name, {std::move(value)}, conditional);
  }

  void remember_call(const shell::Node& node) {
    std::vector<std::vector<std::string>>& calls = calls_[std::string(node.words.front().text)];
    for_each_combination([&](WordExpander& expander) {
      std::vector<std::string> arguments;
      for (const shell::Word& word : node.words.subspan(1)) {
        if (arguments.size() == most_arguments) break;
        arguments.push_back(expander.text(word.raw));
      }
      if (calls.size() < most_combinations && std::ranges::find(calls, arguments) == calls.end())
        calls.push_back(std::move(arguments));
    });
  }

  void emit(const shell::Node& node) {
    if (wanted_ != nullptr && !wanted_(node)) return;
    std::vector<std::vector<std::string>> emitted;
    for_each_combination([&](WordExpander& expander) {
      ExpandedCommand command;
      command.node = &node;
      command.directory = folder_.known;
      command.below = folder_.below;
      command.elsewhere = folder_.elsewhere;
      for (std::size_t index = 0; index < node.words.size(); ++index)
        for (std::string& field : expander.fields(node.words[index].raw)) {
          if (command.words.size() >= 512) break;
          command.words.push_back(std::move(field));
          command.sources.push_back(static_cast<int>(index));
        }
      if (command.words.empty() || std::ranges::find(emitted, command.words) != emitted.end()) return;
      emitted.push_back(command.words);
      if (command.words.front() == "eval") {
        unpack_eval(command);
        evals_.push_back(node.span);
      }
      for (const std::string& name : exported_)
        if (const auto value = variables_.find(name);
            value != variables_.end() && !value->second.empty() && !value->second.front().empty())
          command.environment[name] = value->second.front().front();
      for (const shell::Assignment& assignment : node.assignments)
        command.environment[std::string(assignment.name)] = expander.text(assignment.value.raw);
      // What hangs on no argument is the same in every call.
      if (std::any_of(commands_.begin() + static_cast<std::ptrdiff_t>(std::min(repeated_from_, commands_.size())),
                      commands_.end(), [&](const ExpandedCommand& other) {
                        return other.node == &node && other.words == command.words &&
                               other.directory == command.directory && other.below == command.below &&
                               other.environment == command.environment;
                      }))
        return;
      commands_.push_back(std::move(command));
    });
  }

  /// What `eval` runs was taken apart where it stands.
  bool is_in_eval(Span span) const {
    return std::ranges::any_of(evals_, [&](Span eval) { return eval.contains(span); });
  }

  static void unpack_eval(ExpandedCommand& command) {
    std::vector<std::string> words;
    for (std::size_t index = 1; index < command.words.size(); ++index) {
      std::string_view rest = command.words[index];
      while (!(rest = ascii::trim(rest)).empty()) {
        const std::size_t length = std::min(rest.find_first_of(" \t\n"), rest.size());
        words.emplace_back(unquoted(rest.substr(0, length)));
        rest.remove_prefix(length);
      }
    }
    command.sources.assign(words.size(), -1);
    command.words = std::move(words);
  }

  const shell::Script& script_;
  const ScriptContext& context_;
  WantedCommand wanted_;
  Folder folder_;
  Folder previous_folder_;  ///< Where `cd -` goes.
  Variables variables_;
  std::set<std::string, std::less<>> functions_;
  std::map<std::string, std::vector<std::vector<std::string>>, std::less<>> calls_;  // Arguments by function.
  std::size_t repeated_from_ = std::string::npos;  // First command of the function that is read once for each call.
  std::size_t bodies_ = 0;
  std::set<std::string, std::less<>> exported_;
  std::set<std::string, std::less<>> locals_;  // Of the function being read.
  std::set<const shell::Node*> seen_;
  std::vector<Span> evals_;
  std::map<const shell::Node*, Variables> remote_;
  std::vector<ExpandedCommand> commands_;
};

}  // namespace

std::vector<ExpandedCommand> expand_commands(const shell::Script& script, const ScriptContext& context,
                                             WantedCommand wanted) {
  return Walker(script, context, wanted).run();
}

std::map<std::string, std::vector<Value>, std::less<>> variables_after(const shell::Script& script,
                                                                       const ScriptContext& context) {
  return Walker(script, context, [](const shell::Node&) { return false; }).variables_after();
}

std::vector<std::pair<const shell::Node*, ScriptContext>> remote_contexts(const shell::Script& script,
                                                                          const ScriptContext& context) {
  return Walker(script, context, [](const shell::Node&) { return false; }).remote_contexts();
}

std::optional<std::string> script_path_to_root(std::string_view path, const std::optional<std::string>& directory) {
  // A root mark in the middle comes from `"$PREFIX$(pwd)"`; the last one counts only at the front.
  if (path.find(unknown_part) != std::string_view::npos) return std::nullopt;
  if (path.starts_with(root_mark)) {
    std::string_view rest = path.substr(1);
    while (rest.starts_with('/')) rest.remove_prefix(1);
    return join_path("", rest);
  }
  if (path.find(root_mark) != std::string_view::npos) return std::nullopt;
  if (!directory.has_value()) return std::nullopt;
  return join_path(*directory, path);
}

}  // namespace seaworthy::project
