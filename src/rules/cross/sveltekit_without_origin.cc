#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/state.h"
#include "rules/lib/visitors.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::sveltekit_without_origin {

/// Whether the container starts the server that `@sveltejs/adapter-node` makes.
static bool runs_adapter(const project::Project& project, const project::Service& service,
                         const project::Manifest& manifest) {
  if (manifest.dependency("@sveltejs/adapter-node") == nullptr) return false;
  const std::vector<std::string_view> words = project::program_words(project, service);
  return words.size() > 1 && base_name(words[0]) == "node" && std::ranges::any_of(words, [](std::string_view word) {
           while (word.ends_with('/')) word.remove_suffix(1);
           return word == "build" || word.ends_with("/build") || word.ends_with("build/index.js");
         });
}

/// What its configuration says: other names of the variables, or no look at where forms come from.
static bool is_configured_otherwise(const project::Project& project, const project::Manifest& manifest) {
  for (const std::string_view name : {"svelte.config.js", "svelte.config.ts", "svelte.config.mjs"}) {
    const std::string path =
        manifest.folder.empty() ? std::string(name) : std::string(manifest.folder) + "/" + std::string(name);
    const code::SourceFile* const file = project::configuration(project, path);
    if (file != nullptr) return contains(file->text, "envPrefix") || contains(file->text, "csrf");
  }
  return true;
}

/// The page that takes forms; null for none.
static const Source* page_with_forms(const project::Project& project, const project::ReadFolder& code) {
  for (const FileId id : code.sources) {
    const Source& source = project.sources[id];
    if (base_name(source.path()).starts_with("+page.server.") && contains(source.text(), "export const actions"))
      return &source;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !service.builds || is_short_lived(*service.stack)) return report.skip();
  const project::Manifest* const manifest =
      project::manifest_in(project, service.build->directory, project::Ecosystem::node);
  if (manifest == nullptr || !runs_adapter(project, service, *manifest)) return report.skip();
  const Source* const page = page_with_forms(project, *code);
  const WayIn way = way_in(project, service);
  if (page == nullptr || way.port == nullptr || is_configured_otherwise(project, *manifest)) return report.skip();
  for (const std::string_view name : {"ORIGIN", "PROTOCOL_HEADER"})
    if (!project::is_given_nowhere(project, service, name)) return;
  if (may_have_tls(project, *service.stack)) return;
  const auto begin = static_cast<std::uint32_t>(page->text().find("export const actions"));
  report
      .at(service.span, "`{}` answers forms with 403 over plain HTTP: without `ORIGIN` it takes its address for https",
          service.name)
      .note(way.port->span(), "Visitors come in through `{}` here", way.through->name)
      .note(Span{page->id(), begin, begin + 20}, "A page with forms");
}

extern const Rule rule = {
    .code = "SW4262",
    .summary = "SvelteKit server that does not know its own address",
    .why =
        "The server of `adapter-node` takes its protocol for https unless a variable says otherwise, and refuses every "
        "form of a page that was loaded over http: `Cross-site POST form submissions are forbidden`.",
    .remedy = "Set `ORIGIN` to the address that visitors use, or `PROTOCOL_HEADER` and `HOST_HEADER` behind a proxy.",
    .references = "https://svelte.dev/docs/kit/adapter-node#Environment-variables",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::sveltekit_without_origin
