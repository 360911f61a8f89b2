#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::root_repeats_location {

static std::string_view without_slash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const nginx::Directive* const root : file.nginx->directives) {
    if (root->name != "root" || root->parent == nullptr || root->parent->name != "location") continue;
    const nginx::Directive& location = *root->parent;
    const bool is_prefix = location.parameters.size() == 1 || location.parameter(0) == "^~";
    const std::string_view prefix = without_slash(location.parameter(location.parameters.size() - 1));
    if (!is_prefix || prefix.size() < 2 || !prefix.starts_with('/')) continue;
    asks = true;
    // Files may be looked for elsewhere as well.
    if (location.child("try_files") != nullptr || location.child("rewrite") != nullptr) continue;
    const std::string_view folder = without_slash(root->parameter(0));
    if (!folder.ends_with(prefix) || contains(folder, "$")) continue;
    report.at(root->span, "`root` puts `{}` before the whole path, so files are looked for in `{}{}`; use `alias`",
              folder, folder, prefix);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5217",
    .summary = "Root of a location that repeats its prefix",
    .why =
        "`root` is joined with the path as it was asked for, the location's prefix included: every file is looked for "
        "in a "
        "folder that does not exist, and the answer is 404.",
    .remedy = "Use `alias` with the folder, or `root` with the folder above it.",
    .references = "https://nginx.org/en/docs/http/ngx_http_core_module.html#alias",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::root_repeats_location
