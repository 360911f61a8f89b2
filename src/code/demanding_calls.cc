#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/name_text.h"
#include "code/routing.h"
#include "code/start_scope.h"
#include "knowledge/demanding_calls.h"

/// Calls of libraries that are given what a variable holds, and cannot do without: rows of
/// knowledge/demanding_calls.yaml.
namespace seaworthy::code {
namespace {

using knowledge::DemandingCall;

/// Whether an import is of a package or a part of it: `redis`, `redis/v9`, `discord.ext`.
bool is_of_package(std::string_view module, std::string_view package) {
  if (!module.starts_with(package)) return false;
  module.remove_prefix(package.size());
  return module.empty() || module.front() == '/' || module.front() == '.';
}

class DemandingCalls : private StartScope {
 public:
  DemandingCalls(const World& world, Program& program) : StartScope(world), program_(program) {}

  void read() {
    for (const Unit& unit : world_.units()) {
      const std::vector<const DemandingCall*> rows = rows_of(unit);
      for (std::uint32_t at = 0; at + 2 < unit.size(); ++at) {
        if (unit.language != Language::go) used_when_absent(unit, at);
        for (const DemandingCall* const row : rows) {
          if (row->assigned)
            assignment(unit, at, *row);
          else if (unit.is(at + 1, "("))
            call(unit, at, *row);
        }
      }
    }
  }

 private:
  /// Rows whose package some file of the program imports; of calls the file itself.
  std::vector<const DemandingCall*> rows_of(const Unit& unit) const {
    std::vector<const DemandingCall*> rows;
    for (const DemandingCall& row : knowledge::tables::demanding_calls) {
      if (row.language != name(unit.language)) continue;
      const auto imports = [&](const Unit& other) {
        return std::ranges::any_of(row.packages, [&](std::string_view package) {
          return std::ranges::any_of(other.modules,
                                     [&](std::string_view module) { return is_of_package(module, package); });
        });
      };
      if (row.packages.empty() || (row.assigned ? std::ranges::any_of(world_.units(), imports) : imports(unit)))
        rows.push_back(&row);
    }
    return rows;
  }

  // --- What is called ---

  /// A part of a package: `member` of `module`, "*" or "default" the package as a whole.
  struct Imported {
    std::string_view module, member;
  };

  /// What a name was imported as, by a statement or by `require("module")` and `require("module").member`.
  static std::optional<Imported> imported(const Unit& unit, std::uint32_t at) {
    const Declaration* const declared = unit.lookup(unit[at].text, at);
    if (declared == nullptr) return std::nullopt;
    if (declared->kind == Declaration::Kind::imported) return Imported{declared->module, declared->member};
    const Range init = declared->init;
    if ((declared->kind != Declaration::Kind::value && declared->kind != Declaration::Kind::member) ||
        init.size() < 4 || !unit.is(init.begin, "require") || !unit.is_string(init.begin + 2) ||
        unit.partner[init.begin + 1] != init.begin + 3)
      return std::nullopt;
    const std::string_view module = unit[init.begin + 2].text;
    if (init.size() == 4) return Imported{module, declared->kind == Declaration::Kind::member ? declared->member : "*"};
    if (init.size() == 6 && declared->kind == Declaration::Kind::value && unit.is(init.begin + 4, "."))
      return Imported{module, unit[init.begin + 5].text};
    return std::nullopt;
  }

  static bool is_import_of(const Unit& unit, std::uint32_t at, const DemandingCall& row, std::string_view member) {
    const std::optional<Imported> found = imported(unit, at);
    if (!found.has_value() || std::ranges::none_of(row.packages, [&](std::string_view package) {
          return is_of_package(found->module, package);
        }))
      return false;
    return member.empty() ? found->member == "*" || found->member == "default" : found->member == member;
  }

