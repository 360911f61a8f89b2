#include "code/unit.h"

#include <algorithm>

namespace seaworthy::code {
namespace {

constexpr std::uint32_t longest_chain = 64;

bool opens(const Token& token) { return token.is("(") || token.is("[") || token.is("{"); }
bool closes(const Token& token) { return token.is(")") || token.is("]") || token.is("}"); }

bool is_statement_word(std::string_view text) {
  return text == "if" || text == "for" || text == "while" || text == "switch" || text == "catch" ||
         text == "function" || text == "return" || text == "await" || text == "with" || text == "match" ||
         text == "super" || text == "func" || text == "fn" || text == "def" || text == "else";
}

class Reader {
 public:
  explicit Reader(Unit& unit) : unit_(unit) {}

  void read() {
    match_brackets();
    switch (unit_.language) {
      case Language::javascript:
        javascript();
        break;
      case Language::python:
        python();
        break;
      case Language::go:
        go();
        break;
      default:
        break;
    }
  }

 private:
  void match_brackets() {
    const std::uint32_t count = unit_.size();
    unit_.partner.assign(count, nowhere);
    unit_.enclosing.assign(count, nowhere);
    std::vector<std::uint32_t> open;
    std::uint32_t braces = 0;
    for (std::uint32_t index = 0; index < count; ++index) {
      const Token& token = unit_[index];
      if (closes(token)) {
        const std::string_view wanted = token.text == ")" ? "(" : token.text == "]" ? "[" : "{";
        // What is not balanced is given up as little as possible: a brace closes what stands open in it.
        if (wanted == "{" && braces > 0)
          while (!unit_.is(open.back(), "{")) open.pop_back();
        if (!open.empty() && unit_.is(open.back(), wanted)) {
          unit_.partner[open.back()] = index;
          unit_.partner[index] = open.back();
          open.pop_back();
          if (wanted == "{") --braces;
        }
      }
      unit_.enclosing[index] = open.empty() ? nowhere : open.back();
      if (opens(token)) open.push_back(index);
      if (token.is("{")) ++braces;
    }
  }

  /// The braces around a token, or the whole file.
  Range block_around(std::uint32_t at) const {
    for (std::uint32_t open = unit_.enclosing[at]; open != nowhere; open = unit_.enclosing[open])
      if (unit_.is(open, "{")) return {open + 1, std::min(unit_.partner[open], unit_.size())};
    return {0, unit_.size()};
  }

  void declare(std::string_view name, Declaration declaration) {
    declaration.name = name;
    unit_.names.emplace(name, declaration);
  }

  std::uint32_t add_function(std::string_view name, std::uint32_t at, std::vector<std::string_view> parameters,
                             Range body) {
    const auto index = static_cast<std::uint32_t>(unit_.functions.size());
    for (std::uint32_t each = 0; each < parameters.size(); ++each) {
      if (parameters[each].empty()) continue;
      Declaration parameter;
      parameter.kind = Declaration::Kind::parameter;
      parameter.scope = body;
      parameter.function = index;
      parameter.index = each;
      declare(parameters[each], parameter);
    }
    unit_.functions.push_back({name, at, std::move(parameters), body});
    return index;
  }

  std::vector<std::string_view> parameters(std::uint32_t open) const {
    std::vector<std::string_view> result;
    for (Range part : unit_.arguments(open)) {
      while (!part.empty() &&
             (unit_.is(part.begin, "...") || unit_.is(part.begin, "*") || unit_.is(part.begin, "private") ||
              unit_.is(part.begin, "public") || unit_.is(part.begin, "readonly")))
        ++part.begin;
      result.push_back(!part.empty() && unit_.is_name(part.begin) ? unit_[part.begin].text : std::string_view());
    }
    return result;
  }

  // --- JavaScript ---

