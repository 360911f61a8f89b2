#include <algorithm>
#include <string>
#include <vector>

#include "dockerfile/says.h"
#include "project/application.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/script_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::referenced_file_not_copied {

/// A file that another one takes in, and the folder of the image that its path starts from.
struct Referenced {
  std::string path;  ///< Absolute, in the image.
  std::string_view written;
  Span span;
};

static const project::File* file_at(const project::Project& project, const BuildStep& step, std::string_view path) {
  const project::ImageFile found = project::image_file(step.image(project), path);
  return found.origin == project::ImageFileOrigin::context_file ? found.file : nullptr;
}

/// `-r base.txt` in the requirements that pip is given.
static void requirements(const project::Project& project, const BuildStep& step, std::vector<Referenced>& result) {
  if (!step.package.is("pip", PackageAction::install)) return;
  for (const std::string_view option : {"-r", "--requirement"}) {
    const auto given = step.invocation.option(option);
    if (!given.has_value()) continue;
    const std::string path = project::container_path(step.folder, *given);
    const project::File* const file = file_at(project, step, path);
    if (file == nullptr || !file->has_content) continue;
    for (const IncludedFile& included : included_requirements(project, *file))
      result.push_back(
          {project::container_path(project::parent_path(path), included.path), included.path, included.span});
  }
}

/// `<ProjectReference Include="..">` of the project that dotnet builds. `dotnet restore` skips one that is not there.
static void project_references(const project::Project& project, const BuildStep& step, bool builds_unrestored,
                               std::vector<Referenced>& result) {
  if (step.invocation.program != "dotnet" || !is_one_of("build publish", step.invocation.verb())) {
    // What it skips is missed by what is built without another restore.
    if (step.invocation.program != "dotnet" || step.invocation.verb() != "restore" || !builds_unrestored) return;
  }
  for (const shell::Word* const word : step.invocation.operands({"-c", "-o", "-r", "-f", "-v", "--configuration"})) {
    if (!word->literal || !word->text.ends_with("proj")) continue;
    const std::string path = project::container_path(step.folder, word->text);
    const project::File* const file = file_at(project, step, path);
    if (file == nullptr || !file->has_content) continue;
    const std::string_view text = project.sources[file->source].text();
    constexpr std::string_view mark = "<ProjectReference Include=\"";
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
      const std::size_t begin = at + mark.size(), end = text.find('"', begin);
      if (end == std::string_view::npos) break;
      const std::string_view written = text.substr(begin, end - begin);
      if (contains(written, "$") || contains(written, "*")) continue;
      std::string relative(written);
      std::ranges::replace(relative, '\\', '/');
      result.push_back({project::container_path(project::parent_path(path), relative),
                        written,
                        {file->source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
    }
  }
}

/// `Directory.Packages.props` above a project whose packages have no version of their own: the versions stand there.
static void central_versions(const project::Project& project, const BuildStep& step, std::vector<Referenced>& result) {
  if (step.invocation.program != "dotnet" || !is_one_of("restore build publish", step.invocation.verb())) return;
  constexpr std::string_view props = "Directory.Packages.props", mark = "<PackageReference Include=";
  for (const shell::Word* const word : step.invocation.operands({"-c", "-o", "-r", "-f", "-v", "--configuration"})) {
    if (!word->literal || !word->text.ends_with("proj")) continue;
    std::string place = project::container_path(step.folder, word->text);
    const project::File* const file = file_at(project, step, place);
    if (file == nullptr || !file->has_content) continue;
    const std::string_view text = project.sources[file->source].text();
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) continue;
    const std::size_t end = std::min(text.find('>', at), text.size());
    if (contains(text.substr(at, end - at), "Version")) continue;
    // The nearest one counts; the same number of folders up lies its place in the image.
    std::string_view folder = project::parent_path(file->path);
    place = project::parent_path(place);
    while (true) {
      const std::string wanted = (folder.empty() ? std::string() : std::string(folder) + "/") + std::string(props);
      if (project.file(wanted) != nullptr) {
        result.push_back({project::container_path(place.empty() ? "/" : place, props),
                          props,
                          {file->source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)}});
        break;
      }
      if (folder.empty() || place.empty() || place == "/") break;
      folder = project::parent_path(folder);
      place = project::parent_path(place);
    }
  }
}

