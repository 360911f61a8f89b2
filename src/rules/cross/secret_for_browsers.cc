#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/copy_sources.h"
#include "project/dockerignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::secret_for_browsers {

/// Whether a variable that a bundler writes into pages is called like what no visitor may have. Keys by which a page
/// names itself to another company's server (`NEXT_PUBLIC_MAPS_API_KEY`) are made to be seen.
static bool is_secret_in_pages(std::string_view name) {
  if (!is_for_browsers(name)) return false;
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"PASSWORD", "PASSWD", "SECRET", "PRIVATE_KEY", "SERVICE_ROLE",
                                              "MASTER_KEY", "AUTH_API_KEY", "ADMIN_API_KEY", "ADMIN_TOKEN",
                                              "INTERNAL_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"},
      [&](std::string_view word) { return contains(name, word); });
}

class Finder {
 public:
  Finder(const project::Service& service, Report& report) : service_(service), report_(report) {}

  void take(std::string_view name, Span span) {
    if (!is_secret_in_pages(name) || !span.valid() || std::ranges::find(said_, name) != said_.end()) return;
    said_.emplace_back(name);
    report_.at(span, "`{}` is written into the pages that `{}` is built with, where every visitor reads it", name,
               service_.name);
  }

  /// `.env` and its like beside the sources, which bundlers read while they build.
  void take_env_files() {
    const project::Project& project = report_.project();
    const std::string_view context = service_.build->directory;
    for (const std::string_view name : {".env", ".env.production", ".env.local", ".env.production.local"}) {
      const project::File* const file =
          project.file(context.empty() ? std::string(name) : std::string(context) + "/" + std::string(name));
      if (file == nullptr || !file->has_content || file->kind != project::FileKind::env ||
          project::ignore_rules(project, *service_.dockerfile, context).excludes(name))
        continue;
      const std::string_view text = project.sources[file->source].text();
      for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        const std::string_view key = ascii::trim(before(line, '='));
        if (before(line, '=').size() + 1 < line.size() && !key.starts_with('#'))
          take(key, {file->source, static_cast<std::uint32_t>(begin),
                     static_cast<std::uint32_t>(begin + before(line, '=').size())});
        begin = end + 1;
      }
    }
  }

 private:
  const project::Service& service_;
  Report& report_;
  std::vector<std::string> said_;
};

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.dockerfile == nullptr || service.stage == nullptr || !service.build->inside_root)
    return report.skip();
  Finder finder(service, report);
  for (const compose::BuildArgument& argument : service.build->arguments)
    if (argument.source != nullptr) finder.take(argument.name, argument.source->span());
  for (const dockerfile::Stage* const stage : project::needed_stages(*service.dockerfile->parsed, *service.stage))
    for (const dockerfile::Variable& variable : stage->variables) finder.take(variable.name, variable.span);
  finder.take_env_files();
}

extern const Rule rule = {
    .code = "SW4263",
    .summary = "Secret that is written into the pages of a front end",
    .why =
        "Bundlers put the values of variables with their prefix into the scripts that browsers load: whoever opens the "
        "page reads the password or key, and no log tells.",
    .remedy = "Keep the secret in a service that asks for the page, under a name without the prefix, and change it.",
    .controls = "OWASP Docker:12",
    .references = "https://vite.dev/guide/env-and-mode https://nextjs.org/docs/app/guides/environment-variables",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_for_browsers