  void javascript() {
    for (std::uint32_t at = 0; at < unit_.size(); ++at) {
      const Token& token = unit_[at];
      if (token.is("=>")) {
        arrow(at);
        continue;
      }
      if (token.kind != TokenKind::name) continue;
      const bool is_property = at > 0 && (unit_.is(at - 1, ".") || unit_.is(at - 1, "?."));
      if (!is_property) {
        if (token.text == "import") {
          javascript_import(at);
          continue;
        }
        if (token.text == "export") javascript_export(at);
        if (token.text == "const" || token.text == "let" || token.text == "var") variables(at);
        if (token.text == "function") {
          std::uint32_t name = at + 1;
          if (unit_.is(name, "*")) ++name;
          const std::uint32_t open = unit_.is_name(name) ? name + 1 : name;
          braced_function(unit_.is_name(name) ? unit_[name].text : std::string_view(), at, open);
          continue;
        }
        if (token.text == "require" && unit_.is(at + 1, "(")) {
          if (unit_.is_string(at + 2) && !unit_[at + 2].dynamic && unit_.is(at + 3, ")"))
            unit_.modules.push_back(unit_[at + 2].text);
          else if (!unit_.is(at + 2, ")"))
            unit_.imports_by_value = true;
        }
        if (unit_.is(at + 1, "(") && !is_statement_word(token.text)) method(at);
      }
      if ((token.text == "exports") && unit_.is(at + 1, "=") && is_property && unit_.is(at - 2, "module"))
        export_object(at + 2);
      if (token.text == "exports" && unit_.is(at + 1, ".") && unit_.is_name(at + 2) && unit_.is(at + 3, "="))
        unit_.exports[unit_[at + 2].text] = {{at + 4, unit_.expression_end(at + 4)}, {}, {}};
      // `this.app = ...`, `name: ...`, `private app = ...`
      if (unit_.is(at + 1, "=") && is_property && at >= 2 && unit_.is(at - 2, "this")) add_field(at, at + 2);
      if (unit_.is(at + 1, ":") && !unit_.is(at - 1, "?")) add_field(at, at + 2);
      if (at > 0 && (unit_.is(at - 1, "private") || unit_.is(at - 1, "public") || unit_.is(at - 1, "readonly") ||
                     unit_.is(at - 1, "protected") || unit_.is(at - 1, "static")))
        for (std::uint32_t next = at + 1; next < std::min(at + 12, unit_.size()); ++next) {
          if (unit_.is(next, ";") || unit_.is(next, "(") || unit_.is(next, "{")) break;
          if (unit_.is(next, "=")) {
            add_field(at, next + 1);
            break;
          }
        }
    }
  }

  void add_field(std::uint32_t name, std::uint32_t init) {
    if (init < unit_.size()) unit_.fields.emplace(unit_[name].text, Range{init, unit_.expression_end(init)});
  }

  void braced_function(std::string_view name, std::uint32_t at, std::uint32_t open) {
    if (!unit_.is(open, "(") || unit_.partner[open] == nowhere) return;
    const std::uint32_t body = brace_behind(unit_.partner[open] + 1);
    if (body == nowhere) return;
    const std::uint32_t index =
        add_function(name, at, parameters(open), {body + 1, std::min(unit_.partner[body], unit_.size())});
    if (name.empty()) return;
    Declaration declaration;
    declaration.kind = Declaration::Kind::function;
    declaration.scope = block_around(at);
    declaration.function = index;
    declare(name, declaration);
  }

  /// The brace of a body behind a parameter list, a type of the result looked over.
  std::uint32_t brace_behind(std::uint32_t at) const {
    if (unit_.is(at, "{")) return at;
    if (!unit_.is(at, ":")) return nowhere;
    for (++at; at < unit_.size(); ++at) {
      if (unit_.is(at, "{")) return at;
      if (unit_.is(at, ";") || unit_.is(at, "=>") || unit_.is(at, "=") || closes(unit_[at])) return nowhere;
      if (opens(unit_[at]) && unit_.partner[at] != nowhere) at = unit_.partner[at];
    }
    return nowhere;
  }

  void method(std::uint32_t at) {
    const std::uint32_t close = unit_.partner[at + 1];
    if (close == nowhere) return;
    const std::uint32_t body = brace_behind(close + 1);
    if (body == nowhere || (at > 0 && (unit_.is(at - 1, "new") || unit_.is(at - 1, "function")))) return;
    const std::uint32_t index =
        add_function(unit_[at].text, at, parameters(at + 1), {body + 1, std::min(unit_.partner[body], unit_.size())});
    Declaration declaration;
    declaration.kind = Declaration::Kind::function;
    declaration.scope = {nowhere, nowhere};  // Reached through an object only.
    declaration.function = index;
    declare(unit_[at].text, declaration);
  }

