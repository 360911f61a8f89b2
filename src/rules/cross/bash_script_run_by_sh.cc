#include <algorithm>
#include <optional>
#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/bashisms.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::bash_script_run_by_sh {

/// What `sh` is in a public image: true BusyBox's, false dash; nothing when it is not known.
static std::optional<bool> has_busybox_sh(const project::Service& service) {
  if (service.image == nullptr) return std::nullopt;
  const knowledge::ImageVariant* const variant = knowledge::variant(*service.image, service.image_reference.tag);
  if (variant == nullptr) return std::nullopt;
  if (variant->base == "alpine" || variant->base == "busybox") return true;
  if (variant->base == "debian" || variant->base == "ubuntu") return false;
  return std::nullopt;
}

/// The first construct of a script that its shell does not have.
static std::optional<Bashism> first_bashism(const project::Project& project, const project::File& file,
                                            bool in_busybox) {
  std::optional<Bashism> first;
  const std::string_view source = project.sources[file.source].text();
  for_each_node_deep(*file.script, [&](const shell::Node& node) {
    if (first.has_value()) return;
    for (const Bashism& bashism : bashisms_of(node, source)) {
      // An option that a shell lacks is passed over or refused by release; an array never works.
      if (bashism.everywhere || (in_busybox && bashism.in_ash) || contains(bashism.what, "pipefail")) continue;
      first = bashism;
      return;
    }
  });
  return first;
}

static void check(const project::Service& service, Report& report) {
  const std::vector<std::string_view>& words = service.command.words;
  if (service.command.from != project::Provenance::compose || service.command.script != nullptr || words.size() < 2 ||
      !is_one_of("sh ash dash", base_name(words[0])) || words[1].starts_with('-'))
    return report.skip();
  if (service.entrypoint.from == project::Provenance::compose) return report.skip();
  const std::optional<bool> in_busybox = has_busybox_sh(service);
  if (!in_busybox.has_value()) return report.skip();
  const project::ContainerFile script = project::container_file(report.project(), service, words[1]);
  if (script.file == nullptr || script.file->script == nullptr || !script.file->has_content) return report.skip();
  const std::string_view line = first_line(*script.file->script, script.file, report.project());
  if (!line.starts_with("#!") || !contains(line, "bash")) return report.skip();
  const std::optional<Bashism> bashism = first_bashism(report.project(), *script.file, *in_busybox);
  if (!bashism.has_value()) return;
  report
      .at(service.command.span, "`{}` runs a script of bash with `{}`, which stops at what it does not know",
          service.name, words[0])
      .note(bashism->span, "`sh` has no {}", OurWords{bashism->what});
}

extern const Rule rule = {
    .code = "SW4769",
    .summary = "Script of bash that Compose gives to another shell",
    .why =
        "The `#!` line counts only for a script that is started itself. Given to `sh`, it is read by dash or BusyBox, "
        "and ends with a syntax error before its first command.",
    .remedy = "Run the script itself, or name bash, in an image that has it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::bash_script_run_by_sh
