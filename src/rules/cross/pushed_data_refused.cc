#include <algorithm>
#include <string>

#include "knowledge/program_settings.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pushed_data_refused {

static bool has_option(const project::Service& server, std::string_view option) {
  for (const project::CommandInForce* const given : {&server.entrypoint, &server.command})
    for (const std::string_view word : given->words)
      if (contains(word, option) || word.starts_with("--enable-feature=remote-write-receiver")) return true;
  return false;
}

/// Promtail sends to the address that it is given, as it stands.
static bool is_push_address(const project::Reference& reference) {
  return reference.kind == project::ReferenceKind::shipper && reference.file != nullptr &&
         reference.file->kind == project::FileKind::promtail;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    const project::Service* const server = reference.to;
    if (server == nullptr || server->builds || server->image == nullptr || server == &service) continue;
    const auto is_of_server = [&](const knowledge::PushPath& row) { return row.image == server->image->name; };
    const auto rows = knowledge::push_paths();
    const auto own = std::ranges::find_if(
        rows, [&](const knowledge::PushPath& row) { return is_of_server(row) && row.path == reference.path; });
    if (own != rows.end()) {
      asks = true;
      if (own->option.empty() || has_option(*server, own->option)) continue;
      Builder finding = report.at(reference.span, "`{}` sends to `{}`, which takes it only with `{}`", service.name,
                                  server->name, own->option);
      if (is_of_template(service, reference)) finding.confidence(Confidence::possible);
      finding.note(server->command.span.valid() ? server->command.span : server->span, "`{}` is started without it",
                   server->name);
      continue;
    }
    const auto right = std::ranges::find_if(rows, is_of_server);
    if (!is_push_address(reference) || right == rows.end() || contains(reference.path, "$")) continue;
    asks = true;
    report
        .at(reference.span, "`{}` takes nothing at `{}`; its path is `{}`", server->name,
            reference.path.empty() ? std::string_view("/") : reference.path, right->path)
        .note(server->span, "`{}` runs {}", server->name, server->image->title);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4914",
    .summary = "Data that is sent to a server which does not take it",
    .why = "The server answers 404: metrics or logs are dropped after some tries, and nothing but a log tells.",
    .remedy = "Send to the path that the server has, and start it with the option that switches it on.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::pushed_data_refused
