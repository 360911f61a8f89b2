#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/name_text.h"
#include "knowledge/program_settings.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "project/upstreams.h"
#include "rules/lib/backups.h"
#include "rules/lib/source_place.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::configuration_variable_not_supplied {

using Form = knowledge::Expansion::Form;

struct Variable {
  std::string_view name;
  std::size_t begin = 0, end = 0;
  bool has_default = false;
};

static bool is_capital(char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; }

/// `$NAME` or `${NAME}` of capitals.
static std::optional<Variable> capitals_at(std::string_view text, std::size_t at) {
  if (text[at] != '$') return std::nullopt;
  const bool braces = text.substr(at + 1).starts_with('{');
  const std::size_t begin = at + (braces ? 2 : 1);
  std::size_t end = begin;
  while (end < text.size() && is_capital(text[end])) ++end;
  const bool is_whole = end == text.size() || (braces ? text[end] == '}' : !ascii::is_name_character(text[end]));
  if (end == begin || !is_whole || is_digit(text[begin])) return std::nullopt;
  return Variable{text.substr(begin, end - begin), at, end + (braces ? 1 : 0), false};
}

/// The variable whose opening stands at `at`; nothing for anything else.
static std::optional<Variable> variable_at(std::string_view text, std::size_t at, Form form) {
  if (form == Form::capitals) return capitals_at(text, at);
  const std::string_view opening = form == Form::caddy ? "{$" : "${";
  if (!text.substr(at).starts_with(opening)) return std::nullopt;
  std::size_t begin = at + 2;
  if (text.substr(begin).starts_with("env:")) begin += 4;
  std::size_t end = begin;
  while (end < text.size() && ascii::is_name_character(text[end])) ++end;
  // `${path.config}`, `${data.container.id}`, `${1}` are a program's own.
  if (end == begin || end >= text.size() || is_digit(text[begin]) || (text[end] != '}' && text[end] != ':'))
    return std::nullopt;
  return Variable{text.substr(begin, end - begin), at, std::min(text.find('}', end) + 1, text.size()),
                  text[end] == ':'};
}

/// Whether a line of a Caddyfile is one variable and nothing else: a place for a directive, which may stay empty.
static bool is_optional_directive(std::string_view line) {
  const std::string_view word = ascii::trim(line);
  const std::optional<Variable> variable = variable_at(word, 0, Form::caddy);
  return variable.has_value() && variable->end == word.size();
}

/// Calls `visit` for every variable outside of comments that something depends on.
template <class Visit>
static void each_variable(std::string_view text, Form form, Visit visit) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t-");
    if (first != std::string_view::npos && line[first] != '#' && line[first] != ';' &&
        !(form == Form::caddy && is_optional_directive(line)))
      for (std::size_t at = begin; at < begin + line.size(); ++at)
        if (const std::optional<Variable> variable = variable_at(text, at, form); variable.has_value()) {
          visit(*variable);
          at = variable->end - 1;
        }
    begin = end + 1;
  }
}

/// Whether the container surely has no such variable: Compose and a known image are all that could set it.
static bool is_missing(const project::Project& project, const project::Service& service, std::string_view name) {
  return project::expected_variable(project, service, name) == nullptr &&
         !project::has_unknown_variables(project, service) &&
         project::variable_state(service, name) != project::VariableState::set;
}

/// Whether the entrypoint of the image fills in its templates: another command than the server's own keeps it from
/// that.
static bool fills_templates(const project::Service& service) {
  const project::CommandInForce& command = service.command;
  return command.from == project::Provenance::base_image || command.from == project::Provenance::none ||
         command.words.empty() || base_name(command.words.front()).starts_with("nginx");
}