/// The file that `readme` of a pyproject.toml names: a build of the project reads it.
static void readme(const project::Project& project, const BuildStep& step, std::vector<Referenced>& result) {
  const bool syncs = step.invocation.program == "uv" && step.invocation.verb() == "sync" &&
                     !step.invocation.has_any_flag({"--no-install-project", "--no-install-workspace"});
  bool installs_itself = syncs;
  if (step.package.is("pip", PackageAction::install))
    for (const shell::Word& word : step.invocation.arguments)
      installs_itself = installs_itself || word.text == "." || word.text.starts_with(".[");
  if (!installs_itself) return;
  const project::File* const file = file_at(project, step, project::container_path(step.folder, "pyproject.toml"));
  if (file == nullptr || !file->has_content) return;
  const std::string_view text = project.sources[file->source].text();
  // Without a build system uv installs no project.
  if (!contains(text, "[build-system]")) return;
  // Setuptools warns, and goes on without it.
  if (contains(text, "setuptools")) return;
  for (const std::string_view mark : {"\nreadme = \"", "\nreadme=\""}) {
    const std::size_t at = text.find(mark);
    const std::size_t end = at == std::string_view::npos ? at : text.find('"', at + mark.size());
    if (end == std::string_view::npos) continue;
    const std::size_t begin = at + mark.size();
    const std::string_view written = text.substr(begin, end - begin);
    result.push_back({project::container_path(step.folder, written),
                      written,
                      {file->source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
  }
}

/// The package that `poetry install` installs beside what it depends on, unless it is told not to.
static void poetry_package(const project::Project& project, const BuildStep& step, std::vector<Referenced>& result) {
  if (step.invocation.program != "poetry" || step.invocation.verb() != "install" ||
      step.invocation.has_any_flag({"--no-root", "--no-directory", "--only-root"}))
    return;
  const project::Manifest* const manifest = manifest_at(project, step, project::Ecosystem::python, step.folder);
  if (manifest == nullptr || !manifest->name || !manifest->file->path.ends_with("pyproject.toml")) return;
  const std::string_view text = project.sources[manifest->file->source].text();
  if (contains(text, "package-mode") || contains(text, "packages = [")) return;
  // Before 2.0 Poetry only warned.
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited)
    if (says(*instruction, "poetry==1") || says(*instruction, "POETRY_VERSION")) return;
  std::string module(manifest->name.text);
  std::ranges::replace(module, '-', '_');
  for (const std::string& folder : {module, "src/" + module})
    if (!certainly_absent(project, step, project::container_path(step.folder, folder + "/__init__.py")) ||
        project::image_folder(step.image(project), project::container_path(step.folder, folder)) ||
        !certainly_absent(project, step, project::container_path(step.folder, folder + ".py")))
      return;
  result.push_back(
      {project::container_path(step.folder, module + "/__init__.py"), manifest->name.text, manifest->name.span});
}

/// Whether a step installs what a package.json asks for, and not a package that the command names.
static bool installs_packages(const BuildStep& step) {
  std::vector<std::string_view> words{step.invocation.program};
  for (const shell::Word& word : step.invocation.arguments) words.push_back(word.text);
  const NodeCall call = node_call(words);
  return call.kind == NodeCall::Kind::install && !call.names_packages && call.workspaces.empty() && call.folder.empty();
}

/// `"shared": "file:../shared"`: a package beside the one that is installed for. Yarn 1 and pnpm end without it; npm
/// since 7 makes a link that leads nowhere and goes on (measured with Yarn 1.22, pnpm 9.15 and npm 11).
static void local_packages(const project::Project& project, const BuildStep& step, std::vector<Referenced>& result) {
  if (!is_one_of("yarn pnpm", step.invocation.program) || !installs_packages(step)) return;
  const project::File* const file = file_at(project, step, project::container_path(step.folder, "package.json"));
  if (file == nullptr || !file->has_content) return;
  const std::string_view text = project.sources[file->source].text();
  constexpr std::string_view mark = "\"file:..";
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    const std::size_t begin = at + std::string_view("\"file:").size(), end = text.find('"', begin);
    if (end == std::string_view::npos) break;
    const std::string_view written = text.substr(begin, end - begin);
    if (written.ends_with(".tgz")) continue;
    result.push_back({project::container_path(step.folder, std::string(written) + "/package.json"),
                      written,
                      {file->source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
  }
}

/// The configuration that a command of a package compiles by, relative to its folder; "" for one that compiles nothing.
static std::string_view compiled_by(const project::Project& project, const ScriptCommand& command) {
  const std::vector<std::string_view>& words = command.words;
  const bool nest = words.size() > 1 && words[0] == "nest" && words[1] == "build";
  if (words.empty() || (!nest && words[0] != "tsc")) return {};
  for (std::size_t at = 1; at < words.size(); ++at) {
    if (is_one_of("--noEmit --version --init --help", words[at])) return {};
    if (is_one_of("-p --project --path -b --build", words[at]) && at + 1 < words.size() &&
        words[at + 1].ends_with(".json"))
      return words[at + 1];
  }
  const auto own = project::join_path(command.manifest->folder, "tsconfig.build.json");
  const bool has_own = nest && own.has_value() && project.path_state(*own) == project::PathState::file;
  return has_own ? "tsconfig.build.json" : "tsconfig.json";
}

/// What a step compiles: by a compiler of its own, or through scripts.
static std::vector<ScriptCommand> compilations(const project::Project& project, const BuildStep& step) {
  std::vector<ScriptCommand> result = script_commands(project, step);
  std::vector<std::string_view> words = texts(step.invocation);
  if (!words.empty() && words.front() == "npx") words.erase(words.begin());
  if (!words.empty() && is_one_of("tsc nest", words.front()))
    if (const project::Manifest* const manifest = manifest_at(project, step, project::Ecosystem::node, step.folder);
        manifest != nullptr)
      result.push_back({manifest, step.folder, std::move(words), step.invocation.span()});
  return result;
}

/// The path behind `"extends"` of a compiler's settings that leads to another folder; "" for none.
static std::string_view extended_settings(std::string_view text) {
  const std::size_t key = text.find("\"extends\"");
  const std::size_t colon = key == std::string_view::npos ? key : text.find(':', key);
  const std::size_t open = colon == std::string_view::npos ? colon : text.find('"', colon);
  const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
  if (close == std::string_view::npos) return {};
  const std::string_view written = text.substr(open + 1, close - open - 1);
  return written.starts_with("..") ? written : std::string_view();
}

/// tsconfig.json of a package that is compiled, and `"extends": "../tsconfig.base.json"` of it.
static void compiler_settings(const project::Project& project, const BuildStep& step, std::vector<Referenced>& result) {
  if (!is_one_of("npm yarn pnpm bun turbo tsc nest npx", step.invocation.program)) return;
  for (const ScriptCommand& command : compilations(project, step)) {
    const std::string_view name = compiled_by(project, command);
    if (name.empty()) continue;
    const std::string path = project::container_path(command.folder, name);
    const auto in_tree = project::join_path(command.manifest->folder, name);
    if (!in_tree.has_value() || project.path_state(*in_tree) != project::PathState::file) continue;
    const project::ImageFile settings = project::image_file(step.image(project), path);
    if (settings.origin == project::ImageFileOrigin::unknown) {
      // The compiler takes one of a folder above as well.
      bool above = false;
      for (std::string_view folder = project::parent_path(command.folder); !folder.empty() && folder != "/";
           folder = project::parent_path(folder))
        above = above ||
                project::image_file(step.image(project), project::container_path(folder, "tsconfig.json")).origin !=
                    project::ImageFileOrigin::unknown;
      if (!above) result.push_back({path, name, command.span});
      continue;
    }
    if (settings.origin != project::ImageFileOrigin::context_file) continue;
    const code::SourceFile* const file = project::configuration(project, settings.source_path);
    const std::string_view written = file != nullptr ? extended_settings(file->text) : std::string_view();
    if (written.empty()) continue;
    const auto begin = static_cast<std::uint32_t>(written.data() - file->text.data());
    const std::string wanted = project::container_path(project::parent_path(path), written);
    result.push_back({written.ends_with(".json") ? wanted : wanted + ".json",
                      written,
                      {file->id, begin, begin + static_cast<std::uint32_t>(written.size())}});
  }
}

/// Whether the context has a file where a COPY of its folder would bring it from, and the ignore file leaves it out: no
/// step makes it then.
static const project::IgnorePattern* left_out(const project::Project& project, const BuildStep& step,
                                              std::string_view path) {
  const project::ImageView image = step.image(project);
  const auto folder = project::context_folder(image, project::parent_path(path));
  const auto file = folder.has_value() ? project::join_path(*folder, base_name(path)) : std::nullopt;
  if (!file.has_value() || project.path_state(*file) != project::PathState::file || !step.context->known)
    return nullptr;
  std::string_view inside = *file;
  if (!step.context->context.empty()) inside.remove_prefix(step.context->context.size() + 1);
  return step.context->ignore.excluding(inside);
}

/// Whether a later step of the stage builds with `--no-restore`.
static bool builds_unrestored(const std::vector<BuildStep>& steps, const BuildStep& step) {
  return std::ranges::any_of(steps, [&](const BuildStep& other) {
    return other.stage == step.stage && other.invocation.program == "dotnet" &&
           is_one_of("build publish", other.invocation.verb()) && other.invocation.has_flag("--no-restore");
  });
}

/// Whether a COPY before a step takes a folder that covers a file. Hidden folders of it come along, and were not looked
/// into.
static bool is_in_copied_folder(const project::Project& project, const BuildStep& step, std::string_view folder,
                                std::string_view written) {
  const auto wanted = project::join_path(folder, written);
  if (!wanted.has_value()) return true;
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction == step.run) break;
    for (const project::CopySource& source : step.context->sources)
      if (source.instruction == instruction && source.stage == nullptr &&
          (source.path.empty() || project.path_state(source.path) == project::PathState::directory) &&
          project::is_below(*wanted, source.path))
        return true;
  }
  return false;
}

/// `yarnPath: .yarn/releases/yarn-4.5.0.cjs`: the release that every call of Yarn hands over to.
static void yarn_release(const project::Project& project, const BuildStep& step, std::vector<Referenced>& result) {
  if (step.invocation.program != "yarn") return;
  const project::ImageFile settings =
      project::image_file(step.image(project), project::container_path(step.folder, ".yarnrc.yml"));
  if (settings.origin != project::ImageFileOrigin::context_file) return;
  const code::SourceFile* const file = project::configuration(project, settings.source_path);
  if (file == nullptr) return;
  const std::string_view text = file->text;
  constexpr std::string_view mark = "yarnPath: ";
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos || (at > 0 && text[at - 1] != '\n')) return;
  const std::size_t begin = at + mark.size(), end = std::min(text.find_first_of("\r\n", begin), text.size());
  const std::string_view written = text.substr(begin, end - begin);
  if (written.find_first_of("\"'$ ") != std::string_view::npos) return;
  if (is_in_copied_folder(project, step, project::parent_path(settings.source_path), written)) return;
  result.push_back({project::container_path(step.folder, written),
                    written,
                    {file->id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported) continue;
    std::vector<Referenced> referenced;
    requirements(project, step, referenced);
    central_versions(project, step, referenced);
    project_references(project, step, builds_unrestored(once<build_steps>(report, dockerfile), step), referenced);
    yarn_release(project, step, referenced);
    readme(project, step, referenced);
    poetry_package(project, step, referenced);
    local_packages(project, step, referenced);
    compiler_settings(project, step, referenced);
    asks = asks || !referenced.empty();
    if (may_fail(*step.invocation.node)) continue;
    for (const Referenced& file : referenced) {
      const project::IgnorePattern* const by = left_out(project, step, file.path);
      if (by == nullptr && !certainly_absent(project, step, file.path)) continue;
      reported = step.stage;
      Builder finding = report.at(step.invocation.span(), "`{}` needs `{}`, which no COPY before this brings to `{}`",
                                  step.invocation.program, file.written, file.path);
      finding
          .note(file.span, "It is taken in here")
          // What scripts run is followed by their text alone.
          .confidence(weaker(
              confidence_of(*step.context),
              is_one_of("npm yarn pnpm bun turbo npx", step.invocation.program) || step.invocation.verb() == "restore"
                  ? Confidence::likely
                  : Confidence::certain));
      if (by != nullptr) finding.note(by->span, "This pattern leaves it out of the context");
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4481",
    .summary = "Build step without a file that its manifest takes in",
    .why =
        "pip ends at `Could not open requirements file`, dotnet at a project that it references and cannot find, npm "
        "and tsc at what lies beside the folder and was not copied.",
    .remedy = "Copy the referenced files before the step, each to its own folder.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::referenced_file_not_copied
