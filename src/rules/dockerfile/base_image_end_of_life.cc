#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/runners.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::base_image_end_of_life {

static const knowledge::Cycle* cycle_of(const knowledge::Reference& reference) {
  const knowledge::Image* const image = knowledge::image(reference);
  if (image != nullptr && !image->end_of_life_product.empty())
    if (const knowledge::Cycle* const cycle = knowledge::cycle(image->end_of_life_product, reference.tag)) return cycle;
  if (!is_one_of("docker.io  mirror.gcr.io public.ecr.aws", reference.registry) && !reference.registry.empty())
    return nullptr;
  return knowledge::cycle(reference.repository == "golang" ? "go" : reference.repository, reference.tag);
}

/// "2026-10-31" -> months since the year 0.
static int months(std::string_view day) {
  int number[2] = {0, 0};
  if (day.size() >= 7)
    for (std::size_t i = 0; i < 7; ++i)
      if (is_digit(day[i])) number[i > 4] = number[i > 4] * 10 + (day[i] - '0');
  return number[0] * 12 + number[1];
}

/// The service whose build arguments make another base of what a FROM names; null for none.
static const project::Service* builder_with_arguments(const dockerfile::Stage& stage,
                                                      const project::Dockerfile& dockerfile, Report& report) {
  if (stage.from == nullptr || stage.from->arguments.empty() || stage.from->arguments.front().literal) return nullptr;
  const knowledge::Reference own = stage.base_known ? knowledge::parse_reference(stage.base) : knowledge::Reference{};
  const project::Service* builder = nullptr;
  any_runner(report.project(), dockerfile, [&](const project::Service& service) {
    if (service.stage == nullptr || service.build->arguments.empty() || &service.stage->root() != &stage ||
        !service.image_reference.valid || (stage.base_known && service.image_reference.tag == own.tag))
      return false;
    builder = &service;
    return true;
  });
  return builder;
}

static void judge(const dockerfile::Stage* stage, const project::Dockerfile& dockerfile, bool is_shipped,
                  Report& report) {
  if (stage->parent != nullptr) return;
  const project::Service* const builder = builder_with_arguments(*stage, dockerfile, report);
  if (!stage->base_known && builder == nullptr) return;
  const knowledge::Reference reference =
      builder != nullptr ? builder->image_reference : knowledge::parse_reference(stage->base);
  if (!reference.valid || reference.tag.empty()) return;
  const knowledge::Cycle* const own = cycle_of(reference);
  const knowledge::Cycle* const system = knowledge::base_cycle(reference.tag);
  const bool own_ended = own != nullptr && own->ended_by(knowledge::date());
  const bool system_ended = system != nullptr && system->ended_by(knowledge::date());
  if (!own_ended && !system_ended) return;
  const knowledge::Cycle& ended = own_ended ? *own : *system;
  Builder finding =
      ended.latest.empty()
          ? report.at(stage->base_span, "`{}` {} gets no fixes since {}; move to a supported release", ended.product,
                      ended.cycle, ended.end_of_life)
          : report.at(stage->base_span, "`{}` {} gets no fixes since {}; move to a supported release such as {}",
                      ended.product, ended.cycle, ended.end_of_life, ended.latest);
  if (builder != nullptr)
    finding.note(builder->built_at, "`{}` builds it with arguments that make `{}:{}` of it", builder->name,
                 reference.repository, reference.tag);
  // Of a stage that others only copy from nothing is shipped but its results; an image of development and tests is not
  // shipped; and a release that has just ended is no emergency yet.
  if (!is_shipped || is_for_development(*stage, report) || months(knowledge::date()) - months(ended.end_of_life) < 6)
    finding.severity(Severity::medium);
  if (own != &ended || !own_ended)
    finding.peers("");
  else if (reference.repository != "ruby")
    finding.peers("docker-language-server:scout/recommended_tag");
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::vector<bool> shipped = shipped_stages(dockerfile);
  if (shipped.empty()) return report.skip();
  for (const dockerfile::Stage* stage : dockerfile.parsed->stages)
    judge(stage, dockerfile, stage->index < shipped.size() && shipped[stage->index], report);
}

extern const Rule rule = {
    .code = "SW1202",
    .summary = "Base image past its end of life",
    .why =
        "Nobody repairs holes in it any more. Its package mirrors go offline at some point, and then the image cannot "
        "be built.",
    .remedy = "Move to a release that is supported; the dates stand in the knowledge tables that the report names.",
    .peers = "tally:tally/ruby/eol-ruby-version docker-language-server:scout/recommended_tag",
    .differs =
        "tally knows Ruby alone; here every product and distribution of the end-of-life tables, also the distribution "
        "that a tag "
        "such as `3.11-buster` names.",
    .controls = "NIST 800-190:4.1.1; OWASP Docker Top 10 2018:D02",
    .references = "https://endoflife.date",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::base_image_end_of_life
