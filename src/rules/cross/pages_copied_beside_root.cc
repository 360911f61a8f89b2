#include <algorithm>
#include <string>
#include <string_view>

#include "nginx/ast.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pages_copied_beside_root {

constexpr std::string_view shipped_folder = "/usr/share/nginx/html";

/// Whether nginx serves the folder of its own page and no other one. Sets `place` to where a configuration says so.
static bool serves_shipped_folder(const project::Project& project, const project::Service& service, Span& place) {
  const std::vector<const project::File*> files = project::nginx_files(project, service);
  for (const project::File* const file : files)
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (directive->name == "proxy_pass" && directive->parent != nullptr && directive->parent->name == "location" &&
          directive->parent->parameter(0) == "/")
        return false;
      if (directive->name != "root" && directive->name != "alias") continue;
      std::string_view folder = directive->parameter(0);
      while (folder.ends_with('/')) folder.remove_suffix(1);
      if (folder != shipped_folder) return false;
      place = directive->span;
    }
  // Without a word of it in its configuration nginx looks in another folder, unless the configuration is the image's.
  return place.valid() || files.empty();
}

/// Whether a COPY brings built pages: the output of a bundler in another stage.
static bool brings_pages(const dockerfile::Instruction& copy) {
  if (copy.flag("from") == nullptr || copy.arguments.size() != 2) return false;
  std::string_view source = copy.arguments.front().text;
  while (source.ends_with('/') || source.ends_with('.')) source.remove_suffix(1);
  return is_one_of("dist build out public browser www _site html", project::base_name(source)) ||
         contains(source, "/dist/");
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || !project::runs_nginx(service) ||
      !service.definition->mounts.empty())
    return report.skip();
  const dockerfile::Instruction* pages = nullptr;
  std::string target;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    using dockerfile::Op;
    if (instruction->op != Op::copy && instruction->op != Op::add && instruction->op != Op::run) continue;
    const std::string_view text = report.text(instruction->span);
    // Links, moves, and configurations that nobody reads here.
    if (contains(text, "/usr/share/nginx") || contains(text, "share/nginx") || contains(text, "sed ") ||
        contains(text, "envsubst"))
      return report.skip();
    if (instruction->op == Op::run || !brings_pages(*instruction)) continue;
    const std::string_view written = instruction->arguments.back().text;
    if (!written.starts_with('/') || written.starts_with("/etc/") || written.starts_with("/tmp") ||
        written.find('$') != std::string_view::npos || project::container_path("/", written) == "/")
      return report.skip();
    pages = instruction;
    target = project::container_path("/", written);
  }
  Span place;
  if (pages == nullptr) return report.skip();
  if (!serves_shipped_folder(report.project(), service, place)) return;
  report
      .at(pages->span, "The pages are put into `{}`, but nginx serves `{}`, where its own page lies", target,
          shipped_folder)
      .note(place.valid() ? place : image_span(service),
            place.valid() ? "It serves this folder" : "This image serves that folder");
}

extern const Rule rule = {
    .code = "SW4173",
    .summary = "Pages in another folder than the one that is served",
    .why = "Visitors see the page that says nginx was installed, and 404 for everything else.",
    .remedy = "Copy the pages to the folder of `root`, or let `root` name the folder to which they are copied.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::pages_copied_beside_root
