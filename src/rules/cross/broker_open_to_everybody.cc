#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "base/leading_words.h"
#include "project/model.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::broker_open_to_everybody {

/// A line of a configuration of Mosquitto that lets everybody in.
struct OpenLine {
  Span span;
  /// The port of the one listener that it is for; "" when it holds for all.
  std::string_view port;
};

/// Without `per_listener_settings` the line holds for every listener, with it for the one above. Listeners on the
/// container's own loopback are for its probe.
static std::vector<OpenLine> open_lines(const project::Project& project, const project::Service& service) {
  std::vector<OpenLine> found;
  for (const project::File* const file : service.mounted_files) {
    if (!file->has_content || !file->path.ends_with(".conf")) continue;
    const std::string_view text = project.sources[file->source].text();
    bool each_for_itself = false, on_loopback = false;
    std::string_view port;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const auto words = leading_words<3>(text.substr(begin, end - begin));
      if (words[0] == "per_listener_settings") each_for_itself = words[1] == "true";
      if (words[0] == "listener") {
        port = words[1];
        on_loopback = words[2].starts_with("127.") || words[2] == "localhost" || words[2] == "::1";
      }
      if (words[0] == "allow_anonymous" && words[1] == "true" && !(each_for_itself && on_loopback)) {
        const auto at = static_cast<std::uint32_t>(words[0].data() - text.data());
        const auto last = static_cast<std::uint32_t>(words[1].data() + words[1].size() - text.data());
        found.push_back({{file->source, at, last}, each_for_itself ? port : std::string_view()});
      }
      begin = end + 1;
    }
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  if (!contains(service.image_reference.repository, "mosquitto") || service.builds || is_short_lived(*service.stack))
    return report.skip();
  const auto is_open = [](const compose::Port& port) { return !port.on_loopback(); };
  if (std::ranges::none_of(service.definition->ports, is_open)) return report.skip();
  for (const OpenLine& line : open_lines(report.project(), service)) {
    const auto published = std::ranges::find_if(service.definition->ports, [&](const compose::Port& port) {
      return is_open(port) && (line.port.empty() || port.target == line.port || !is_number(port.target));
    });
    const bool is_published = published != service.definition->ports.end();
    Builder finding =
        is_published
            ? report.at(line.span, "`{}` lets everybody publish and read, on a port that is published", service.name)
            : report.at(line.span, "`{}` lets everybody on its networks publish and read on port {}", service.name,
                        line.port);
    if (is_published)
      finding.note(published->span(), "Published here");
    else
      finding.severity(Severity::medium);
    if (service.stack->role == project::Role::development) finding.severity(Severity::low);
    return;
  }
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
