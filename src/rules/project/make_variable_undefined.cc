#include "rules/rule.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/edit_distance.h"
#include "project/model.h"
#include "rules/lib/make_targets.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::make_variable_undefined {

/// Whether anything of a Makefile may give a variable a value: an assignment, `define`, `foreach`, a line of a target
/// (`deploy: TAG = ...`), or a test that tells that the caller gives it.
static bool is_given(std::string_view text, std::string_view name) {
  const auto inside = [](char c) { return c == '_' || is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); };
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at > 0 && inside(text[at - 1])) || (end < text.size() && inside(text[end]))) continue;
    // `$(NAME)` alone uses it.
    const bool is_use = at >= 2 && text[at - 2] == '$' && (text[at - 1] == '(' || text[at - 1] == '{') &&
                        end < text.size() && (text[end] == ')' || text[end] == '}');
    if (!is_use) return true;
    const std::size_t line = text.rfind('\n', at) == std::string_view::npos ? 0 : text.rfind('\n', at) + 1;
    const std::string_view head = text.substr(line, at - line);
    for (const std::string_view word : {"ifdef", "ifndef", "ifeq", "ifneq", "$(if ", "$(or ", "test ", "[ ", "@echo"})
      if (contains(head, word)) return true;
  }
  return false;
}

/// The variable of the Makefile whose name is spelled almost like another one; "" where none is.
static std::string_view nearest_defined(std::string_view text, std::string_view name) {
  constexpr unsigned most = 2;
  std::string_view nearest;
  unsigned best = most + 1;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.starts_with("export ")) line.remove_prefix(std::string_view("export ").size());
    const std::string_view defined = line.substr(0, line.find_first_of(" \t:?+="));
    const std::size_t sign = line.find_first_not_of(" \t:?+", defined.size());
    if (defined.empty() || sign == std::string_view::npos || line[sign] != '=') continue;
    const unsigned distance = edit_distance(defined, name, most);
    if (distance < best && name.size() > 3) nearest = defined, best = distance;
  }
  return nearest;
}

static void check(const project::File& file, Report& report) {
  const std::string_view name = base_name(file.path);
  if (file.kind != project::FileKind::makefile || !file.has_content || !contains(name, "akefile")) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  // What another file or a generator brings is not known.
  if (make_targets(report.project(), file).open || contains(text, "$(eval") || contains(text, "include ") ||
      contains(text, "$(call"))
    return report.skip();
  bool any = false;
  std::set<std::string_view> told;
  for (std::size_t index = 0; index < file.embedded.size(); ++index) {
    const shell::Script* const recipe = file.embedded[index];
    if (recipe == nullptr) continue;
    for (const shell::Node* const node : recipe->commands) {
      const std::string_view command = report.text(node->span);
      if (!contains(command, "docker") && !contains(command, "kubectl") && !contains(command, "helm")) continue;
      for (std::size_t at = command.find('$'); at != std::string_view::npos; at = command.find('$', at + 1)) {
        if (at + 2 >= command.size() || (command[at + 1] != '(' && command[at + 1] != '{') ||
            (at > 0 && command[at - 1] == '$'))
          continue;
        const std::size_t close = command.find_first_of(")} ,:$", at + 2);
        if (close == std::string_view::npos || (command[close] != ')' && command[close] != '}')) continue;
        const std::string_view variable = command.substr(at + 2, close - at - 2);
        // Those in capitals are the author's own; one that Make or the shell brings is not among them.
        const bool own = variable.size() > 2 && std::ranges::all_of(variable, [](char c) {
                           return c == '_' || is_digit(c) || (c >= 'A' && c <= 'Z');
                         });
        if (!own || is_one_of("MAKE MAKEFILE_LIST MAKEFLAGS MAKECMDGOALS CURDIR HOME USER PWD SHELL PATH UID GID CI "
                              "HOSTNAME TMPDIR LOGNAME GITHUB_TOKEN GITHUB_SHA CI_COMMIT_SHA DOCKER_HOST",
                              variable))
          continue;
        any = true;
        // An argument that is meant for the caller is told of somewhere: `make deploy TAG=1.2`.
        using project::FileKind;
        if (is_given(text, variable) ||
            is_spoken_of(report.project(),
                         {FileKind::readme, FileKind::documentation, FileKind::script, FileKind::ci, FileKind::env,
                          FileKind::env_template},
                         variable) ||
            !told.insert(variable).second)
          continue;
        const auto begin = static_cast<std::uint32_t>(node->span.begin + at);
        const Span span{file.source, begin, static_cast<std::uint32_t>(begin + close - at + 1)};
        if (const std::string_view meant = nearest_defined(text, variable); !meant.empty())
          report.at(span, "Nothing gives `{}` a value, so Make puts nothing here; `{}` has one", variable, meant);
        else
          // Whoever calls Make may give it.
          report.at(span, "Nothing gives `{}` a value, so Make puts nothing here unless its caller does", variable)
              .confidence(Confidence::possible)
              .severity(Severity::low);
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7172",
    .summary = "Variable of a Makefile that nothing sets",
    .why =
        "Make expands a name that it does not know to nothing, without a word: an image loses its tag, a file option "
        "its file, and the command does something else or fails.",
    .remedy = "Set it at the top (`TAG ?= latest`), or correct its name.",
    .references = "https://www.gnu.org/software/make/manual/html_node/Reference.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::make_variable_undefined
