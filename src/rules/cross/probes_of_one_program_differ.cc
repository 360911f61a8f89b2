#include "rules/rule.h"

#include <map>
#include <string>
#include <utility>

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"

namespace seaworthy::rules::probes_of_one_program_differ {

struct Known {
  const project::Service* service = nullptr;
  Span span;
  std::string path;
};

static void check(const project::Project& project, Report& report) {
  // The first probe of each program, in the order of the services.
  std::map<const project::Application*, Known> first;
  std::map<const project::Application*, bool> told;
  bool compared = false;
  for (const project::Service& service : project.services) {
    const project::Application* const application = project::application(project, service);
    if (!service.active || application == nullptr) continue;
    for (const project::ProbeRequest& request : project::connections(project, service).probe.requests) {
      if (!request.own || request.kind != project::ProbeRequest::Kind::http || !request.span.valid()) continue;
      const auto [known, is_new] = first.try_emplace(application, Known{&service, request.span, request.path});
      if (is_new || known->second.span == request.span) break;
      compared = true;
      if (known->second.path == request.path || told[application]) break;
      told[application] = true;
      report
          .at(request.span, "The same program is asked for `{}` here and for `{}` elsewhere; settle on one",
              request.path, known->second.path)
          .note(known->second.span, "The other probe of `{}`", application->entry);
      break;
    }
  }
  if (!compared) report.skip();
}

extern const Rule rule = {
    .code = "SW4567",
    .summary = "Probes of one program that ask different addresses",
    .why = "One of them says less than the other, and a change of the code is likely to be followed in one place only.",
    .remedy =
        "Choose the address that tells most, put the probe into the Dockerfile and leave it out of the Compose files.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "asks each program for its health at one address",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::probes_of_one_program_differ
