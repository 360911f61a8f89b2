#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "project/application.h"
#include "project/listening.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pages_below_served_folder {

/// The folder into which the builder of Angular puts what browsers get, below its output.
constexpr std::string_view browser_folder = "browser";

/// What `angular.json` says of the output.
struct Output {
  std::string_view folder;  ///< As written; "" for the builder's own choice, which is named like the project.
  Span builder;
};

/// The output of the builder that parts pages from servers; nothing for other builders and for several projects.
static std::optional<Output> output_of(const code::SourceFile& settings) {
  const std::string_view text = settings.text;
  constexpr std::string_view builder = ":application\"";
  const std::size_t at = text.find(builder);
  if (at == std::string_view::npos || text.find(builder, at + 1) != std::string_view::npos) return std::nullopt;
  Output output;
  output.builder = {settings.id, static_cast<std::uint32_t>(at + 1),
                    static_cast<std::uint32_t>(at + builder.size() - 1)};
  constexpr std::string_view key = "\"outputPath\"";
  const std::size_t path = text.find(key);
  if (path == std::string_view::npos) return output;
  const std::size_t value = text.find_first_not_of(" \t\r\n:", path + key.size());
  // An object says where the pages go.
  if (value == std::string_view::npos || text[value] != '"') return std::nullopt;
  output.folder = text.substr(value + 1, text.find('"', value + 1) - value - 1);
  while (output.folder.ends_with('/')) output.folder.remove_suffix(1);
  return output;
}

/// Whether a copied path is the output itself, and not the folder of the pages in it.
static bool is_output(std::string_view path, const Output& output) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (!output.folder.empty()) return path.ends_with("/" + std::string(output.folder)) || path == output.folder;
  return base_name(project::parent_path(path)) == "dist" && base_name(path) != browser_folder;
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || !project::runs_nginx(service)) return report.skip();
  const project::Manifest* const manifest =
      project::manifest_in(report.project(), service.build->directory, project::Ecosystem::node);
  const auto path =
      manifest != nullptr ? project::join_path(manifest->folder, "angular.json") : std::optional<std::string>();
  const code::SourceFile* const settings = path.has_value() ? project::configuration(report.project(), *path) : nullptr;
  const std::optional<Output> output = settings != nullptr ? output_of(*settings) : std::nullopt;
  if (!output.has_value()) return report.skip();
  // The root of a server may lead there.
  for (const project::File* const file : project::nginx_files(report.project(), service))
    if (file->has_content && contains(report.project().sources[file->source].text(), browser_folder)) return;
  for (const dockerfile::Instruction* const instruction : service.stage->instructions) {
    if (contains(report.project().sources.text(instruction->span), browser_folder)) return;
    if (instruction->op != dockerfile::Op::copy || instruction->flag("from") == nullptr ||
        instruction->arguments.size() != 2 || !is_output(instruction->arguments[0].text, *output))
      continue;
    report
        .at(instruction->arguments[0].span,
            "Angular puts the pages into `{}` below this, so nginx of `{}` finds no `index.html`", browser_folder,
            service.name)
        .note(output->builder, "This builder does so");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4053",
    .summary = "Pages that lie in a folder below the one that is served",
    .why =
        "The `application` builder of Angular writes pages to `browser` and servers to `server`: a web server that "
        "gets the folder above answers 403 or 404.",
    .remedy = "Copy `dist/NAME/browser`, or set `outputPath.browser` to an empty text.",
    .references = "https://angular.dev/reference/configs/workspace-config",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::pages_below_served_folder
