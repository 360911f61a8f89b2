#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::port_unquoted {

/// YAML 1.1 reads `22:22` as a number to the base of 60 when the second part is below 60.
static bool reads_as_base_60(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view first = text.substr(0, colon);
  const std::string_view second = text.substr(colon + 1);
  return is_number(first) && is_number(second) && second.size() <= 2 && (second.size() == 1 || second[0] < '6');
}

static void look(const compose::Value* list, const project::Service& service, Report& report, bool& applies) {
  if (list == nullptr || list->node == nullptr || !list->node->resolved().is_sequence()) return;
  for (const yaml::Node* item : list->node->resolved().items) {
    if (!item->is_scalar()) continue;
    applies = true;
    if (item->style != yaml::Style::plain) continue;
    const bool risky = reads_as_base_60(item->text);
    auto finding =
        risky ? report.at(item->span, "YAML 1.1 reads the port `{}` of `{}` as a number to the base of 60; quote it",
                          item->text, service.name)
              : report.at(item->span, "The port `{}` of `{}` is not quoted", item->text, service.name);
    finding.severity(risky ? Severity::low : Severity::info);
    std::string quoted = "\"";
    quoted += item->text;
    quoted += '"';
    finding.fix(Safety::safe, "Quote the port", item->span, quoted);
  }
}

static void check(const project::Service& service, Report& report) {
  bool applies = false;
  look(service.definition->source->get("ports"), service, report, applies);
  look(service.definition->source->get("expose"), service, report, applies);
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2355",
    .summary = "Port without quotes",
    .why =
        "Compose reads YAML 1.2, but older programs read `22:22` as 1342. Quotes around every port leave nothing to "
        "know.",
    .remedy = "Put ports in quotes.",
    .peers = "dclint:require-quotes-in-ports",
    .differs = "dclint asks for single quotes; either kind will do here.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::port_unquoted
