#include <algorithm>

#include "project/git_ignore.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/building.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::copied_path_not_made {

/// Whether a package of the repository has scripts that an install runs, which may build anything.
static bool install_builds(const project::Project& project) {
  return std::ranges::any_of(project::manifests(project), [](const project::Manifest& manifest) {
    return std::ranges::any_of(manifest.scripts, [](const project::ManifestScript& script) {
      return is_one_of("preinstall install postinstall prepare", script.name);
    });
  });
}

/// Whether a stage installs with Composer, whose scripts of this repository publish files: `assets:install` of Symfony
/// makes `public/bundles`.
static bool composer_publishes(const project::ImageView& image) {
  const bool installs =
      std::ranges::any_of(image.stage.with_inherited, [&](const dockerfile::Instruction* instruction) {
        const std::string_view text = image.project.sources.text(instruction->span);
        return instruction->op == dockerfile::Op::run && contains(text, "composer") && !contains(text, "--no-scripts");
      });
  return installs && std::ranges::any_of(project::manifests(image.project), [](const project::Manifest& manifest) {
           return manifest.ecosystem == project::Ecosystem::php &&
                  std::ranges::any_of(manifest.scripts, [](const project::ManifestScript& script) {
                    return is_one_of("auto-scripts post-install-cmd post-update-cmd post-autoload-dump", script.name);
                  });
         });
}

/// Whether a step of a stage speaks of a name, and may make what has it.
static bool is_spoken_of(const project::ImageView& image, std::string_view name) {
  return std::ranges::any_of(image.stage.with_inherited, [&](const dockerfile::Instruction* instruction) {
    return instruction->op == dockerfile::Op::run && contains(image.project.sources.text(instruction->span), name);
  });
}

/// The path of the tree from which a copy of its folder would bring a path of the stage.
static std::optional<std::string> copied_from(const project::ImageView& image, std::string_view path) {
  const auto folder = project::context_folder(image, project::parent_path(path));
  return folder.has_value() ? project::join_path(*folder, base_name(path)) : std::nullopt;
}

/// A file of the repository that the ignore file keeps from the folder of which the stage has a copy.
static const project::IgnorePattern* left_out(const project::ImageView& image, const project::BuildContext& context,
                                              std::string_view path) {
  const auto file = copied_from(image, path);
  if (!file.has_value()) return nullptr;
  const project::PathState state = image.project.path_state(*file);
  // What builds make is left out of a context, and made again in the stage.
  constexpr WordList made_by_builds =
      "dist build out target bin obj lib public static assets generated node_modules vendor coverage tmp log logs "
      "storage uploads media data var cache .next .nuxt .output .svelte-kit .venv venv site docs";
  if (state == project::PathState::directory &&
      (is_one_of(made_by_builds, base_name(*file)) || is_spoken_of(image, base_name(*file))))
    return nullptr;
  if (state != project::PathState::file && state != project::PathState::directory) return nullptr;
  std::string_view inside = *file;
  if (!context.context.empty()) inside.remove_prefix(context.context.size() + 1);
  return context.ignore.excluding(inside);
}

/// A file that git ignores, of a folder that the stage copies: whoever builds has made it, and a clone has not.
static Span made_by_hand(const project::ImageView& image, std::string_view path) {
  // What builds write is ignored as well, and made in the stage or not at all.
  if (!contains(base_name(path), ".") || is_one_of(".next .nuxt .output .svelte-kit .venv", base_name(path))) return {};
  const auto file = copied_from(image, path);
  return file.has_value() ? project::ignored_if_made(image.project, *file) : Span{};
}

/// Whether a service loads the file that a path stands for as its env file: without it there is no stack to build for.
static bool is_env_file(const project::ImageView& image, std::string_view path) {
  const auto file = copied_from(image, path);
  return file.has_value() && std::ranges::any_of(image.project.services, [&](const project::Service& service) {
           return std::ranges::any_of(service.definition->env_files, [&](const compose::EnvFile& each) {
             return each.required && each.resolved == *file;
           });
         });
}

/// A word of the stage's steps by which it makes the same folder at another path: of `/opt/venv`, `python -m venv
/// /venv`. Null when the path itself is spoken of, or nothing is alike.
static const shell::Word* made_elsewhere(const project::ImageView& image, std::string_view path) {
  // Every base has these, whatever a step makes of the same name elsewhere.
  constexpr WordList of_every_base =
      "bin sbin lib lib32 lib64 libexec include share local etc usr var opt home root tmp run log cache spool src";
  const std::string_view folder = project::parent_path(path);
  if (is_one_of(of_every_base, base_name(path)) && (folder.size() <= 1 || is_one_of("/usr /usr/local /var", folder)))
    return nullptr;
  const shell::Word* other = nullptr;
  for (const dockerfile::Instruction* const instruction : image.stage.with_inherited) {
    if (contains(image.project.sources.text(instruction->span), path)) return nullptr;
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* const node : instruction->script->commands)
      for (const shell::Word& word : node->words)
        if (word.literal && word.text.starts_with('/') && base_name(word.text) == base_name(path) &&
            is_one_of("python python3 virtualenv uv mkdir", node->program))
          other = &word;
  }
  return other;
}

