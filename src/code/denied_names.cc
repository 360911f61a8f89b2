#include "code/denied_names.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "code/start_scope.h"

namespace seaworthy::code {
namespace {

class DeniedNames : private StartScope {
 public:
  DeniedNames(const World& world, const Unit& unit) : StartScope(world), unit_(unit) {}

  std::vector<std::uint32_t> read() {
    for (std::uint32_t at = 0; at + 3 < unit_.size(); ++at) {
      if (!starts_line(unit_, at)) continue;
      if (unit_.is(at, "if")) condition(at);
      if (unit_.is(at, "for")) loop(at);
      if (unit_.is_name(at) && unit_.is(at + 1, "=") && unit_.is(at + 2, "[")) comprehension(at);
    }
    return std::move(found_);
  }

 private:
  /// Tokens that name the variables of which one is absent: texts, or the variable of a loop.
  using Keys = std::vector<std::uint32_t>;
  using Statements = std::vector<std::uint32_t>;

  static bool starts_line(const Unit& unit, std::uint32_t at) {
    return unit[at].line_start && unit.enclosing[at] == nowhere;
  }

  /// First tokens of the statements right below a line whose colon is given.
  static Statements suite(const Unit& unit, std::uint32_t head, std::uint32_t colon) {
    if (colon + 1 < unit.size() && !unit[colon + 1].line_start) return {colon + 1};
    Statements statements;
    for (std::uint32_t at = colon + 1; at < unit.size(); ++at) {
      if (!starts_line(unit, at)) continue;
      const std::uint32_t indent = indent_of(unit, at);
      if (indent <= indent_of(unit, head)) break;
      if (statements.empty() || indent == indent_of(unit, statements.front())) statements.push_back(at);
    }
    return statements;
  }

  /// Whether one of the statements ends the program, whatever the others do.
  static bool ends(const Unit& unit, const Statements& statements) {
    return std::ranges::any_of(statements, [&](std::uint32_t at) {
      const bool of_module = (unit.is(at, "sys") || unit.is(at, "os")) && unit.is(at + 1, ".");
      const std::uint32_t call = of_module ? at + 2 : at;
      const bool exits = unit.is(call, "exit") || unit.is(call, "_exit") || unit.is(call, "quit");
      return unit.is(at, "raise") || (exits && unit.is(call + 1, "("));
    });
  }

  /// Whether a `try` keeps nothing from ending the program: it catches what comes from the keyboard alone.
  static bool lets_pass(const Unit& unit, std::uint32_t head) {
    const std::uint32_t indent = indent_of(unit, head);
    for (std::uint32_t at = head + 1; at < unit.size(); ++at) {
      if (!starts_line(unit, at) || indent_of(unit, at) > indent) continue;
      if (indent_of(unit, at) < indent || (!unit.is(at, "except") && !unit.is(at, "finally"))) break;
      if (unit.is(at, "except") && !(unit.is(at + 1, "KeyboardInterrupt") && unit.is(at + 2, ":"))) return false;
    }
    return true;
  }

  /// Whether a line is come to in every run: in no block that may be left out, in a function that is called so. A file
  /// that is loaded as a module does not run what is below `if __name__ == "__main__":`.
  bool is_reached(const Unit& unit, std::uint32_t at, unsigned depth = 0) const {
    constexpr unsigned deepest = 3;
    for (std::uint32_t line = line_of(unit, at);;) {
      line = block_around(unit, line);
      if (line == nowhere) break;
      const bool is_main = unit.is(line, "if") && unit.is(line + 1, "__name__") && &unit == &world_.units().front() &&
                           world_.entry().object.empty();
      if (!is_main && !(unit.is(line, "try") && lets_pass(unit, line))) return false;
    }
    const Function* const function = function_around(unit, at);
    if (function == nullptr) return true;
    if (depth == deepest || function->name.empty() || world_.functions(function->name).size() != 1) return false;
    for (std::uint32_t token = function->body.begin; token < at; ++token)
      if (unit.is(token, "return") || unit.is(token, "yield")) return false;
    return std::ranges::any_of(world_.units(), [&](const Unit& other) {
      for (std::uint32_t call = 1; call + 1 < other.size(); ++call)
        if (other.is(call, function->name) && other.is(call + 1, "(") && !other.is(call - 1, "def") &&
            !other.is(call - 1, ".") && is_reached(other, call, depth + 1))
          return true;
      return false;
    });
  }

  /// The one value that a name is given in its scope; null where it has several or none.
  const Declaration* only_value(std::string_view name, std::uint32_t at) const {
    const Declaration* const found = unit_.lookup(name, at);
    if (found == nullptr || found->kind != Declaration::Kind::value) return nullptr;
    const auto [begin, end] = unit_.names.equal_range(name);
    const auto in_scope =
        std::count_if(begin, end, [&](const auto& each) { return each.second.scope.begin == found->scope.begin; });
    return in_scope == 1 ? found : nullptr;
  }

