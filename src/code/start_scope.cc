#include "code/start_scope.h"

#include <algorithm>

namespace seaworthy::code {

bool StartScope::at_top(const Unit& unit, std::uint32_t at) {
  return std::ranges::none_of(
      unit.functions, [&](const Function& function) { return at >= function.body.begin && at < function.body.end; });
}

const Function* StartScope::function_around(const Unit& unit, std::uint32_t at) {
  const Function* inner = nullptr;
  for (const Function& function : unit.functions)
    if (at >= function.body.begin && at < function.body.end &&
        (inner == nullptr || function.body.size() < inner->body.size()))
      inner = &function;
  return inner;
}

/// `function start`, `const start = async () =>`; "" for a function without a name.
std::string_view StartScope::name_of(const Unit& unit, const Function& function) {
  if (!function.name.empty() || function.at < 2) return function.name;
  const std::uint32_t equals = unit.is(function.at - 1, "async") ? function.at - 2 : function.at - 1;
  return unit.is(equals, "=") && unit.is_name(equals - 1) ? unit[equals - 1].text : std::string_view{};
}

bool StartScope::is_factory(const Unit& unit, const Function& function) {
  if (unit.language != Language::javascript || function.at < 3) return false;
  const std::uint32_t colon = unit.is(function.at - 1, "async") ? function.at - 2 : function.at - 1;
  return unit.is(colon, ":") && unit.is(colon - 1, "useFactory");
}

/// What Nest calls of the classes that it makes when the application starts.
/// https://docs.nestjs.com/fundamentals/lifecycle-events
bool StartScope::is_called_by_nest(const Unit& unit, std::string_view name) {
  return (name == "constructor" || name == "onModuleInit" || name == "onApplicationBootstrap") &&
         std::ranges::find(unit.modules, "@nestjs/common") != unit.modules.end();
}

bool StartScope::runs_at_start(const Unit& unit, std::uint32_t at) const {
  const Function* const function = function_around(unit, at);
  if (function == nullptr || (is_factory(unit, *function) && runs_at_start(unit, function->at))) return true;
  const std::string_view name = name_of(unit, *function);
  if (is_called_by_nest(unit, name)) return true;
  return !name.empty() && std::ranges::binary_search(called_at_top(), name) && world_.functions(name).size() <= 1;
}

/// Names that some unit calls outside of all functions but factories. Asked for at nearly every call of a program, so
/// that the tokens are walked once for all.
const std::vector<std::string_view>& StartScope::called_at_top() const {
  if (called_at_top_.has_value()) return *called_at_top_;
  std::vector<std::string_view>& called = called_at_top_.emplace();
  for (const Unit& unit : world_.units()) {
    std::vector<std::int32_t> change(unit.size() + 1);
    for (const Function& function : unit.functions) {
      if (is_factory(unit, function)) continue;
      ++change[std::min<std::size_t>(function.body.begin, unit.size())];
      --change[std::min<std::size_t>(function.body.end, unit.size())];
    }
    // A method of a class is declared as a function is called; that a class is made is taken for granted.
    std::vector<std::uint32_t> methods;
    for (const Function& function : unit.functions)
      if (!function.name.empty() && function.name != "constructor") methods.push_back(function.at);
    std::ranges::sort(methods);
    const auto is_declared_at = [&](std::uint32_t token) { return std::ranges::binary_search(methods, token); };
    std::int32_t depth = 0;
    for (std::uint32_t token = 0; token + 1 < unit.size(); ++token) {
      depth += change[token];
      if (depth > 0 || !unit.is_name(token) || !unit.is(token + 1, "(") || is_declared_at(token)) continue;
      if (token > 0 && (unit.is(token - 1, "function") || unit.is(token - 1, "def") || unit.is(token - 1, ".")))
        continue;
      called.push_back(unit[token].text);
    }
  }
  std::ranges::sort(called);
  const auto doubles = std::ranges::unique(called);
  called.erase(doubles.begin(), doubles.end());
  return called;
}

bool StartScope::ends_program(const Unit& unit, Range range) {
  for (std::uint32_t at = range.begin; at < range.end; ++at) {
    if (unit.is(at, "throw") || unit.is(at, "raise") || unit.is(at, "panic")) return true;
    if (unit.is(at, "exit") && (unit.is(at - 1, ".") || unit.language == Language::python)) return true;
    if ((unit.is(at, "Fatal") || unit.is(at, "Fatalf") || unit.is(at, "Fatalln") || unit.is(at, "Exit")) &&
        unit.is(at - 1, "."))
      return true;
  }
  return false;
}

Range StartScope::guarded(const Unit& unit, std::uint32_t behind) {
  if (unit.is(behind, "{") && unit.partner[behind] != nowhere) return {behind + 1, unit.partner[behind]};
  return {behind, unit.expression_end(behind)};
}

std::uint32_t StartScope::line_of(const Unit& unit, std::uint32_t at) {
  while (at > 0 && !(unit[at].line_start && unit.enclosing[at] == nowhere)) --at;
  return at;
}

std::uint32_t StartScope::indent_of(const Unit& unit, std::uint32_t at) {
  std::uint32_t begin = unit[at].begin;
  while (begin > 0 && unit.file.text[begin - 1] != '\n') --begin;
  return unit[at].begin - begin;
}

std::uint32_t StartScope::guard_of(const Unit& unit, std::uint32_t at) {
  const std::uint32_t first = line_of(unit, at);
  for (std::uint32_t token = first; token < at; ++token)
    if (unit.is(token, "if") || unit.is(token, "lambda") || unit.is(token, "del") || unit.is(token, "else"))
      return first;
  // `X = (int(environ["X"]) if "X" in environ else None)`, over as many lines as it takes.
  for (std::uint32_t token = at; token < unit.size(); ++token) {
    if (unit[token].line_start && unit.enclosing[token] == nowhere) break;
    if (unit.is(token, "if")) return first;
  }
  if (unit.is(first, "if") || unit.is(first, "def") || unit.is(first, "del")) return first;
  return block_around(unit, first);
}

std::uint32_t StartScope::block_around(const Unit& unit, std::uint32_t line) {
  std::uint32_t indent = indent_of(unit, line);
  while (indent > 0 && line > 0) {
    line = line_of(unit, line - 1);
    if (indent_of(unit, line) >= indent) continue;
    indent = indent_of(unit, line);
    if (!unit.is(line, "class") && !unit.is(line, "def") && !unit.is(line, "async") && !unit.is(line, "with"))
      return line;
  }
  return nowhere;
}

bool StartScope::in_main(const Unit& unit, std::uint32_t at) {
  const Function* inner = nullptr;
  for (const Function& function : unit.functions)
    if (at >= function.body.begin && at < function.body.end && !function.name.empty()) inner = &function;
  return inner == nullptr || inner->name == "main" || inner->name == "init";
}

bool StartScope::runs_from_main(const Unit& unit, std::uint32_t at) const {
  if (in_main(unit, at)) return true;
  const Function* const function = function_around(unit, at);
  return function != nullptr && !function->name.empty() && called_in_main(function->name) != nullptr &&
         world_.functions(function->name).size() == 1;
}

/// The unit whose `main` calls a function; null when none does. The first unit counts.
const Unit* StartScope::called_in_main(std::string_view name) const {
  if (!called_in_main_.has_value()) {
    std::vector<std::pair<std::string_view, const Unit*>>& called = called_in_main_.emplace();
    for (const Unit& unit : world_.units())
      for (std::uint32_t at = 1; at + 1 < unit.size(); ++at)
        if (unit.is_name(at) && unit.is(at + 1, "(") && !unit.is(at - 1, "func") && !unit.is(at - 1, ")") &&
            function_around(unit, at) != nullptr && in_main(unit, at))
          called.emplace_back(unit[at].text, &unit);
    std::ranges::stable_sort(called, {}, &std::pair<std::string_view, const Unit*>::first);
  }
  const auto found =
      std::ranges::lower_bound(*called_in_main_, name, {}, &std::pair<std::string_view, const Unit*>::first);
  return found != called_in_main_->end() && found->first == name ? found->second : nullptr;
}

bool StartScope::fails(const Unit& unit, std::uint32_t at, Range block) const {
  if (ends_program(unit, block)) return true;
  const Function* const function = function_around(unit, at);
  const Unit* const caller = function != nullptr ? called_in_main(function->name) : nullptr;
  if (caller == nullptr || !unit.is(block.begin, "return")) return false;
  bool is_error = false;
  for (std::uint32_t token = block.begin; token < block.end; ++token)
    is_error = is_error || unit.is(token, "Errorf") || unit.is(token, "err") ||
               (unit.is(token, "errors") && unit.is(token + 2, "New"));
  return is_error && std::ranges::any_of(caller->functions, [&](const Function& other) {
           return other.name == "main" && ends_program(*caller, other.body);
         });
}

}  // namespace seaworthy::code
