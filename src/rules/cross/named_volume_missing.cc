#include "rules/rule.h"

#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::named_volume_missing {

static bool is_volume_name(std::string_view name) {
  return name.size() > 1 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
             std::string_view::npos &&
         name.front() != '.' && name.front() != '-';
}

/// The name that the engine gives a volume of a project whose Compose file says how it is called; "" where whoever
/// starts it may call it otherwise.
static std::string name_in_project(const project::Project& project, const project::Stack& stack,
                                   const compose::Volume& volume) {
  const compose::Value* const given = stack.model->root != nullptr ? stack.model->root->get("name") : nullptr;
  if (given == nullptr || !given->span().valid() || volume.external.value || volume.external_name) return {};
  for (const project::ComposeCommand& command : project.compose_commands)
    if (!command.project_name.empty()) return {};
  const std::string prefix = std::string(stack.model->project_name) + "_";
  return volume.name.starts_with(prefix) ? std::string(volume.name) : prefix + std::string(volume.name);
}

/// How a volume of the repository is called on the host: `shop_media`, or its own name.
enum class Known : std::uint8_t { no, project, yes };
/// `meant` is the stack that has a volume of nearly that name.
static Known is_known(const project::Project& project, std::string_view name, const project::Stack*& meant) {
  Known result = Known::no;
  for (const project::Stack& stack : project.stacks)
    for (const compose::Volume& volume : stack.model->volumes) {
      const std::string_view own = volume.name;
      if (name == own || (volume.external.value && contains(name, own))) return Known::yes;
      if (name.ends_with(own) && name.size() > own.size() &&
          is_one_of("_ -", name.substr(name.size() - own.size() - 1, 1))) {
        const std::string real = name_in_project(project, stack, volume);
        if (real.empty() || real == name) return Known::yes;
        result = Known::project;
        meant = &stack;
      }
      for (const compose::Member& part : volume.driver_options)
        if (part.value != nullptr && part.value->text == name) return Known::yes;
      if (name.starts_with(std::string(stack.model->project_name) + "_")) result = Known::project;
    }
  return result;
}

/// Whether something else of the repository makes or names the volume.
static bool is_named_elsewhere(const project::Project& project, std::string_view name) {
  for (const project::File& file : project.files) {
    if (!file.has_content) continue;
    const std::string_view text = project.sources[file.source].text();
    for (const std::string_view way : {"volume create ", "name: ", "name: \""})
      if (contains(text, std::string(way) + std::string(name))) return true;
  }
  return false;
}

/// The value of `-v name:/path` or `--mount source=name`; "" of a path.
static std::string_view volume_of(std::string_view word) {
  const std::size_t colon = word.find(':');
  return colon == std::string_view::npos || colon + 1 >= word.size() || word[colon + 1] != '/' ? std::string_view()
                                                                                               : word.substr(0, colon);
}

static void check(const CommandSubject& subject, Report& report) {
  const project::Project& project = report.project();
  const shell::Invocation& command = subject.invocation;
  if (subject.file == nullptr || command.verb() != "run" ||
      (subject.site != CommandSite::script && subject.site != CommandSite::make && subject.site != CommandSite::ci))
    return report.skip();
  bool any_volume = false;
  for (const project::Stack& stack : project.stacks) any_volume = any_volume || !stack.model->volumes.empty();
  if (!any_volume || !concerns_deployment(subject, project)) return report.skip();
  bool asks = false;
  for (std::size_t at = 0; at + 1 < command.arguments.size(); ++at) {
    if (command.arguments[at].text != "-v" && command.arguments[at].text != "--volume") continue;
    const shell::Word& word = command.arguments[at + 1];
    const std::string_view name = volume_of(word.text);
    if (!is_volume_name(name)) continue;
    asks = true;
    const project::Stack* meant = nullptr;
    const Known known = is_known(project, name, meant);
    // Any other name may be a volume of the script's own.
    if (known == Known::yes || (known == Known::no && !is_about_copies(*subject.file)) ||
        is_named_elsewhere(project, name))
      continue;
    Builder finding = report.at(word.span, "No stack has a volume `{}`, so the engine makes an empty one here", name);
    // Nobody reads from a volume that is made on the spot.
    if (known == Known::no && !word.text.ends_with(":ro")) finding.confidence(Confidence::possible);
    if (is_about_copies(*subject.file)) finding.rung(Rung::keep);
    if (meant != nullptr) finding.reaches(*meant);
  }
  if (!asks) report.skip();
}

static constexpr std::string_view programs[] = {"docker", "podman"};

extern const Rule rule = {
    .code = "SW4743",
    .summary = "Command on a volume that no stack has",
    .why =
        "The engine makes an empty volume for a name that it does not know. A copy of it succeeds and holds nothing.",
    .remedy = "Name the volume as `docker volume ls` shows it: the project, `_`, and the name in the Compose file.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::named_volume_missing
