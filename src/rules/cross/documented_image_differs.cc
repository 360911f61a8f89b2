#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::documented_image_differs {

/// The one Dockerfile that the commands of a document build; null when there is none, or several.
static const project::Dockerfile* built_by(const project::Project& project, const project::File& document) {
  const project::Dockerfile* found = nullptr;
  for (const project::BuildCommand& command : project.build_commands) {
    if (command.file != &document || !command.dockerfile_known) continue;
    const auto built = std::ranges::find_if(project.dockerfiles, [&](const project::Dockerfile& dockerfile) {
      return !dockerfile.is_inline && dockerfile.file->path == command.dockerfile;
    });
    if (built == project.dockerfiles.end()) continue;
    if (found != nullptr && found != &*built) return nullptr;
    found = &*built;
  }
  return found;
}

/// The image that a line names behind "base image": `node:18-alpine` of "- **Base Image**: node:18-alpine".
static std::string_view named_base(std::string_view line) {
  const std::string lower = ascii::lowered(line);
  const std::size_t at = lower.find("base image");
  if (at == std::string::npos) return {};
  std::size_t begin = line.find_first_of(":`", at + 10);
  if (begin == std::string_view::npos) return {};
  begin = line.find_first_not_of(":` *", begin);
  if (begin == std::string_view::npos) return {};
  const std::string_view word = line.substr(begin, line.find_first_of(" `,;()*", begin) - begin);
  const std::size_t colon = word.find(':');
  const bool is_image = colon != std::string_view::npos && colon > 0 && colon + 1 < word.size() &&
                        std::ranges::any_of(word.substr(colon), [](char c) { return c >= '0' && c <= '9'; });
  return is_image ? word : std::string_view();
}

/// What makes a line of English prose advice, a gap that its writer knows of or an open task, and no promise.
static constexpr std::string_view marks_of_advice[] = {"should", "must", "consider",  "todo", "[ ]",
                                                       "add ",   "not ", "recommend", "if ",  "n't "};

/// Whether a line promises that nobody is root in the container: a finished sentence, and no advice or open task.
static bool promises_user(std::string_view line) {
  const std::string lower = ascii::lowered(line);
  if (!contains(lower, "non-root") && !contains(lower, "unprivileged user")) return false;
  for (const std::string_view word : marks_of_advice)
    if (contains(lower, word)) return false;
  return contains(lower, "run") || contains(lower, "user");
}

/// Where the Dockerfile builds on another tag of the image that the document names; nothing when it builds on that one,
/// or on another image altogether.
static std::optional<Span> other_release(const project::Dockerfile& dockerfile, std::string_view named,
                                         std::string_view& base) {
  std::optional<Span> found;
  const knowledge::Reference document = knowledge::parse_reference(named);
  for (const dockerfile::Stage* const stage : dockerfile.parsed->stages) {
    if (stage->parent != nullptr || contains(stage->base, "$")) continue;
    const knowledge::Reference built = knowledge::parse_reference(stage->base);
    if (built.registry != document.registry || built.repository != document.repository) continue;
    // A digest behind the tag pins the same release.
    if (built.tag == document.tag) return std::nullopt;
    found = stage->base_span;
    base = stage->base;
  }
  return found;
}

/// What the Dockerfile makes, as a container of its own.
static const project::Service* container_of(const project::Project& project, const project::Dockerfile& dockerfile) {
  const auto found = std::ranges::find(project.standalone_images, &dockerfile, &project::Service::dockerfile);
  return found != project.standalone_images.end() ? &*found : nullptr;
}

static void check(const project::File& file, Report& report) {
  using project::FileKind;
  if ((file.kind != FileKind::readme && file.kind != FileKind::documentation) || !file.has_content || !is_guide(file))
    return report.skip();
  const project::Dockerfile* const dockerfile = built_by(report.project(), file);
  if (dockerfile == nullptr) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  bool any = false, told_base = false, told_user = false, in_code = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const Span span{file.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    begin = end + 1;
    if (line.starts_with("```")) in_code = !in_code;
    if (in_code) continue;
    if (const std::string_view named = named_base(line); !named.empty()) {
      any = true;
      std::string_view base;
      const std::optional<Span> place = other_release(*dockerfile, named, base);
      if (place.has_value() && !told_base) {
        told_base = true;
        report.at(span, "This says `{}`, and `{}` is built on `{}`", named, dockerfile->path, base)
            .note(*place, "The base is named here");
      }
    }
    if (promises_user(line)) {
      any = true;
      const project::Service* const container = container_of(report.project(), *dockerfile);
      if (container != nullptr && container->runs_as_root() == std::optional<bool>(true) && !told_user) {
        told_user = true;
        report.at(span, "This promises another user than root, and `{}` runs as root", dockerfile->path)
            .note(container->stage->from->span, "No instruction of the stage changes the user");
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4341",
    .summary = "Document that says something else of an image than its Dockerfile",
    .why = "People rely on what is written: on a base that gets fixes, and on a program without the rights of root.",
    .remedy = "Write what the Dockerfile does, or let it do what is written.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::documentation,
    .strength = "say of an image what its Dockerfile does",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::documented_image_differs