  /// The name in `os.getenv("X")`, `os.environ.get("X", "")`, and `end` behind it; `nowhere` for anything else.
  std::uint32_t read_of(std::uint32_t at, std::uint32_t& end) const {
    if (unit_.is(at, "os") && unit_.is(at + 1, ".")) at += 2;
    std::uint32_t open = nowhere;
    if (unit_.is(at, "getenv")) open = at + 1;
    if (unit_.is(at, "environ") && unit_.is(at + 1, ".") && unit_.is(at + 2, "get")) open = at + 3;
    if (open == nowhere || !unit_.is(open, "(") || unit_.partner[open] == nowhere) return nowhere;
    const std::vector<Range> arguments = unit_.arguments(open);
    if (arguments.empty() || arguments.size() > 2 || arguments[0].size() != 1) return nowhere;
    if (arguments.size() == 2) {
      const std::uint32_t other = arguments[1].begin;
      const bool is_nothing = unit_.is(other, "None") || (unit_.is_string(other) && unit_[other].text.empty());
      if (arguments[1].size() != 1 || !is_nothing) return nowhere;
    }
    end = unit_.partner[open] + 1;
    if (unit_.is(end, ".") && unit_.is(end + 1, "strip") && unit_.is(end + 2, "(") && unit_.is(end + 3, ")")) end += 4;
    return arguments[0].begin;
  }

  /// The same for what a name was set to, in the block of the condition or where every run comes by.
  std::uint32_t value_asked(std::uint32_t at, std::uint32_t head, std::uint32_t& end) const {
    if (const std::uint32_t key = read_of(at, end); key != nowhere) return key;
    if (!unit_.is_name(at)) return nowhere;
    const Declaration* const set = only_value(unit_[at].text, at);
    if (set == nullptr) return nowhere;
    std::uint32_t behind = 0;
    const std::uint32_t key = read_of(set->init.begin, behind);
    if (key == nowhere || behind != set->init.end || key > at) return nowhere;
    const bool same_block = block_around(unit_, line_of(unit_, key)) == block_around(unit_, head) &&
                            function_around(unit_, key) == function_around(unit_, head);
    if (!same_block && !is_reached(unit_, key)) return nowhere;
    end = at + 1;
    return key;
  }

  /// One part of a condition: what it says to be absent, and `end` behind it. Empty for anything else.
  Keys part(std::uint32_t at, std::uint32_t head, std::uint32_t& end) const {
    if (unit_.is(at, "not") && unit_.is(at + 1, "all") && unit_.is(at + 2, "(") && unit_.is(at + 3, "[")) {
      end = unit_.partner[at + 2];
      if (end == nowhere || unit_.partner[at + 3] + 1 != end) return {};
      ++end;
      Keys keys;
      for (const Range& item : unit_.arguments(at + 3)) {
        if (item.empty()) continue;
        std::uint32_t behind = 0;
        keys.push_back(value_asked(item.begin, head, behind));
        if (keys.back() == nowhere || behind != item.end) return {};
      }
      return keys;
    }
    // `"X" not in os.environ`
    if (unit_.is(at + 1, "not") && unit_.is(at + 2, "in")) {
      end = unit_.is(at + 3, "os") && unit_.is(at + 4, ".") ? at + 5 : at + 3;
      return unit_.is(end++, "environ") && !unit_.is(end, ".") ? Keys{at} : Keys();
    }
    const bool denied = unit_.is(at, "not");
    const std::uint32_t key = value_asked(denied ? at + 1 : at, head, end);
    if (key == nowhere) return {};
    if (denied) return {key};
    const bool compared = (unit_.is(end, "is") || unit_.is(end, "==")) &&
                          (unit_.is(end + 1, "None") || (unit_.is_string(end + 1) && unit_[end + 1].text.empty()));
    end += 2;
    return compared ? Keys{key} : Keys();
  }

  /// `A or B`, up to where `end` comes to stand; empty where another thing is asked.
  Keys parts(std::uint32_t at, std::uint32_t head, std::uint32_t& end) const {
    Keys keys;
    for (;; at = end + 1) {
      const Keys more = part(at, head, end);
      if (more.empty()) return {};
      keys.insert(keys.end(), more.begin(), more.end());
      if (!unit_.is(end, "or")) return keys;
    }
  }

  void add(std::uint32_t key) {
    if (!unit_.is_string(key) || unit_[key].dynamic) return;
    // What the program sets by itself it does not wait for.
    for (std::uint32_t at = 1; at + 2 < unit_.size(); ++at)
      if (unit_.is_string(at) && unit_[at].text == unit_[key].text &&
          ((unit_.is(at - 1, "[") && unit_.is(at + 1, "]") && unit_.is(at + 2, "=")) ||
           (unit_.is(at - 1, "(") && unit_.is(at - 2, "setdefault"))))
        return;
    found_.push_back(key);
  }

