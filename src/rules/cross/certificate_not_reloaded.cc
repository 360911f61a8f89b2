#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/listening.h"
#include "rules/lib/backups.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::certificate_not_reloaded {

/// Whether a script makes the proxy in its container read its files again: what it does to a proxy on the host is
/// another matter.
static bool reloads_container(std::string_view text, const project::Service& proxy) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    const bool again = contains(line, "reload") || contains(line, "restart") || contains(line, "HUP");
    const bool in_container =
        contains(line, "docker") || contains(line, "compose") || contains(line, "COMPOSE") || contains(line, "podman");
    const bool named = contains(line, proxy.name) ||
                       (proxy.definition->container_name && contains(line, proxy.definition->container_name.value));
    if (!again || !in_container || !named) continue;
    // Another stack's proxy may have the same name.
    if (!contains(line, " -f ")) return true;
    for (const project::File* const file : proxy.stack->files)
      if (contains(line, base_name(file->path))) return true;
  }
  return false;
}

static bool shares_a_volume(const project::Service& renewer, const project::Service& proxy) {
  return std::ranges::any_of(renewer.definition->mounts, [&](const compose::Mount& mount) {
    return std::ranges::any_of(proxy.definition->mounts, [&](const compose::Mount& other) {
      return !mount.source_text.empty() && mount.source_text == other.source_text;
    });
  });
}

/// The text of everything that this stack and its scripts run.
static bool reloads(const project::Project& project, const project::Stack& stack, const project::Service& renewer,
                    const project::Service& proxy) {
  const std::string own = command_text(project, renewer);
  for (const std::string_view word : {"-hook", "reload", "HUP", "restart"})
    if (contains(own, word)) return true;
  for (const project::Service* const service : stack.services)
    if (service != &renewer && contains(command_text(project, *service), "reload")) return true;
  for (const shell::Script* const script : container_scripts(project, proxy))
    if (contains(project.sources[script->span.file].text(script->span), "reload")) return true;
  for (const project::File& file : project.files) {
    const bool runs = file.kind == project::FileKind::script || file.kind == project::FileKind::entrypoint ||
                      file.kind == project::FileKind::makefile;
    if (!runs || !file.has_content) continue;
    const std::string_view text = project.sources[file.source].text();
    if (!contains(text, "certbot") && !contains(text, "cron")) continue;
    if (reloads_container(text, proxy)) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->title != "Certbot" || is_short_lived(*service.stack))
    return report.skip();
  const std::string text = command_text(report.project(), service);
  if (!contains(text, "renew") || !contains(text, "sleep")) return report.skip();
  const project::Service* proxy = nullptr;
  for (const project::Service* const other : service.stack->services)
    if (other->active && (project::runs_nginx(*other) || (other->image != nullptr && other->image->title == "HAProxy")))
      // Of several that one serves the certificate which has its folder.
      if (proxy == nullptr || shares_a_volume(service, *other)) proxy = other;
  if (proxy == nullptr) return report.skip();
  if (reloads(report.project(), *service.stack, service, *proxy)) return;
  const Span span = service.entrypoint.from == project::Provenance::compose ? service.entrypoint.span
                    : service.command.span.valid()                          ? service.command.span
                                                                            : service.span;
  report
      .at(span, "`{}` renews the certificate, and nothing makes `{}` load it; reload it after each renewal",
          service.name, proxy->name)
      .note(proxy->span, "`{}` reads its certificate at its start alone", proxy->name);
}

extern const Rule rule = {
    .code = "SW4441",
    .summary = "Renewed certificate that the proxy never loads",
    .why = "The proxy serves the old certificate from memory until it expires, ninety days after the last restart.",
    .remedy =
        "Let the proxy run `nginx -s reload` every few hours beside its main process, or let a deploy hook tell it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::certificate_not_reloaded
