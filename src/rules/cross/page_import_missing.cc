#include "project/model.h"
#include "project/page_imports.h"
#include "rules/rule.h"

namespace seaworthy::rules::page_import_missing {

static void check(const project::Service& service, Report& report) {
  const project::PagePackage* const package = project::page_package(report.project(), service);
  if (package == nullptr) return report.skip();
  for (const project::PageImport& absent : package->absent) {
    if (absent.package) {
      report
          .at(absent.span, "`{}` is imported here, and neither `{}` nor its lock file has it; the build of `{}` fails",
              absent.module, package->manifest->file->path, service.name)
          .note({package->manifest->file->source, 0, 0}, "This is the manifest");
    } else if (absent.outside) {
      report
          .at(absent.span, "`{}` lies outside of the context `{}`, so the build of `{}` does not find `{}`",
              absent.found, package->context, service.name, absent.module)
          .note(service.built_at.valid() ? service.built_at : service.span, "Built here");
    } else if (!absent.found.empty()) {
      report
          .at(absent.span, "`{}` is imported here and `{}` is there: Linux, where `{}` is built, tells capitals apart",
              absent.module, absent.found, service.name)
          .note(service.built_at.valid() ? service.built_at : service.span, "Built here");
    } else {
      Builder finding =
          report.at(absent.span, "`{}` is imported here and not in the repository, so the build of `{}` fails",
                    absent.module, service.name);
      finding.note(service.built_at.valid() ? service.built_at : service.span, "Built here");
      if (absent.ignored.valid())
        finding.note(absent.ignored,
                     "This pattern keeps Git from taking it; let it begin with `/`, or name the folder");
    }
  }
}

extern const Rule rule = {
    .code = "SW4273",
    .summary = "Import of a front end that leads nowhere",
    .why =
        "The bundler stops at it. On the machine of whoever wrote it all is well: the file is there, and only Git, the "
        "context of the build or small and capital letters keep it from the image.",
    .remedy =
        "Add the package to the manifest, or the file; look whether an ignore pattern has swallowed it; write its name "
        "with the same capitals; "
        "build "
        "in a context that holds it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "import only what is there",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::page_import_missing