  /// `if "A" not in os.environ or not os.getenv("B"): raise ...`
  void condition(std::uint32_t at) {
    std::uint32_t colon = 0;
    const Keys keys = parts(at + 1, at, colon);
    if (keys.empty() || !unit_.is(colon, ":") || !ends(unit_, suite(unit_, at, colon)) || !is_reached(unit_, at))
      return;
    for (const std::uint32_t key : keys) add(key);
  }

  /// The texts of a list, written out or under a name; empty for anything else.
  Keys items(std::uint32_t at, std::uint32_t& end) const {
    std::uint32_t open = at;
    end = at + 1;
    if (unit_.is_name(at)) {
      const Declaration* const list = only_value(unit_[at].text, at);
      if (list == nullptr) return {};
      open = list->init.begin;
      if (unit_.partner[open] == nowhere || unit_.partner[open] + 1 != list->init.end) return {};
    } else if (unit_.partner[open] == nowhere) {
      return {};
    } else {
      end = unit_.partner[open] + 1;
    }
    if (!unit_.is(open, "[") && !unit_.is(open, "(") && !unit_.is(open, "{")) return {};
    Keys texts;
    for (const Range& item : unit_.arguments(open)) {
      if (item.empty()) continue;
      if (item.size() != 1 || !unit_.is_string(item.begin)) return {};
      texts.push_back(item.begin);
    }
    return texts;
  }

  bool are_all(const Keys& keys, std::string_view variable) const {
    return !keys.empty() && std::ranges::all_of(keys, [&](std::uint32_t key) { return unit_.is(key, variable); });
  }

  /// Whether the program ends where a list that is filled before has anything in it: `if missing: raise ...`
  bool ends_with_any(std::string_view list, std::uint32_t from) const {
    if (only_value(list, from) == nullptr) return false;
    for (std::uint32_t at = from; at + 2 < unit_.size(); ++at) {
      if (!starts_line(unit_, at) || !unit_.is(at, "if") || function_around(unit_, at) != function_around(unit_, from))
        continue;
      std::uint32_t colon = at + 2;
      if (unit_.is(at + 1, "len") && unit_.is(at + 2, "(") && unit_.is(at + 3, list)) {
        colon = at + 5;
        if ((unit_.is(colon, ">") || unit_.is(colon, "!=")) && unit_.is(colon + 1, "0")) colon += 2;
      } else if (!unit_.is(at + 1, list)) {
        continue;
      }
      return unit_.is(colon, ":") && ends(unit_, suite(unit_, at, colon)) && is_reached(unit_, at);
    }
    return false;
  }

  /// `for name in ["A", "B"]: if not os.getenv(name): raise ...`, or what is absent is put into a list.
  void loop(std::uint32_t at) {
    if (!unit_.is_name(at + 1) || !unit_.is(at + 2, "in")) return;
    std::uint32_t colon = 0;
    const Keys names = items(at + 3, colon);
    if (names.empty() || !unit_.is(colon, ":") || !is_reached(unit_, at)) return;
    const std::string_view variable = unit_[at + 1].text;
    for (const std::uint32_t statement : suite(unit_, at, colon)) {
      if (unit_.is(statement, "continue") || unit_.is(statement, "break")) return;
      if (!unit_.is(statement, "if")) continue;
      std::uint32_t end = 0;
      if (!are_all(parts(statement + 1, statement, end), variable) || !unit_.is(end, ":")) return;
      const Statements body = suite(unit_, statement, end);
      const bool refuses = ends(unit_, body) || std::ranges::any_of(body, [&](std::uint32_t line) {
                             return unit_.is_name(line) && unit_.is(line + 1, ".") && unit_.is(line + 2, "append") &&
                                    ends_with_any(unit_[line].text, line);
                           });
      if (refuses)
        for (const std::uint32_t name : names) add(name);
      return;
    }
  }

  /// `missing = [name for name in REQUIRED if not os.getenv(name)]` and behind it `if missing: raise ...`
  void comprehension(std::uint32_t at) {
    const std::uint32_t close = unit_.partner[at + 2];
    if (close == nowhere || !unit_.is_name(at + 3) || !unit_.is(at + 4, "for") || !unit_.is_name(at + 5) ||
        !unit_.is(at + 6, "in"))
      return;
    std::uint32_t end = 0;
    const Keys names = items(at + 7, end);
    if (names.empty() || !unit_.is(end, "if")) return;
    std::uint32_t behind = 0;
    if (!are_all(parts(end + 1, at, behind), unit_[at + 5].text) || behind != close) return;
    if (!is_reached(unit_, at) || !ends_with_any(unit_[at].text, close)) return;
    for (const std::uint32_t name : names) add(name);
  }

  const Unit& unit_;
  std::vector<std::uint32_t> found_;
};

}  // namespace

std::vector<std::uint32_t> denied_names(const World& world, const Unit& unit) {
  return DeniedNames(world, unit).read();
}

}  // namespace seaworthy::code
