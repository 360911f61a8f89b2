#include <algorithm>

#include "project/application.h"
#include "project/code_signs.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::certificates_missing {

/// Whether the image of a stage comes without the certificates that programs trust: an empty one, BusyBox, or Debian
/// and Ubuntu themselves, which install them by a package.
static bool comes_without(const dockerfile::Stage& stage) {
  if (stage.root().base == "scratch") return true;
  const knowledge::Image* const base = project::base_image(stage);
  return base != nullptr && is_one_of("debian ubuntu busybox", base->name);
}

/// A variable of the service with an address of `https` elsewhere, which its Go code reads and which it has the client
/// for; null for none.
static const compose::EnvironmentEntry* address_asked(const project::Project& project, const project::Service& service,
                                                      const project::Application& application) {
  if (!application.entry.ends_with(".go") && !application.program.sources.empty() &&
      !application.program.sources.front().ends_with(".go"))
    return nullptr;
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr ||
      (!project::has_text(project, *code, "http.Post") && !project::has_text(project, *code, "http.Get") &&
       !project::has_text(project, *code, "http.NewRequest") && !project::has_text(project, *code, "http.Client")))
    return nullptr;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || !entry.value->starts_with("https://") || contains(entry.name, "PUBLIC") ||
        contains(entry.name, "ORIGIN") || contains(entry.name, "REDIRECT") || contains(entry.name, "BASE_URL"))
      continue;
    if (is_one_of("URL ENDPOINT WEBHOOK ADDR ISSUER", std::string_view(entry.name).substr(entry.name.rfind('_') + 1)) &&
        project::mentions(project, *code, entry.name))
      return &entry;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || service.stage == nullptr) return report.skip();
  const compose::EnvironmentEntry* const address = address_asked(report.project(), service, *application);
  if (application->program.start.asks_tls.empty() && address == nullptr) return report.skip();
  if (!comes_without(*service.stage)) return;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    // What other packages need brings them along, too.
    for (const std::string_view sign :
         {"certificates", "/ssl", "cacert", "SSL_CERT", "apt-get install -y curl", ".pem", ".crt", "/pki", "x509"})
      if (contains(text, sign)) return;
    if (instruction->op == dockerfile::Op::copy && instruction->flag("from") != nullptr &&
        !instruction->arguments.empty() && is_one_of("/ /etc /etc/", instruction->arguments.back().text))
      return;
    if (instruction->op == dockerfile::Op::run && !contains(text, "no-install-recommends") && contains(text, "install"))
      return;
  }
  if (service.definition->variable("SSL_CERT_FILE") != nullptr ||
      service.definition->variable("SSL_CERT_DIR") != nullptr)
    return;
  for (const compose::Mount& mount : service.definition->mounts)
    if (contains(mount.target, "/ssl") || contains(mount.target, "/pki") || contains(mount.target, "cert")) return;
  if (application->program.start.asks_tls.empty()) {
    report
        .at(address->span, "`{}` asks this address, and its image has no certificates to check the answer with",
            service.name)
        .note(image_span(service), "`{}` comes without them", image_of(service))
        .rung(Rung::connect);
    return;
  }
  const code::NamedPlace& call = application->program.start.asks_tls.front();
  report
      .at(call.span, "`{}` asks `{}` when it starts, and its image has no certificates to check the answer with",
          service.name, call.name)
      .note(image_span(service), "`{}` comes without them", image_of(service));
}

extern const Rule rule = {
    .code = "SW4889",
    .summary = "Program that asks a TLS server in an image without certificates",
    .why = "Every such request ends with `x509: certificate signed by unknown authority`, and the program with it.",
    .remedy = "Install `ca-certificates`, or copy `/etc/ssl/certs/ca-certificates.crt` from the stage that builds.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::certificates_missing