  /// Whether the name before a parenthesis is what a row calls: `createClient(`, `jwt.encode(`, `JwtModule.register(`.
  static bool is_called(const Unit& unit, std::uint32_t at, const DemandingCall& row) {
    if (!unit.is_name(at)) return false;
    const bool has_owner = at > 1 && unit.is(at - 1, ".");
    if (row.packages.empty()) return !has_owner && unit[at].text == row.member && !unit.is(at - 1, "def");
    if (row.any) return unit[at].text == row.member;
    const std::size_t dot = row.member.find('.');
    if (dot != std::string_view::npos)
      return has_owner && unit[at].text == row.member.substr(dot + 1) && unit.is_name(at - 2) &&
             is_import_of(unit, at - 2, row, row.member.substr(0, dot));
    if (!has_owner) return is_import_of(unit, at, row, row.member);
    // `stripe.Stripe(`, `redis.from_url(`: a part of what was imported as a whole.
    return !row.member.empty() && unit[at].text == row.member && unit.is_name(at - 2) &&
           (at < 3 || !unit.is(at - 3, ".")) && is_import_of(unit, at - 2, row, "");
  }

  /// The argument that a row asks for by its number, or by the name of an option.
  static std::optional<Range> argument(const Unit& unit, const std::vector<Range>& arguments, std::string_view wanted) {
    std::size_t number = 0;
    if (std::from_chars(wanted.data(), wanted.data() + wanted.size(), number).ec == std::errc()) {
      if (number >= arguments.size()) return std::nullopt;
      const Range& given = arguments[number];
      const bool keyword = unit.language == Language::python && unit.is(given.begin + 1, "=");
      return keyword ? std::nullopt : std::optional(given);
    }
    for (const Range& given : arguments) {
      if (unit.language == Language::python) {
        if (unit.is(given.begin, wanted) && unit.is(given.begin + 1, "=")) return Range{given.begin + 2, given.end};
        continue;
      }
      std::uint32_t open = given.begin;
      while (open < given.end && !unit.is(open, "{") && !unit.is(open, "(")) ++open;
      if (open == given.end || !unit.is(open, "{")) continue;
      for (const Range& field : unit.arguments(open)) {
        if (field.empty() || unit[field.begin].text != wanted) continue;
        if (field.size() == 1) return field;
        if (unit.is(field.begin + 1, ":")) return Range{field.begin + 2, field.end};
      }
    }
    return std::nullopt;
  }

  /// Whether nothing is given in which an option could stand that is not seen: `...options`, a name, `**options`.
  static bool is_plain(const Unit& unit, const std::vector<Range>& arguments) {
    return std::ranges::all_of(arguments, [&](const Range& given) {
      if (unit.language == Language::python) return unit.is(given.begin + 1, "=") && !unit.is(given.begin, "*");
      if (!unit.is(given.begin, "{")) return false;
      return std::ranges::none_of(unit.arguments(given.begin),
                                  [&](const Range& field) { return field.empty() || unit.is(field.begin, "..."); });
    });
  }

  // --- What it is given ---

  /// Nest's `config.get<string>("X")`, whose type in angle brackets is no part of any other chain.
  static std::optional<Setting> of_configuration(const Unit& unit, Range range) {
    if (range.size() < 5 || !unit.is(range.end - 1, ")") || !unit.is_string(range.end - 2) ||
        !unit.is(range.end - 3, "("))
      return std::nullopt;
    bool asks = false, of_settings = false;
    for (std::uint32_t at = range.begin; at < range.end - 3; ++at) {
      asks = asks || unit.is(at, "get");
      of_settings = of_settings || ascii::lowered(unit[at].text).find("config") != std::string::npos;
    }
    const std::string_view name = unit[range.end - 2].text;
    if (!asks || !of_settings || !ascii::is_variable_name(name)) return std::nullopt;
    return Setting{"", std::string(name), true, unit.span(range.end - 2)};
  }

  /// The variable that a value is, with nothing that stands in for it.
  std::optional<Setting> variable(const Unit& unit, Range range) const {
    if (unit.language == Language::javascript && !range.empty() && unit.is(range.end - 1, "!")) --range.end;
    if (std::optional<Setting> setting = of_configuration(unit, range); setting.has_value()) return setting;
    World::Text text = world_.text_of(unit, range);
    if (!text.known || text.pieces.size() != 1) return std::nullopt;
    Setting setting = std::move(text.pieces.front());
    if (setting.variable.empty() || !setting.text.empty() || has_substitute(setting)) return std::nullopt;
    return setting;
  }