  void arrow(std::uint32_t at) {
    std::uint32_t begin = at - 1;
    std::vector<std::string_view> names;
    if (at > 0 && unit_.is(at - 1, ")") && unit_.partner[at - 1] != nowhere) {
      begin = unit_.partner[at - 1];
      names = parameters(begin);
    } else if (at > 0 && unit_.is_name(at - 1) && !(at > 1 && unit_.is(at - 2, ":"))) {
      names = {unit_[at - 1].text};
    } else {
      // `(a): Promise<void> =>`
      std::uint32_t back = at;
      while (back > 0 && at - back < 24 && !unit_.is(back - 1, ")")) --back;
      if (back == 0 || !unit_.is(back - 1, ")") || unit_.partner[back - 1] == nowhere || !unit_.is(back, ":")) return;
      begin = unit_.partner[back - 1];
      names = parameters(begin);
    }
    Range body{at + 1, unit_.expression_end(at + 1)};
    if (unit_.is(at + 1, "{") && unit_.partner[at + 1] != nowhere) body = {at + 2, unit_.partner[at + 1]};
    std::string_view name;
    std::uint32_t before = begin;
    if (before > 0 && unit_.is(before - 1, "async")) --before;
    if (before > 1 && unit_.is(before - 1, "=") && unit_.is_name(before - 2)) name = unit_[before - 2].text;
    add_function(name, before, std::move(names), body);
  }

  void javascript_import(std::uint32_t at) {
    if (unit_.is(at + 1, "(")) {
      if (unit_.is_string(at + 2) && !unit_[at + 2].dynamic)
        unit_.modules.push_back(unit_[at + 2].text);
      else
        unit_.imports_by_value = true;
      return;
    }
    if (unit_.is(at + 1, ".")) {
      if (unit_.is(at + 3, ".") && unit_.is(at + 4, "glob")) unit_.imports_by_value = true;
      return;
    }
    if (unit_.is_string(at + 1)) return unit_.modules.push_back(unit_[at + 1].text);
    if (unit_.is(at + 1, "type") && !unit_.is(at + 2, "from") && !unit_.is(at + 2, ",")) return;
    std::uint32_t end = at + 1;
    while (end < unit_.size() && !unit_.is_string(end) && !unit_.is(end, ";") && !unit_.is(end, "=")) ++end;
    if (!unit_.is_string(end)) return;
    const std::string_view module = unit_[end].text;
    unit_.modules.push_back(module);
    const auto add = [&](std::string_view name, std::string_view member) {
      Declaration declaration;
      declaration.kind = Declaration::Kind::imported;
      declaration.scope = {0, unit_.size()};
      declaration.member = member;
      declaration.module = module;
      declare(name, declaration);
    };
    for (std::uint32_t each = at + 1; each < end; ++each) {
      if (unit_.is(each, "{")) {
        const std::uint32_t close = unit_.partner[each];
        if (close == nowhere) return;
        for (const Range& part : unit_.arguments(each)) {
          if (part.empty() || !unit_.is_name(part.begin)) continue;
          add(unit_[part.end - 1].text, unit_[part.begin].text);
        }
        each = close;
      } else if (unit_.is(each, "*") && unit_.is(each + 1, "as")) {
        add(unit_[each + 2].text, "*");
        each += 2;
      } else if (unit_.is_name(each) && unit_[each].text != "from") {
        add(unit_[each].text, "default");
      }
    }
  }

