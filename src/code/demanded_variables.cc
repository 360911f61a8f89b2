#include <algorithm>
#include <array>

#include "base/name_text.h"
#include "code/program.h"
#include "code/routing.h"

/// Variables that settings of frameworks ask for word by word, in languages whose configuration is not followed as a
/// program is: Ruby, Elixir, Rust.
namespace seaworthy::code {
namespace {

/// A call that ends the program when the variable in it is missing. Behind its parenthesis stands one of `followed_by`
/// (blanks and line ends do not count), and none of `not_by`.
struct Demand {
  std::string_view call;
  std::array<std::string_view, 2> followed_by;
  std::array<std::string_view, 2> not_by;
};
constexpr Demand demands[] = {{"ENV.fetch(", {}, {"{", "do"}},
                              {"System.fetch_env!(", {}, {}},
                              {"System.get_env(", {"|| raise", "||raise"}, {}},
                              {"env::var(", {".expect(", ".unwrap()"}, {}}};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Text with every run of blanks as one of them, of the first bytes behind a call.
std::string squeezed(std::string_view text) {
  constexpr std::size_t enough = 80;
  std::string result;
  for (const char c : text.substr(0, enough))
    if (!is_blank(c))
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  return result;
}

std::string_view line_around(std::string_view text, std::size_t at, std::size_t& begin) {
  begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return text.substr(begin, std::min(text.find('\n', at), text.size()) - begin);
}

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

/// Whether a condition of a template is open where the text ends: `<% if ENV["BUCKET"] %>`, in the YAML of Rails, where
/// what it holds is not indented.
bool is_in_template_condition(std::string_view text) {
  int depth = 0;
  for (std::size_t at = text.find("<%"); at != std::string_view::npos; at = text.find("<%", at + 2)) {
    std::string_view code = text.substr(at + 2, text.find("%>", at) - at - 2);
    while (!code.empty() && (is_blank(code.front()) || code.front() == '-')) code.remove_prefix(1);
    if (code.starts_with("if ") || code.starts_with("unless ") || code.ends_with(" do ") || code.ends_with("| "))
      ++depth;
    else if (code == "end" || code.starts_with("end ") || code.starts_with("end-"))
      --depth;
  }
  return depth > 0;
}

/// Whether the statement runs whatever happens: not a comment, not below or beside a condition, not in a method. That
/// a release is built for production goes without saying.
bool runs_always(std::string_view text, std::size_t at) {
  std::size_t begin = 0;
  std::string_view line = line_around(text, at, begin);
  const std::string_view head = line.substr(0, at - begin);
  if (head.find('#') != std::string_view::npos || head.find("//") != std::string_view::npos) return false;
  for (const std::string_view word : {" if ", " unless ", " ? ", "->"})
    if (line.find(word) != std::string_view::npos) return false;
  if (is_in_template_condition(text.substr(0, begin))) return false;
  for (std::size_t indent = indent_of(line); indent > 0 && begin > 0;) {
    line = line_around(text, begin - 1, begin);
    const std::size_t outer = indent_of(line);
    if (outer >= indent || outer == line.size()) continue;
    indent = outer;
    const std::string_view opening = line.substr(outer);
    if (opening.starts_with("if config_env() == :prod")) continue;
    for (const std::string_view word : {"if ", "unless ", "case ", "when ", "else", "elsif", "def ", "begin", "match "})
      if (opening.starts_with(word) || opening.find(" = if ") != std::string_view::npos) return false;
  }
  return true;
}

void add_calls(const SourceFile& file, const Demand& demand, Program& program) {
  for (std::size_t at = file.text.find(demand.call); at != std::string_view::npos;
       at = file.text.find(demand.call, at + 1)) {
    const std::size_t quote = at + demand.call.size();
    if (quote >= file.text.size() || (file.text[quote] != '"' && file.text[quote] != '\'')) continue;
    const std::size_t close = file.text.find(file.text[quote], quote + 1);
    if (close == std::string_view::npos || close + 1 >= file.text.size() || file.text[close + 1] != ')') continue;
    const std::string_view name = file.text.substr(quote + 1, close - quote - 1);
    std::string behind = squeezed(file.text.substr(close + 2));
    if (behind.starts_with(' ')) behind.erase(0, 1);
    const auto follows = [&](std::string_view words) { return !words.empty() && behind.starts_with(words); };
    const bool wanted = demand.followed_by.front().empty() || std::ranges::any_of(demand.followed_by, follows);
    if (!wanted || std::ranges::any_of(demand.not_by, follows) || !ascii::is_variable_name(name) ||
        !runs_always(file.text, at))
      continue;
    if (std::ranges::any_of(program.required, [&](const RequiredVariable& known) { return known.name == name; }))
      continue;
    const auto begin = static_cast<std::uint32_t>(quote + 1);
    program.required.push_back(
        {std::string(name), {file.id, begin, begin + static_cast<std::uint32_t>(name.size())}, {}});
  }
}

/// `if System.get_env("PHX_SERVER") do config ..., server: true`, and nothing else that turns the server on.
void read_server_switch(const SourceFile& file, Program& program) {
  constexpr std::string_view question = "if System.get_env(\"";
  const std::size_t on = file.text.find("server: true");
  if (on == std::string_view::npos || file.text.find("server: true", on + 1) != std::string_view::npos) return;
  const std::size_t at = file.text.rfind(question, on);
  if (at == std::string_view::npos || on - at > 200) return;
  const std::size_t begin = at + question.size(), end = file.text.find('"', begin);
  if (end == std::string_view::npos || file.text.substr(at, on - at).find("\nend") != std::string_view::npos) return;
  program.start.server_switch = {file.text.substr(begin, end - begin),
                                 {file.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}};
}

/// `host = System.get_env("PHX_HOST") || "example.com"`
void read_placeholder_host(const SourceFile& file, Program& program) {
  constexpr std::string_view question = "System.get_env(\"", placeholder = "\") || \"example.com\"";
  const std::size_t end = file.text.find(placeholder);
  if (end == std::string_view::npos) return;
  const std::size_t at = file.text.rfind(question, end);
  if (at == std::string_view::npos) return;
  const std::size_t begin = at + question.size();
  if (file.text.substr(begin, end - begin).find_first_of("\"\n") != std::string_view::npos) return;
  program.start.placeholder_host = {file.text.substr(begin, end - begin),
                                    {file.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}};
}

}  // namespace

void read_demanded_variables(Tree& tree, std::string_view path, Program& program) {
  const std::optional<SourceFile> file = tree.read(path);
  if (!file.has_value()) return;
  for (const Demand& demand : demands) add_calls(*file, demand, program);
}

/// `port: String.to_integer(System.get_env("PORT") || "4000")`, `System.get_env("PORT", "4000")`: where it listens.
void read_elixir_port(const SourceFile& file, Program& program) {
  constexpr std::string_view question = "System.get_env(\"PORT\"";
  const std::size_t at = file.text.find(question);
  if (at == std::string_view::npos || file.text.find(question, at + 1) != std::string_view::npos) return;
  const std::size_t line = file.text.find('\n', at);
  const std::string_view rest = file.text.substr(at + question.size(), line - at - question.size());
  const std::size_t open = rest.find('"');
  const std::size_t close = open == std::string_view::npos ? open : rest.find('"', open + 1);
  if (close == std::string_view::npos) return;
  ListenCall call;
  call.port = {.text = std::string(rest.substr(open + 1, close - open - 1)),
               .variable = "PORT",
               .known = true,
               .span = {file.id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + question.size())}};
  call.span = call.port.span;
  program.listens.push_back(std::move(call));
  program.listens_known = true;
}

Program read_elixir_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "Elixir";
  program.doubt = "the routing of Phoenix is not read";
  std::string path(folder);
  if (!path.empty()) path += '/';
  path += "config/runtime.exs";
  read_demanded_variables(tree, path, program);
  if (const std::optional<SourceFile> file = tree.read(path); file.has_value()) {
    read_server_switch(*file, program);
    read_placeholder_host(*file, program);
    read_elixir_port(*file, program);
  }
  program.files = 1;
  return program;
}

}  // namespace seaworthy::code
