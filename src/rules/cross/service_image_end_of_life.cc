#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::service_image_end_of_life {

/// Whole months between two days, "2026-10-31" and later.
static int months_between(std::string_view earlier, std::string_view later) {
  const auto months = [](std::string_view day) {
    int number[2] = {0, 0};
    for (std::size_t i = 0; i < 7 && i < day.size(); ++i)
      if (is_digit(day[i])) number[i > 4] = number[i > 4] * 10 + (day[i] - '0');
    return number[0] * 12 + number[1];
  };
  return months(later) - months(earlier);
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (!definition.image || service.builds) return report.skip();
  const knowledge::Reference& reference = service.image_reference;
  if (!reference.valid || reference.tag.empty()) return report.skip();
  const knowledge::Image* const image = service.image;
  const knowledge::Cycle* cycle = nullptr;
  if (image != nullptr && !image->end_of_life_product.empty() && image->name == reference.repository)
    cycle = knowledge::cycle(image->end_of_life_product, reference.tag);
  if (cycle == nullptr && (reference.registry.empty() || reference.registry == "docker.io"))
    cycle = knowledge::cycle(reference.repository, reference.tag);
  if (cycle == nullptr) return report.skip();
  if (!cycle->ended_by(knowledge::date())) return;
  Builder finding =
      cycle->latest.empty()
          ? report.at(definition.image.span(), "`{}` runs {} {}, which gets no fixes since {}", service.name,
                      cycle->product, cycle->cycle, cycle->end_of_life)
          : report.at(definition.image.span(), "`{}` runs {} {}, which gets no fixes since {}; move to {}",
                      service.name, cycle->product, cycle->cycle, cycle->end_of_life, cycle->latest);
  const bool matters =
      service.stack->role == project::Role::production || service.stack->role == project::Role::unknown;
  // A release that has just ended is no emergency yet.
  if (!matters || months_between(cycle->end_of_life, knowledge::date()) < 6) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4450",
    .summary = "Service image past its end of life",
    .why = "Nobody repairs holes in it any more, and it is what answers requests or holds the data.",
    .remedy = "Move to a supported release; a database needs a dump and a restore, or `pg_upgrade`, between majors.",
    .controls = "NIST 800-190:4.1.1; OWASP Docker Top 10 2018:D02",
    .references = "https://endoflife.date",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "run supported releases",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::service_image_end_of_life
