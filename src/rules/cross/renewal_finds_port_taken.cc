#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::renewal_finds_port_taken {

/// The service that keeps port 80 of the host while the stack runs; null for none.
static const project::Service* holder_of_port(const project::Project& project) {
  for (const project::Service& service : project.services) {
    using project::Role;
    const Role role = service.stack->role;
    if (!service.active || role == Role::test || role == Role::ci || role == Role::development) continue;
    for (const compose::Port& port : service.definition->ports)
      if (port_number(port.published) == 80) return &service;
  }
  return nullptr;
}

/// Whether some renewal of the repository frees the port first: a hook, or a step that stops the proxy.
static bool renewal_frees_port(const project::Project& project) {
  constexpr std::size_t around = 300;
  for (const project::File& file : project.files) {
    if (!file.has_content) continue;
    const std::string_view text = project.sources[file.source].text();
    if (!contains(text, "certbot")) continue;
    if (contains(text, "--pre-hook") || contains(text, "pre_hook") || contains(text, "renewal-hooks/pre") ||
        contains(text, "--http-01-port"))
      return true;
    for (std::size_t at = text.find("renew"); at != std::string_view::npos; at = text.find("renew", at + 1)) {
      const std::size_t begin = at > around ? at - around : 0;
      const std::string_view before_it = text.substr(begin, at - begin);
      // What is asked for behind the first certificate, such as its own stop, is no part of the renewal.
      const std::size_t first = before_it.rfind("certonly");
      const std::string_view near = first == std::string_view::npos ? before_it : before_it.substr(first);
      for (const std::string_view word : {" stop ", " down", "systemctl stop", " pause "})
        if (contains(near, word)) return true;
    }
  }
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  // In a container the port is its own.
  if (subject.site == CommandSite::run || subject.site == CommandSite::image_command ||
      subject.site == CommandSite::compose_command ||
      (subject.file != nullptr && subject.file->kind == project::FileKind::entrypoint))
    return report.skip();
  const shell::Invocation& command = subject.invocation;
  const auto says = [&](std::string_view wanted) {
    return std::ranges::any_of(command.arguments, [&](const shell::Word& word) { return word.text == wanted; });
  };
  if (!says("certonly") || !says("--standalone")) return report.skip();
  const project::Service* const holder = once<holder_of_port>(report);
  if (holder == nullptr) return report.skip();
  if (once<renewal_frees_port>(report)) return;
  report
      .at(command.span(), "Certbot renews the way it got this: with a server of its own on port 80, which `{}` keeps",
          holder->name)
      .note(holder->span, "Its renewals fail while `{}` runs", holder->name)
      .advise("Use `--webroot` behind the proxy, or give it `--pre-hook` and `--post-hook` that stop and start it");
}

static constexpr std::string_view programs[] = {"certbot"};

extern const Rule rule = {
    .code = "SW4193",
    .summary = "Renewal of a certificate whose port the proxy keeps",
    .why =
        "`certbot renew` repeats the way of the first time. A server of its own on port 80 was possible while the "
        "proxy was stopped; each renewal finds the port taken, and after ninety days browsers refuse the site.",
    .remedy = "Answer the challenge through the running proxy (`--webroot`), or stop and start it in Certbot's hooks.",
    .references = "https://eff-certbot.readthedocs.io/en/stable/using.html#renewing-certificates",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::renewal_finds_port_taken
