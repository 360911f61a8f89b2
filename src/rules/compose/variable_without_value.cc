#include <algorithm>
#include <string>

#include "compose/model.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::variable_without_value {

/// A port that is published where the engine likes, since the text in front of its colon is empty: `${WEB_PORT}:3000`.
struct LeftPort {
  const project::Service* service = nullptr;  ///< Null for any other place.
  std::string_view target;
};

static LeftPort left_port(const compose::Problem& problem, const project::Project& project) {
  const std::string_view text = project.sources[problem.span.file].text();
  if (text.substr(problem.span.end, 1) != ":") return {};
  for (const project::Service& service : project.services)
    for (const compose::Port& port : service.definition->ports)
      if (port.published.empty() && port.span().file == problem.span.file && port.span().begin <= problem.span.begin &&
          problem.span.end <= port.span().end)
        return {&service, port.target};
  return {};
}

/// The name in `$NAME` and `${NAME}`.
static std::string_view variable_in(std::string_view text) {
  while (text.starts_with('$') || text.starts_with('{')) text.remove_prefix(1);
  while (text.ends_with('}')) text.remove_suffix(1);
  return text;
}

/// Whether a variable is in the environment of whoever logs in, so that Compose finds it there.
static bool is_set_by_login(std::string_view variable) { return is_one_of("HOME USER LOGNAME PATH SHELL", variable); }

static void check(const compose::Problem& problem, Report& report) {
  const std::string_view variable = variable_in(report.text(problem.span));
  if (is_set_by_login(variable)) return;
  const LeftPort left = left_port(problem, report.project());
  if (left.service == nullptr) return report_problem(problem, report);
  // `${BIND}:${PORT}:80`: the first is an address, without which every interface is meant.
  const Source& source = report.project().sources[problem.span.file];
  const std::string_view rest = source.text().substr(problem.span.end + 1);
  if (const std::size_t second = rest.find_first_of(":\"'\n "); second != std::string_view::npos && rest[second] == ':')
    return report_problem(problem, report);
  const std::string better = "${" + std::string(variable) + ":-" + std::string(left.target) + "}";
  report
      .at(problem.span, "Nothing sets `{}`, so `{}` is published on whatever port is free; write `{}`", variable,
          left.service->name, better)
      .severity(Severity::medium)
      .rung(Rung::connect);
}

extern const Rule rule = {
    .code = "SW2231",
    .summary = "Variable that nothing sets",
    .why =
        "Compose warns and puts an empty text in its place. In front of the colon of a port that means any port of the "
        "host, another one at each start.",
    .remedy = "Set it in `.env` and name it in `.env.example`, give it a default with `:-`, or require it with `:?`.",
    .peers = "compose-go:interpolation/unset",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_compose_problem<check>("compose-variable-unset"),
};

}  // namespace seaworthy::rules::variable_without_value
