#include "rules/rule.h"

#include <algorithm>

#include "base/edit_distance.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::profile_unknown {

/// Whether a service of any stack with the same files has the profile; services that it leaves out count.
static bool is_known(const project::Project& project, const project::ComposeCommand& command, std::string_view profile,
                     std::string_view& near) {
  unsigned best = 4;
  for (const project::Stack& stack : project.stacks) {
    const bool same = std::ranges::any_of(stack.files, [&](const project::File* file) {
      return std::ranges::find(command.files, file->path) != command.files.end();
    });
    if (!same) continue;
    for (const project::Service* const service : stack.services)
      for (const compose::Text& each : service->definition->profiles) {
        if (each.value == profile || contains(each.value, "$")) return true;
        if (const unsigned distance = edit_distance(each.value, profile, 3); distance < best) {
          best = distance;
          near = each.value;
        }
      }
  }
  return false;
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    // A service that is named is started whatever its profile; one that does not exist is told of elsewhere.
    const bool names_services = std::ranges::any_of(
        command.operands, [](std::string_view operand) { return !operand.empty() && !operand.starts_with('-'); });
    if (!is_one_of("up start create down stop restart pull build", command.verb) || names_services) continue;
    if (command.stack < 0 || !command.files_known || !command.profiles_known || !command.missing.empty()) continue;
    const bool document =
        command.file->kind == project::FileKind::readme || command.file->kind == project::FileKind::documentation;
    if (document && !is_guide(*command.file)) continue;
    const project::Stack& stack = project.stacks[static_cast<std::size_t>(command.stack)];
    for (const std::string_view profile : command.profiles) {
      if (profile.empty() || profile == "*" || profile.find_first_of("$\x01<{") != std::string_view::npos) continue;
      asks = true;
      std::string_view near;
      if (is_known(project, command, profile, near)) continue;
      Builder finding = near.empty()
                            ? report.at(command.span, "No service has the profile `{}`, so it starts nothing", profile)
                            : report.at(command.span, "No service has the profile `{}`; there is `{}`", profile, near);
      finding.reaches(stack);
      // In a Compose file it stands in a comment.
      if (document || command.file->kind == project::FileKind::compose) finding.severity(Severity::low);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4616",
    .summary = "Profile that no service has",
    .why = "Compose accepts any name: what was to be started is left out, without a word.",
    .remedy = "Name a profile of the Compose file.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::profile_unknown
