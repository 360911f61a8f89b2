#include "rules/rule.h"

#include <string>

#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_path_not_in_nginx {

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeRequest& request : probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http || !request.fails_on_error) continue;
    const NginxAnswer answer = nginx_answer(report.project(), service, request.port, request.host, request.path);
    if (answer.kind == NginxAnswer::Kind::unknown) continue;
    asks = true;
    const bool refuses = answer.kind == NginxAnswer::Kind::status && answer.status >= 400;
    if (refuses) {
      Builder finding = report.at(request.span, "With {} for `{}`, nginx makes the probe of `{}` fail always",
                                  answer.status, request.path, service.name);
      finding.note(answer.by->span, "Here it says so");
      note_waiting(finding, service);
      return;
    }
    if (answer.authentication != nullptr && answer.kind != NginxAnswer::Kind::redirect) {
      const project::ProbeCommand& command = probe.commands[request.command];
      if (command.option("-u").has_value() || command.option("--user").has_value() ||
          contains(report.text(command.span), "@") || contains(report.text(command.span), "uthorization"))
        continue;
      Builder finding =
          report.at(request.span, "Credentials are asked for at `{}`, which the probe of `{}` does not give",
                    request.path, service.name);
      finding.note(answer.authentication->span, "Here it asks");
      note_waiting(finding, service);
      return;
    }
    if (answer.denial != nullptr && answer.kind != NginxAnswer::Kind::redirect &&
        !(answer.by != nullptr && answer.by->name == "return") &&
        (request.host == "127.0.0.1" || request.host == "localhost")) {
      Builder finding = report.at(request.span, "`{}` is closed to the container itself, so the probe of `{}` gets 403",
                                  request.path, service.name);
      finding.note(answer.denial->span, "Here it is refused; `allow 127.0.0.1;` in front lets the probe in");
      if (request.host == "localhost") finding.confidence(Confidence::likely);
      note_waiting(finding, service);
      return;
    }
    // Without a `root` files are looked for in a folder that the images do not have.
    if (answer.kind == NginxAnswer::Kind::files && answer.by == nullptr && answer.location == nullptr &&
        answer.server != nullptr && !service.builds) {
      Builder finding = report.at(request.span,
                                  "No location of nginx serves `{}`, and the server has no `root`, so "
                                  "the probe of `{}` gets 404",
                                  request.path, service.name);
      finding.confidence(Confidence::likely).note(answer.server->span, "This server answers the probe");
      note_waiting(finding, service);
      return;
    }
    // Files: only what an extension-less path says is plain, for a folder of the image may hold anything.
    if (answer.kind != NginxAnswer::Kind::files || request.path == "/" || answer.by == nullptr ||
        answer.by->name != "root")
      continue;
    std::string file(answer.by->parameter(0));
    file += request.path;
    if (project::container_file(report.project(), service, file).state != project::ContainerFile::State::absent)
      continue;
    Builder finding =
        report.at(request.span, "No location of nginx serves `{}`, and `{}` is not there, so the probe gets 404",
                  request.path, file);
    finding.confidence(Confidence::likely).note(answer.by->span, "Files are looked for below this folder");
    note_waiting(finding, service);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4318",
    .summary = "Health check of a path that nginx does not serve",
    .why = "nginx answers 404, so the probe fails every time and the container is never healthy.",
    .remedy = "Add a location for the path, or probe one that is there.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_path_not_in_nginx