/// Whether `NGINX_ENVSUBST_FILTER` of the image's entrypoint keeps a variable from being filled in: an expression that
/// is nothing but names, of which none is this one.
static bool is_filtered_out(const project::Service& service, std::string_view name) {
  const compose::EnvironmentEntry* const filter = service.definition->variable("NGINX_ENVSUBST_FILTER");
  if (filter == nullptr || !filter->value.has_value()) return false;
  std::string_view text = *filter->value;
  const bool begins = text.starts_with('^'), ends = text.ends_with('$');
  if (begins) text.remove_prefix(1);
  if (ends) text.remove_suffix(1);
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return is_capital(c) || c == '|'; })) return false;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('|', at), text.size());
    const std::string_view each = text.substr(at, end - at);
    at = end + 1;
    const bool fits = begins && ends ? name == each
                      : begins       ? name.starts_with(each)
                      : ends         ? name.ends_with(each)
                                     : contains(name, each);
    if (fits) return false;
  }
  return true;
}

/// Whether the program looks for variables in a file: in all, or in those with certain keys at the top.
static bool is_expanded(const knowledge::Expansion& known, const project::File& file) {
  if (known.sections.empty()) return true;
  const yaml::Node* const root = file.yaml != nullptr ? file.yaml->root() : nullptr;
  return root != nullptr && root->resolved().is_mapping() &&
         std::ranges::any_of(known.sections,
                             [&](std::string_view key) { return root->resolved().get(key) != nullptr; });
}

static void check(const project::Service& service, Report& report) {
  const knowledge::Expansion* const known =
      service.image != nullptr ? knowledge::expansion(service.image->name) : nullptr;
  if (known == nullptr || known->form == Form::none || !service.stack->partial.empty() ||
      service.entrypoint.from == project::Provenance::compose)
    return report.skip();
  if (!known->suffix.empty() && !fills_templates(service)) return report.skip();
  if (!known->option.empty() && !contains(command_text(report.project(), service), known->option)) return report.skip();
  bool asks = false;
  for (const project::File* const file : project::configuration_files(report.project(), service)) {
    if (!file->has_content || file->script != nullptr || !is_expanded(*known, *file)) continue;
    // A template that is put elsewhere under another name is filled in by nobody, which is a matter of another rule.
    if (!known->suffix.empty() && !place_in_container(report.project(), service, file->path).ends_with(known->suffix))
      continue;
    const std::string_view text = report.project().sources[file->source].text();
    std::vector<std::string_view> told;
    each_variable(text, known->form, [&](const Variable& variable) {
      asks = true;
      if (variable.has_default || std::ranges::find(told, variable.name) != told.end()) return;
      const bool is_filtered = !known->suffix.empty() && is_filtered_out(service, variable.name);
      if (!is_filtered && !is_missing(report.project(), service, variable.name)) return;
      told.push_back(variable.name);
      if (is_filtered && !is_missing(report.project(), service, variable.name)) {
        report
            .at({file->source, static_cast<std::uint32_t>(variable.begin), static_cast<std::uint32_t>(variable.end)},
                "Nothing fills in `{}`, for `NGINX_ENVSUBST_FILTER` of `{}` leaves it out; add it there", variable.name,
                service.name)
            .rung(Rung::start)
            .note(service.definition->variable("NGINX_ENVSUBST_FILTER")->span, "This is the filter");
        return;
      }
      Builder finding = report.at(
          {file->source, static_cast<std::uint32_t>(variable.begin), static_cast<std::uint32_t>(variable.end)},
          "The configuration of `{}` takes `{}` from its environment, which does not have it", service.name,
          variable.name);
      finding.note(service.span, "`environment` of `{}` says nothing of it", service.name);
      // What nobody fills in stays as it is, and is a variable that the program does not know.
      if (!known->suffix.empty()) finding.rung(Rung::start);
    });
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4655",
    .summary = "Configuration with a variable that its container lacks",
    .why = "The program refuses to start, or goes on with an empty password, address or name.",
    .remedy = "Hand the variable to the service in `environment`, or give it a default in the file.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "get the variables that their configuration takes",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_variable_not_supplied
