#include <string>

#include "knowledge/build_facts.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/system_packages.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::php_extension_without_headers {

/// The tag of the image of PHP that a base is made of: FrankenPHP writes it behind its own version,
/// `1.7-php8.4-alpine`.
static std::string php_tag(const knowledge::Image& base, std::string_view tag) {
  if (base.name == "php") return std::string(tag);
  const std::size_t php = tag.find("php");
  if (php != std::string_view::npos) return std::string(tag.substr(php + 3));
  return contains(tag, "alpine") ? "8-alpine" : "8";
}

/// Whether the packages with the headers may be there; other packages of Debian bring them along.
static bool has_headers(const BuildStep& step, const knowledge::PhpExtensionHeaders& row, std::string_view tag,
                        Report& report) {
  return may_bring_package(report, *step.stage, step.run, row.headers) ||
         (!contains(tag, "alpine") && may_bring_package(report, *step.stage, step.run, row.along));
}

/// `docker-php-ext-configure gd --with-freetype`: what an option asks for beyond the extension itself.
static bool check_options(const BuildStep& step, std::string_view tag, Report& report) {
  bool asks = false;
  for (const shell::Word& option : step.invocation.arguments) {
    const knowledge::PhpExtensionHeaders* const row =
        option.text.starts_with("--") ? knowledge::php_extension_headers(before(option.text, '='), tag) : nullptr;
    if (row == nullptr) continue;
    asks = true;
    if (has_headers(step, *row, tag, report)) continue;
    report
        .at(option.span, "`{}` asks for {}, whose headers no step installs; the build fails here", option.text,
            row->headers.front())
        .note(step.stage->root().base_span, "The base comes without them")
        .confidence(weaker(Confidence::likely, confidence_of_base(*step.stage)));
    break;
  }
  return asks;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const knowledge::Image* const base = project::base_image(*step.stage);
    const bool pecl = step.invocation.program == "pecl" && step.invocation.verb() == "install";
    const bool configures = step.invocation.program == "docker-php-ext-configure";
    if ((step.invocation.program != "docker-php-ext-install" && !pecl && !configures) || base == nullptr ||
        !is_one_of("php dunglas/frankenphp", base->name) || may_fail(*step.invocation.node))
      continue;
    const std::string tag = php_tag(*base, knowledge::parse_reference(step.stage->root().base).tag);
    if (configures) {
      asks = check_options(step, tag, report) || asks;
      continue;
    }
    for (const shell::Word* const extension : step.invocation.operands({"-j"})) {
      // `pecl install imagick-3.7.0`
      const knowledge::PhpExtensionHeaders* const row =
          knowledge::php_extension_headers(pecl ? before(extension->text, '-') : extension->text, tag);
      if (row == nullptr) continue;
      asks = true;
      if (has_headers(step, *row, tag, report)) continue;
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
