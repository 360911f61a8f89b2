#include <algorithm>
#include <string_view>

#include "dockerfile/says.h"
#include "project/application.h"
#include "project/manifests.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/php_extensions.h"
#include "rules/lib/service_files.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::php_code_without_extension {

/// Code that asks whether it has an extension can do without.
static bool asks_for_extensions(const project::Project& project, const project::ReadFolder& folder) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"extension_loaded", "function_exists"},
                             [&](std::string_view word) { return project::mentions(project, folder, word); });
}

static void report_missing(const project::Service& service, std::string_view extension, Span place, Report& report) {
  report.at(place, "This needs the PHP extension `{}`, which `{}` does not have", extension, image_of(service))
      .note(image_span(service), "Install it here, by `docker-php-ext-install` or `install-php-extensions`");
}

/// Whether the vendor folder of the stage comes from elsewhere, where Composer has not compared the extensions with
/// those of this image.
static bool takes_installed_packages(const dockerfile::Stage& stage) {
  return std::ranges::any_of(stage.with_inherited, [](const dockerfile::Instruction* instruction) {
    const std::string_view text = instruction->line.text;
    if (instruction->op == dockerfile::Op::copy)
      return instruction->flag("from") != nullptr && contains(text, "vendor");
    return instruction->op == dockerfile::Op::run && says(*instruction, "--ignore-platform-req");
  });
}

/// The extensions that `composer.json` requires. Composer refuses to install without them, unless it is told not to
/// look or does so in another image.
static void check_manifest(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || !takes_installed_packages(*service.stage)) return;
  const project::Manifest* const manifest =
      project::manifest_in(report.project(), service.build->directory, project::Ecosystem::php);
  if (manifest == nullptr) return;
  for (const project::Dependency& dependency : manifest->dependencies) {
    if (!dependency.name.starts_with("ext-") || !lacks_extension(service, dependency.name.substr(4))) continue;
    report_missing(service, dependency.name.substr(4), dependency.span, report);
    return;
  }
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "php") return report.skip();
  check_manifest(service, report);
  const project::ReadFolder* const folder = project::code_folder(report.project(), service);
  if (folder == nullptr || asks_for_extensions(report.project(), *folder)) return report.skip();
  std::string_view reported;
  for (const code::Sign* const sign :
       signs_for_everybody(report.project(), service, knowledge::CodeSign::Kind::extension)) {
    const std::string_view extension = sign->row->title;
    if (extension == reported || !gets_file(service, sign->path) || !lacks_extension(service, extension)) continue;
    reported = extension;
    report_missing(service, extension, sign->span, report);
  }
}

extern const Rule rule = {
    .code = "SW4044",
    .summary = "PHP code that needs an extension which its image lacks",
    .why =
        "PHP ends the request with `could not find driver`, `Call to undefined function` or `Class not found` as soon "
        "as it comes there.",
    .remedy = "Install the extension in the Dockerfile, or use what the image has.",
    .references = "https://github.com/docker-library/docs/tree/master/php",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::php_code_without_extension
