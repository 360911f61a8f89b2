#include <algorithm>

#include "project/manifests.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::php_extension_missing {

/// Built into the official image.
constexpr WordList built_in =
    "core ctype curl date dom fileinfo filter ftp hash iconv json lexbor libxml mbstring mysqlnd openssl pcre pdo "
    "pdo_sqlite phar posix random readline reflection session simplexml sodium spl sqlite3 standard tokenizer uri xml "
    "xmlreader xmlwriter zlib opcache";

/// Whether a step before this one, in the stage or what it is built on, may bring an extension.
static bool may_be_installed(const BuildStep& step, std::string_view extension) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) {
      // Extensions that another stage has built.
      if (contains(instruction->line.text, "extensions") || contains(instruction->line.text, "/usr/local "))
        return true;
    } else if (instruction->op == dockerfile::Op::run) {
      const std::string_view text = instruction->line.text;
      if (contains(text, extension) || contains(text, "$") || contains(text, ".sh") || contains(text, "make "))
        return true;
    }
    if (instruction == step.run) break;
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported || step.invocation.program != "composer" ||
        !is_one_of("install i", step.invocation.verb()) || may_fail(*step.invocation.node))
      continue;
    const knowledge::Image* const base = project::base_image(*step.stage);
    if (base == nullptr || base->name != "php") continue;
    if (std::ranges::any_of(step.invocation.arguments,
                            [](const shell::Word& word) { return word.text.starts_with("--ignore-platform-req"); }))
      continue;
    const project::Manifest* const manifest = manifest_at(report.project(), step, project::Ecosystem::php, step.folder);
    if (manifest == nullptr) continue;
    for (const project::Dependency& dependency : manifest->dependencies) {
      if (!dependency.name.starts_with("ext-")) continue;
      asks = true;
      const std::string_view extension = dependency.name.substr(4);
      if (is_one_of(built_in, extension) || may_be_installed(step, extension)) continue;
      reported = step.stage;
      report
          .at(step.invocation.span(),
              "Composer asks for the extension `{}`, which `{}` does not have; install it before", extension,
              step.stage->root().base)
          .note(dependency.span, "It is required here")
          .confidence(weaker(confidence_of_base(*step.stage), confidence_of(*step.context)));
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4500",
    .summary = "PHP extension that Composer asks for and the image lacks",
    .why = "Composer checks the platform before it installs anything and stops the build.",
    .remedy = "Run `docker-php-ext-install` or `install-php-extensions` for it before `composer install`.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::php_extension_missing
