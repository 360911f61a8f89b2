#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::alias_path_traversal {

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* alias : file.nginx->directives) {
    if (alias->name != "alias" || alias->parent->name != "location") continue;
    const nginx::Directive& location = *alias->parent;
    const std::string_view modifier = location.parameters.size() > 1 ? location.parameter(0) : std::string_view();
    if (modifier == "=" || modifier.starts_with("~")) continue;
    applies = true;
    const nginx::Word& path = location.parameters.back();
    if (path.text.ends_with('/') || !alias->parameter(0).ends_with('/')) continue;
    report
        .at(path.span, "`{}../` reaches the folder above `{}`; end the location with `/`", path.text,
            alias->parameter(0))
        .note(alias->span, "The rest of the address is put behind this path")
        .fix(Safety::review, "End the location with a slash", {path.span.file, path.span.end, path.span.end}, "/");
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5004",
    .summary = "Path traversal through alias",
    .why =
        "A request for `/files../secret` is mapped above the served folder: configuration, sources and keys "
        "can be downloaded.",
    .remedy = "End the location with a slash when the alias ends with one.",
    .peers = "gixy:alias_traversal semgrep:alias-path-traversal",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::always,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::alias_path_traversal
