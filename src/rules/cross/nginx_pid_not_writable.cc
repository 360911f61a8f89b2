#include <algorithm>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/image_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::nginx_pid_not_writable {

static bool is_below_run(std::string_view path) { return path.starts_with("/run/") || path.starts_with("/var/run/"); }

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.image == nullptr || service.image->name != "nginx" ||
      !project::runs_nginx(service))
    return report.skip();
  const std::string_view user = user_name(service.user.value);
  if (service.user.from == project::Provenance::none || user.empty() || is_root(user) || contains(user, "$"))
    return report.skip();
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    // Something is done for the file or its folder.
    for (const std::string_view sign :
         {"/run", "pid", "setcap", "authbind", "sudo", "chown -R", "chmod -R", "USER root"})
      if (instruction->op != dockerfile::Op::user && contains(text, sign)) return;
    if (instruction->op == dockerfile::Op::run && instruction->script == nullptr) return;
  }
  for (const std::string_view word : project::start_words(service))
    if (contains(word, "pid ")) return;
  for (const std::string_view folder : {"/run", "/var/run", "/run/nginx.pid", "/var/run/nginx.pid"})
    if (project::mount_over(service, folder) != nullptr) return;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives)
      if (directive->name == "pid" && !is_below_run(directive->parameter(0))) return;
  report
      .at(service.user.span.valid() ? service.user.span : service.span,
          "`{}` runs nginx as `{}`, who cannot write `/run/nginx.pid`; set `pid /tmp/nginx.pid` or give the file away",
          service.name, user)
      .note(service.stage->root().base_span, "This image is made to start as root");
}

extern const Rule rule = {
    .code = "SW4892",
    .summary = "nginx as a user who cannot write its process number",
    .why =
        "The official image keeps the number of the process in `/run`, which is root's; nginx ends with `Permission "
        "denied` for any other user.",
    .remedy = "Take `nginxinc/nginx-unprivileged`, or set `pid` and the temporary paths to folders of the user.",
    .references = "https://hub.docker.com/_/nginx",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::nginx_pid_not_writable
