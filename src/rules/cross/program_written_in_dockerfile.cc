#include "rules/rule.h"

#include <algorithm>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::program_written_in_dockerfile {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool any = false;
  for (const project::WrittenProgram& written : project::written_programs(report.project())) {
    if (written.dockerfile != &dockerfile) continue;
    any = true;
    const code::Program& program = written.program;
    if (program.framework.empty())
      report.at(written.span, "`{}` is a program in {} that the Dockerfile writes; keep it in a file of its own",
                written.path, written.language);
    else
      report.at(written.span, "`{}` is a program in {} ({}) that the Dockerfile writes; keep it in a file of its own",
                written.path, written.language, program.framework);
    if (std::ranges::any_of(program.listens, [](const code::ListenCall& call) { return call.development; })) {
      const auto call =
          std::ranges::find_if(program.listens, [](const code::ListenCall& each) { return each.development; });
      report
          .at(written.place(call->span),
              "`{}` serves with {}'s development server, which its makers call unfit for production", written.path,
              program.framework)
          .severity(Severity::medium)
          .category(Category::orchestration)
          .rung(Rung::operate)
          .advise("Start it with gunicorn, uvicorn or another server that is made for production");
    }
    for (const code::Route& route : program.routes) {
      if (!route.careless.valid()) continue;
      report
          .at(written.place(route.careless),
              "`{}` answers 200 even when it says that something is down, so no probe of it ever fails", route.path)
          .severity(Severity::medium)
          .category(Category::monitoring)
          .rung(Rung::healthy);
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4561",
    .summary = "Program whose source stands in a Dockerfile",
    .why = "No editor, linter, test or review treats it as code, and each change of it is a change of the build.",
    .remedy = "Keep the program in a file and copy it.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::program_written_in_dockerfile
