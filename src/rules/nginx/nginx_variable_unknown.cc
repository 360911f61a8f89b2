#include "rules/rule.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "knowledge/nginx.h"
#include "nginx/ast.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::nginx_variable_unknown {

static bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/// Calls `visit` for each `$name` of a text whose name is of small letters; others are an environment's.
template <class Visit>
static void each_variable(std::string_view text, Visit visit) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    std::string_view rest = text.substr(at + 1);
    if (rest.starts_with('{')) rest.remove_prefix(1);
    std::size_t end = 0;
    while (end < rest.size() && is_name_character(rest[end])) ++end;
    const bool is_whole = end == rest.size() || !ascii::is_name_character(rest[end]);
    if (end > 1 && is_whole && (rest[0] < '0' || rest[0] > '9')) visit(rest.substr(0, end));
  }
}

/// Names of `(?<name>...)` and `(?P<name>...)`.
static void add_groups(std::string_view expression, std::set<std::string_view>& names) {
  for (std::size_t at = expression.find('<'); at != std::string_view::npos; at = expression.find('<', at + 1)) {
    const std::size_t end = expression.find('>', at);
    if (end != std::string_view::npos) names.insert(expression.substr(at + 1, end - at - 1));
  }
}

/// All names that the configuration defines itself.
static std::set<std::string_view> defined_names(const NginxConfiguration& configuration) {
  std::set<std::string_view> names;
  for (const NginxFile& item : configuration.files)
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      const auto add = [&](std::string_view word) {
        if (word.starts_with('$')) names.insert(word.substr(1));
      };
      if (is_one_of("set auth_request_set", directive->name)) add(directive->parameter(0));
      if (is_one_of("map geo split_clients geoip2", directive->name) && directive->block)
        add(directive->parameters.empty() ? std::string_view() : directive->parameters.back().text);
      for (const nginx::Word& word : directive->parameters) add_groups(word.text, names);
      // Modules of a script language define whatever they like.
      if (directive->name.find("js_") == 0 || directive->name.find("perl") == 0 || directive->name.find("lua") == 0 ||
          directive->name.find("by_lua") != std::string_view::npos)
        for (const nginx::Word& word : directive->parameters) add(word.text);
      for (const nginx::Directive* const child : directive->children)
        // Inside `geoip2 {}` and `split_clients` the names stand first.
        add(child->name);
    }
  return names;
}

static bool is_known(std::string_view name) {
  if (knowledge::tables::nginx_variables.contains(name)) return true;
  return std::ranges::any_of(knowledge::tables::nginx_variable_prefixes,
                             [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// The name that was meant, by its spelling; "" when none is near.
static std::string_view nearest(std::string_view name, const std::set<std::string_view>& defined) {
  constexpr unsigned most = 2;
  std::string_view best;
  unsigned least = most + 1;
  const auto consider = [&](std::string_view known) {
    const unsigned distance = project::edit_distance(name, known, most);
    if (distance >= least) return;
    least = distance;
    best = known;
  };
  for (const std::string_view known : defined) consider(known);
  for (const std::string_view known : knowledge::tables::nginx_variables) consider(known);
  return best;
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  if (configuration.files.empty() || !configuration.complete || configuration.loads_modules || service.builds)
    return report.skip();
  const std::set<std::string_view> defined = defined_names(configuration);
  std::set<std::string_view> told;
  for (const NginxFile& item : configuration.files) {
    if (item.context.empty()) continue;
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      // A pattern has `$` for its end, and these write their own words.
      if (is_one_of("location if server_name rewrite valid_referers", directive->name) ||
          knowledge::nginx_directive(directive->name) == nullptr)
        continue;
      for (const nginx::Word& word : directive->parameters)
        each_variable(word.text, [&](std::string_view name) {
          if (is_known(name) || defined.contains(name) || !told.insert(name).second) return;
          const std::string_view meant = nearest(name, defined);
          Builder finding =
              meant.empty()
                  ? report.at(word.span, "nginx knows no variable `${}` and does not start; define it", name)
                  : report.at(word.span, "nginx knows no variable `${}` and does not start; `${}` is one", name, meant);
          finding.note(service.span, "`{}` reads this file", service.name);
        });
    }
  }
}

extern const Rule rule = {
    .code = "SW5602",
    .summary = "Variable that nginx does not know",
    .why = "nginx stops at start with \"unknown variable\".",
    .remedy = "Correct the name, or define it with `map`, `set` or `geo`.",
    .references = "https://nginx.org/en/docs/varindex.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::nginx_variable_unknown
