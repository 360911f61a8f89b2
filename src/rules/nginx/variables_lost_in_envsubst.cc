#include <algorithm>
#include <string>
#include <vector>

#include "nginx/ast.h"
#include "project/model.h"
#include "project/names.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::variables_lost_in_envsubst {

/// A template of nginx with a variable of nginx itself, as `$host` or `${host}`.
struct Template {
  const project::File* file = nullptr;
  std::string_view name;  ///< Without `$`.
  Span span;
  bool whole = false;  ///< It is a parameter of its own, without which the directive has too few.
};

/// The first name in lower case behind a `$`; those in capitals are for envsubst.
static std::string_view own_variable(std::string_view text) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const std::string_view rest = text.substr(at + (at + 1 < text.size() && text[at + 1] == '{' ? 2 : 1));
    const std::string_view name =
        rest.substr(0, std::min(rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), rest.size()));
    const bool ends = name.size() == rest.size() || rest[name.size()] < 'A' || rest[name.size()] > 'Z';
    if (name.size() > 1 && name.front() >= 'a' && ends) return name;
  }
  return {};
}

static std::vector<Template> templates(const project::Project& project) {
  std::vector<Template> result;
  for (const project::File* const file : project::files_of_kind(project, project::FileKind::nginx)) {
    if (file->nginx == nullptr) continue;
    Template found{.file = file};
    for (const nginx::Directive* const directive : file->nginx->directives)
      for (const nginx::Word& word : directive->parameters) {
        const std::string_view name = own_variable(word.text);
        const std::string_view written = project.sources.text(word.span);
        // `try_files` does with what is left.
        const bool whole = directive->name != "try_files" &&
                           (written == "$" + std::string(name) || written == "${" + std::string(name) + "}");
        if (!name.empty() && (found.name.empty() || (whole && !found.whole))) found = {file, name, word.span, whole};
      }
    if (!found.name.empty()) result.push_back(found);
  }
  return result;
}

static void check_script(const shell::Script* script, const std::vector<Template>& known, Report& report) {
  if (script == nullptr) return;
  for (const shell::Node* const node : script->commands) {
    const shell::Invocation invocation = shell::invocation(*node);
    // With operands it replaces only what they name.
    if (invocation.program != "envsubst" || !invocation.arguments.empty()) continue;
    for (const shell::Redirection& redirection : node->redirections) {
      if (redirection.operation != "<" || !redirection.target.literal) continue;
      const auto found = std::ranges::find_if(known, [&](const Template& each) {
        return base_name(each.file->path) == base_name(redirection.target.text);
      });
      if (found == known.end()) continue;
      // Somebody gives it to itself: `host='$host' envsubst < ...`.
      const auto gives_it = [&](const shell::Node* other) {
        return std::ranges::any_of(other->assignments, [&](const auto& each) { return each.name == found->name; });
      };
      if (std::ranges::any_of(script->commands, gives_it)) continue;
      report
          .at(node->span,
              "This empties nginx's own variables too, `${}` among them; give `envsubst` the names to fill in",
              found->name)
          .severity(found->whole ? Severity::high : Severity::medium)
          .rung(found->whole ? Rung::start : Rung::connect)
          .note(found->span, "nginx finds nothing here then");
    }
  }
}

static void check(const project::Project& project, Report& report) {
  const std::vector<Template> known = templates(project);
  if (known.empty()) return report.skip();
  for (const project::File& file : project.files) {
    if (file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation) continue;
    check_script(file.script, known, report);
    for (const shell::Script* const script : file.embedded) check_script(script, known, report);
  }
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    for (const dockerfile::Instruction* const instruction : dockerfile.parsed->instructions)
      check_script(instruction->script, known, report);
  for (const project::Service& service : project.services)
    for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
      if (given->from == project::Provenance::compose) check_script(given->script, known, report);
}

extern const Rule rule = {
    .code = "SW5219",
    .summary = "Variables of nginx that envsubst empties",
    .why =
        "Without a list of names `envsubst` replaces everything that begins with `$`: `proxy_set_header Host $host;` "
        "becomes `proxy_set_header Host ;`, with which nginx refuses to start, and `try_files` and logs lose what they "
        "are about.",
    .remedy =
        "Name what is to be filled in: `envsubst '$PORT $API_HOST' < site.template > site.conf`. The entrypoint of the "
        "official image does so by itself for `/etc/nginx/templates`.",
    .references = "https://www.gnu.org/software/gettext/manual/html_node/envsubst-Invocation.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::variables_lost_in_envsubst
