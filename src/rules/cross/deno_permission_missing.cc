#include <algorithm>
#include <string_view>
#include <vector>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/service_files.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::deno_permission_missing {

/// The options behind `run` or `serve`, up to the file that is run; empty for another command, `ran` is false then.
static std::vector<std::string_view> options_of(const project::Service& service, bool& ran) {
  std::vector<std::string_view> options;
  const std::vector<std::string_view> words = project::start_words(service);
  auto at = std::ranges::find_if(words, [](std::string_view word) { return is_one_of("run serve", word); });
  const bool of_deno = service.image->name == "denoland/deno" ||
                       std::ranges::any_of(words, [](std::string_view word) { return base_name(word) == "deno"; });
  ran = of_deno && at != words.end();
  if (!ran) return options;
  if (*at == "serve") options.push_back("--allow-net");
  for (++at; at != words.end() && at->starts_with('-'); ++at) options.push_back(*at);
  // The file, and not the value of an option before it.
  ran = at != words.end() && contains(*at, ".");
  return options;
}

/// Whether an option grants what a row asks for, to all or to some.
static bool grants(std::string_view option, const knowledge::CodeSign& row) {
  const std::string_view name = before(option, '=');
  if (is_one_of("-A --allow-all -P --permission-set", name) || name == row.title) return true;
  // Short options may stand together: `-REN`.
  return !option.starts_with("--") &&
         std::ranges::any_of(row.runner, [&](std::string_view letter) { return contains(name, letter.substr(1)); });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->kind != knowledge::ImageKind::language) return report.skip();
  bool ran = false;
  const std::vector<std::string_view> options = options_of(service, ran);
  if (!ran) return report.skip();
  std::string_view reported;
  for (const code::Sign* const sign :
       signs_for_everybody(report.project(), service, knowledge::CodeSign::Kind::permission)) {
    if (sign->row->title == reported || !gets_file(service, sign->path)) continue;
    if (std::ranges::any_of(options, [&](std::string_view option) { return grants(option, *sign->row); })) continue;
    reported = sign->row->title;
    const project::CommandInForce& command = service.command ? service.command : service.entrypoint;
    report
        .at(command.span.valid() ? command.span : service.span,
            "`{}` starts Deno without `{}`, so that its code is refused what it does", service.name, reported)
        .note(sign->span, "This asks for it");
  }
}

extern const Rule rule = {
    .code = "SW4050",
    .summary = "Deno without a permission that its code needs",
    .why =
        "Deno refuses what no option allows: in a container, where nobody answers its question, the code ends with "
        "`NotCapable` or `PermissionDenied`.",
    .remedy = "Add the option in front of the file: `deno run --allow-net --allow-env main.ts`.",
    .references = "https://docs.deno.com/runtime/fundamentals/security/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::deno_permission_missing
