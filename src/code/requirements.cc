#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/name_text.h"
#include "code/denied_names.h"
#include "code/routing.h"
#include "code/settings_class.h"
#include "code/start_scope.h"
#include "code/world.h"
#include "knowledge/setting_types.h"

namespace seaworthy::code {
namespace {

/// Reads what ends a program at its start when it is missing. Only code that runs when the file is loaded counts: at
/// the top of a module, of Go in `main` and `init` and in functions whose name says so.
class Requirements : private StartScope {
 public:
  Requirements(const World& world, Program& program) : StartScope(world), program_(program) {}

  void read() {
    for_each_unit([&](const Unit& unit) { script(unit); }, [&](const Unit& unit) { python(unit); },
                  [&](const Unit& unit) { go(unit); });
    go_settings();
  }

 private:
  void add(const Unit& unit, std::string_view name, std::uint32_t at) {
    if (!ascii::is_variable_name(name) || !known_.insert(name).second) return;
    program_.required.push_back({std::string(name), unit.span(at), {}});
  }

  /// Whether an own function ends the program when the variable that its one argument names is missing. What stands in
  /// for the variable, or another variable that is asked, makes it a matter of more than that.
  bool demands(std::string_view name) const {
    const auto found = world_.functions(name);
    if (found.size() != 1 || !world_.reads_environment(name)) return false;
    const Unit& unit = *found.front().first;
    const Function& function = unit.functions[found.front().second];
    if (function.parameters.empty()) return false;
    const bool by_name = unit.language == Language::go || ends_program(unit, function.body) ||
                         subscripts(unit, function.body, function.parameters.front());
    if (!by_name || (unit.language == Language::go && !ends_program(unit, function.body))) return false;
    unsigned conditions = 0;
    for (std::uint32_t at = function.at; at < function.body.end; ++at) {
      conditions += unit.is(at, "if") ? 1 : 0;
      if (unit.is(at, "NODE_ENV") || unit.is(at, "except") || unit.is(at, "catch")) return false;
      // A parameter with a default of its own.
      if (at < function.body.begin && unit.is(at, "=") && function.parameters.size() > 1) return false;
    }
    return conditions <= 1;
  }

  /// Python's `os.environ[name]`, which raises.
  static bool subscripts(const Unit& unit, Range body, std::string_view parameter) {
    for (std::uint32_t at = body.begin; at + 3 < body.end; ++at)
      if (unit.language == Language::python && unit.is(at, "environ") && unit.is(at + 1, "[") &&
          unit.is(at + 2, parameter))
        return true;
    return false;
  }

  /// `required("X")`, with nothing beside the name.
  bool is_demand(const Unit& unit, std::uint32_t at) const {
    return unit.is_name(at) && unit.is(at + 1, "(") && unit.is_string(at + 2) && unit.is(at + 3, ")") && at > 0 &&
           !unit.is(at - 1, "function") && !unit.is(at - 1, "def") && ascii::is_variable_name(unit[at + 2].text) &&
           demands(unit[at].text);
  }

  // --- JavaScript ---

  void script(const Unit& unit) {
    for (std::uint32_t at = 0; at + 4 < unit.size(); ++at) {
      if (unit.is(at, "if") && unit.is(at + 1, "(") && unit.partner[at + 1] != nowhere) negated(unit, at);
      if (unit.is(at, "process") && unit.is(at + 1, ".") && unit.is(at + 2, "env") && unit.is(at + 3, "[") &&
          unit.is_name(at + 4))
        by_list(unit, at);
      if (unit.is(at, "process") && unit.is(at + 1, ".") && unit.is(at + 2, "env") && unit.is(at + 3, "[") &&
          unit.is_name(at + 4) && unit.is(at + 5, ".") && unit.is_name(at + 6) && unit.is(at + 7, "]"))
        by_table(unit, at);
      if (is_demand(unit, at) && runs_at_start(unit, at)) add(unit, unit[at + 2].text, at + 2);
      if (unit.is(at, "cleanEnv") && unit.is(at + 1, "(") && at_top(unit, at)) envalid(unit, at);
      if ((unit.is(at, "parse") || unit.is(at, "safeParse")) && unit.is(at + 1, "(") && at > 1 &&
          unit.is(at - 1, ".") && unit.is(at + 2, "process") && unit.is(at + 4, "env"))
        zod(unit, at);
      if (unit.is(at, "validationSchema") && at_top(unit, at)) nest_schema(unit, at);
      if (unit.is(at, "getOrThrow") && unit.is(at - 1, ".") && runs_at_start(unit, at)) nest_demand(unit, at);
    }
  }

