#include <algorithm>
#include <string_view>

#include "nginx/ast.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/page_imports.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::page_routes_not_served {

/// What leads a request for no file to a page.
static bool leads_back(std::string_view text) {
  for (const std::string_view word : {"try_files", "error_page", "rewrite", "internal"})
    if (contains(text, word)) return true;
  return false;
}

/// Whether the image serves the pages as nginx does without a configuration of anybody's own.
static bool is_as_shipped(const project::Service& service, const project::Project& project) {
  if (service.stage == nullptr || !service.definition->mounts.empty() || !service.definition->configs.empty() ||
      service.command.from == project::Provenance::compose || service.entrypoint.from == project::Provenance::compose)
    return false;
  bool copies = false;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const std::string_view text = project.sources.text(instruction->span);
    if (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) {
      if (contains(text, "conf") || contains(text, "templates")) return false;
      copies = copies || contains(text, "/usr/share/nginx/html");
    } else if (instruction->op == dockerfile::Op::run && (contains(text, "/etc/nginx") || contains(text, ".conf"))) {
      return false;
    }
  }
  return copies;
}

/// The location that answers all addresses with files and nothing else; null when there is none.
static const nginx::Directive* file_location(const project::File& file) {
  for (const nginx::Directive* const directive : file.nginx->directives) {
    if (directive->name != "location" || !directive->block || directive->parameters.size() != 1 ||
        directive->parameter(0) != "/")
      continue;
    const bool other = std::ranges::any_of(directive->children, [](const nginx::Directive* child) {
      return child->name.ends_with("_pass") || child->name == "return" || child->name == "if" ||
             child->name == "include";
    });
    if (!other) return directive;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || !project::runs_nginx(service)) return report.skip();
  const project::PagePackage* const package = project::page_package(report.project(), service);
  if (package == nullptr || !package->router.valid()) return report.skip();
  const auto files = project::nginx_files(report.project(), service);
  const nginx::Directive* place = nullptr;
  for (const project::File* const file : files) {
    if (!file->has_content || leads_back(report.project().sources[file->source].text())) return;
    if (place == nullptr) place = file_location(*file);
  }
  if (files.empty() ? !is_as_shipped(service, report.project()) : place == nullptr) return report.skip();
  Builder finding =
      place != nullptr
          ? report.at(place->span,
                      "nginx of `{}` answers every address but the first with 404; add `try_files $uri "
                      "/index.html`",
                      service.name)
          : report.at(service.stage->from->span,
                      "`{}` serves pages as nginx does by default: every address but the first is 404; give it a "
                      "configuration with `try_files $uri /index.html`",
                      service.name);
  finding.note(package->router, "This router gives pages addresses for which there is no file");
}

extern const Rule rule = {
    .code = "SW4274",
    .summary = "Pages whose addresses the web server does not know",
    .why =
        "A router in the browser makes addresses without a file. Whoever opens a link to one, or reloads the page, "
        "gets "
        "404; it works only for visitors who begin at the first page.",
    .remedy = "Lead what is no file to the first page: `try_files $uri /index.html`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "lead the addresses of their pages to the first one",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::page_routes_not_served
