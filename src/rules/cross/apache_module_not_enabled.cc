#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "base/leading_words.h"
#include "knowledge/apache_modules.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/service_files.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::apache_module_not_enabled {

/// The first use of a module that is not enabled.
struct Use {
  std::string_view directive, module;
  Span span;
  bool asked_for = false;  ///< Inside `<IfModule>`, which leaves it out without a word.
};

static const knowledge::ApacheDirective* need_of(std::string_view directive) {
  const auto& rows = knowledge::tables::apache_directives;
  const auto found = std::ranges::find_if(rows, [&](const knowledge::ApacheDirective& row) {
    return !row.debian.empty() && equal_ignoring_case(row.directive, directive);
  });
  return found != rows.end() ? &*found : nullptr;
}

/// Calls `visit` for each directive of a file that needs a module.
template <class Visit>
static void each_use(const project::File& file, std::string_view text, Visit visit) {
  int conditions = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    const std::string_view first = leading_words<1>(line)[0];
    if (equal_ignoring_case(first, "<IfModule")) ++conditions;
    if (equal_ignoring_case(line, "</IfModule>")) --conditions;
    const knowledge::ApacheDirective* const need = need_of(first);
    if (need == nullptr) continue;
    const auto offset = static_cast<std::uint32_t>(line.data() - text.data());
    visit(Use{need->directive,
              need->debian,
              {file.source, offset, offset + static_cast<std::uint32_t>(line.size())},
              conditions > 0});
  }
}

/// Whether the container runs Apache as Debian builds it, with the modules that it loads by itself.
static bool runs_debians_apache(const project::Service& service) {
  return service.image != nullptr && service.image->name == "php" && contains(service.image_reference.tag, "apache");
}

/// Whether a step of the build, or the start, enables a module.
static bool is_enabled(const project::Project& project, const project::Service& service, std::string_view module) {
  // What the start script of the repository does can be read.
  const project::File* const script = service.entrypoint_script;
  const auto is_known = [&](std::string_view text) {
    if (script == nullptr || !script->has_content || !contains(text, base_name(script->path))) return false;
    const std::string_view body = project.sources[script->source].text();
    return !contains(body, "a2enmod") && !contains(body, "mods-enabled") && !contains(body, "LoadModule") &&
           !contains(body, ".sh");
  };
  const auto enables = [&](std::string_view text) {
    return (contains(text, "a2enmod") && (contains(text, module) || contains(text, "$"))) ||
           contains(text, "mods-enabled") || contains(text, "LoadModule") || (contains(text, ".sh") && !is_known(text));
  };
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    if (std::ranges::any_of(command->words, enables)) return true;
  for (const compose::Mount& mount : service.definition->mounts)
    if (contains(mount.target, "mods-enabled")) return true;
  return service.stage != nullptr &&
         std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
           return enables(project.sources.text(instruction->span));
         });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!runs_debians_apache(service) || (service.builds && service.stage == nullptr)) return report.skip();
  bool asks = false;
  for (const project::File& file : project.files) {
    if (base_name(file.path) != ".htaccess" || !file.has_content || !gets_file(service, file.path)) continue;
    std::string_view reported;
    each_use(file, project.sources[file.source].text(), [&](const Use& use) {
      asks = true;
      if (use.module == reported || is_enabled(project, service, use.module)) return;
      // Headers and lifetimes that are left out are missed by nobody.
      if (use.asked_for && use.module != "rewrite") return;
      reported = use.module;
      Builder finding =
          use.asked_for
              ? report.at(use.span, "Apache of `{}` leaves this out, for nothing enables `{}`: run `a2enmod {}`",
                          service.name, use.module, use.module)
              : report.at(use.span, "Apache of `{}` answers 500, for nothing enables `{}`: run `a2enmod {}`",
                          service.name, use.module, use.module);
      finding.note(image_span(service), "The image has the module and does not load it");
    });
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4051",
    .summary = "Apache without a module that `.htaccess` needs",
    .why =
        "The image of PHP with Apache loads neither `rewrite` nor `headers` nor `expires`: a directive of theirs ends "
        "each request in 500, and inside `<IfModule>` addresses are not rewritten, so that all pages but the first are "
        "404.",
    .remedy = "Run `a2enmod` for it in the Dockerfile.",
    .references = "https://github.com/docker-library/docs/tree/master/php",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::apache_module_not_enabled
