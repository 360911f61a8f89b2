#include <algorithm>
#include <array>
#include <string>

#include "project/application.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::templates_not_in_image {

/// Calls of Go that read templates when the program starts, and end it when there are none.
static constexpr std::array<std::string_view, 4> calls = {"LoadHTMLGlob(\"", "LoadHTMLFiles(\"",
                                                          "template.ParseGlob(\"", "template.ParseFiles(\""};

/// The folder of a path or pattern: of "web/templates/*.html", "web/templates".
static std::string_view folder_of(std::string_view pattern) {
  pattern = pattern.substr(0, std::min(pattern.find_first_of("*?["), pattern.size()));
  return pattern.substr(0, std::min(pattern.rfind('/'), pattern.size()));
}

static void check(const project::Service& service, Report& report) {
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  if (!service.builds || service.stage == nullptr || code == nullptr) return report.skip();
  const project::BuildContext* const context = project::build_context(report.project(), service);
  bool asks = false;
  for (const FileId id : code->sources) {
    const Source& source = report.project().sources[id];
    if (!source.path().ends_with(".go") || source.path().ends_with("_test.go")) continue;
    for (const std::string_view call : calls)
      for (std::size_t at = source.text().find(call); at != std::string_view::npos;
           at = source.text().find(call, at + 1)) {
        const std::size_t begin = at + call.size(),
                          end = std::min(source.text().find('"', begin), source.text().size());
        const std::string_view written = source.text().substr(begin, end - begin);
        const std::string_view folder = folder_of(written);
        if (folder.empty() || contains(folder, "..") || contains(written, "\n")) continue;
        asks = true;
        const std::string path = project::container_path(
            service.working_dir.value.empty() ? std::string_view("/") : service.working_dir.value, folder);
        const project::ImageView image{report.project(),
                                       *service.stage,
                                       service.build->directory,
                                       context != nullptr ? &context->ignore : nullptr,
                                       nullptr,
                                       service.build->arguments};
        if (project::image_folder(image, path) || project::mount_over(service, path) != nullptr) continue;
        // A COPY that cannot be followed may bring it.
        const bool may_come =
            std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
              return (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) &&
                     (contains(instruction->line.text, project::base_name(folder)) ||
                      contains(instruction->line.text, "$") || contains(instruction->line.text, " . ") ||
                      (instruction->flag("from") != nullptr && !instruction->arguments.empty() &&
                       is_one_of("/src /app /build /src/ /app/ /build/ .", instruction->arguments.front().text)));
            });
        if (may_come) continue;
        report
            .at({id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
                "`{}` reads `{}` when it starts, and its image has no `{}`", service.name, written, path)
            .note(service.stage->from->span, "No COPY of this stage brings it");
        return;
      }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4080",
    .summary = "Templates that the program reads and its image lacks",
    .why = "The binary alone is copied into the image; the program panics when it finds none of its templates.",
    .remedy = "Copy the folder as well, or take the files into the binary with `//go:embed`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::templates_not_in_image
