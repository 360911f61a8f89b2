#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/building.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::copy_source_missing {

/// Nobody says from where it is built, and another folder above the Dockerfile has the file.
static bool is_above(const project::Project& project, const project::Dockerfile& dockerfile,
                     const project::CopySource& source) {
  std::string_view folder = dockerfile.file->path;
  while (!folder.empty()) {
    folder = project::parent_path(folder);
    const auto path = project::join_path(folder, source.text.substr(source.text.starts_with('/') ? 1 : 0));
    if (path.has_value() && project.path_state(*path) != project::PathState::missing) return true;
  }
  return false;
}

/// A name as compilers and packers give it: no source of anybody's.
static bool is_product(std::string_view name) {
  if (!contains(name, ".")) return true;
  for (const std::string_view ending :
       {".jar", ".war", ".ear", ".whl", ".deb", ".rpm", ".tgz", ".tar.gz", ".zip", ".so"})
    if (name.ends_with(ending)) return true;
  return false;
}

/// The job that builds it fetches what an earlier job has made.
static bool may_be_fetched(const project::Project& project, const project::BuildContext& context,
                           const project::CopySource& source) {
  if (context.use == nullptr || context.use->service != nullptr || !context.use->span.valid()) return false;
  return is_product(base_name(source.text)) &&
         contains(project.sources[context.use->span.file].text(), "download-artifact");
}

/// What builds it speaks of the file, or nobody shows how it is built, and a Makefile, script or CI job speaks of it:
/// one of the steps may make it.
static bool is_spoken_of(const project::Project& project, const project::BuildContext& context,
                         const project::CopySource& source) {
  const std::string_view name = base_name(source.text);
  constexpr std::size_t telling = 5;
  if (name.size() < telling) return false;
  if (context.use != nullptr && context.use->service == nullptr)
    return context.use->span.valid() && contains(project.sources[context.use->span.file].text(), name);
  if (context.use != nullptr && !is_product(name)) return false;
  using project::FileKind;
  for (const FileKind kind : {FileKind::makefile, FileKind::script, FileKind::ci})
    for (const project::File* const file : project::files_of_kind(project, kind))
      if (file->has_content && contains(project.sources[file->source].text(), name)) return true;
  return false;
}

/// The folder is a guess, and the tree has the file elsewhere: it may well be built from there.
static bool is_elsewhere(const project::Project& project, const project::BuildContext& context,
                         const project::CopySource& source) {
  if (!is_guess(context)) return false;
  std::string_view path = source.text;
  if (path.starts_with("./")) path.remove_prefix(2);
  return std::ranges::any_of(project::paths_named(project, base_name(path)), [&](const auto* entry) {
    return entry->path.ends_with(path) &&
           (entry->path.size() == path.size() || entry->path[entry->path.size() - path.size() - 1] == '/');
  });
}

/// `src/main/docker/Dockerfile` of a Maven project: its Docker plugin puts what it has assembled into a folder `maven`
/// of the context (dmp.fabric8.io, "Assembly").
static bool is_assembled(const project::Project& project, const project::Dockerfile& dockerfile,
                         const project::CopySource& source) {
  std::string_view text = source.text;
  if (text.starts_with('/')) text.remove_prefix(1);
  const std::size_t sources = dockerfile.file->path.find("src/main/docker");
  if (sources == std::string_view::npos || (text != "maven" && !text.starts_with("maven/"))) return false;
  return project.path_state(std::string(dockerfile.file->path.substr(0, sources)) + "pom.xml") ==
         project::PathState::file;
}

/// Whether the build names the Dockerfile with its folder, seen from the folder that it takes as context: then there is
/// no doubt where it stands, and that the context is another one than the Dockerfile was written for.
static bool names_folder_of(const project::Project& project, const project::BuildContext& context,
                            const project::Dockerfile& dockerfile) {
  if (!context.use->span.valid() || !context.known) return false;
  const std::string_view path = dockerfile.file->path;
  if (!project::is_below(path, context.context) || project::parent_path(path) == context.context) return false;
  const std::string_view inner =
      context.context.empty() ? path : path.substr(std::min(path.size(), context.context.size() + 1));
  return contains(project.sources[context.use->span.file].text(), inner);
}

/// Whether a build action of the repository's own workflow names the context: it is taken from what was checked out,
/// and no working directory changes it.
static bool is_named_by_action(const project::Project& project, const project::BuildContext& context) {
  return context.known && !context.context.empty() &&
         std::ranges::any_of(project.build_commands, [&](const project::BuildCommand& command) {
           return command.span == context.use->span && command.node == nullptr && command.context_known &&
                  command.file->path.starts_with(".github/workflows/");
         });
}