  void javascript_export(std::uint32_t at) {
    std::uint32_t next = at + 1;
    if (unit_.is(next, "*")) {
      const std::uint32_t from = unit_.is(next + 1, "as") ? next + 4 : next + 2;
      if (unit_.is_string(from)) {
        unit_.modules.push_back(unit_[from].text);
        if (unit_.is(next + 1, "as"))
          unit_.exports[unit_[next + 2].text] = {{}, unit_[from].text, "*"};
        else
          unit_.stars.push_back(unit_[from].text);
      }
      return;
    }
    if (unit_.is(next, "default")) {
      unit_.exports["default"] = {{next + 1, unit_.expression_end(next + 1)}, {}, {}};
      return;
    }
    if (unit_.is(next, "{")) {
      const std::uint32_t close = unit_.partner[next];
      if (close == nowhere) return;
      const bool from = unit_.is(close + 1, "from") && unit_.is_string(close + 2);
      if (from) unit_.modules.push_back(unit_[close + 2].text);
      for (const Range& part : unit_.arguments(next)) {
        if (part.empty()) continue;
        const std::string_view name = unit_[part.end - 1].text;
        if (from)
          unit_.exports[name] = {{}, unit_[close + 2].text, unit_[part.begin].text};
        else
          unit_.exports[name] = {{part.begin, part.begin + 1}, {}, {}};
      }
      return;
    }
    if (unit_.is(next, "async")) ++next;
    if (unit_.is(next, "const") || unit_.is(next, "let") || unit_.is(next, "var") || unit_.is(next, "function") ||
        unit_.is(next, "class"))
      if (unit_.is_name(next + 1)) unit_.exports[unit_[next + 1].text] = {{next + 1, next + 2}, {}, {}};
  }

  /// `module.exports = x` or `= { a, b: c }`
  void export_object(std::uint32_t begin) {
    if (begin >= unit_.size()) return;
    unit_.exports["default"] = {{begin, unit_.expression_end(begin)}, {}, {}};
    if (!unit_.is(begin, "{")) return;
    for (const Range& part : unit_.arguments(begin)) {
      if (part.empty() || !unit_.is_name(part.begin)) continue;
      Range value = part;
      if (unit_.is(part.begin + 1, ":") && part.size() > 2) value.begin += 2;
      unit_.exports[unit_[part.begin].text] = {value, {}, {}};
    }
  }

  void variables(std::uint32_t at) {
    for (std::uint32_t name = at + 1; name < unit_.size();) {
      Declaration declaration;
      declaration.scope = block_around(at);
      if (unit_.is(name, "{") && unit_.partner[name] != nowhere) {
        const std::uint32_t close = unit_.partner[name];
        std::uint32_t equals = close + 1;
        while (equals < unit_.size() && !unit_.is(equals, "=") && !unit_.is(equals, ";") && !unit_.is(equals, "of"))
          ++equals;
        if (!unit_.is(equals, "=")) return;
        const std::uint32_t end = unit_.expression_end(equals + 1);
        for (const Range& part : unit_.arguments(name)) {
          if (part.empty() || !unit_.is_name(part.begin)) continue;
          declaration.kind = Declaration::Kind::member;
          declaration.init = {equals + 1, end};
          declaration.member = unit_[part.begin].text;
          const bool renamed = unit_.is(part.begin + 1, ":") && unit_.is_name(part.begin + 2);
          declare(renamed ? unit_[part.begin + 2].text : declaration.member, declaration);
        }
        if (!unit_.is(end, ",")) return;
        name = end + 1;
        continue;
      }
      if (!unit_.is_name(name)) return;
      std::uint32_t equals = name + 1;
      if (unit_.is(equals, ":"))
        while (equals < unit_.size() && !unit_.is(equals, "=") && !unit_.is(equals, ";") &&
               !(unit_[equals].line_start && !closes(unit_[equals]))) {
          if (opens(unit_[equals]) && unit_.partner[equals] != nowhere) equals = unit_.partner[equals];
          ++equals;
        }
      std::uint32_t end = equals;
      if (unit_.is(equals, "=")) {
        end = unit_.expression_end(equals + 1);
        declaration.init = {equals + 1, end};
      }
      declare(unit_[name].text, declaration);
      if (!unit_.is(end, ",")) return;
      name = end + 1;
    }
  }

  // --- Python ---

  std::uint32_t column(std::uint32_t at) const {
    const std::size_t begin = unit_[at].begin;
    const std::size_t line = unit_.file.text.rfind('\n', begin == 0 ? 0 : begin - 1);
    return static_cast<std::uint32_t>(line == std::string_view::npos || begin == 0 ? begin : begin - line - 1);
  }

