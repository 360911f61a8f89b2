#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::volumes_taken_from_service {

static void check(const project::Service& service, Report& report) {
  const compose::Value* const list = service.definition->source->get("volumes_from");
  if (list == nullptr || list->items.empty()) return report.skip();
  for (const compose::Value* item : list->items) {
    const bool container = item->text.starts_with("container:");
    const std::string_view rest = container ? item->text.substr(10) : item->text;
    const std::string_view source = before(rest, ':');
    const bool read_only = rest.ends_with(":ro");
    report
        .at(item->span(), "`{}` gets every volume of `{}`{}; mount the one that it needs", service.name, source,
            read_only ? " read-only" : ", to write as well")
        .severity(read_only ? Severity::info : Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW2369",
    .summary = "All volumes of another service taken over",
    .why =
        "Secrets, sockets and data that one service needs become readable and writable in the other, now and with "
        "every "
        "volume that is added later.",
    .remedy = "Name the volume under `volumes` of both services, read-only where reading is enough.",
    .references = "https://docs.docker.com/reference/compose-file/services/#volumes_from",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::volumes_taken_from_service
