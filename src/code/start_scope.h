#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "code/world.h"

namespace seaworthy::code {

/// Which code of a program runs when it starts, whatever happens. Shared by the readers of what a program asks for and
/// of what it does then.
class StartScope {
 protected:
  explicit StartScope(const World& world) : world_(world) {}

  /// Calls the reader of its language for each unit.
  template <class Script, class Python, class Go>
  void for_each_unit(Script script, Python python, Go go) const {
    for (const Unit& unit : world_.units()) {
      if (unit.language == Language::javascript) script(unit);
      if (unit.language == Language::python) python(unit);
      if (unit.language == Language::go) go(unit);
    }
  }

  /// Not inside of any function.
  static bool at_top(const Unit& unit, std::uint32_t at);
  /// The innermost function around a token; null at the top.
  static const Function* function_around(const Unit& unit, std::uint32_t at);
  /// Not inside of any function, or in one that the top of a module calls and of which there are no two. What a
  /// framework calls as soon as it starts counts as the top: the factories of Nest's providers, the constructors and
  /// hooks of their classes.
  bool runs_at_start(const Unit& unit, std::uint32_t at) const;

  /// Whether a run of tokens throws or exits.
  static bool ends_program(const Unit& unit, Range range);
  /// What an `if` guards: a block in braces, or one statement.
  static Range guarded(const Unit& unit, std::uint32_t behind);

  /// Python: first token of the line that a token is part of, brackets counted as one line.
  static std::uint32_t line_of(const Unit& unit, std::uint32_t at);
  /// Python: blanks in front of a token.
  static std::uint32_t indent_of(const Unit& unit, std::uint32_t at);
  /// Python: the first token of the innermost line above that opens the block around a token and that is no class,
  /// function or `with`, whose bodies run whatever happens; the token's own line where that is a condition. `nowhere`
  /// for none.
  static std::uint32_t guard_of(const Unit& unit, std::uint32_t at);
  /// The same for a line as a whole: what it says itself does not count.
  static std::uint32_t block_around(const Unit& unit, std::uint32_t line);
  /// Python: below an `if`, a `try` or a loop, or part of a condition.
  static bool is_guarded(const Unit& unit, std::uint32_t at) { return guard_of(unit, at) != nowhere; }

  /// Go: in `main`, or in the one function of its name, which `main` calls.
  bool runs_from_main(const Unit& unit, std::uint32_t at) const;
  /// Go: whether a block ends the program, or gives back an error on which `main` ends it.
  bool fails(const Unit& unit, std::uint32_t at, Range block) const;

  const World& world_;

 private:
  static std::string_view name_of(const Unit& unit, const Function& function);
  /// `useFactory: (...) => ...`
  static bool is_factory(const Unit& unit, const Function& function);
  static bool is_called_by_nest(const Unit& unit, std::string_view name);
  static bool in_main(const Unit& unit, std::uint32_t at);
  const std::vector<std::string_view>& called_at_top() const;
  const Unit* called_in_main(std::string_view name) const;

  /// Worked out when they are first asked for.
  mutable std::optional<std::vector<std::string_view>> called_at_top_;
  mutable std::optional<std::vector<std::pair<std::string_view, const Unit*>>> called_in_main_;
};

}  // namespace seaworthy::code
