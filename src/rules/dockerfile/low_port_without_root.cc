#include "rules/rule.h"

#include <charconv>

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::low_port_without_root {

static void check(const dockerfile::Stage& stage, Report& report) {
  if (!stage.user.span.valid() || is_root(stage.user.value) || stage.user.value.empty() ||
      contains(stage.user.value, "$") || is_windows_stage(stage))
    return report.skip();
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions)
      if (contains(report.text(instruction->span), "cap_net_bind_service") ||
          contains(report.text(instruction->span), "authbind"))
        return;
  for (const dockerfile::Word& word : stage.exposed) {
    const std::string_view number = before(word.text, '/');
    int port = 0;
    std::from_chars(number.data(), number.data() + number.size(), port);
    if (!is_number(number) || port < 1 || port >= 1024) continue;
    report
        .at(word.span, "`{}` may not listen on port {} outside Docker's own defaults; use one from 1024 up",
            user_name(stage.user.value), number)
        .note(stage.user.span, "The user in force");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1193",
    .summary = "Port below 1024 without root",
    .why =
        "Docker lifts the limit inside its network namespaces, but older engines, host networking, Podman and many "
        "Kubernetes "
        "clusters do not: the program fails with `permission denied` there.",
    .remedy = "Listen on a high port (8080) and map it; or give the program `cap_net_bind_service`.",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::low_port_without_root