  /// Up to the first line that is indented no further than `at`.
  std::uint32_t suite_end(std::uint32_t at, std::uint32_t from) const {
    const std::uint32_t limit = column(at);
    for (std::uint32_t each = from; each < unit_.size(); ++each) {
      if (opens(unit_[each]) && unit_.partner[each] != nowhere) {
        each = unit_.partner[each];
        continue;
      }
      if (unit_[each].line_start && column(each) <= limit) return each;
    }
    return unit_.size();
  }

  void python() {
    std::vector<Range> suites;  // Of the functions around the current token.
    const auto scope = [&](std::uint32_t at) {
      while (!suites.empty() && at >= suites.back().end) suites.pop_back();
      return suites.empty() ? Range{0, unit_.size()} : suites.back();
    };
    for (std::uint32_t at = 0; at < unit_.size(); ++at) {
      const Token& token = unit_[at];
      if (token.kind != TokenKind::name) continue;
      const bool starts = token.line_start && unit_.enclosing[at] == nowhere;
      if (token.text == "def" && unit_.is_name(at + 1) && unit_.is(at + 2, "(") && unit_.partner[at + 2] != nowhere) {
        std::uint32_t colon = unit_.partner[at + 2] + 1;
        while (colon < unit_.size() && !unit_.is(colon, ":")) ++colon;
        std::uint32_t begin = at;
        while (begin > 0 && !unit_[begin].line_start) --begin;
        const Range outer = scope(at);
        const Range body{colon + 1, suite_end(begin, colon + 1)};
        const std::uint32_t index = add_function(unit_[at + 1].text, at, parameters(at + 2), body);
        Declaration declaration;
        declaration.kind = Declaration::Kind::function;
        declaration.scope = outer;
        declaration.function = index;
        declare(unit_[at + 1].text, declaration);
        suites.push_back(body);
        continue;
      }
      if (starts && token.text == "from") {
        python_from(at);
        continue;
      }
      if (starts && token.text == "import") {
        python_import(at);
        continue;
      }
      if (!starts) continue;
      // `a = ...`, `a: int = ...`, `self.a = ...`
      std::uint32_t name = at;
      const bool field = token.text == "self" && unit_.is(at + 1, ".") && unit_.is_name(at + 2);
      if (field) name = at + 2;
      std::uint32_t equals = name + 1;
      if (unit_.is(equals, ":"))
        while (equals < unit_.size() && !unit_.is(equals, "=") && !unit_[equals].line_start) {
          if (opens(unit_[equals]) && unit_.partner[equals] != nowhere) equals = unit_.partner[equals];
          ++equals;
        }
      if (!unit_.is(equals, "=")) continue;
      const Range init{equals + 1, unit_.expression_end(equals + 1)};
      unit_.fields.emplace(unit_[name].text, init);
      if (field) continue;
      Declaration declaration;
      declaration.scope = scope(at);
      declaration.init = init;
      declare(token.text, declaration);
    }
  }

  /// `a.b.c` from its tokens on; `at` comes to stand behind it.
  std::string_view dotted(std::uint32_t& at) const {
    const std::uint32_t begin = at;
    while (at < unit_.size() && !(unit_[at].line_start && at != begin) &&
           ((unit_.is_name(at) && !unit_.is(at, "import") && !unit_.is(at, "as")) || unit_.is(at, ".") ||
            unit_.is(at, "...") || unit_.is(at, "..")))
      ++at;
    if (at == begin) return {};
    return unit_.file.text.substr(unit_[begin].begin, unit_[at - 1].end - unit_[begin].begin);
  }

  void python_from(std::uint32_t at) {
    ++at;
    const std::string_view module = dotted(at);
    if (module.empty() || !unit_.is(at, "import")) return;
    unit_.modules.push_back(module);
    std::uint32_t end = ++at;
    if (unit_.is(at, "(") && unit_.partner[at] != nowhere) {
      end = unit_.partner[at];
      ++at;
    } else {
      while (end < unit_.size() && !unit_[end].line_start) ++end;
    }
    while (at < end) {
      const std::uint32_t member = at;
      std::uint32_t name = at;
      if (unit_.is(at + 1, "as")) name = at + 2;
      if (unit_.is(member, "*")) unit_.stars.push_back(module);
      if (unit_.is_name(member) && unit_.is_name(name)) {
        Declaration declaration;
        declaration.kind = Declaration::Kind::imported;
        declaration.scope = {0, unit_.size()};
        declaration.module = module;
        declaration.member = unit_[member].text;
        declare(unit_[name].text, declaration);
      }
      at = name + 1;
      while (at < end && !unit_.is_name(at) && !unit_.is(at, "*")) ++at;
    }
  }

