#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"

namespace seaworthy::rules::events_block_missing {

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  const NginxFile* main = nullptr;
  bool has_events = false;
  for (const NginxFile& item : configuration.files) {
    if (item.context != "main") continue;
    if (item.path == "/etc/nginx/nginx.conf") main = &item;
    has_events = has_events || item.file->nginx->root->child("events") != nullptr;
  }
  if (main == nullptr || !main->file->nginx->problems.empty()) return report.skip();
  // Another file may bring it.
  if (has_events || main->file->nginx->root->child("include") != nullptr) return;
  const nginx::File& file = *main->file->nginx;
  if (file.directives.empty()) return report.skip();
  report
      .at(file.directives.front()->name_span,
          "nginx does not start from a `nginx.conf` without an `events` block; add `events {{}}`")
      .note(service.span, "`{}` reads it as its main configuration", service.name);
}

extern const Rule rule = {
    .code = "SW5203",
    .summary = "Main configuration without an `events` block",
    .why = "nginx stops at start with \"no events section in configuration\".",
    .remedy = "Add `events {}`, or mount the file below `/etc/nginx/conf.d` when it holds only servers.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::events_block_missing
