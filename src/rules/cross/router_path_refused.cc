#include "project/application.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_path_refused {

/// What is wrong with a path for path-to-regexp 8, which Express 5 reads its paths with; "" for nothing.
static std::string_view fault_of(std::string_view path) {
  if (path.empty() || (path.front() != '/' && path.front() != '*' && path.front() != '(')) return {};
  bool in_braces = false;
  for (std::size_t at = 0; at < path.size(); ++at) {
    const char next = at + 1 < path.size() ? path[at + 1] : '\0';
    const bool names = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_' || next == '"';
    if (path[at] == '\\') {
      ++at;
      continue;
    }
    if (path[at] == '{') in_braces = true;
    if (path[at] == '}') in_braces = false;
    if (path[at] == '*' && !names) return "a `*` without a name";
    if (path[at] == ':' && !names) return "a `:` without a name";
    if (path[at] == '?') return "a `?`";
    if (path[at] == '+' || path[at] == '!') return "a sign that is reserved";
    if (path[at] == '(' || path[at] == ')' || path[at] == '[' || path[at] == ']') return "an expression";
  }
  return in_braces ? "a `{` without its end" : std::string_view();
}

/// The dependency on Express of a package that asks for release 5.
static const project::Dependency* fifth_release(const project::Project& project, std::string_view folder) {
  const project::Manifest* const manifest = project::nearest_manifest(project, folder, project::Ecosystem::node);
  const project::Dependency* const express = manifest != nullptr ? manifest->dependency("express") : nullptr;
  if (express == nullptr) return nullptr;
  std::string_view version = express->version;
  while (!version.empty() &&
         (version.front() == '^' || version.front() == '~' || version.front() == '=' || version.front() == 'v'))
    version.remove_prefix(1);
  return before(version, '.') == "5" ? express : nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.framework != "Express" || application->program.sources.empty())
    return report.skip();
  const project::Dependency* const express =
      fifth_release(report.project(), project::parent_path(application->program.sources.front()));
  if (express == nullptr) return report.skip();
  for (const code::NamedPlace& path : application->program.start.paths) {
    const std::string_view fault = fault_of(path.name);
    if (fault.empty()) continue;
    report.at(path.span, "Express 5 refuses the path `{}`, for it has {}", path.name, OurWords{fault})
        .note(express->span, "This asks for release 5");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4786",
    .summary = "Path that the router refuses",
    .why =
        "Express 5 reads paths more strictly than 4 and throws where such a route is added: the program ends before it "
        "listens.",
    .remedy = "Name the wildcard (`/*path`), write what may be missing in braces (`/:file{.:ending}`), or stay with 4.",
    .references = "https://expressjs.com/en/guide/migrating-5.html#path-syntax",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::router_path_refused