  /// Enters a module that the file imports as a whole.
  Declaration whole_module(std::string_view module) {
    unit_.modules.push_back(module);
    Declaration declaration;
    declaration.kind = Declaration::Kind::imported;
    declaration.scope = {0, unit_.size()};
    declaration.module = module;
    declaration.member = "*";
    return declaration;
  }

  void python_import(std::uint32_t at) {
    ++at;
    while (at < unit_.size() && !unit_[at].line_start) {
      const std::uint32_t first = at;
      const std::string_view module = dotted(at);
      if (module.empty()) return;
      const Declaration declaration = whole_module(module);
      if (unit_.is(at, "as") && unit_.is_name(at + 1)) {
        declare(unit_[at + 1].text, declaration);
        at += 2;
      } else if (module.find('.') == std::string_view::npos) {
        declare(unit_[first].text, declaration);
      }
      if (!unit_.is(at, ",")) return;
      ++at;
    }
  }

  // --- Go ---

  void go() {
    for (std::uint32_t at = 0; at < unit_.size(); ++at) {
      const Token& token = unit_[at];
      if (token.is(":=") || (token.is("=") && at > 0 && unit_.is_name(at - 1))) go_assignment(at);
      if (token.kind != TokenKind::name) continue;
      if (token.text == "import") {
        at = go_import(at);
        continue;
      }
      if (token.text == "func") go_function(at);
      if (unit_.is(at + 1, ":") && unit_.enclosing[at] != nowhere && unit_.is(unit_.enclosing[at], "{") &&
          (unit_.is(at - 1, "{") || unit_.is(at - 1, ",")))
        add_field(at, at + 2);
      // Port string `env:"PORT"`
      if (at > 0 && token.line_start && unit_.is_name(at + 1) && unit_.is_string(at + 2) && !unit_[at + 2].line_start &&
          unit_.file.text[unit_[at + 2].begin] == '`')
        unit_.fields.emplace(token.text, Range{at + 2, at + 3});
    }
  }

  std::uint32_t go_import(std::uint32_t at) {
    std::uint32_t end = at + 1;
    if (unit_.is(at + 1, "(") && unit_.partner[at + 1] != nowhere)
      end = unit_.partner[at + 1];
    else
      while (end < unit_.size() && !unit_.is_string(end - 1)) ++end;
    for (std::uint32_t each = at + 1; each < end && each < unit_.size(); ++each) {
      if (!unit_.is_string(each)) continue;
      const std::string_view module = unit_[each].text;
      const Declaration declaration = whole_module(module);
      std::string_view name = module.substr(module.rfind('/') + 1);
      // `.../echo/v4` is called echo.
      if (name.size() > 1 && name[0] == 'v' && name.find_first_not_of("0123456789", 1) == std::string_view::npos &&
          module.rfind('/') != std::string_view::npos) {
        const std::string_view rest = module.substr(0, module.rfind('/'));
        name = rest.substr(rest.rfind('/') + 1);
      }
      if (unit_.is_name(each - 1) && unit_[each - 1].text != "import") name = unit_[each - 1].text;
      declare(name, declaration);
    }
    return end - (unit_.is(at + 1, "(") ? 0 : 1);
  }

