#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>

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

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::other || !file.has_content || !file.path.ends_with(".conf")) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  // The main configuration is the one that loads modules.
  if (!loads(text, "mpm_event_module") && !loads(text, "mpm_prefork_module") && !loads(text, "mpm_worker_module") &&
      !loads(text, "unixd_module"))
    return report.skip();
  if (takes_in_modules(text)) return report.skip();
  std::string_view reported;
  bool asks = false;
  each_line(text, [&](std::string_view line, std::size_t begin, std::size_t end) {
    const std::string_view directive = leading_words<1>(line)[0];
    for (const knowledge::ApacheDirective& need : knowledge::tables::apache_directives) {
      if (!equal_ignoring_case(need.directive, directive) || !contains(line, need.scheme)) continue;
      asks = true;
      if (reported == need.module || loads(text, need.module)) continue;
      reported = need.module;
      const std::size_t indent = static_cast<std::size_t>(line.data() - text.data()) - begin;
      report.at({file.source, static_cast<std::uint32_t>(begin + indent), static_cast<std::uint32_t>(end)},
                "Nothing loads `{}`, which `{}` needs here", need.module, directive);
    }
  });
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
