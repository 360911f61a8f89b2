#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::base_image_end_of_life {

static const knowledge::Cycle* cycle_of(const knowledge::Reference& reference) {
  if (!is_one_of("docker.io  mirror.gcr.io public.ecr.aws", reference.registry) && !reference.registry.empty()) return nullptr;
  const knowledge::Image* const image = knowledge::image(reference);
  if (image != nullptr && !image->end_of_life_product.empty())
    if (const knowledge::Cycle* const cycle = knowledge::cycle(image->end_of_life_product, reference.tag)) return cycle;
  return knowledge::cycle(reference.repository == "golang" ? "go" : reference.repository, reference.tag);
}

static void check(const dockerfile::Instruction& from, Report& report) {
  const dockerfile::Stage* const stage = from.stage;
  if (stage == nullptr || stage->parent != nullptr || !stage->base_known) return report.skip();
  const knowledge::Reference reference = knowledge::parse_reference(stage->base);
  if (!reference.valid || reference.tag.empty()) return report.skip();
  const knowledge::Cycle* const own = cycle_of(reference);
  const knowledge::Cycle* const system = knowledge::base_cycle(reference.tag);
  const bool own_ended = own != nullptr && own->ended_by(knowledge::date());
  const bool system_ended = system != nullptr && system->ended_by(knowledge::date());
  if (own == nullptr && system == nullptr) return report.skip();
  if (!own_ended && !system_ended) return;
  const knowledge::Cycle& ended = own_ended ? *own : *system;
  Builder finding =
      ended.latest.empty()
          ? report.at(stage->base_span, "`{}` {} gets no fixes since {}; move to a supported release", ended.product, ended.cycle,
                      ended.end_of_life)
          : report.at(stage->base_span, "`{}` {} gets no fixes since {}; move to a supported release such as {}", ended.product,
                      ended.cycle, ended.end_of_life, ended.latest);
  // Nothing of a stage that others only copy from is shipped but its results.
  bool is_shipped_base = stage->index + 1 == 0;
  for (const dockerfile::Stage* shipped : {stage}) is_shipped_base = is_shipped_base || shipped->reachable;
  if (!is_shipped_base) finding.severity(Severity::medium);
  if (own != &ended || !own_ended) finding.peers("");
}

extern const Rule rule = {
    .code = "SW1202",
    .summary = "Base image past its end of life",
    .why = "Nobody repairs holes in it any more. Its package mirrors go offline at some point, and then the image cannot be built.",
    .remedy = "Move to a release that is supported; the dates stand in the knowledge tables that the report names.",
    .peers = "tally:tally/ruby/eol-ruby-version docker-language-server:scout/recommended_tag",
    .differs = "tally knows Ruby alone; here every product and distribution of the end-of-life tables, also the distribution that a tag "
               "such as `3.11-buster` names.",
    .controls = "NIST 800-190:4.1.1; OWASP Docker Top 10 2018:D02",
    .references = "https://endoflife.date",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::from>(),
};

}  // namespace seaworthy::rules::base_image_end_of_life