  /// Whether an empty text stands in: `os.getenv("X", "")`, `process.env.X || ""`.
  bool has_substitute(const Setting& setting) const {
    for (const Unit& unit : world_.units()) {
      if (unit.file.id != setting.span.file) continue;
      const std::string_view text = unit.file.text;
      if (setting.span.end > text.size()) return true;
      if (text.substr(setting.span.begin, setting.span.end - setting.span.begin).find(',') != std::string_view::npos)
        return true;
      std::string_view behind = text.substr(setting.span.end);
      behind.remove_prefix(std::min(behind.find_first_not_of(" \t\n\r!)"), behind.size()));
      return behind.starts_with("||") || behind.starts_with("??") || behind.starts_with("or ") ||
             behind.starts_with("if ");
    }
    return true;
  }

  // --- Whether it happens ---

  /// JavaScript: below a condition, in a `try`, or a part of one (`x && make(x)`).
  static bool is_conditional(const Unit& unit, std::uint32_t at) {
    for (std::uint32_t token = at;; --token) {
      if (unit.is(token, "&&") || unit.is(token, "||") || unit.is(token, "?") || unit.is(token, "??") ||
          unit.is(token, "if") || unit.is(token, "else") || unit.is(token, "case"))
        return true;
      if (token == 0 || unit.is(token, ";") || unit.is(token, "{") || unit.is(token, "}")) break;
      if (unit[token].line_start && unit.enclosing[token] == nowhere) break;
    }
    for (std::uint32_t open = unit.enclosing[at]; open != nowhere; open = unit.enclosing[open]) {
      if (!unit.is(open, "{") || open == 0) continue;
      if (unit.is(open - 1, "try") || unit.is(open - 1, "else") || unit.is(open - 1, "finally")) return true;
      const std::uint32_t head = unit.is(open - 1, ")") ? unit.partner[open - 1] : nowhere;
      if (head != nowhere && head > 0 &&
          (unit.is(head - 1, "if") || unit.is(head - 1, "for") || unit.is(head - 1, "while") ||
           unit.is(head - 1, "switch") || unit.is(head - 1, "catch")))
        return true;
    }
    return false;
  }

  bool always_runs(const Unit& unit, std::uint32_t at) const {
    if (!runs_at_start(unit, at)) return false;
    return unit.language == Language::python ? !is_guarded(unit, at) : !is_conditional(unit, at);
  }

  /// Whether the program asks elsewhere whether the variable is there, and so may do without.
  bool is_asked_about(std::string_view name) const {
    for (const Unit& unit : world_.units())
      for (std::uint32_t at = 4; at < unit.size(); ++at) {
        if (!unit.is(at, name) || unit.language != Language::javascript || !unit.is(at - 2, "env")) continue;
        const std::uint32_t first = at - 4;
        if (unit.is(first - 1, "!") || unit.is(at + 1, "?") || unit.is(at + 1, "&&") ||
            (unit.is(first - 1, "(") && first > 1 && unit.is(first - 2, "if")))
          return true;
      }
    return false;
  }

  // --- Findings ---

  void want(const DemandingCall& row, const Setting& setting, std::string called) {
    if (row.effect == DemandingCall::Effect::ends) {
      require(setting, std::move(called), row.instead);
      return;
    }
    if (std::ranges::any_of(program_.needed_in_use,
                            [&](const NeededVariable& known) { return known.name == setting.variable; }))
      return;
    program_.needed_in_use.push_back({setting.variable, setting.span, &row, std::move(called)});
  }

  void require(const Setting& setting, std::string called, std::span<const std::string_view> instead = {}) {
    if (std::ranges::any_of(program_.required,
                            [&](const RequiredVariable& known) { return known.name == setting.variable; }))
      return;
    RequiredVariable required{setting.variable, setting.span, {}, {}, std::move(called)};
    for (const std::string_view other : instead)
      if (other != setting.variable) required.instead.emplace_back(other);
    program_.required.push_back(std::move(required));
  }

