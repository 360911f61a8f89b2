#include <algorithm>
#include <cctype>
#include <set>

#include "code/routing.h"
#include "code/world.h"

namespace seaworthy::code {
namespace {

bool is_variable_name(std::string_view text) {
  return text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' &&
         std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

/// Reads what ends a program at its start when it is missing. Only code that runs when the file is loaded counts: at
/// the top of a module, of Go in `main` and `init` and in functions whose name says so.
class Requirements {
 public:
  Requirements(const World& world, Program& program) : world_(world), program_(program) {}

  void read() {
    for (const Unit& unit : world_.units()) {
      switch (unit.language) {
        case Language::javascript:
          script(unit);
          break;
        case Language::python:
          python(unit);
          break;
        case Language::go:
          go(unit);
          break;
        default:
          break;
      }
    }
  }

 private:
  void add(const Unit& unit, std::string_view name, std::uint32_t at) {
    if (!is_variable_name(name) || !known_.insert(name).second) return;
    program_.required.push_back({name, unit.span(at)});
  }

  /// Not inside of any function.
  static bool at_top(const Unit& unit, std::uint32_t at) {
    return std::ranges::none_of(
        unit.functions, [&](const Function& function) { return at >= function.body.begin && at < function.body.end; });
  }

  static bool ends_program(const Unit& unit, Range range) {
    for (std::uint32_t at = range.begin; at < range.end; ++at) {
      if (unit.is(at, "throw") || unit.is(at, "raise") || unit.is(at, "panic")) return true;
      if (unit.is(at, "exit") && unit.is(at - 1, ".")) return true;
      if ((unit.is(at, "Fatal") || unit.is(at, "Fatalf") || unit.is(at, "Fatalln") || unit.is(at, "Exit")) &&
          unit.is(at - 1, "."))
        return true;
    }
    return false;
  }

  /// What an `if` guards: a block in braces, or one statement.
  static Range guarded(const Unit& unit, std::uint32_t behind) {
    if (unit.is(behind, "{") && unit.partner[behind] != nowhere) return {behind + 1, unit.partner[behind]};
    return {behind, unit.expression_end(behind)};
  }

  // --- JavaScript ---

  void script(const Unit& unit) {
    for (std::uint32_t at = 0; at + 4 < unit.size(); ++at) {
      if (unit.is(at, "if") && unit.is(at + 1, "(") && unit.partner[at + 1] != nowhere) negated(unit, at);
      if (unit.is(at, "process") && unit.is(at + 1, ".") && unit.is(at + 2, "env") && unit.is(at + 3, "[") &&
          unit.is_name(at + 4))
        by_list(unit, at);
      if (unit.is(at, "cleanEnv") && unit.is(at + 1, "(") && at_top(unit, at)) envalid(unit, at);
      if ((unit.is(at, "parse") || unit.is(at, "safeParse")) && unit.is(at + 1, "(") && at > 1 &&
          unit.is(at - 1, ".") && unit.is(at + 2, "process") && unit.is(at + 4, "env"))
        zod(unit, at);
    }
  }

  /// `if (!process.env.A || !process.env.B) throw ...`: every part denies one variable, and nothing else is asked.
  void negated(const Unit& unit, std::uint32_t at) {
    if (!at_top(unit, at)) return;
    const std::uint32_t close = unit.partner[at + 1];
    std::vector<std::pair<std::string_view, std::uint32_t>> names;
    std::uint32_t token = at + 2;
    while (token < close) {
      if (!unit.is(token, "!") || !unit.is(token + 1, "process") || !unit.is(token + 3, "env") ||
          !unit.is(token + 4, ".") || !unit.is_name(token + 5))
        return;
      names.emplace_back(unit[token + 5].text, token + 5);
      token += 6;
      if (token == close) break;
      if (!unit.is(token, "||")) return;
      ++token;
    }
    if (!ends_program(unit, guarded(unit, close + 1))) return;
    for (const auto& [name, place] : names) add(unit, name, place);
  }

  /// `const required = ["A", "B"]; const missing = required.filter((n) => !process.env[n]); if (missing.length) throw`
  void by_list(const Unit& unit, std::uint32_t at) {
    if (!unit.is(at - 1, "!") || unit[at + 4].kind != TokenKind::name) return;
    const std::string_view variable = unit[at + 4].text;
    // The list: what `filter`, `forEach` or `for ... of` goes through.
    std::uint32_t list = nowhere;
    for (std::uint32_t back = at; back > 0 && at - back < 24 && list == nowhere; --back) {
      if ((unit.is(back, "filter") || unit.is(back, "forEach") || unit.is(back, "some")) && unit.is(back - 1, ".") &&
          back >= 2)
        list = back - 2;
      if (unit.is(back, "of") && unit.is(back - 1, variable)) list = back + 1;
    }
    if (list == nowhere) return;
    Range items;
    if (unit.is(list, "]") && unit.partner[list] != nowhere) {
      items = {unit.partner[list], list + 1};
    } else if (unit.is(list, "[") && unit.partner[list] != nowhere) {
      items = {list, unit.partner[list] + 1};
    } else if (unit.is_name(list)) {
      const Declaration* const declaration = unit.lookup(unit[list].text, list);
      if (declaration == nullptr || declaration->kind != Declaration::Kind::value) return;
      items = declaration->init;
    } else {
      return;
    }
    if (!unit.is(items.begin, "[")) return;
    // It must run when the file is loaded, and end the program.
    std::uint32_t statement = at;
    for (const Function& function : unit.functions)
      if (at >= function.body.begin && at < function.body.end) {
        // The arrow that is given to filter() is part of the statement.
        if (function.at + 8 < list || function.at > at) return;
        statement = function.at;
      }
    if (!at_top(unit, statement)) return;
    if (!ends_program(unit, {at, std::min(at + 90, unit.size())})) return;
    for (const Range& item : unit.arguments(items.begin))
      if (item.size() == 1 && unit.is_string(item.begin)) add(unit, unit[item.begin].text, item.begin);
  }

  void envalid(const Unit& unit, std::uint32_t at) {
    const std::vector<Range> arguments = unit.arguments(at + 1);
    if (arguments.size() < 2 || !unit.is(arguments[0].begin, "process") || !unit.is(arguments[1].begin, "{")) return;
    for (const Range& field : unit.arguments(arguments[1].begin)) {
      if (field.size() < 4 || !unit.is(field.begin + 1, ":")) continue;
      bool optional = false;
      for (std::uint32_t token = field.begin + 2; token < field.end; ++token)
        optional = optional || unit.is(token, "default") || unit.is(token, "devDefault") || unit.is(token, "undefined");
      if (!optional) add(unit, unit[field.begin].text, field.begin);
    }
  }

  /// `z.object({ A: z.string() }).parse(process.env)`; also with the schema under a name.
  void zod(const Unit& unit, std::uint32_t at) {
    if (!at_top(unit, at)) return;
    // A failure of safeParse() is only as hard as what follows it.
    if (unit.is(at, "safeParse") && !ends_program(unit, {at, std::min(at + 90, unit.size())})) return;
    std::vector<Step> steps = chain_of(unit, {chain_begin(unit, at), at - 1});
    if (steps.size() == 1 && !steps[0].called) {
      const Declaration* const declaration = unit.lookup(steps[0].name, at);
      if (declaration == nullptr || declaration->kind != Declaration::Kind::value) return;
      steps = chain_of(unit, declaration->init);
    }
    if (steps.size() != 2 || steps[0].name != "z" || !steps[1].called ||
        (steps[1].name != "object" && steps[1].name != "strictObject"))
      return;
    const std::vector<Range> arguments = unit.arguments(steps[1].open);
    if (arguments.empty() || !unit.is(arguments[0].begin, "{")) return;
    for (const Range& field : unit.arguments(arguments[0].begin)) {
      if (field.size() < 4 || !unit.is(field.begin + 1, ":") || !unit.is(field.begin + 2, "z")) continue;
      bool optional = false;
      // coerce turns what is missing into something for some types; preprocess and unions may do anything.
      for (std::uint32_t token = field.begin + 2; token < field.end; ++token)
        for (const std::string_view word : {"optional", "default", "nullish", "catch", "preprocess", "union", "any",
                                            "unknown", "coerce", "or", "undefined", "stringbool", "prefault"})
          optional = optional || unit.is(token, word);
      if (!optional) add(unit, unit[field.begin].text, field.begin);
    }
  }

  // --- Python ---

  void python(const Unit& unit) {
    const bool settings = unit.lookup("BaseSettings", 0) != nullptr;
    for (std::uint32_t at = 0; at + 3 < unit.size(); ++at) {
      // `X = os.environ["X"]` when the module is loaded; a `try` around it catches what is raised.
      if (unit.is(at, "environ") && unit.is(at + 1, "[") && unit.is_string(at + 2) && unit.is(at + 3, "]") &&
          !unit.is(at + 4, "=") && at_top(unit, at) && !is_guarded(unit, at))
        add(unit, unit[at + 2].text, at + 2);
      if (settings && unit.is(at, "class") && unit.is(at + 2, "(") && unit.is(at + 3, "BaseSettings")) fields(unit, at);
    }
  }

  /// Indented at all: below an `if`, a `try` or a `with`; or part of a condition.
  static bool is_guarded(const Unit& unit, std::uint32_t at) {
    std::uint32_t first = at;
    while (first > 0 && !(unit[first].line_start && unit.enclosing[first] == nowhere)) --first;
    if (unit[first].begin > 0 && unit.file.text[unit[first].begin - 1] != '\n') return true;
    for (std::uint32_t token = first; token < at; ++token)
      if (unit.is(token, "if") || unit.is(token, "lambda") || unit.is(token, "del") || unit.is(token, "else"))
        return true;
    for (std::uint32_t token = at; token < unit.size() && !unit[token].line_start; ++token)
      if (unit.is(token, "if")) return true;
    return unit.is(first, "if") || unit.is(first, "def") || unit.is(first, "del");
  }

  /// Fields without a default; made at the top of the module, or by a function that cannot do without.
  void fields(const Unit& unit, std::uint32_t at) {
    const std::string_view name = unit[at + 1].text;
    bool made = false;
    for (const Unit& other : world_.units())
      for (std::uint32_t token = 0; token + 1 < other.size(); ++token)
        if (other.is(token, name) && other.is(token + 1, "(") && !other.is(token - 1, "class") && at_top(other, token))
          made = true;
    if (!made || std::ranges::any_of(unit.tokens, [](const Token& token) {
          return token.is("env_prefix") || token.is("validation_alias") || token.is("alias") || token.is("env");
        }))
      return;
    std::uint32_t body = unit.partner[at + 2] == nowhere ? unit.size() : unit.partner[at + 2] + 2;
    for (; body + 2 < unit.size(); ++body) {
      if (!unit[body].line_start || unit.enclosing[body] != nowhere) continue;
      const bool indented = unit[body].begin > 0 && unit.file.text[unit[body].begin - 1] != '\n';
      if (!indented) return;
      if (!unit.is_name(body) || !unit.is(body + 1, ":")) continue;
      // Only fields of the class itself: `name: type` on a line of its own, not in a method.
      if (!at_top(unit, body) || unit.is(body, "model_config")) continue;
      std::uint32_t end = body + 2;
      bool has_default = false;
      while (end < unit.size() && !(unit[end].line_start && unit.enclosing[end] == nowhere)) {
        has_default = has_default || unit.is(end, "=") || unit.is(end, "Optional") || unit.is(end, "None") ||
                      unit.is(end, "ClassVar");
        ++end;
      }
      if (has_default) continue;
      std::string upper;
      for (const char c : unit[body].text) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      // Names are compared without case; one that is not written in capitals is left to the reader of the class.
      if (upper == unit[body].text) add(unit, unit[body].text, body);
    }
  }

  // --- Go ---

  void go(const Unit& unit) {
    for (std::uint32_t at = 0; at + 3 < unit.size(); ++at) {
      if (unit.is(at, "Getenv") && unit.is(at + 1, "(") && unit.is_string(at + 2)) checked(unit, at);
      // mustGetenv("X")
      if (unit.is_name(at) && unit.is(at + 1, "(") && unit.is_string(at + 2) && unit.is(at + 3, ")") &&
          (unit[at].text.starts_with("must") || unit[at].text.starts_with("Must") ||
           unit[at].text.starts_with("require")) &&
          world_.reads_environment(unit[at].text) && in_main(unit, at))
        add(unit, unit[at + 2].text, at + 2);
    }
  }

  static bool in_main(const Unit& unit, std::uint32_t at) {
    const Function* inner = nullptr;
    for (const Function& function : unit.functions)
      if (at >= function.body.begin && at < function.body.end && !function.name.empty()) inner = &function;
    return inner == nullptr || inner->name == "main" || inner->name == "init";
  }

  /// `x := os.Getenv("X")` and behind it `if x == "" { log.Fatal(...) }`
  void checked(const Unit& unit, std::uint32_t at) {
    if (!in_main(unit, at)) return;
    const std::uint32_t begin = chain_begin(unit, at);
    std::uint32_t condition = nowhere;
    if (unit.is(at + 4, "==") && unit.is_string(at + 5) && unit[at + 5].text.empty() && unit.is(begin - 1, "if"))
      condition = at + 6;
    if (begin >= 2 && unit.is(begin - 1, ":=") && unit.is_name(begin - 2)) {
      const std::string_view name = unit[begin - 2].text;
      for (std::uint32_t token = at + 4; token + 4 < unit.size() && token < at + 40; ++token)
        if ((unit.is(token, "if") || unit.is(token, ";")) && unit.is(token + 1, name) && unit.is(token + 2, "==") &&
            unit.is_string(token + 3) && unit[token + 3].text.empty()) {
          condition = token + 4;
          break;
        }
    }
    if (condition == nowhere || !unit.is(condition, "{") || unit.partner[condition] == nowhere) return;
    if (ends_program(unit, {condition + 1, unit.partner[condition]})) add(unit, unit[at + 2].text, at + 2);
  }

  const World& world_;
  Program& program_;
  std::set<std::string_view> known_;
};

}  // namespace

void read_requirements(const World& world, Program& program) { Requirements(world, program).read(); }

}  // namespace seaworthy::code