  void go_function(std::uint32_t at) {
    std::uint32_t open = at + 1;
    bool is_method = false;
    if (unit_.is(open, "(") && unit_.partner[open] != nowhere && unit_.is_name(unit_.partner[open] + 1) &&
        unit_.is(unit_.partner[open] + 2, "(")) {
      open = unit_.partner[open] + 1;
      is_method = true;
    }
    std::string_view name;
    if (unit_.is_name(open)) name = unit_[open++].text;
    if (unit_.is(open, "[") && unit_.partner[open] != nowhere) open = unit_.partner[open] + 1;
    if (!unit_.is(open, "(") || unit_.partner[open] == nowhere) return;
    std::uint32_t body = unit_.partner[open] + 1;
    while (body < unit_.size() && !unit_.is(body, "{")) {
      if (unit_[body].line_start || unit_.is(body, ",") || unit_.is(body, ";") || closes(unit_[body])) return;
      if (opens(unit_[body]) && unit_.partner[body] != nowhere) body = unit_.partner[body];
      // `func() interface{} {`
      ++body;
      if (unit_.is(body - 1, "interface") && unit_.is(body, "{") && unit_.partner[body] != nowhere)
        body = unit_.partner[body] + 1;
    }
    if (body >= unit_.size()) return;
    const std::uint32_t index =
        add_function(name, at, parameters(open), {body + 1, std::min(unit_.partner[body], unit_.size())});
    if (name.empty()) return;
    Declaration declaration;
    declaration.kind = Declaration::Kind::function;
    declaration.scope = is_method ? Range{nowhere, nowhere} : Range{0, unit_.size()};
    declaration.function = index;
    declare(name, declaration);
  }

  void go_assignment(std::uint32_t at) {
    std::uint32_t begin = at;
    while (begin > 0 && !unit_[begin].line_start && unit_.enclosing[begin - 1] == unit_.enclosing[at] &&
           !unit_.is(begin - 1, ";") && !unit_.is(begin - 1, "if") && !unit_.is(begin - 1, "var") &&
           !unit_.is(begin - 1, "for") && !unit_.is(begin - 1, "{"))
      --begin;
    const Range init{at + 1, unit_.expression_end(at + 1)};
    // `s.router = x`
    if (unit_.is_name(at - 1) && at >= 2 && unit_.is(at - 2, ".")) {
      unit_.fields.emplace(unit_[at - 1].text, init);
      return;
    }
    if (unit_.is(begin, "const") || unit_.is(begin, "var")) ++begin;
    if (!unit_.is_name(begin)) return;
    Declaration declaration;
    declaration.scope = block_around(at);
    // What `if x := ...; cond {` declares is good in the block behind it.
    if (begin > 0 && unit_.is(begin - 1, "if")) declaration.scope = block_around(begin - 1);
    declaration.init = init;
    declare(unit_[begin].text, declaration);
  }

