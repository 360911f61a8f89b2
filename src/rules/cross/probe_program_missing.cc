#include "rules/rule.h"

#include <string>

#include "base/edit_distance.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/probe.h"
#include "rules/lib/connect.h"
#include "rules/lib/probe_outcome.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_program_missing {

/// Part of every shell, or a word of its grammar.
static bool is_builtin(std::string_view program) {
  return is_one_of(
      "exit true false test [ : echo printf cd command type set export exec kill read return local eval "
      "source . trap unset shift wait",
      program);
}

/// A program of a public image's own that differs from the one named by a single letter; "" when there is none.
static std::string_view slip_of(const project::Service& service, std::string_view program) {
  if (service.builds || service.image == nullptr || program.size() < 6 || service.has_tool(program).has_value())
    return {};
  const knowledge::ImageVariant* const variant = knowledge::variant(*service.image, service.image_reference.tag);
  if (variant == nullptr) return {};
  for (const std::string_view tool : variant->tools)
    if (edit_distance(tool, program, 1) == 1) return tool;
  return {};
}

/// Whether the container installs a program each time it starts: `sh -c "apk add curl && exec app"`.
static bool installs_at_start(const project::Service& service, std::string_view program, Report& report) {
  const auto installs = [&](std::string_view text) {
    return contains(text, program) && (contains(text, "apk add") || contains(text, "apt-get install") ||
                                       contains(text, "apt install") || contains(text, " install -y"));
  };
  for (const project::CommandInForce* const part : {&service.entrypoint, &service.command}) {
    std::string whole;
    for (const std::string_view word : part->words) (whole += word) += ' ';
    if (installs(whole)) return true;
  }
  return service.startup != nullptr && service.startup->root != nullptr &&
         installs(report.text(service.startup->root->span));
}

static void check(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  if (probe.commands.empty()) return report.skip();
  // It passes without the program as well, of which another rule tells.
  if (forced_success(service, probe) != nullptr) return;
  std::size_t candidates = 0;
  const project::ProbeCommand* missing = nullptr;
  for (const project::ProbeCommand& command : probe.commands) {
    // A probe that looks for its tools first chooses by itself.
    if (command.program == "command" || command.program == "which" || command.program == "type") return;
    if (command.program.empty() || is_builtin(command.program)) continue;
    ++candidates;
    if (contains(command.program, " ") || contains(command.written, "$")) return;
    // Of alternatives (`curl ... || wget ...`) one is enough.
    if (command.node != nullptr && command.node->joined_by == "||" && candidates > 1) return;
    if (const std::string_view meant = slip_of(service, command.program); !meant.empty()) {
      report
          .at(command.spans.front().valid() ? command.spans.front() : command.span,
              "The image of `{}` has no `{}`, so its probe always fails; it has `{}`", service.name, command.program,
              meant)
          .note(service.definition->image.span(), "This is its image")
          .confidence(Confidence::likely);
      return;
    }
    if (missing == nullptr && (service.has_tool(command.program) == std::optional<bool>(false) ||
                               (service.stage == nullptr && service_lacks_tool(service, command.program).has_value())))
      missing = &command;
  }
  if (candidates == 0) return report.skip();
  if (missing == nullptr || installs_at_start(service, missing->program, report)) return;
  if (contains(missing->written, "/") && !missing->written.starts_with("/usr/bin/") &&
      !missing->written.starts_with("/bin/") && !missing->written.starts_with("/usr/local/bin/"))
    return;
  const Span place = missing->spans.front().valid() ? missing->spans.front() : missing->span;
  std::string_view other;
  for (const std::string_view program : {"wget", "curl", "nc", "python3", "python", "node"})
    if (program != missing->program && service.has_tool(program) == std::optional<bool>(true)) {
      other = program;
      break;
    }
  const bool is_client = missing->program == "curl" || missing->program == "wget" || missing->program == "nc";
  Builder finding =
      is_client && !other.empty()
          ? report.at(place, "The image of `{}` has no `{}`, so its probe always fails; it has `{}`", service.name,
                      missing->program, other)
          : report.at(place,
                      "The image of `{}` has no `{}`, so its probe always fails; install it or use what is there",
                      service.name, missing->program);
  if (service.stage != nullptr)
    finding.note(service.stage->from->span, "The image is built from `{}` and nothing installs `{}`",
                 service.stage->root().base, missing->program);
  else if (service.definition->image)
    finding.note(service.definition->image.span(), "This image does not have `{}`", missing->program);
  note_waiting(finding, service);
  // Who waits for the end of a job does not ask whether it is healthy.
  if (is_waited_out(service)) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4300",
    .summary = "Health check with a program that its image lacks",
    .why =
        "The probe fails every time, so the container is never healthy: what waits for it never starts, and an "
        "orchestrator restarts it for ever.",
    .remedy =
        "Use a program that the image has (BusyBox images have `wget`, not `curl`), or install it in the final stage.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .strength = "probe with programs that their image has",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_program_missing
