#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "knowledge/tool_options.h"
#include "project/connections.h"
#include "project/probe.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/connect.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::tool_option_not_known {

/// Whether something before a command (both null: before the end) may have brought another program of that name.
static bool may_be_replaced(const dockerfile::Stage& stage, const knowledge::ToolOptions& row,
                            const dockerfile::Instruction* run, const shell::Node* command) {
  const auto brings = [&](const shell::Node& node) {
    const shell::Invocation invocation = shell::invocation(node);
    // What a script installs is not seen.
    if (invocation.program.ends_with(".sh") || invocation.program == "install-php-extensions") return true;
    const PackageCommand packages = package_command(invocation);
    if (packages.action != PackageAction::install || !is_one_of("apk apt apt-get dnf yum", packages.tool->family))
      return false;
    return std::ranges::any_of(packages.packages, [&](const shell::Word* word) {
      const std::string_view name = before(before(word->text, '='), '~');
      return !word->literal || std::ranges::find(row.replaced_by, name) != row.replaced_by.end();
    });
  };
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    if (instruction->script != nullptr && instruction->op == dockerfile::Op::run)
      for (const shell::Node* const node : instruction->script->commands) {
        if (node == command) return false;
        if (brings(*node)) return true;
      }
    if (instruction->op == dockerfile::Op::copy && contains(instruction->line.text, row.program)) return true;
    if (instruction == run) break;
  }
  return false;
}

/// Images that are nothing but a base and a language have its programs; others may have brought their own.
static Confidence confidence_for(const knowledge::Image* image, const knowledge::ToolOptions& row) {
  if (row.bases.empty() || (image != nullptr && image->kind == knowledge::ImageKind::distribution))
    return Confidence::certain;
  return image != nullptr && image->kind == knowledge::ImageKind::language ? Confidence::likely : Confidence::possible;
}

/// `-P` of `-oP`.
static std::string written(const knowledge::RefusedOption& refused) {
  return refused.letter == '\0' ? std::string(refused.option) : std::string("-") + refused.letter;
}

static std::vector<std::string_view> literal_texts(std::span<const shell::Word> arguments) {
  std::vector<std::string_view> words;
  for (const shell::Word& word : arguments) words.push_back(word.literal ? word.text : std::string_view());
  return words;
}

static void check_build(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const knowledge::ImageVariant* const variant = project::base_variant(*step.stage);
    const knowledge::ToolOptions* const row =
        knowledge::tool_options(step.invocation.program, variant != nullptr ? variant->base : std::string_view());
    if (row == nullptr) continue;
    asks = true;
    const std::vector<std::string_view> words = literal_texts(step.invocation.arguments);
    const auto refused = knowledge::refused_option(*row, words);
    if (!refused.has_value() || may_fail(*step.invocation.node) ||
        may_be_replaced(*step.stage, *row, step.run, step.invocation.node))
      continue;
    Builder finding =
        report.at(step.invocation.arguments[refused->word].span, "The `{}` of `{}` does not know `{}` and fails; {}",
                  row->program, step.stage->root().base, written(*refused), OurWords{row->instead});
    finding.confidence(weaker(confidence_for(project::base_image(*step.stage), *row), confidence_of_base(*step.stage)))
        .note(step.stage->root().base_span, "The base of this stage");
  }
  if (!asks) report.skip();
}

/// What is known of a program in the image that a service runs.
static const knowledge::ToolOptions* row_of(const project::Service& service, std::string_view program,
                                            Confidence& confidence) {
  const knowledge::Image* image = service.image;
  const knowledge::ImageVariant* variant = nullptr;
  if (service.stage != nullptr) {
    image = project::base_image(*service.stage);
    variant = project::base_variant(*service.stage);
  } else if (image != nullptr && !service.builds) {
    variant = knowledge::variant(*image, service.image_reference.tag);
  }
  if (variant == nullptr) return nullptr;
  const knowledge::ToolOptions* const row = knowledge::tool_options(program, variant->base);
  if (row == nullptr || row->bases.empty() ||
      (service.stage != nullptr && may_be_replaced(*service.stage, *row, nullptr, nullptr)))
    return nullptr;
  confidence = confidence_for(image, *row);
  if (service.stage != nullptr) confidence = weaker(confidence, confidence_of_base(*service.stage));
  return row;
}

