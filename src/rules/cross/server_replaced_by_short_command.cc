#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_replaced_by_short_command {

constexpr std::string_view short_programs = "mkdir chmod chown touch cp mv rm ln echo printf ls true pwd id env";

/// Whether the entrypoint of the image runs the command that it is given, as those of the official images do.
static bool runs_command(const project::Service& service) {
  return service.entrypoint.words.empty() || contains(base_name(service.entrypoint.words.back()), "entrypoint");
}

static void check(const project::Service& service, Report& report) {
  const project::CommandInForce& command = service.command;
  if (command.from != project::Provenance::compose || command.words.empty() || command.shell_form) return report.skip();
  const bool is_server = service.image != nullptr && !service.builds && !service.image->one_shot &&
                         service.image->kind != knowledge::ImageKind::language &&
                         service.image->kind != knowledge::ImageKind::distribution;
  if (!is_server || !runs_command(service) || runs_once(service)) return report.skip();
  const std::string_view program = base_name(command.words.front());
  if (!is_one_of(short_programs, program)) return;
  report.at(command.span, "`{}` runs `{}` in place of its server, and ends at once", service.name, program);
}

extern const Rule rule = {
    .code = "SW4380",
    .summary = "Server image whose command does something short instead",
    .why =
        "`command` does not come in addition to what the image starts: it replaces it. The container ends as soon as "
        "the short command does, and a restart policy lets it do so for ever.",
    .remedy = "Drop `command`, and prepare folders in a Dockerfile or a service that others wait for.",
    .references = {"https://docs.docker.com/reference/compose-file/services/#command"},
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::server_replaced_by_short_command