/// Where images keep applications below folders that their base has.
static constexpr std::string_view application_parents[] = {"/usr/src/", "/usr/app", "/home/",
                                                           "/opt/",     "/root/",   "/tmp/"};

/// Whether a path lies in a working directory that the stage makes for itself among the folders of its base:
/// `/usr/src/app`, `/home/app`, `/opt/app`.
static bool is_in_own_folder(const dockerfile::Stage& stage, std::string_view path) {
  const knowledge::Image* const base = project::base_image(stage);
  return std::ranges::any_of(stage.with_inherited, [&](const dockerfile::Instruction* instruction) {
    if (instruction->op != dockerfile::Op::workdir || instruction->arguments.empty()) return false;
    std::string_view folder = instruction->arguments.front().text;
    while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
    if (folder.find('$') != std::string_view::npos || !project::is_below(path, folder) || path == folder ||
        (base != nullptr && base->working_dir == folder))
      return false;
    return std::ranges::any_of(application_parents,
                               [&](std::string_view parent) { return folder.starts_with(parent); });
  });
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  using project::CopyState;
  const project::Project& project = report.project();
  const auto contexts = project::build_contexts(project, dockerfile);
  bool asks = false;
  for (const project::BuildContext& context : contexts)
    for (const project::CopySource& source : context.sources) asks = asks || source.stage != nullptr;
  if (!asks) return report.skip();
  const bool any_install_builds = install_builds(project);
  const bool any_has_all = std::ranges::any_of(contexts, project::has_all_sources);
  const auto not_made = [&](const project::BuildContext& context, const project::CopySource& source) {
    // A guess that lacks something else is a wrong one, and so is a context in which an earlier COPY fails where
    // another has all.
    const bool may_be_wrong = !project::has_all_sources(context) && (context.use == nullptr || any_has_all);
    if (may_be_wrong || source.stage == nullptr || source.state != CopyState::unknown || source.pattern ||
        source.text.find('$') != std::string::npos)
      return false;
    const std::string path = project::container_path("/", source.text);
    const project::ImageView image{project,         *source.stage, context.context,
                                   &context.ignore, nullptr,       context.arguments()};
    if (is_env_file(image, path) || composer_publishes(image)) return false;
    if (left_out(image, context, path) != nullptr || !project::folder_without_source(image, path).empty()) return true;
    if (made_elsewhere(image, path) != nullptr) return true;
    // Folders of the base are not listed anywhere, and a folder is there as soon as anything is below it.
    for (const std::string_view folder :
         {"/bin", "/etc", "/lib", "/lib64", "/opt", "/root", "/sbin", "/usr", "/var", "/home", "/tmp", "/go", "/run"})
      if (project::is_below(path, folder) && !is_in_own_folder(*source.stage, path)) return false;
    if (path == "/" || project::image_folder(image, path)) return false;
    return project::image_file(image, path).origin == project::ImageFileOrigin::unknown &&
           project::contents_known(image, path, !any_install_builds);
  };
  each_wrong_source(contexts, not_made, [&](const project::BuildContext& context, const project::CopySource& source) {
    const std::string_view stage = source.stage->name.empty() ? std::string_view("before") : source.stage->name;
    Builder finding =
        report.at(source.span, "Nothing in the stage `{}` makes `{}`, so the build fails here", stage, source.text);
    finding.note(source.stage->from->span, "The stage begins here").confidence(confidence_of(context));
    const project::ImageView image{project,         *source.stage, context.context,
                                   &context.ignore, nullptr,       context.arguments()};
    if (const auto* const by = left_out(image, context, project::container_path("/", source.text)); by != nullptr)
      finding.note(by->span, "This pattern leaves it out of the context").confidence(Confidence::likely);
    else if (const shell::Word* const other = made_elsewhere(image, project::container_path("/", source.text));
             other != nullptr)
      finding.note(other->span, "It makes `{}`", other->text).confidence(Confidence::likely);
    else if (!project::folder_without_source(image, project::container_path("/", source.text)).empty())
      finding.confidence(Confidence::likely);
    else if (made_by_hand(image, project::container_path("/", source.text)).valid())
      finding.confidence(Confidence::possible);
    spare_other_contexts(finding, report.project(), dockerfile, contexts, source, not_made);
  });
}

extern const Rule rule = {
    .code = "SW4219",
    .summary = "Copy of a path that the stage does not make",
    .why = "`COPY --from` of a path that is not there fails with `not found`.",
    .remedy = "Name the path that the stage writes: the output folder of its build, the `-o` of its compiler.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::copied_path_not_made