static void check_probe(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeCommand& command : probe.commands) {
    // Of alternatives (`curl ... || wget ...`) the first that works is enough.
    if (command.node != nullptr && command.node->joined_by == "||") return;
    Confidence confidence{};
    const knowledge::ToolOptions* const row = row_of(service, command.program, confidence);
    if (row == nullptr || command.words.empty()) continue;
    asks = true;
    std::vector<std::string_view> words;
    for (const std::string& word : std::span(command.words).subspan(1))
      words.push_back(contains(word, "$") ? std::string_view() : std::string_view(word));
    const auto refused = knowledge::refused_option(*row, words);
    if (!refused.has_value()) continue;
    const Span place = refused->word + 1 < command.spans.size() ? command.spans[refused->word + 1] : command.span;
    Builder finding =
        report.at(place.valid() ? place : command.span,
                  "The `{}` of `{}` does not know `{}`, so the probe of `{}` always fails; {}", row->program,
                  image_of(service), written(*refused), service.name, OurWords{row->instead});
    finding.note(image_span(service), "The image that it runs in").confidence(confidence);
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

static void check_start(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr) return report.skip();
  bool asks = false;
  for (const shell::Node* const node : service.startup->commands) {
    const shell::Invocation invocation = shell::invocation(*node);
    if (invocation.program.empty() || !invocation.wrappers.empty()) continue;
    Confidence confidence{};
    const knowledge::ToolOptions* const row = row_of(service, invocation.program, confidence);
    if (row == nullptr) continue;
    asks = true;
    const std::vector<std::string_view> words = literal_texts(invocation.arguments);
    const auto refused = knowledge::refused_option(*row, words);
    if (!refused.has_value()) continue;
    Builder finding = report.at(invocation.arguments[refused->word].span,
                                "The `{}` of `{}` does not know `{}`, so this fails when `{}` starts; {}", row->program,
                                image_of(service), written(*refused), service.name, OurWords{row->instead});
    finding.note(image_span(service), "The image that it runs in").confidence(weaker(confidence, Confidence::likely));
    // What is asked for its status, or caught, goes another way than meant, but goes on.
    if (may_fail(*node)) finding.severity(Severity::medium);
    return;
  }
  if (!asks) report.skip();
}

extern constinit const FamilyRule family[] = {
    {"build-option-of-other-program",
     {.code = "SW4870",
      .summary = "Build step with an option that the image's own program does not know",
      .why =
          "Programs of one name differ between distributions: BusyBox's know fewer options than GNU's. The step ends "
          "with \"unrecognized option\", and the build with it.",
      .remedy = "Use the options of the program that the base has, or install the other one first.",
      .severity = Severity::high,
      .rung = Rung::build,
      .category = Category::architecture,
      .check = each_dockerfile<check_build>()}},
    {"probe-option-of-other-program",
     {.code = "SW4871",
      .summary = "Health check with an option that the image's own program does not know",
      .why =
          "Programs of one name differ between distributions: BusyBox's know fewer options than GNU's. The probe ends "
          "with \"unrecognized option\" every time, so the container is never healthy.",
      .remedy = "Use the options of the program that the image has, or install the other one.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::healthy,
      .category = Category::monitoring,
      .check = each_container<check_probe>()}},
    {"start-option-of-other-program",
     {.code = "SW4872",
      .summary = "Start script with an option that the image's own program does not know",
      .why = "Programs of one name differ between distributions: BusyBox's know fewer options than GNU's. The command "
             "ends with \"unrecognized option\", and under `set -e` the script and the container with it.",
      .remedy = "Use the options of the program that the image has, or install the other one.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::start,
      .category = Category::orchestration,
      .check = each_container<check_start>()}},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::tool_option_not_known
