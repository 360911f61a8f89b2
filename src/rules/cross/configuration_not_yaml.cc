#include <algorithm>

#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/template_text.h"
#include "rules/rule.h"
#include "yaml/node.h"

namespace seaworthy::rules::configuration_not_yaml {

/// Where a text stops to be what its program reads, and what is wrong there; invalid when it does not.
struct Slip {
  Span span;
  std::string_view what;
};

static Slip slip_in(const yaml::Stream& stream, knowledge::Notation notation) {
  // What a limit of ours hid is listed as unread.
  const auto problem = std::ranges::find_if(
      stream.problems, [](const yaml::Problem& each) { return each.cuts_off() && each.kind != "limit"; });
  if (problem != stream.problems.end()) return {problem->span, problem->message};
  const yaml::Node* const root = stream.root();
  if (root == nullptr || !stream.problems.empty()) return {};
  const yaml::Node& node = root->resolved();
  // Comments alone are a null, which most programs take for an empty configuration.
  if (node.is_scalar() && !node.text.empty() && node.text != "null" && node.text != "~")
    return {node.span, "this is one text, without keys and values"};
  if (node.is_sequence() && notation == knowledge::Notation::yaml)
    return {node.span, "this is a list, where keys with values belong"};
  return {};
}

/// Something fills the file in before the program reads it. Prometheus and its like have braces in their own texts.
static bool is_filled_in(std::string_view path, std::string_view text) {
  return is_template(path, {}) || contains(text, "{% ") || contains(text, "<%=");
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  bool any = false;
  for (const project::SettingsFile& file : project::settings_files(project, service)) {
    const yaml::Stream* const stream = project::settings_yaml(project, file);
    if (stream == nullptr || is_filled_in(file.source_path, project.sources[stream->source].text())) continue;
    any = true;
    const Slip slip = slip_in(*stream, file.row->notation);
    if (!slip.span.valid()) continue;
    report.at(slip.span, "{} ends when it starts, for it cannot read this: {}", service.image->title, slip.what)
        .note(file.given, "`{}` reads it from `{}`", service.name, file.path);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4086",
    .summary = "Configuration that its program cannot read as YAML",
    .why =
        "The program reads its whole configuration before it does anything: a tab, a quote without its end or keys "
        "without colons, and the container ends as soon as it starts, again and again.",
    .remedy =
        "Correct the text at the place marked; a program's own check (`promtool check config`) tells when it is right.",
    .references = "https://yaml.org/spec/1.2.2/#chapter-2-language-overview",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_not_yaml
