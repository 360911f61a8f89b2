#include "knowledge/development.h"
#include "project/image_files.h"
#include "project/model.h"
#include "rules/lib/settled.h"
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
  if (service.stack->role == project::Role::unknown) {
    finding.severity(Severity::low);
    finding.confidence(Confidence::possible);
  }
}

static void check(const project::Service& service, Report& report) {
  const project::Role role = service.stack->role;
  if (role != project::Role::production && role != project::Role::unknown) return report.skip();
  const auto is_for_development = [&](Span span) {
    const project::File* const file = report.project().file(span.file);
    return file != nullptr && file->role == project::Role::development;
  };
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || is_for_development(entry.span) || !is_settled(entry.source)) continue;
    if (const auto* const row = knowledge::development_value(entry.name, *entry.value); row != nullptr)
      report_value(service, entry.span, entry.name, *entry.value, *row, report);
  }
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
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::development_setting_in_production
