#include "rules/rule.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/lib/function_around.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::arithmetic_ends_strict_script {

/// A fix changes no more places than this at once; what is left is found again.
constexpr std::size_t most_edits = 60;

static bool is_letter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; }

static std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// An expression that only changes one variable: its name, and the text of the assignment that does the same.
struct Step {
  std::string_view name;
  std::string assignment;
  bool zero_first = false;  ///< Its status is that of the value before: `x++`.
};

static Step step_of(std::string_view expression) {
  expression = trim(expression);
  Step step;
  std::size_t end = 0;
  while (end < expression.size() && (is_letter(expression[end]) || (end > 0 && is_digit(expression[end])))) ++end;
  if (end == 0) return step;
  const std::string_view name = expression.substr(0, end);
  const std::string_view rest = trim(expression.substr(end));
  if (rest == "++" || rest == "--") {
    step.name = name;
    step.zero_first = rest == "++";
    step.assignment = std::string(name) + "=$((" + std::string(name) + (rest == "++" ? " + 1))" : " - 1))");
  } else if (rest.starts_with('=') && !rest.starts_with("==") && trim(rest.substr(1)) == "0") {
    step.name = name;
    step.zero_first = true;
    step.assignment = std::string(name) + "=0";
  }
  return step;
}

/// What the script assigns to a variable.
struct Values {
  const shell::Assignment* zero = nullptr;  ///< The first `x=0`.
  const shell::Assignment* last = nullptr;  ///< The last one in front of the expression.
  bool other_number = false;
};

static bool is_other_number(const shell::Assignment& assignment) {
  return assignment.value.literal && is_number(assignment.value.text) && assignment.value.text != "0";
}

static Values values_of(const shell::Script& script, std::string_view name, Span expression) {
  Values values;
  for (const shell::Node* node : script.commands)
    for (const shell::Assignment& assignment : node->assignments) {
      if (assignment.name != name) continue;
      if (assignment.value.literal && assignment.value.text == "0" && values.zero == nullptr) values.zero = &assignment;
      if (is_other_number(assignment)) values.other_number = true;
      if (assignment.span < expression) values.last = &assignment;
    }
  return values;
}

/// The `set +e` nearest in front of a node of the same function: what follows it may fail until somebody says
/// otherwise.
static bool strictness_rests(const shell::Script& script, const shell::Node& node) {
  const shell::Node* function = &node;
  while (function->parent != nullptr && function->kind != shell::NodeKind::function) function = function->parent;
  for (const shell::Node* const command : script.commands) {
    if (command->words.size() < 2 || command->words[0].text != "set" || !function->span.contains(command->span) ||
        command->span.begin > node.span.begin)
      continue;
    const std::string_view option = command->words[1].text;
    if (option == "+e" || (option == "+o" && command->words.size() > 2 && command->words[2].text == "errexit"))
      return true;
  }
  return false;
}

/// `local i=1` in front of a node of the same function.
static bool begins_above_zero(const shell::Script& script, std::string_view name, const shell::Node& node) {
  bool above = false;
  for (const shell::Node* const command : script.commands) {
    if (command->span.begin > node.span.begin) break;
    if (command->words.size() < 2 || !is_one_of("local declare typeset", command->words[0].text)) continue;
    for (const shell::Word& word : command->words.subspan(1)) {
      if (!word.text.starts_with(name) || word.text.substr(name.size(), 1) != "=") continue;
      const std::string_view value = word.text.substr(name.size() + 1);
      above = is_number(value) && value != "0";
    }
  }
  return above;
}

/// The functions of a script in which `set -e` acts for some call: one that nobody asks how it went, of the script
/// itself or of such a function. It rests in `if counts; then` and in a substitution, as in `size=$(readable
/// "$bytes")`. What nothing calls here, other scripts may.
static std::set<std::string_view> strict_functions(const shell::Script& script) {
  std::set<std::string_view> names;
  for_each_node(*script.root, [&](const shell::Node& node) {
    if (node.kind == shell::NodeKind::function) names.insert(node.name);
  });
  std::set<std::string_view> called;
  std::map<std::string_view, std::vector<std::string_view>> called_in;  // By the function that holds the call.
  std::vector<std::string_view> acting;
  for_each_node_deep(script, [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::simple || !names.contains(node.program)) return;
    called.insert(node.program);
    if (node.script != &script || status_is_asked(node)) return;
    if (const shell::Node* const caller = function_around(node); caller != nullptr)
      called_in[caller->name].push_back(node.program);
    else
      acting.push_back(node.program);
  });
  for (const std::string_view name : names)
    if (!called.contains(name)) acting.push_back(name);
  std::set<std::string_view> strict;
  while (!acting.empty()) {
    const std::string_view name = acting.back();
    acting.pop_back();
    if (!strict.insert(name).second) continue;
    if (const auto calls = called_in.find(name); calls != called_in.end())
      acting.insert(acting.end(), calls->second.begin(), calls->second.end());
  }
  return strict;
}

