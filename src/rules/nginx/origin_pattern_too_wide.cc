#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::origin_pattern_too_wide {

/// True for a pattern that a hostile origin can satisfy: not anchored in front or behind, or with an unescaped dot.
/// An origin has one scheme, at its beginning; an address of a page may have another in its query.
static std::string_view fault(std::string_view pattern, bool is_origin) {
  const bool begins = pattern.starts_with('^') || (is_origin && pattern.starts_with("http"));
  if (!begins) return "is not anchored with `^`";
  if (!pattern.ends_with('$')) return "is not anchored with `$`";
  for (std::size_t at = 0; at + 1 < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (pattern[at] == '.' && pattern[at + 1] != '*' && pattern[at + 1] != '+') {
      return "has a dot that matches any character; escape it";
    }
  }
  return {};
}

/// A variable that formats of the log alone print.
static bool is_logged_only(const project::File& file, std::string_view variable) {
  bool logged = false;
  for (const nginx::Directive* const directive : file.nginx->directives)
    for (const nginx::Word& word : directive->parameters) {
      if (!contains(word.text, variable) || directive->name == "map") continue;
      if (directive->name != "log_format") return false;
      logged = true;
    }
  return logged;
}

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* directive : file.nginx->directives) {
    if (directive->name == "map" && directive->block &&
        (directive->parameter(0) == "$http_origin" || directive->parameter(0) == "$http_referer")) {
      if (is_logged_only(file, directive->parameter(1))) continue;
      for (const nginx::Directive* entry : directive->children) {
        if (!entry->name.starts_with('~')) continue;
        applies = true;
        const std::string_view pattern = entry->name.substr(entry->name.starts_with("~*") ? 2 : 1);
        // What no origin is given for is refused, whatever its pattern.
        if (entry->parameters.empty() || entry->parameter(0).empty() || entry->parameter(0) == "0") continue;
        if (const std::string_view what = fault(pattern, directive->parameter(0) == "$http_origin"); !what.empty())
          report.at(entry->name_span, "The pattern `{}` for `{}` {}, so a hostile site matches", pattern,
                    directive->parameter(0), what);
      }
      continue;
    }
    if (directive->name != "if" || directive->parameters.size() < 3) continue;
    std::string_view variable = directive->parameter(0);
    if (variable.starts_with('(')) variable.remove_prefix(1);
    if (variable != "$http_origin" && variable != "$http_referer") continue;
    if (!directive->parameter(1).starts_with('~')) continue;
    applies = true;
    std::string_view pattern = directive->parameter(2);
    if (pattern.ends_with(')') && directive->parameters.size() == 3 && !directive->parameters[2].quoted)
      pattern.remove_suffix(1);
    const std::string_view what = fault(pattern, variable == "$http_origin");
    if (!what.empty())
      report.at(directive->parameters[2].span, "The pattern `{}` for `{}` {}, so a hostile site matches", pattern,
                variable, what);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5012",
    .summary = "Origin pattern that hostile sites match",
    .why = "Cross-origin answers with credentials go to `shop.example.evil.test` as well.",
    .remedy = "Anchor with `^` and `$`, escape the dots, and name the scheme: `^https://shop\\.example$`.",
    .peers = "gixy:origins",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::origin_pattern_too_wide
