#include "rules/rule.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::documented_port_not_published {

/// The one stack that a guide starts by a target, a script of a package or a script of the repository; null where that
/// may be another one.
static const project::Stack* stack_started_by_name(const project::Project& project, const project::File& guide) {
  if (project.stacks.size() != 1 || project.stacks.front().role == project::Role::test) return nullptr;
  const bool is_started = std::ranges::any_of(project.compose_commands, [](const project::ComposeCommand& command) {
    using project::FileKind;
    return command.verb == "up" &&
           (command.file->kind == FileKind::makefile || command.file->kind == FileKind::script ||
            command.file->kind == FileKind::package_json);
  });
  const bool calls = std::ranges::any_of(guide.embedded, [](const shell::Script* script) {
    return script != nullptr && std::ranges::any_of(script->commands, [](const shell::Node* node) {
             return is_one_of("make just task npm", node->program) ||
                    (!node->words.empty() && contains(node->words[0].text, "/"));
           });
  });
  return is_started && calls ? &project.stacks.front() : nullptr;
}

/// Whether the document tells of other ways to start the program, whose ports are their own.
static bool starts_otherwise(std::string_view text, bool by_name) {
  for (const std::string_view word : std::initializer_list<std::string_view>{
           "npm ",   "yarn ",      "pnpm ",  "bun ",  "python", "flask",  "uvicorn",      "go run",
           "cargo",  "mvn",        "gradle", "rails", "php ",   "ssh -L", "port-forward", "kubectl",
           "dotnet", "docker run", "deno ",  "make ", "mix ",   "helm"})
    if (contains(text, word) && !(by_name && is_one_of("make npm", word.substr(0, word.find(' '))))) return true;
  return false;
}

static bool has_number(std::string_view text, std::string_view number) {
  for (std::size_t at = text.find(number); at != std::string_view::npos; at = text.find(number, at + 1)) {
    const std::size_t end = at + number.size();
    if ((at == 0 || !is_digit(text[at - 1])) && (end == text.size() || !is_digit(text[end]))) return true;
  }
  return false;
}

/// Whether any file that decides over ports speaks of the number, or any program may listen there.
static bool is_known(const project::Project& project, const std::string& number) {
  for (const project::File& file : project.files) {
    if (!file.has_content || file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation)
      continue;
    if (has_number(project.sources[file.source].text(), number)) return true;
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::readme || !file.has_content || !is_guide(file)) return report.skip();
  const project::Project& project = report.project();
  const project::Stack* started = nullptr;
  for (const project::ComposeCommand& command : project.compose_commands)
    if (command.file == &file && command.verb == "up" && command.stack >= 0)
      started = &project.stacks[static_cast<std::size_t>(command.stack)];
  const bool by_name = started == nullptr;
  if (by_name) started = stack_started_by_name(project, file);
  if (started == nullptr) return report.skip();
  const compose::Port* published = nullptr;
  for (const project::Service* const service : started->services)
    for (const compose::Port& port : service->definition->ports) {
      if (!is_number(port.published)) return report.skip();
      published = &port;
    }
  const std::string_view text = project.sources[file.source].text();
  if (published == nullptr || starts_otherwise(text, by_name)) return report.skip();
  bool asks = false;
  std::vector<std::string> told;
  for (const std::string_view host : {"//localhost:", "//127.0.0.1:"})
    for (std::size_t at = text.find(host); at != std::string_view::npos; at = text.find(host, at + 1)) {
      const std::size_t begin = at + host.size();
      std::size_t end = begin;
      while (end < text.size() && is_digit(text[end])) ++end;
      const std::string number(text.substr(begin, end - begin));
      if (number.size() < 2 || number.size() > 5) continue;
      asks = true;
      if (std::ranges::find(told, number) != told.end() || is_known(project, number)) continue;
      told.push_back(number);
      report
          .at({file.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
              "Nothing is published on port {}; what is started here publishes {}", number, published->published)
          .confidence(contains(file.path, "/") ? Confidence::possible : Confidence::likely)
          .note(published->span(), "Here")
          .reaches(*started);
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4596",
    .summary = "Documented address that nothing answers",
    .why = "Whoever follows the guide sees a refused connection at its last step.",
    .remedy = "Write the port that the Compose file publishes.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::documented_port_not_published