/// What one variable of a script is reported for: the first place that ends it, and others that would.
struct Place {
  Step step;
  const shell::Node* node = nullptr;
  const shell::Assignment* zero = nullptr;
  bool sure = false;
  std::vector<const shell::Node*> others;
  std::vector<std::string> assignments;  ///< Of those.
};

static void report_place(const Place& place, const project::File& file, Report& report) {
  Builder finding = report.at(place.node->span, "Under `set -e` the script ends here while `{}` is 0; write `{}`",
                              place.step.name, place.step.assignment);
  if (!place.sure) finding.confidence(Confidence::likely);
  if (place.zero != nullptr) finding.note(place.zero->span, "It starts at 0");
  if (place.others.size() == 1) finding.note(place.others.front()->span, "It is counted like this here as well");
  if (place.others.size() > 1)
    finding.note(place.others.front()->span, "It is counted like this here, {} times in all", place.others.size() + 1);
  if (file.kind == project::FileKind::entrypoint) finding.rung(Rung::start);
  finding.fix(Safety::safe, "Assign, which is always a success", place.node->span, place.step.assignment);
  for (std::size_t at = 0; at < place.others.size(); ++at)
    finding.and_edit(place.others[at]->span, place.assignments[at]);
}

static void check_script(const shell::Script& script, const project::File& file, Report& report, bool& any) {
  const std::string_view line = first_line(script, &file, report.project());
  std::vector<Place> places;
  std::optional<std::set<std::string_view>> strict;
  for_each_node(*script.root, [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::arithmetic || node.words.empty() || status_is_asked(node)) return;
    const Step step = step_of(node.words[0].text);
    if (step.name.empty()) return;
    any = true;
    if (!strict_mode(script, line, is_inside(node, shell::NodeKind::function) ? nullptr : &node).errexit) return;
    if (strictness_rests(script, node)) return;
    if (const shell::Node* const function = function_around(node); function != nullptr) {
      if (!strict.has_value()) strict = strict_functions(script);
      if (!strict->contains(function->name)) return;
    }
    // Of a function's own variable that counting begins above 0, all values are.
    if (begins_above_zero(script, step.name, node) && step.assignment.ends_with("+ 1))")) return;
    const Values values = values_of(script, step.name, node.span);
    const shell::Assignment* const zero = values.zero;
    if (zero == nullptr && (values.other_number || !step.zero_first)) return;
    // Counting that begins above 0 goes on above 0; a function may be called before what stands in front of it.
    const bool in_function = is_inside(node, shell::NodeKind::function);
    if (!in_function && values.last != nullptr && is_other_number(*values.last) && step.assignment.ends_with("+ 1))"))
      return;
    const auto known = std::ranges::find(places, step.name, [](const Place& place) { return place.step.name; });
    if (known == places.end()) {
      places.push_back({step, &node, zero, zero != nullptr && !values.other_number, {}, {}});
    } else if (known->others.size() < most_edits) {
      known->others.push_back(&node);
      known->assignments.push_back(step.assignment);
    }
  });
  for (const Place& place : places) report_place(place, file, report);
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (concerns_deployment(file, report.project()))
    for_each_whole_script(file, [&](const shell::Script& script) { check_script(script, file, report, any); });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3029",
    .summary = "Counting that ends the script under `set -e`",
    .why =
        "`((x++))` has the status of the expression, and a value of 0 is a failure: the first count ends the script, "
        "before anything was counted, and often before anything was checked.",
    .remedy = "Write `x=$((x + 1))`, which is a success whatever the value.",
    .references = "https://www.gnu.org/software/bash/manual/bash.html#Conditional-Constructs",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::arithmetic_ends_strict_script
