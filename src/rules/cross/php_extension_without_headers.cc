#include "knowledge/build_facts.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/system_packages.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::php_extension_without_headers {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const knowledge::Image* const base = project::base_image(*step.stage);
    const bool pecl = step.invocation.program == "pecl" && step.invocation.verb() == "install";
    if ((step.invocation.program != "docker-php-ext-install" && !pecl) || base == nullptr || base->name != "php" ||
        may_fail(*step.invocation.node))
      continue;
    const std::string_view tag = knowledge::parse_reference(step.stage->root().base).tag;
    for (const shell::Word* const extension : step.invocation.operands({"-j"})) {
      // `pecl install imagick-3.7.0`
      const knowledge::PhpExtensionHeaders* const row =
          knowledge::php_extension_headers(pecl ? before(extension->text, '-') : extension->text, tag);
      if (row == nullptr) continue;
      asks = true;
      if (may_bring_package(report, *step.stage, step.run, row->headers)) continue;
      report
          .at(extension->span, "`{}` is compiled against {}, whose headers no step installs; the build fails here",
              extension->text, row->headers.front())
          .note(step.stage->root().base_span, "The base comes without them")
          .confidence(weaker(Confidence::likely, confidence_of_base(*step.stage)));
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4511",
    .summary = "Extension of PHP without the headers that it is compiled against",
    .why =
        "`docker-php-ext-install` and `pecl` compile the extension and stop where `configure` does not find the "
        "library.",
    .remedy = "Install the library's `-dev` package in the same step before, or use `install-php-extensions`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::php_extension_without_headers
