#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::terminal_left_open {

static void check(const project::Service& service, Report& report) {
  if (service.stack->role != project::Role::production) return report.skip();
  for (const compose::Flag* flag : {&service.definition->tty, &service.definition->stdin_open})
    if (flag->value)
      report.at(flag->entry_span(), "`{}` keeps a terminal open in production; remove `{}`", service.name,
                flag == &service.definition->tty ? "tty" : "stdin_open");
}

extern const Rule rule = {
    .code = "SW2383",
    .summary = "Terminal kept open in production",
    .why =
        "Programs behave as if somebody sat in front of them: they ask questions, colour their logs and buffer them "
        "otherwise; a shell that nobody uses keeps the container up when its program is gone.",
    .remedy = "Remove `tty` and `stdin_open` outside development.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::terminal_left_open