  /// `config.getOrThrow<string>("X")` of Nest's ConfigService; names in small letters are those of its own settings.
  void nest_demand(const Unit& unit, std::uint32_t at) {
    constexpr std::uint32_t longest_type = 12;
    std::uint32_t open = at + 1;
    while (unit.is(at + 1, "<") && open < at + longest_type && !unit.is(open, "(")) ++open;
    if (!unit.is(open, "(") || !unit.is_string(open + 1) || !unit.is(open + 2, ")")) return;
    const std::string_view name = unit[open + 1].text;
    if (std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; })) add(unit, name, open + 1);
  }

  /// Nest's `ConfigModule.forRoot({ validationSchema: Joi.object({...}) })`; also with the schema under a name.
  void nest_schema(const Unit& unit, std::uint32_t at) {
    const std::uint32_t value = unit.is(at + 1, ":") ? at + 2 : at;
    if (unit.is(value, "Joi")) return joi(unit, value);
    if (!unit.is_name(value)) return;
    for (const Unit& other : world_.units())
      for (std::uint32_t token = 0; token + 2 < other.size(); ++token)
        if (other.is(token, unit[value].text) && other.is(token + 1, "=") && other.is(token + 2, "Joi"))
          return joi(other, token + 2);
  }

  /// `Joi.object({ A: Joi.string().required() })`
  void joi(const Unit& unit, std::uint32_t at) {
    if (!unit.is(at + 1, ".") || !unit.is(at + 2, "object") || !unit.is(at + 3, "(") || !unit.is(at + 4, "{")) return;
    for (const Range& field : unit.arguments(at + 4)) {
      if (field.size() < 4 || !unit.is(field.begin + 1, ":") || !unit.is(field.begin + 2, "Joi")) continue;
      bool required = false, optional = false;
      std::vector<Switch> switches;
      for (const Step& step : chain_of(unit, {field.begin + 2, field.end})) {
        required = required || step.name == "required";
        optional = optional || step.name == "optional" || step.name == "default";
        // Further conditions make it a matter of more than one.
        if (step.name == "when" && !switches.empty()) optional = true;
        if (step.name == "when" && step.called) {
          if (std::optional<Switch> condition = demanded_when(unit, step.open); condition.has_value())
            switches.push_back(std::move(*condition));
          else
            optional = true;
        }
      }
      const std::string_view name = unit[field.begin].text;
      if (optional || (!required && switches.empty()) || !ascii::is_variable_name(name) || !known_.insert(name).second)
        continue;
      program_.required.push_back(
          {std::string(name), unit.span(field.begin), {}, required ? std::vector<Switch>() : std::move(switches)});
    }
  }

  /// `.when("NODE_ENV", { is: "production", then: Joi.required(), ... })`; nothing for other conditions.
  static std::optional<Switch> demanded_when(const Unit& unit, std::uint32_t open) {
    const std::vector<Range> arguments = unit.arguments(open);
    if (arguments.size() != 2 || !unit.is_string(arguments[0].begin) || !unit.is(arguments[1].begin, "{"))
      return std::nullopt;
    Switch condition;
    condition.variable = unit[arguments[0].begin].text;
    bool demands = false;
    for (const Range& part : unit.arguments(arguments[1].begin)) {
      if (part.size() < 3 || !unit.is(part.begin + 1, ":")) continue;
      if (unit.is(part.begin, "is") && part.size() == 3 && unit.is_string(part.begin + 2))
        condition.text = unit[part.begin + 2].text;
      if (unit.is(part.begin, "then"))
        for (const Step& step : chain_of(unit, {part.begin + 2, part.end}))
          demands = demands || step.name == "required";
    }
    if (!demands || condition.text.empty() || !ascii::is_variable_name(condition.variable)) return std::nullopt;
    condition.wanted = true;
    return condition;
  }