  Unit& unit_;
};

bool continues_before(const Token& token) {
  if (token.kind == TokenKind::name)
    return token.text == "return" || token.text == "new" || token.text == "await" || token.text == "typeof";
  return token.kind == TokenKind::punctuation && !closes(token) && token.text != "++" && token.text != "--";
}

bool continues_after(const Token& token) {
  return token.kind == TokenKind::punctuation && !opens(token) && token.text != "@" && token.text != "!" &&
         token.text != "++" && token.text != "--" && token.text != "..." && token.text != "-";
}

}  // namespace

Span Unit::span(Range range) const {
  if (range.empty() || range.begin >= size()) return {};
  return {file.id, tokens[range.begin].begin, tokens[std::min(range.end, size()) - 1].end};
}

const Declaration* Unit::lookup(std::string_view name, std::uint32_t at) const {
  const Declaration* best = nullptr;
  const auto [first, last] = names.equal_range(name);
  for (auto each = first; each != last; ++each) {
    const Declaration& found = each->second;
    if (at < found.scope.begin || at >= found.scope.end) continue;
    if (best == nullptr || found.scope.size() < best->scope.size()) best = &found;
  }
  return best;
}

std::uint32_t Unit::expression_end(std::uint32_t begin) const {
  const bool lines_end = language == Language::javascript || language == Language::python || language == Language::go ||
                         language == Language::ruby;
  std::uint32_t at = begin;
  // No expression that means anything here has more parts; hostile ones must not cost more than their length.
  for (std::uint32_t parts = 0; at < size() && parts < 2000; ++parts) {
    const Token& token = tokens[at];
    if (token.is(";") || token.is(",") || closes(token)) return at;
    if (at > begin && token.line_start && lines_end) {
      const bool goes_on = language == Language::python ? enclosing[at] != nowhere
                           : language == Language::go   ? continues_before(tokens[at - 1])
                                                        : continues_before(tokens[at - 1]) || continues_after(token);
      if (!goes_on) return at;
    }
    at = opens(token) && partner[at] != nowhere ? partner[at] + 1 : at + 1;
  }
  return at;
}

std::vector<Range> Unit::arguments(std::uint32_t open) const {
  std::vector<Range> result;
  const std::uint32_t close = open < size() ? partner[open] : nowhere;
  if (close == nowhere) return result;
  std::uint32_t begin = open + 1;
  // `Map<a, b>` of a type splits as well; nothing that is asked for here has such parameters.
  for (std::uint32_t at = open + 1; at <= close; ++at) {
    if (at == close || is(at, ",")) {
      if (at > begin) result.push_back({begin, at});
      begin = at + 1;
    } else if (opens(tokens[at]) && partner[at] != nowhere) {
      at = partner[at];
    }
  }
  return result;
}

std::uint32_t Unit::function_at(Range range) const {
  for (std::uint32_t at = range.begin; at < range.end && at < range.begin + 3; ++at) {
    const auto found = std::ranges::find(functions, at, &Function::at);
    if (found != functions.end()) return static_cast<std::uint32_t>(found - functions.begin());
    if (!is(at, "async") && !is(at, "(")) break;
  }
  return nowhere;
}

Unit read_unit(const SourceFile& file, Language language) {
  Unit unit;
  unit.file = file;
  unit.language = language;
  unit.tokens = tokens(file.text, language);
  Reader(unit).read();
  return unit;
}

std::vector<Step> chain_of(const Unit& unit, Range range) {
  while (!range.empty() && (unit.is(range.begin, "await") || unit.is(range.begin, "new") || unit.is(range.begin, "&") ||
                            unit.is(range.begin, "*") || unit.is(range.begin, "return")))
    ++range.begin;
  // `(x)`, `x as T`, `x!`
  if (unit.is(range.begin, "(") && unit.partner[range.begin] == range.end - 1) {
    ++range.begin;
    --range.end;
  }
  std::vector<Step> steps;
  std::uint32_t at = range.begin;
  bool wants_name = true;
  while (at < range.end && at < unit.size()) {
    if (steps.size() > longest_chain) return {};
    if (unit.is(at, "as") && !wants_name) break;
    if (wants_name && unit.is_name(at)) {
      steps.push_back({unit[at].text, at, false, 0});
      wants_name = false;
      ++at;
    } else if (!wants_name && unit.is(at, "(") && unit.partner[at] != nowhere) {
      if (steps.back().called) steps.push_back({"", at, false, 0});
      steps.back().called = true;
      steps.back().open = at;
      at = unit.partner[at] + 1;
    } else if (!wants_name && (unit.is(at, ".") || unit.is(at, "?.") || unit.is(at, "::"))) {
      wants_name = true;
      ++at;
    } else if (!wants_name && unit.is(at, "!")) {
      ++at;
    } else if (!wants_name && unit.is(at, "<") && unit.language == Language::javascript) {
      // `express<T>()`
      while (at < range.end && !unit.is(at, ">")) ++at;
      ++at;
    } else {
      return {};
    }
  }
  return wants_name ? std::vector<Step>{} : steps;
}

std::uint32_t chain_begin(const Unit& unit, std::uint32_t at) {
  std::uint32_t begin = at;
  for (std::uint32_t steps = 0; steps < longest_chain && begin >= 2 &&
                                (unit.is(begin - 1, ".") || unit.is(begin - 1, "?.") || unit.is(begin - 1, "::"));
       ++steps) {
    std::uint32_t before = begin - 2;
    while (unit.is(before, ")") && unit.partner[before] != nowhere) {
      const std::uint32_t open = unit.partner[before];
      if (open == 0) return begin;
      before = open - 1;
    }
    if (!unit.is_name(before)) {
      if (unit.is(before + 1, "(")) return before + 1;  // `(x).y`
      return begin;
    }
    begin = before;
  }
  return begin;
}

}  // namespace seaworthy::code