/// What the tree has instead of a source: what lies beside the Dockerfile or below the root, as with the right context,
/// or what is called alike; "" for nothing.
static std::string meant_path(const project::Project& project, const project::Dockerfile& dockerfile,
                              const project::CopySource& source) {
  for (const std::string_view folder : {project::parent_path(dockerfile.file->path), std::string_view()}) {
    const auto meant = project::join_path(folder, source.text);
    if (meant.has_value() && *meant != source.path && project.path_state(*meant) != project::PathState::missing)
      return *meant;
  }
  return std::string(project.nearest_path(source.path));
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  using project::CopyState;
  const auto contexts = project::build_contexts(report.project(), dockerfile);
  bool asks = false;
  for (const project::BuildContext& context : contexts)
    for (const project::CopySource& source : context.sources)
      asks = asks || source.state == CopyState::present || source.state == CopyState::missing;
  if (!asks) return report.skip();
  const auto missing = [](const project::BuildContext&, const project::CopySource& source) {
    return source.state == CopyState::missing;
  };
  // Stages that copy the same files fail for the same reason: the first of them speaks for all.
  std::vector<std::string_view> told;
  each_wrong_source(contexts, missing, [&](const project::BuildContext& context, const project::CopySource& source) {
    if (context.use == nullptr && is_above(report.project(), dockerfile, source)) return;
    if ((context.use == nullptr || context.use->service == nullptr) &&
        is_assembled(report.project(), dockerfile, source))
      return;
    // Where nobody shows how it is built and nothing that it copies is there, it is built in another folder.
    const auto is_missing = [](const project::CopySource& each) { return each.state == CopyState::missing; };
    if (is_guess(context) && std::ranges::count_if(context.sources, is_missing) > 1 &&
        std::ranges::none_of(context.sources,
                             [](const project::CopySource& each) { return each.state == CopyState::present; }))
      return;
    if (std::ranges::find(told, source.path) != told.end()) return;
    told.emplace_back(source.path);
    Confidence confidence = confidence_of(context);
    // A Makefile or script builds it from a folder that has everything, and gives the image to Compose.
    if (context.use != nullptr && context.use->service != nullptr && context.use->service->definition->image &&
        present_for_a_command(contexts, source))
      confidence = Confidence::possible;
    if (context.use != nullptr && context.use->service == nullptr && present_for_a_service(contexts, source) &&
        !names_folder_of(report.project(), context, dockerfile) && !is_named_by_action(report.project(), context))
      confidence = Confidence::possible;
    const Span pattern = project::ignored_if_made(report.project(), source.path);
    const std::string nearest = pattern.valid() ? std::string() : meant_path(report.project(), dockerfile, source);
    // A Dockerfile that several folders may share: nobody shows from which it is built, as much is missing from the one
    // above it as is there, and another one has the file.
    const auto is_there = [](const project::CopySource& each) { return each.state == CopyState::present; };
    if (!nearest.empty() && context.use == nullptr && project::parent_path(dockerfile.file->path) != context.context &&
        std::ranges::count_if(context.sources, is_missing) >= std::ranges::count_if(context.sources, is_there))
      confidence = Confidence::possible;
    Builder finding =
        pattern.valid()
            ? report.at(source.span,
                        "`{}` is not in the context `{}`; Git ignores it, so it must be made before the build",
                        source.text, shown_folder(context.context))
        : nearest.empty()
            ? report.at(source.span, "`{}` is not in the context `{}`, so the build fails here", source.text,
                        shown_folder(context.context))
            : report.at(source.span, "`{}` is not in the context `{}`, so the build fails here; `{}` is in the tree",
                        source.text, shown_folder(context.context), nearest);
    const Span step = pattern.valid() ? Span{} : project::made_by_command(report.project(), source.path);
    if (pattern.valid()) finding.note(pattern, "This pattern keeps Git from taking it");
    if (step.valid()) finding.note(step, "It is made here, which must happen before the build");
    // Who builds it by a command gives the ARG of its path another value than its default.
    const bool of_argument =
        (context.use == nullptr || context.use->service == nullptr) && contains(report.text(source.span), "$");
    // `../shared` is taken for `shared`: what lies outside of the context is meant, and nothing makes it inside.
    const bool is_outside = source.text.starts_with("../");
    if (!is_outside &&
        (pattern.valid() || step.valid() || of_argument || is_elsewhere(report.project(), context, source) ||
         is_spoken_of(report.project(), context, source) || may_be_fetched(report.project(), context, source)))
      confidence = Confidence::possible;
    finding.confidence(confidence);
    // What a build makes belongs to its steps, as long as somebody runs them before; so may what nobody shows.
    if (confidence == Confidence::possible) finding.severity(Severity::low);
    note_context(finding, context);
    spare_other_contexts(finding, report.project(), dockerfile, contexts, source, missing);
  });
}

extern const Rule rule = {
    .code = "SW4001",
    .summary = "Copied file that the context does not have",
    .why = "The build stops at a COPY whose source is not in its context, whatever else is right.",
    .remedy = "Copy what is there, or build with the folder that has it as context.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "copy only what their context has",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::copy_source_missing
