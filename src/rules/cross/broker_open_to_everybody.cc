#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::broker_open_to_everybody {

/// The line of a configuration of Mosquitto that lets everybody in.
static Span open_line(const project::Project& project, const project::Service& service) {
  for (const project::File* const file : service.mounted_files) {
    if (!file->has_content || !file->path.ends_with(".conf")) continue;
    const std::string_view text = project.sources[file->source].text();
    constexpr std::string_view setting = "allow_anonymous true";
    for (std::size_t at = text.find(setting); at != std::string_view::npos; at = text.find(setting, at + 1)) {
      if (at != 0 && text[at - 1] != '\n') continue;
      const auto begin = static_cast<std::uint32_t>(at);
      return {file->source, begin, begin + static_cast<std::uint32_t>(setting.size())};
    }
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (!contains(service.image_reference.repository, "mosquitto") || service.builds) return report.skip();
  const compose::Port* open = nullptr;
  for (const compose::Port& port : service.definition->ports)
    if (!port.on_loopback()) open = &port;
  if (open == nullptr || is_short_lived(*service.stack)) return report.skip();
  const Span line = open_line(report.project(), service);
  if (!line.valid()) return;
  Builder finding = report.at(line, "`{}` lets everybody publish and read, on a port that is published", service.name);
  finding.note(open->span(), "Published here");
  if (service.stack->role == project::Role::development) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4615",
    .summary = "Published broker without a login",
    .why = "Anybody who reaches the port reads all messages and sends commands to what listens.",
    .remedy = "`allow_anonymous false` with a `password_file`, or publish on loopback only.",
    .references = "https://mosquitto.org/man/mosquitto-conf-5.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "ask for a login",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::broker_open_to_everybody
