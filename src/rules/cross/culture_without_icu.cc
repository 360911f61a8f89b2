#include <algorithm>
#include <optional>
#include <string>

#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::culture_without_icu {

/// What asks for the cultures of ICU, and where.
struct Need {
  std::string what;
  Span span;
};

/// `new CultureInfo("de-DE")` and its like; nothing when the sources have none.
static std::optional<Need> culture_in(const project::Project& project, const project::ReadFolder& folder) {
  for (const FileId id : folder.sources) {
    if (!project.sources[id].path().ends_with(".cs")) continue;
    const std::string_view text = project.sources[id].text();
    for (const std::string_view mark : {"CultureInfo(\"", "GetCultureInfo(\""}) {
      for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        const std::size_t begin = at + mark.size();
        const std::string_view name = before(text.substr(begin, 16), '"');
        // "" is the invariant culture.
        if (name.size() < 2 || name.find_first_of(" {$") != std::string_view::npos) continue;
        const auto offset = static_cast<std::uint32_t>(begin);
        return Need{"the culture `" + std::string(name) + "`",
                    {id, offset, offset + static_cast<std::uint32_t>(name.size())}};
      }
    }
  }
  return std::nullopt;
}

/// A client of SQL Server, which refuses to work without ICU.
static std::optional<Need> client_in(const project::Project& project, std::string_view folder) {
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::dotnet || !project::is_below(manifest.file->path, folder)) continue;
    for (const project::Dependency& dependency : manifest.dependencies)
      if (is_one_of("Microsoft.Data.SqlClient Microsoft.EntityFrameworkCore.SqlServer", dependency.name))
        return Need{"ICU for `" + std::string(dependency.name) + "`", dependency.span};
  }
  return std::nullopt;
}

static void check(const project::Service& service, Report& report) {
  const knowledge::Image* const base = service.stage != nullptr ? project::base_image(*service.stage) : nullptr;
  const knowledge::ImageVariant* const variant =
      service.stage != nullptr ? project::base_variant(*service.stage) : nullptr;
  if (base == nullptr || variant == nullptr || variant->base != "alpine" || !contains(base->name, "dotnet/") ||
      base->name.ends_with("/sdk"))
    return report.skip();
  // The images for Alpine switch ICU off, and come without it.
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited)
    for (const std::string_view sign : {"icu", "GLOBALIZATION_INVARIANT", "PREDEFINED_CULTURES"})
      if (contains(report.text(instruction->span), sign)) return;
  if (service.definition->variable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") != nullptr) return;
  const project::ReadFolder* const folder = project::code_folder(report.project(), service);
  if (folder == nullptr) return report.skip();
  std::optional<Need> need = client_in(report.project(), folder->path);
  if (!need.has_value()) need = culture_in(report.project(), *folder);
  if (!need.has_value()) return;
  report
      .at(need->span, "`{}` needs {}, and its image runs without ICU; install `icu-libs` and turn it on", service.name,
          OurWords{need->what})
      .note(image_span(service), "`{}` sets `DOTNET_SYSTEM_GLOBALIZATION_INVARIANT` to `true`", image_of(service));
}

extern const Rule rule = {
    .code = "SW4887",
    .summary = "Program that needs cultures in an image of .NET without ICU",
    .why =
        "The images for Alpine run in globalization-invariant mode: a culture by name ends in "
        "`CultureNotFoundException`, and the client of SQL Server in `Globalization Invariant Mode is not supported`.",
    .remedy =
        "Install `icu-libs` (and `icu-data-full`) and set `DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false`, or take an "
        "image of another distribution.",
    .references = "https://github.com/dotnet/dotnet-docker/blob/main/documentation/enable-globalization.md",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::culture_without_icu
