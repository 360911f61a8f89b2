#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "dockerfile/says.h"
#include "knowledge/nginx.h"
#include "nginx/ast.h"
#include "project/image_files.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::module_not_in_image {

/// Whether a build or a mount may put modules beside those of the image.
static bool may_bring_modules(const project::Service& service) {
  for (const compose::Mount& mount : service.definition->mounts)
    if (contains(mount.target, "modules") || mount.target.starts_with("/usr/lib")) return true;
  if (!service.builds) return false;
  if (service.stage == nullptr) return true;
  return std::ranges::any_of(service.stage->with_inherited, [](const dockerfile::Instruction* step) {
    const std::string_view text = step->line.text;
    return (step->op == dockerfile::Op::copy && (step->flag("from") != nullptr || contains(text, "module"))) ||
           (step->op == dockerfile::Op::run &&
            (says(*step, "module") || says(*step, "nginx-mod") || says(*step, "make") || says(*step, ".so") ||
             says(*step, "headers-more")));
  });
}

/// The `load_module` of a module that the image does not have as a file.
static const nginx::Directive* loading(const NginxConfiguration& configuration, std::string_view module) {
  std::string file_name(module);
  std::ranges::replace(file_name, '-', '_');
  for (const NginxFile& item : configuration.files)
    for (const nginx::Directive* const directive : item.file->nginx->directives)
      if (directive->name == "load_module" && !directive->parameters.empty() &&
          contains(directive->parameter(0), file_name))
        return directive;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  if (configuration.files.empty() || may_bring_modules(service)) return report.skip();
  for (const NginxFile& item : configuration.files) {
    if (item.context.empty()) continue;
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      const knowledge::NginxModuleDirective* const known = knowledge::nginx_module_directive(directive->name);
      if (known == nullptr || context_within(*directive->parent, item.context).empty()) continue;
      if (configuration.loads_modules) {
        const nginx::Directive* const load = known->loadable ? nullptr : loading(configuration, known->module);
        if (load == nullptr) continue;
        report
            .at(load->span, "`{}` has no such module, so nginx stops here; build an image with {}, or do without",
                service.image->name, known->module)
            .note(directive->name_span, "`{}` is a directive of it", directive->name)
            .note(service.span, "`{}` runs this image", service.name);
        return;
      }
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
