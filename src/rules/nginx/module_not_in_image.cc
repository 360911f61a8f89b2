#include "rules/rule.h"

#include "knowledge/nginx.h"
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"

namespace seaworthy::rules::module_not_in_image {

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  // A build may bring the module along.
  if (configuration.files.empty() || (service.builds && !configuration.complete)) return report.skip();
  for (const NginxFile& item : configuration.files) {
    if (item.context.empty()) continue;
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      const knowledge::NginxModuleDirective* const known = knowledge::nginx_module_directive(directive->name);
      if (known == nullptr || context_within(*directive->parent, item.context).empty() || configuration.loads_modules)
        continue;
      Builder finding =
          known->loadable
              ? report.at(directive->name_span,
                          "`{}` belongs to the module {}, which the image does not load; name it with `load_module`",
                          directive->name, known->module)
              : report.at(directive->name_span,
                          "`{}` belongs to {}, which `{}` does not have; build an image with it, or do without",
                          directive->name, known->module, service.image->name);
      finding.note(service.span, "`{}` runs the image as it ships", service.name);
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW5201",
    .summary = "Directive of a module that the image lacks",
    .why = "nginx stops at start with \"unknown directive\".",
    .remedy = "Use an image that holds the module, load it where the image has it as a file, or remove the directive.",
    .references = "https://github.com/nginx/docker-nginx/tree/master/modules",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "use only modules that their nginx has",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::module_not_in_image
