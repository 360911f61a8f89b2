#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/leading_words.h"
#include "knowledge/apache_modules.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::apache_module_not_loaded {

/// A line that is no comment, by its words.
template <class F>
static void each_line(std::string_view text, F&& handle) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    if (!line.empty() && line.front() != '#') handle(line, begin, end);
    begin = end + 1;
  }
}

static bool loads(std::string_view text, std::string_view module) {
  bool found = false;
  each_line(text, [&](std::string_view line, std::size_t, std::size_t) {
    const auto words = leading_words<2>(line);
    found = found || (equal_ignoring_case(words[0], "LoadModule") && words[1] == module);
  });
  return found;
}

/// Whether other files may load modules.
static bool takes_in_modules(std::string_view text) {
  bool found = false;
  each_line(text, [&](std::string_view line, std::size_t, std::size_t) {
    const auto words = leading_words<2>(line);
    found = found || ((equal_ignoring_case(words[0], "Include") || equal_ignoring_case(words[0], "IncludeOptional")) &&
                      !contains(words[1], "extra/") && !contains(words[1], "sites") && !contains(words[1], "vhosts"));
  });
  return found;
}

/// Whether the main configuration takes in a file of the repository, by the name of its folder: `IncludeOptional
/// conf/sites/*.conf` of `apache/sites/shop.conf`.
static bool takes_in(std::string_view text, std::string_view path) {
  const std::string_view folder = base_name(path.substr(0, path.size() - base_name(path).size() - 1));
  bool found = false;
  each_line(text, [&](std::string_view line, std::size_t, std::size_t) {
    const auto words = leading_words<2>(line);
    if (!equal_ignoring_case(words[0], "Include") && !equal_ignoring_case(words[0], "IncludeOptional")) return;
    const std::string_view pattern = words[1];
    const std::string_view last = base_name(pattern);
    const std::string_view above =
        last.size() < pattern.size() ? base_name(pattern.substr(0, pattern.size() - last.size() - 1)) : "";
    found = found || last == base_name(path) || (contains(last, "*") && !folder.empty() && above == folder);
  });
  return found;
}

/// Reports the uses of modules in a file that the main configuration does not load.
static void check_uses(FileId id, std::string_view text, std::string_view main, std::vector<std::string_view>& reported,
                       bool& asks, Report& report) {
  int conditions = 0;
  each_line(text, [&](std::string_view line, std::size_t begin, std::size_t end) {
    const std::string_view directive = leading_words<1>(line)[0];
    if (equal_ignoring_case(directive, "<IfModule")) ++conditions;
    if (equal_ignoring_case(line, "</IfModule>")) --conditions;
    if (conditions > 0) return;
    for (const knowledge::ApacheDirective& need : knowledge::tables::apache_directives) {
      if (!equal_ignoring_case(need.directive, directive) || !contains(line, need.scheme)) continue;
      asks = true;
      if (std::ranges::find(reported, need.module) != reported.end() || loads(main, need.module)) continue;
      reported.push_back(need.module);
      const std::size_t indent = static_cast<std::size_t>(line.data() - text.data()) - begin;
      report.at({id, static_cast<std::uint32_t>(begin + indent), static_cast<std::uint32_t>(end)},
                "Nothing loads `{}`, which `{}` needs here", need.module, directive);
    }
  });
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::other || !file.has_content || !file.path.ends_with(".conf")) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  // The main configuration is the one that loads modules.
  if (!loads(text, "mpm_event_module") && !loads(text, "mpm_prefork_module") && !loads(text, "mpm_worker_module") &&
      !loads(text, "unixd_module"))
    return report.skip();
  if (takes_in_modules(text)) return report.skip();
  std::vector<std::string_view> reported;
  bool asks = false;
  check_uses(file.source, text, text, reported, asks, report);
  // What it takes in from a folder beside it.
  for (const project::File& other : report.project().files)
    if (&other != &file && other.has_content && other.path.ends_with(".conf") && takes_in(text, other.path))
      check_uses(other.source, report.project().sources[other.source].text(), text, reported, asks, report);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5216",
    .summary = "Apache directive without the module that it needs",
    .why =
        "Without the module of its scheme Apache has no handler for a proxied address and answers 500; a directive of "
        "a "
        "module that is not loaded keeps it from starting.",
    .remedy = "Add the `LoadModule` line.",
    .references = "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "load the modules that they need",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::apache_module_not_loaded
