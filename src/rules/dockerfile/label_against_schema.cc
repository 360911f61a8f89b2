#include "rules/rule.h"

#include <algorithm>

#include "project/image_files.h"
#include "project/model.h"
#include "rules/lib/hadolint_settings.h"
#include "rules/lib/label_values.h"

namespace seaworthy::rules::label_against_schema {
namespace {

/// How a value differs from the type that the schema gives it, and whose rule that is; nothing when it fits.
struct Fault {
  std::string_view what, peer;
};
Fault fault(std::string_view type, std::string_view value) {
  if (value.empty()) return {"has no value", "hadolint:DL3051"};
  if (type == "url" && !is_address(value)) return {"is no address", "hadolint:DL3052"};
  if (type == "rfc3339" && !is_time(value)) return {"is no time such as 2024-01-31T12:00:00Z", "hadolint:DL3053"};
  if (type == "spdx" && !is_licence(value)) return {"is no SPDX identifier such as Apache-2.0", "hadolint:DL3054"};
  if (type == "hash" && !is_commit(value)) return {"is no commit of git", "hadolint:DL3055"};
  if (type == "semver" && !is_semantic_version(value)) return {"is no version such as 1.2.3", "hadolint:DL3056"};
  if (type == "email" && !is_mail_address(value)) return {"is no mail address", "hadolint:DL3058"};
  return {};
}

bool has_label(const dockerfile::Stage& stage, std::string_view name) {
  for (const dockerfile::Instruction* instruction : stage.with_inherited)
    if (instruction->op == dockerfile::Op::label)
      for (const dockerfile::Pair& pair : instruction->pairs)
        if (pair.key.text == name) return true;
  return false;
}

/// Whether a stage is there for others, so that its labels are in no image: they copy from it, or one that is FROM it
/// has the label.
bool serves_others(const dockerfile::File& file, const dockerfile::Stage& stage, std::string_view name) {
  return std::ranges::any_of(file.stages, [&](const dockerfile::Stage* other) {
    return std::ranges::find(other->copies_from, &stage) != other->copies_from.end() ||
           (other->parent == &stage && has_label(*other, name));
  });
}

void check_labels(const dockerfile::Stage& stage, const HadolintSettings& settings, Report& report) {
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (instruction->op != dockerfile::Op::label) continue;
    for (const dockerfile::Pair& pair : instruction->pairs) {
      const auto label = std::ranges::find(settings.labels, pair.key.text, &HadolintSettings::Label::name);
      if (label == settings.labels.end()) {
        if (settings.only_these_labels && pair.key.literal)
          report.at(pair.key.span, "`{}` is no label of the schema", pair.key.text)
              .peers("hadolint:DL3050")
              .note(settings.labels_span, "The labels that there may be");
        continue;
      }
      if (!pair.value.literal) continue;
      const Fault wrong = fault(label->type, pair.value.text);
      if (!wrong.what.empty())
        report.at(pair.key.span, "The value of `{}` {}", pair.key.text, wrong.what)
            .severity(Severity::low)
            .peers(wrong.peer)
            .note(settings.labels_span, "The schema asks for `{}`", label->type);
    }
  }
}

void check(const project::Dockerfile& dockerfile, Report& report) {
  const HadolintSettings settings = hadolint_settings(report.project(), dockerfile.file->path);
  if (settings.labels.empty() && !settings.only_these_labels) return report.skip();
  for (const dockerfile::Stage* stage : dockerfile.parsed->stages) {
    check_labels(*stage, settings, report);
    for (const HadolintSettings::Label& label : settings.labels)
      if (!has_label(*stage, label.name) && !serves_others(*dockerfile.parsed, *stage, label.name))
        report.at(stage->from->span, "The label `{}` is missing", label.name)
            .peers("hadolint:DL3049")
            .note(settings.labels_span, "The labels that there have to be");
  }
}

}  // namespace

extern const Rule rule = {
    .code = "SW1611",
    .summary = "Labels that do not fit the team's schema",
    .why = "What reads the labels, from a registry's search to a bill of materials, finds no value or a wrong one.",
    .remedy = "Write the labels that `label-schema` in `.hadolint.yaml` asks for, in the form that it gives them.",
    .peers =
        "hadolint:DL3049 hadolint:DL3050 hadolint:DL3051 hadolint:DL3052 hadolint:DL3053 hadolint:DL3054 "
        "hadolint:DL3055 hadolint:DL3056 hadolint:DL3058",
    .differs =
        "A value with a variable in it is not judged. SPDX expressions are accepted (hadolint: single licences only), "
        "and a `.hadolint.yaml` holds for the folder that it stands in.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::label_against_schema
