#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::volume_shared_by_services {

static void check(const project::Stack& stack, Report& report) {
  struct Writer {
    std::string_view volume;
    bool bind;
    const project::Service* service;
    Span span;
  };
  std::vector<Writer> writers;
  for (const project::Service* service : stack.services) {
    if (!service->active) continue;
    for (const compose::Mount& mount : service->definition->mounts) {
      if (mount.source_text.empty() || mount.read_only) continue;
      const bool bind = mount.type == compose::MountType::bind;
      if (!bind && mount.type != compose::MountType::volume) continue;
      const std::string_view what = bind ? mount.host_path : mount.source_text;
      for (const Writer& writer : writers) {
        if (writer.bind != bind || writer.volume != what || writer.service == service) continue;
        report
            .at(mount.span(), "`{}` and `{}` both write to `{}`; mount it read-only in all but one", service->name,
                writer.service->name, mount.source_text)
            .note(writer.span, "`{}` writes to it as well", writer.service->name);
        break;
      }
      writers.push_back({what, bind, service, mount.span()});
    }
  }
  if (writers.empty()) report.skip();
}

extern const Rule rule = {
    .code = "SW2154",
    .summary = "Volume written by several services",
    .why = "Two writers corrupt what only one expects to own, and one that is taken over reaches the other's files.",
    .remedy = "Mount the volume read-only in every service but the one that writes.",
    .peers = "kics:shared_volumes_between_containers",
    .differs = "kics reports every declared volume, even when one service uses it.",
    .severity = Severity::info,
    .rung = Rung::keep,
    .category = Category::architecture,
    .on = false,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::volume_shared_by_services
