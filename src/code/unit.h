#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "code/program.h"
#include "code/token.h"

/// One source file with its brackets matched, its names, functions, imports and exports found.
namespace seaworthy::code {

constexpr std::uint32_t nowhere = 0xffffffff;

/// Half-open range of tokens.
struct Range {
  std::uint32_t begin = 0, end = 0;
  bool empty() const { return begin >= end; }
  std::uint32_t size() const { return end - begin; }
};

struct Function {
  std::string_view name;  ///< "" without one.
  std::uint32_t at = 0;   ///< First token: `function`, `func`, `def`, the parameter list.
  std::vector<std::string_view> parameters;
  Range body;  ///< Without its braces.
};

struct Declaration {
  enum class Kind : std::uint8_t {
    value,      ///< `init` is what it is set to.
    member,     ///< The part `member` of `init`: `const { a } = init`.
    parameter,  ///< Of functions[function], the one at `index`.
    function,   ///< functions[function]
    imported,   ///< `member` of `module`; "*" the module as a whole, "default" what it exports by default.
  };
  Kind kind = Kind::value;
  std::string_view name;
  Range scope;
  Range init;
  std::string_view member;
  std::string_view module;
  std::uint32_t function = 0, index = 0;
};

/// What a JavaScript module gives away under a name.
struct Export {
  Range value;              ///< An expression of this unit; empty when it comes from `module`.
  std::string_view module;  ///< `export ... from`
  std::string_view member;
};

struct Unit {
  SourceFile file;
  Language language = Language::javascript;
  std::vector<Token> tokens;
  std::vector<std::uint32_t> partner;    ///< Of a bracket its other one; else `nowhere`.
  std::vector<std::uint32_t> enclosing;  ///< The innermost open bracket around each token; `nowhere` at the top.
  std::vector<Function> functions;
  std::multimap<std::string_view, Declaration> names;
  std::map<std::string_view, Export> exports;
  std::vector<std::string_view> stars;    ///< `export * from`
  std::vector<std::string_view> modules;  ///< Everything that is imported or required.
  /// `this.name = init`, `name: init`, struct fields.
  std::multimap<std::string_view, Range> fields;
  bool imports_by_value = false;  ///< `require(something)`: what is loaded only a run can tell.

  const Token& operator[](std::uint32_t index) const { return tokens[index]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(tokens.size()); }
  bool is(std::uint32_t index, std::string_view text) const { return index < size() && tokens[index].is(text); }
  bool is_name(std::uint32_t index) const { return index < size() && tokens[index].kind == TokenKind::name; }
  bool is_string(std::uint32_t index) const { return index < size() && tokens[index].kind == TokenKind::string; }
  Span span(std::uint32_t index) const { return {file.id, tokens[index].begin, tokens[index].end}; }
  Span span(Range range) const;
  /// The innermost declaration of a name that is in force at a token; null for none.
  const Declaration* lookup(std::string_view name, std::uint32_t at) const;
  /// End of the expression that starts at a token: at a comma, a semicolon, a closing bracket or a new statement.
  std::uint32_t expression_end(std::uint32_t begin) const;
  /// What stands between two brackets, split at its commas.
  std::vector<Range> arguments(std::uint32_t open) const;
  /// The function whose text starts at a token (`async`, parentheses around are looked through); `nowhere` for none.
  std::uint32_t function_at(Range range) const;
};

/// Cuts a file into its tokens and finds what its top level declares, imports and exports.
Unit read_unit(const SourceFile& file, Language language);

/// `a.b(c).d` as its steps.
struct Step {
  std::string_view name;  ///< "" for a call of a call.
  std::uint32_t at = 0;
  bool called = false;
  std::uint32_t open = 0;  ///< The parenthesis, when `called`.
};
/// The steps of an expression; empty when it is anything else.
std::vector<Step> chain_of(const Unit& unit, Range range);
/// First token of the chain that the name at `at` ends.
std::uint32_t chain_begin(const Unit& unit, std::uint32_t at);

}  // namespace seaworthy::code
