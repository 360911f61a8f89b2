#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::daemon_given_twice {

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  if (configuration.files.empty()) return report.skip();
  bool on_command_line = service.command.from == project::Provenance::base_image;
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    for (const std::string_view word : command->words)
      on_command_line = on_command_line || contains(word, "daemon off");
  for (const NginxFile& item : configuration.files) {
    if (item.context != "main") continue;
    const nginx::Directive* const daemon = item.file->nginx->root->child("daemon");
    if (daemon == nullptr || !on_command_line) continue;
    report
        .at(daemon->span,
            "The command line says `daemon` as well, and nginx does not start when it is given twice; remove this line")
        .note(service.command.span.valid() ? service.command.span : service.span,
              "`{}` starts `nginx -g 'daemon off;'`", service.name)
        .fix(Safety::review, "Remove the line", daemon->span, "");
    return;
  }
}

extern const Rule rule = {
    .code = "SW5207",
    .summary = "`daemon` in the configuration and on the command line",
    .why = "nginx stops at start with \"daemon directive is duplicate\".",
    .remedy = "Leave `daemon` to the image, whose command is `nginx -g \"daemon off;\"`.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .fixes = Fixes::always,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::daemon_given_twice
