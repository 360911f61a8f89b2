#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::supervisor_in_background {

/// What the section of supervisord itself says, as far as a configuration has one.
struct Setting {
  bool has_section = false;
  std::string_view value;  ///< Of `nodaemon`; "" where it says nothing.
  Span span;               ///< The line, or that of the section.
};

static Setting setting_of(const Source& source) {
  const std::string_view text = source.text();
  Setting found;
  bool inside = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    const Span span{source.id(), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    begin = end + 1;
    if (line.starts_with('[')) inside = line == "[supervisord]";
    if (!inside) continue;
    if (!found.has_section) found = {.has_section = true, .value = {}, .span = span};
    if (ascii::trim(before(line, '=')) != "nodaemon" || !contains(line, "=")) continue;
    found.value = ascii::trim(before(line.substr(line.find('=') + 1), ';'));
    found.span = span;
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  const std::vector<project::StartedProgram> all = project::started_programs(report.project(), service);
  const auto is_supervisor = [](const project::StartedProgram& each) { return base_name(each.word) == "supervisord"; };
  const auto behind = std::ranges::find_if(all, is_supervisor);
  const project::StartedProgram* const program = started.has_value() && is_supervisor(*started) ? &*started
                                                 : behind != all.end()                          ? &*behind
                                                                                                : nullptr;
  if (program == nullptr) return report.skip();
  if (std::ranges::any_of(program->arguments,
                          [](std::string_view word) { return word == "-n" || word == "--nodaemon"; }))
    return;
  for (const project::File* const file : project::configuration_files(report.project(), service)) {
    if (!file->has_content) continue;
    const Setting setting = setting_of(report.project().sources[file->source]);
    if (!setting.has_section || is_one_of("true yes on 1", ascii::lowered(setting.value))) continue;
    report
        .at(setting.span, "`{}` ends at once, for supervisord goes into the background here; set `nodaemon=true`",
            service.name)
        .note(program->span, "It is started here, without `-n`");
    return;
  }
}

extern const Rule rule = {
    .code = "SW5510",
    .summary = "Supervisor that leaves the foreground of its container",
    .why =
        "Without `nodaemon=true` or `-n` supervisord forks and its first process ends. That process is the "
        "container's, so the container ends with all programs that were just started.",
    .remedy = "Set `nodaemon=true` in the section `[supervisord]`, or start it with `-n`.",
    .references = "https://supervisord.org/configuration.html#supervisord-section-settings",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::supervisor_in_background
