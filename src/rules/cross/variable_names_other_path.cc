#include "rules/rule.h"

#include <algorithm>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::variable_names_other_path {

/// A mount of a single file with this name, at another place than the path; null when there is none or it is there.
static const compose::Mount* mounted_elsewhere(const project::Service& service, std::string_view path) {
  const compose::Mount* found = nullptr;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.target == path) return nullptr;
    if (mount.type == compose::MountType::bind && base_name(mount.target) == base_name(path)) found = &mount;
  }
  return found;
}

/// The path that a value is, or that an option gives: `--tls-key=/certs/server.key`. "" for anything else.
static std::string_view path_in(std::string_view value) {
  if (value.starts_with('-')) value = value.substr(std::min(value.find('=') + 1, value.size()));
  if (!value.starts_with('/') || value.find_first_of(" $*,:;") != std::string_view::npos) return {};
  return contains(base_name(value), ".") ? value : std::string_view();
}

/// True when the value names a file that is mounted, wherever that is.
static bool check_value(const project::Service& service, std::string_view value, Span place, Report& report) {
  const std::string_view path = path_in(value);
  if (path.empty()) return false;
  if (project::mount_over(service, path) != nullptr) return true;
  const compose::Mount* const mount = mounted_elsewhere(service, path);
  if (mount == nullptr) return false;
  report.at(place, "`{}` names `{}`, but the file is mounted at `{}`", service.name, path, mount->target)
      .note(mount->span(), "Mounted here");
  return true;
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->mounts.empty() || !service.stack->partial.empty()) return report.skip();
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    // What browsers ask for is no path of the container.
    if (entry.value.has_value() && !entry.name.ends_with("URL") && !entry.name.ends_with("URI"))
      asks |= check_value(service, *entry.value, entry.value_span.valid() ? entry.value_span : entry.span, report);
  for (const bool entrypoint : {true, false}) {
    const project::CommandInForce& given = entrypoint ? service.entrypoint : service.command;
    const compose::Command& written = entrypoint ? service.definition->entrypoint : service.definition->command;
    if (given.from != project::Provenance::compose || given.script != nullptr) continue;
    for (std::size_t at = 0; at < given.words.size(); ++at) {
      // Where a known image has its configuration is another rule's matter.
      if (service.image != nullptr && contains(given.words[at], "config")) continue;
      const bool is_placed = at < written.word_spans.size() && written.word_spans[at].valid();
      asks |= check_value(service, given.words[at], is_placed ? written.word_spans[at] : given.span, report);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4668",
    .summary = "Setting that names a file at another place than it is mounted",
    .why = "The program does not find its certificate, key or configuration, and ends or goes on without it.",
    .remedy = "Name the path of the mount, or mount the file where the setting says.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "name files where they are mounted",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::variable_names_other_path