  void call(const Unit& unit, std::uint32_t at, const DemandingCall& row) {
    if (!is_called(unit, at, row)) return;
    const bool ends = row.effect == DemandingCall::Effect::ends;
    // A handler that makes its client fails alone.
    if (ends && !always_runs(unit, at)) return;
    const std::vector<Range> arguments = unit.arguments(at + 1);
    bool given = false;
    for (const std::string_view wanted : row.arguments) {
      const std::optional<Range> value = argument(unit, arguments, wanted);
      if (!value.has_value()) continue;
      given = true;
      own_machine(unit, *value, row, at);
      const std::optional<Setting> setting = variable(unit, *value);
      if (setting.has_value() && !is_asked_about(setting->variable)) want(row, *setting, called_name(unit, at));
    }
    if (given || !ends || row.instead.empty() || row.any || !is_plain(unit, arguments)) return;
    if (is_asked_about(row.instead.front())) return;
    require({"", std::string(row.instead.front()), true, unit.span(at)}, called_name(unit, at), row.instead);
  }

  /// An address of this machine, written out.
  void own_machine(const Unit& unit, Range value, const DemandingCall& row, std::uint32_t at) {
    const World::Text text = world_.text_of(unit, value);
    if (!text.is_literal()) return;
    std::string address = text.plain();
    if (address.find("://") == std::string::npos ||
        (address.find("localhost") == std::string::npos && address.find("127.0.0.1") == std::string::npos))
      return;
    if (std::ranges::none_of(program_.needed_in_use,
                             [&](const NeededVariable& known) { return known.address == address; }))
      program_.needed_in_use.push_back({"", text.pieces.front().span, &row, called_name(unit, at), std::move(address)});
  }

  /// As the sources write it: "new Stripe()", "redis.from_url()".
  static std::string called_name(const Unit& unit, std::uint32_t at) {
    std::string name(unit[at].text);
    std::uint32_t first = at;
    if (at > 1 && unit.is(at - 1, ".") && unit.is_name(at - 2)) {
      name.insert(0, std::string(unit[at - 2].text) + ".");
      first = at - 2;
    }
    if (first > 0 && unit.is(first - 1, "new")) name.insert(0, "new ");
    return name + "()";
  }

  /// `SECRET_KEY = value`, `app.config["SECRET_KEY"] = value`
  void assignment(const Unit& unit, std::uint32_t at, const DemandingCall& row) {
    if (unit[at].text != row.member) return;
    const std::uint32_t equals = unit.is_string(at) && unit.is(at + 1, "]") ? at + 2 : at + 1;
    if (!unit.is(equals, "=") || (at > 0 && (unit.is(at - 1, ",") || unit.is(at - 1, "(")))) return;
    if (!runs_at_start(unit, at) || is_guarded(unit, at)) return;
    const std::uint32_t end = unit.expression_end(equals + 1);
    // Another line that sets it later makes it a matter of both.
    for (std::uint32_t other = 0; other + 2 < unit.size(); ++other)
      if (other != at && unit[other].text == row.member && (unit.is(other + 1, "=") || unit.is(other + 2, "="))) return;
    if (const std::optional<Setting> setting = variable(unit, {equals + 1, end}); setting.has_value())
      want(row, *setting, std::string(row.member));
  }

  /// `process.env.X.split(",")`, `os.getenv("X").split(",")`: a method of what is not there.
  void used_when_absent(const Unit& unit, std::uint32_t at) {
    std::uint32_t behind = nowhere, name = nowhere;
    if (unit.is(at, "process") && unit.is(at + 2, "env") && unit.is(at + 3, ".") && unit.is_name(at + 4)) {
      name = at + 4;
      behind = unit.is(at + 5, "!") ? at + 6 : at + 5;
    } else if ((unit.is(at, "getenv") || (unit.is(at, "get") && at > 1 && unit.is(at - 2, "environ"))) &&
               unit.is(at + 1, "(") && unit.is_string(at + 2) && unit.is(at + 3, ")")) {
      name = at + 2;
      behind = at + 4;
    }
    if (name == nowhere || !unit.is(behind, ".") || !unit.is_name(behind + 1) || !unit.is(behind + 2, "(")) return;
    if (!always_runs(unit, at) || is_asked_about(unit[name].text)) return;
    require({"", std::string(unit[name].text), true, unit.span(name)}, std::string(unit[behind + 1].text) + "()");
  }

  Program& program_;
};

}  // namespace

void read_demanding_calls(const World& world, Program& program) { DemandingCalls(world, program).read(); }

}  // namespace seaworthy::code