  /// The token of `X` in `process.env.X`, or in what a name was set to; `nowhere` for anything else. `end` is behind
  /// it.
  static std::uint32_t variable_asked(const Unit& unit, std::uint32_t at, std::uint32_t& end) {
    const auto reads = [&](std::uint32_t token) {
      return unit.is(token, "process") && unit.is(token + 2, "env") && unit.is(token + 3, ".") &&
             unit.is_name(token + 4);
    };
    if (reads(at)) {
      end = at + 5;
      return at + 4;
    }
    end = at + 1;
    const Declaration* const set = unit.is_name(at) ? unit.lookup(unit[at].text, at) : nullptr;
    if (set == nullptr || set->kind != Declaration::Kind::value || set->init.size() != 5 || !reads(set->init.begin))
      return nowhere;
    return set->init.begin + 4;
  }

  /// `if (!process.env.A || !b) throw ...`: every part denies one variable, and nothing else is asked.
  void negated(const Unit& unit, std::uint32_t at) {
    if (!runs_at_start(unit, at)) return;
    const std::uint32_t close = unit.partner[at + 1];
    std::vector<std::uint32_t> names;
    std::uint32_t token = at + 2;
    while (token < close) {
      const bool denied = unit.is(token, "!");
      const std::uint32_t name = variable_asked(unit, denied ? token + 1 : token, token);
      if (name == nowhere) return;
      names.push_back(name);
      if (!denied) {
        // `process.env.A === undefined`
        const bool compared = (unit.is(token, "===") || unit.is(token, "==")) &&
                              (unit.is(token + 1, "undefined") || unit.is(token + 1, "null"));
        if (!compared) return;
        token += 2;
      }
      if (token == close) break;
      if (!unit.is(token, "||")) return;
      ++token;
    }
    if (!ends_program(unit, guarded(unit, close + 1))) return;
    for (const std::uint32_t name : names) add(unit, unit[name].text, name);
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

  /// Whether the function around a token ends the program when it runs at the start, or one that calls it and ends the
  /// program by what it gives back.
  bool may_end_start(const Unit& unit, std::uint32_t at) const {
    const Function* const function = function_around(unit, at);
    if (function == nullptr) return ends_program(unit, {at, std::min(at + 90, unit.size())});
    if (runs_at_start(unit, at) && ends_program(unit, function->body)) return true;
    if (function->name.empty()) return false;
    for (std::uint32_t call = 1; call + 1 < unit.size(); ++call) {
      if (!unit.is(call, function->name) || !unit.is(call + 1, "(") || unit.is(call - 1, "function")) continue;
      const Function* const caller = function_around(unit, call);
      if (caller != nullptr && runs_at_start(unit, call) && ends_program(unit, {call, caller->body.end})) return true;
    }
    return false;
  }

  /// `for (const secret of SECRETS) { ... process.env[secret.envVar] ... }`, where SECRETS lists objects such as
  /// `{envVar: "A", required: true}`, in what ends the program.
  void by_table(const Unit& unit, std::uint32_t at) {
    const std::string_view variable = unit[at + 4].text, field = unit[at + 6].text;
    std::uint32_t list = nowhere;
    for (std::uint32_t back = at; back > 1 && at - back < 60 && list == nowhere; --back)
      if (unit.is(back, "of") && unit.is(back - 1, variable)) list = back + 1;
    if (list == nowhere || !unit.is_name(list) || !unit.is(list + 1, ")")) return;
    const Declaration* const table = unit.lookup(unit[list].text, list);
    if (table == nullptr || table->kind != Declaration::Kind::value || !unit.is(table->init.begin, "[")) return;
    if (!may_end_start(unit, at)) return;
    for (const Range& item : unit.arguments(table->init.begin)) {
      if (!unit.is(item.begin, "{")) continue;
      std::uint32_t name = nowhere;
      bool required = false, in_production = false;
      for (const Range& part : unit.arguments(item.begin)) {
        if (part.size() != 3 || !unit.is(part.begin + 1, ":")) continue;
        const bool yes = unit.is(part.begin + 2, "true");
        if (unit.is(part.begin, field) && unit.is_string(part.begin + 2)) name = part.begin + 2;
        required = required || (unit.is(part.begin, "required") && yes);
        in_production = in_production || (unit.is(part.begin, "production") && yes);
      }
      if (name == nowhere || (!required && !in_production)) continue;
      const std::size_t before = program_.required.size();
      add(unit, unit[name].text, name);
      if (!required && program_.required.size() > before) program_.required.back().switches = {{"NODE_ENV", true}};
    }
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
    if (unit.lookup("BaseSettings", 0) != nullptr) fields(unit);
    for (const std::uint32_t name : denied_names(world_, unit)) add(unit, unit[name].text, name);
    for (std::uint32_t at = 0; at + 3 < unit.size(); ++at) {
      // `X = os.environ["X"]` when the module is loaded; a `try` around it catches what is raised.
      if (unit.is(at, "environ") && unit.is(at + 1, "[") && unit.is_string(at + 2) && unit.is(at + 3, "]") &&
          !unit.is(at + 4, "=") && runs_at_start(unit, at) && !is_guarded(unit, at))
        add(unit, unit[at + 2].text, at + 2);
      if (is_demand(unit, at) && runs_at_start(unit, at) && !is_guarded(unit, at)) add(unit, unit[at + 2].text, at + 2);
      if (unit.is(at, "Env") && unit.is(at + 1, "(")) django_environ(unit, at);
      if (unit.is(at, "config") && unit.is(at + 1, "(") && is_of_decouple(unit)) decouple(unit, at);
    }
  }

  static bool is_of_decouple(const Unit& unit) {
    return std::ranges::find(unit.modules, std::string_view("decouple")) != unit.modules.end();
  }

  /// python-decouple: `config("X")` and `config("X", cast=int)` raise where nothing gives X.
  void decouple(const Unit& unit, std::uint32_t at) {
    if (at > 0 && (unit.is(at - 1, ".") || unit.is(at - 1, "def"))) return;
    demanded(unit, at, at + 1, true);
  }

  /// django-environ and environs: behind `env = environ.Env(DEBUG=(bool, False))`, `env("X")` and `env.int("X")`
  /// raise where nothing gives X and neither the call nor the scheme has a default.
  void django_environ(const Unit& unit, std::uint32_t at) {
    const std::uint32_t open = at + 1, close = unit.partner[open];
    const std::uint32_t first = unit.is(at - 1, ".") ? at - 2 : at;
    if (close == nowhere || first < 2 || !unit.is(first - 1, "=") || !unit.is_name(first - 2)) return;
    const auto imports = [&](std::string_view module) {
      return std::ranges::find(unit.modules, module) != unit.modules.end();
    };
    if (!imports("environ") && !imports("environs")) return;
    const std::string_view name = unit[first - 2].text;
    for (std::uint32_t token = close + 1; token + 2 < unit.size(); ++token) {
      if (!unit.is(token, name) || unit.is(token - 1, ".")) continue;
      const bool typed = unit.is(token + 1, ".") && unit.is(token + 3, "(");
      if (typed && !knowledge::tables::environ_readers.contains(unit[token + 2].text)) continue;
      const std::uint32_t call = typed ? token + 3 : token + 1;
      if (!unit.is(call, "(") || !unit.is_string(call + 1)) continue;
      bool in_scheme = false;
      for (std::uint32_t each = open + 1; each + 1 < close; ++each)
        in_scheme = in_scheme || (unit.is(each, unit[call + 1].text) && unit.is(each + 1, "="));
      if (!in_scheme) demanded(unit, token, call, !typed && imports("environ"));
    }
  }

  /// A call that raises without the variable that it names, unless it has more arguments than one and a cast.
  void demanded(const Unit& unit, std::uint32_t at, std::uint32_t open, bool takes_cast) {
    const std::vector<Range> arguments = unit.arguments(open);
    if (arguments.empty() || arguments[0].size() != 1 || !unit.is_string(arguments[0].begin)) return;
    for (std::size_t index = 1; index < arguments.size(); ++index) {
      const bool cast = unit.is(arguments[index].begin, "cast") && unit.is(arguments[index].begin + 1, "=");
      const bool keyword = unit.is(arguments[index].begin + 1, "=");
      // `env("X", str)`: the second argument is the cast, the third the default.
      if (!cast && !(takes_cast && index == 1 && !keyword && !is_of_decouple(unit))) return;
    }
    const std::uint32_t named = arguments[0].begin;
    if (ascii::is_variable_name(unit[named].text) && runs_at_start(unit, at) && !is_guarded(unit, at))
      add(unit, unit[named].text, named);
  }

  /// Fields without a default, of classes that are made at the top of a module.
  void fields(const Unit& unit) {
    std::map<std::string_view, bool> made;
    for (const SettingsField& field : settings_fields(unit.file.text, unit.tokens)) {
      const std::string_view name = unit[field.class_name].text;
      const auto [known, is_new] = made.try_emplace(name, false);
      if (is_new) known->second = is_made(name);
      if (!known->second || field.has_default || field.variable.empty() || may_be_none(unit, field)) continue;
      const std::string_view written = unit[field.name].text;
      const bool is_in_capitals = std::ranges::none_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
      if ((!is_in_capitals && !is_plain_type(unit, field.type_begin, field.type_end)) || !known_.insert(written).second)
        continue;
      // Names are compared without case, unless the class says otherwise.
      std::vector<std::string> others;
      if (field.any_case && field.variable != written) others.emplace_back(ascii::lowered(field.variable));
      program_.required.push_back({field.variable, unit.span(field.name), std::move(others)});
    }
  }

  bool is_made(std::string_view name) const {
    for (const Unit& unit : world_.units())
      for (std::uint32_t at = 0; at + 1 < unit.size(); ++at)
        if (unit.is(at, name) && unit.is(at + 1, "(") && !unit.is(at - 1, "class") && at_top(unit, at)) return true;
    return false;
  }

  static bool may_be_none(const Unit& unit, const SettingsField& field) {
    for (std::uint32_t at = field.type_begin; at < field.type_end; ++at)
      if (unit.is(at, "Optional") || unit.is(at, "None")) return true;
    return false;
  }

  /// Whether a field takes one value of a variable: other classes of settings are made of several.
  static bool is_plain_type(const Unit& unit, std::uint32_t begin, std::uint32_t end) {
    return end == begin + 1 && knowledge::tables::pydantic_types.contains(unit[begin].text);
  }

  // --- Go ---

  void go(const Unit& unit) {
    for (std::uint32_t at = 0; at + 3 < unit.size(); ++at) {
      if ((unit.is(at, "Getenv") || unit.is(at, "LookupEnv")) && unit.is(at + 1, "(") && unit.is_string(at + 2))
        checked(unit, at);
      const bool is_named_so = unit.is_name(at) && unit.is(at + 1, "(") && unit.is_string(at + 2) &&
                               unit.is(at + 3, ")") &&
                               (unit[at].text.starts_with("must") || unit[at].text.starts_with("Must") ||
                                unit[at].text.starts_with("require")) &&
                               world_.reads_environment(unit[at].text);
      if ((is_named_so || is_demand(unit, at)) && runs_from_main(unit, at)) add(unit, unit[at + 2].text, at + 2);
    }
  }

  /// `x := os.Getenv("X")` and behind it `if x == "" { log.Fatal(...) }`; `x, ok := os.LookupEnv("X")` and `if !ok {`.
  void checked(const Unit& unit, std::uint32_t at) {
    if (!runs_from_main(unit, at)) return;
    const std::uint32_t begin = chain_begin(unit, at);
    std::uint32_t condition = nowhere;
    if (unit.is(at + 4, "==") && unit.is_string(at + 5) && unit[at + 5].text.empty() && unit.is(begin - 1, "if"))
      condition = at + 6;
    if (begin >= 2 && (unit.is(begin - 1, ":=") || unit.is(begin - 1, "=")) && unit.is_name(begin - 2)) {
      const std::string_view name = unit[begin - 2].text;
      const bool is_flag = unit.is(at, "LookupEnv");
      for (std::uint32_t token = at + 4; token + 4 < unit.size() && token < at + 40 && condition == nowhere; ++token) {
        if (!unit.is(token, "if") && !unit.is(token, ";")) continue;
        if (!is_flag && unit.is(token + 1, name) && unit.is(token + 2, "==") && unit.is_string(token + 3) &&
            unit[token + 3].text.empty())
          condition = token + 4;
        if (is_flag && unit.is(token + 1, "!") && unit.is(token + 2, name)) condition = token + 3;
      }
    }
    if (condition == nowhere || !unit.is(condition, "{") || unit.partner[condition] == nowhere) return;
    if (fails(unit, at, {condition + 1, unit.partner[condition]})) add(unit, unit[at + 2].text, at + 2);
  }

  // --- Go: settings that are read into a structure first and checked by a function of their own ---

  /// A field that a variable fills: `Key: getEnv("KEY", "")`, `Debug: getEnvAsBool("DEBUG", false)`.
  struct Filled {
    const Unit* unit = nullptr;
    std::uint32_t name_at = 0;
    std::string_view variable;
    std::string_view text;  ///< The default, where it is a text.
    bool is_switch = false, by_default = false;
  };

  void go_settings() {
    for (const Unit& unit : world_.units()) {
      if (unit.language != Language::go) continue;
      for (const auto& [field, init] : unit.fields) {
        const std::uint32_t at = init.begin;
        if (init.size() != 6 || !unit.is_name(at) || !unit.is(at + 1, "(") || !unit.is_string(at + 2) ||
            !unit.is(at + 3, ",") || !ascii::is_variable_name(unit[at + 2].text) ||
            !world_.reads_environment(unit[at].text))
          continue;
        Filled filled{&unit, at + 2, unit[at + 2].text, {}, false, false};
        if (unit.is(at + 4, "true") || unit.is(at + 4, "false")) {
          filled.is_switch = true;
          filled.by_default = unit.is(at + 4, "true");
        } else if (unit.is_string(at + 4)) {
          filled.text = unit[at + 4].text;
        } else {
          continue;
        }
        // Two structures with one name for a field may be anything.
        if (!filled_.emplace(field, filled).second) filled_[field].unit = nullptr;
      }
    }
    if (filled_.empty()) return;
    for (const Unit& unit : world_.units())
      if (unit.language == Language::go)
        for (std::uint32_t at = 0; at + 6 < unit.size(); ++at)
          if (unit.is(at, "if")) go_refusal(unit, at);
  }

  /// `if cfg.Key == "" { errors = append(errors, ...) }` in a function that checks the settings, or the same with the
  /// default that must not be used.
  void go_refusal(const Unit& unit, std::uint32_t at) {
    if (!unit.is_name(at + 1) || !unit.is(at + 2, ".") || !unit.is_name(at + 3) || !unit.is(at + 4, "==") ||
        !unit.is_string(at + 5) || !unit.is(at + 6, "{") || unit.partner[at + 6] == nowhere)
      return;
    const auto found = filled_.find(unit[at + 3].text);
    if (found == filled_.end() || found->second.unit == nullptr || found->second.is_switch ||
        found->second.text != unit[at + 5].text)
      return;
    const Function* const function = function_around(unit, at);
    if (function == nullptr || function->name.find("alid") == std::string_view::npos) return;
    bool refuses = false;
    for (std::uint32_t token = at + 7; token < unit.partner[at + 6]; ++token) {
      refuses = refuses || unit.is(token, "append") || unit.is(token, "Errorf") ||
                (unit.is(token, "errors") && unit.is(token + 2, "New"));
      // What is put in its place is as good.
      if (unit.is(token, found->first) && unit.is(token + 1, "=")) return;
    }
    if (!refuses) return;
    std::vector<Switch> switches;
    for (std::uint32_t open = unit.enclosing[at]; open != nowhere && open > function->body.begin;
         open = unit.enclosing[open])
      if (!add_switches(unit, open, switches)) return;
    const Filled& filled = found->second;
    if (!known_.insert(filled.variable).second) return;
    program_.required.push_back(
        {std::string(filled.variable), filled.unit->span(filled.name_at), {}, std::move(switches)});
  }

  /// `if !cfg.Cloud && !cfg.Open {` around a check; false for any other block.
  bool add_switches(const Unit& unit, std::uint32_t open, std::vector<Switch>& switches) const {
    std::uint32_t token = open;
    while (token > 0 && !unit.is(token, "if") && open - token < 24) --token;
    if (!unit.is(token, "if") || (token > 0 && unit.is(token - 1, "else"))) return false;
    for (++token; token < open;) {
      const bool denied = unit.is(token, "!");
      if (denied) ++token;
      if (!unit.is_name(token) || !unit.is(token + 1, ".") || !unit.is_name(token + 2)) return false;
      const auto found = filled_.find(unit[token + 2].text);
      if (found == filled_.end() || found->second.unit == nullptr || !found->second.is_switch) return false;
      switches.push_back({std::string(found->second.variable), !denied, found->second.by_default});
      token += 3;
      if (token == open) return true;
      if (!unit.is(token, "&&")) return false;
      ++token;
    }
    return true;
  }

  Program& program_;
  std::set<std::string_view> known_;
  std::map<std::string_view, Filled> filled_;
};

}  // namespace

void read_requirements(const World& world, Program& program) { Requirements(world, program).read(); }

}  // namespace seaworthy::code
