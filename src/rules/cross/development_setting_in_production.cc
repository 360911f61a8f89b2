#include <algorithm>
#include <vector>

#include "knowledge/development.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/env_lines.h"
#include "rules/lib/settled.h"
#include "rules/lib/shipped_template.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::development_setting_in_production {

static Severity severity_of(knowledge::DevelopmentValue::Kind kind) {
  using Kind = knowledge::DevelopmentValue::Kind;
  return kind == Kind::origin || kind == Kind::host ? Severity::low : Severity::medium;
}

static void report_value(const project::Service& service, Span span, std::string_view name, std::string_view value,
                         const knowledge::DevelopmentValue& row, Report& report) {
  Builder finding = report.at(span, "`{}={}` is for development: {}; set {} in production", name, value,
                              OurWords{row.effect}, OurWords{row.instead});
  finding.severity(severity_of(row.kind));
  using Kind = knowledge::DevelopmentValue::Kind;
  if (row.kind == Kind::mail || row.kind == Kind::volatile_)
    finding.rung(Rung::operate).category(Category::orchestration);
  // Whoever runs the program of somebody else may want no mail from it.
  if (row.kind == Kind::mail && !service.builds && service.image != nullptr) finding.severity(Severity::low);
  if (service.stack->role == project::Role::unknown) {
    finding.severity(Severity::low);
    finding.confidence(Confidence::possible);
  }
  // By custom an override is for those who work on the program; who deploys names the file below it alone.
  if (const project::File* const file = report.project().file(span.file);
      file != nullptr && contains(base_name(file->path), "compose.override."))
    finding.severity(Severity::low).confidence(Confidence::possible);
}

/// What an `.env` that the image makes of a template sets, as far as neither the stack nor the image sets it otherwise.
static void check_shipped(const project::Service& service, Report& report) {
  const ShippedTemplate shipped = shipped_template(report.project(), service);
  if (shipped.file == nullptr || project::mount_over(service, ".env") != nullptr) return;
  for_each_env_line(report.project().sources[shipped.file->source], [&](const EnvLine& line) {
    const auto* const row = knowledge::development_value(line.name, line.value);
    using Kind = knowledge::DevelopmentValue::Kind;
    if (row == nullptr || (row->kind != Kind::debug && row->kind != Kind::any_debug) ||
        project::container_variable(service, line.name).has_value())
      return;
    report
        .at(shipped.span, "The image takes `{}` for its settings, and `{}={}` there is for development: {}",
            base_name(shipped.file->path), line.name, line.value, OurWords{row->effect})
        .note(line.span, "Set here")
        // Whoever runs the image may set it otherwise.
        .confidence(service.standalone ? Confidence::possible : Confidence::likely);
  });
}

/// What the template of a missing env file sets, where the same template is for production by its own word.
static void check_promised(const project::Service& service, Report& report) {
  const std::vector<compose::EnvironmentEntry>& promised = project::promised_variables(report.project(), service);
  const bool is_production = std::ranges::any_of(promised, [](const compose::EnvironmentEntry& entry) {
    return is_one_of("APP_ENV NODE_ENV RAILS_ENV FLASK_ENV ENVIRONMENT", entry.name) && entry.value == "production";
  });
  if (!is_production) return;
  for (const compose::EnvironmentEntry& entry : promised) {
    if (!entry.value.has_value() || service.definition->variable(entry.name) != nullptr) continue;
    const auto* const row = knowledge::development_value(entry.name, *entry.value);
    if (row == nullptr || row->kind != knowledge::DevelopmentValue::Kind::debug) continue;
    report.at(entry.span, "`{}={}` is for development, and this template is for production: {}; set {}", entry.name,
              *entry.value, OurWords{row->effect}, OurWords{row->instead});
  }
}

static void check(const project::Service& service, Report& report) {
  const project::Role role = service.stack->role;
  if (role != project::Role::production && role != project::Role::unknown) return report.skip();
  check_shipped(service, report);
  if (service.standalone) return;
  const auto is_for_development = [&](Span span) {
    const project::File* const file = report.project().file(span.file);
    return file != nullptr && file->role == project::Role::development;
  };
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || is_for_development(entry.span) || !is_settled(entry.source)) continue;
    const auto* const row = knowledge::development_value(entry.name, *entry.value);
    // What the image of somebody else makes of such a name is not known; most log more.
    if (row == nullptr || (row->kind == knowledge::DevelopmentValue::Kind::any_debug && !service.builds)) continue;
    report_value(service, entry.span, entry.name, *entry.value, *row, report);
  }
  check_promised(service, report);
  if (service.stage == nullptr) return;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    if (instruction->op != dockerfile::Op::env || is_for_development(instruction->span)) continue;
    for (const dockerfile::Pair& pair : instruction->pairs) {
      const auto* const row = knowledge::development_value(pair.key.text, pair.value.text);
      // What the stack sets wins.
      const bool is_set = std::ranges::any_of(service.definition->environment,
                                              [&](const auto& entry) { return entry.name == pair.key.text; });
      if (row == nullptr || is_set) continue;
      report_value(service, join(pair.key.span, pair.value.span), pair.key.text, pair.value.text, *row, report);
    }
  }
}

extern const Rule rule = {
    .code = "SW4653",
    .summary = "Setting for development in production",
    .why =
        "Stack traces, settings and debuggers are for those who wrote the program; visitors learn from them how to "
        "break in. Development modes are slow besides.",
    .remedy = "Set the production value, and keep the other one in the override for development.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "run without settings for development",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::development_setting_in_production
