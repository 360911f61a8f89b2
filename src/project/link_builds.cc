#include <algorithm>
#include <map>

#include "dockerfile/parse.h"
#include "nginx/parse.h"
#include "project/linking.h"
#include "project/paths.h"
#include "project/text_of.h"
#include "project/tools.h"

namespace seaworthy::project {
namespace {

/// Role of a Dockerfile: from its path, else from the stacks that build it when they agree.
Role role_of(const Project& project, const Dockerfile& dockerfile) {
  if (const Role role = discover::role_of_path(dockerfile.file->path); role != Role::unknown && !dockerfile.is_inline)
    return role;
  Role role = Role::unknown;
  for (const std::uint32_t index : dockerfile.stacks) {
    const Role stack_role = project.stacks[index].role;
    if (stack_role == Role::unknown) continue;
    // What production runs is judged as production, whoever else builds it.
    if (stack_role == Role::production) return Role::production;
    if (role == Role::unknown) role = stack_role;
  }
  return role;
}

class BuildLinker {
 public:
  explicit BuildLinker(Linking& linking) : linking_(linking), project_(linking.project) {}

  void run() {
    add_files();
    add_inline();
    // From here on the vector does not grow, so that pointers to its elements stay.
    for (Dockerfile& dockerfile : project_.dockerfiles)
      if (!dockerfile.is_inline) mutable_file(dockerfile.file).dockerfile = &dockerfile;
    add_written();
    for (const BuildCommand& command : project_.build_commands) add_command(command);
  }

 private:
  File& mutable_file(const File* file) { return project_.files[static_cast<std::size_t>(file->source)]; }

  void add_files() {
    promote_named_files();
    for (std::size_t index = 0; index < project_.files.size(); ++index) {
      if (linking_.parsed_dockerfiles[index] == nullptr) continue;
      Dockerfile dockerfile;
      dockerfile.parsed = linking_.parsed_dockerfiles[index];
      dockerfile.file = &project_.files[index];
      dockerfile.path = dockerfile.file->path;
      project_.dockerfiles.push_back(std::move(dockerfile));
    }
  }

  /// A file that a build names is a Dockerfile whatever it is called.
  void promote_named_files() {
    std::vector<std::string> named;
    for (const Stack& stack : project_.stacks)
      for_each_service(stack, [&](const compose::Service& service) {
        if (auto path = dockerfile_path(service.build, project_); path.has_value()) named.push_back(std::move(*path));
      });
    for (const BuildCommand& command : project_.build_commands)
      if (command.dockerfile_known) named.emplace_back(command.dockerfile);
    for (const std::string& path : named) {
      const File* const file = project_.file(path);
      if (file == nullptr || !file->has_content) continue;
      const auto index = static_cast<std::size_t>(file->source);
      if (linking_.parsed_dockerfiles[index] != nullptr || file->yaml != nullptr || file->script != nullptr) continue;
      linking_.parsed_dockerfiles[index] =
          dockerfile::parse(MappedText::whole(project_.sources[file->source]), linking_.arena(), known_base);
      project_.files[index].kind = FileKind::dockerfile;
      project_.files[index].kind_reason = "named as Dockerfile by a build";
    }
  }

  /// What Dockerfiles write for nginx, each as a file that rules can ask as those of the tree.
  void add_written() {
    const auto for_each_configuration = [&](auto visit) {
      for (const Dockerfile& dockerfile : project_.dockerfiles)
        for (const dockerfile::Stage* const stage : dockerfile.parsed->stages)
          for (const dockerfile::WrittenFile& written : stage->configurations) visit(dockerfile, written);
    };
    std::size_t count = 0;
    for_each_configuration([&](const Dockerfile&, const dockerfile::WrittenFile&) { ++count; });
    if (count == 0) return;
    project_.written_files.reserve(count);
    std::map<const File*, std::vector<const File*>> by_file;
    for_each_configuration([&](const Dockerfile& dockerfile, const dockerfile::WrittenFile& written) {
      File& file = project_.written_files.emplace_back();
      file.source = dockerfile.file->source;
      file.path = dockerfile.file->path;
      file.kind = FileKind::nginx;
      file.kind_reason = "written by a Dockerfile";
      file.nginx = nginx::parse(written.text, linking_.arena());
      file.written_as = &written;
      by_file[dockerfile.file].push_back(&file);
    });
    for (const auto& [file, written] : by_file) mutable_file(file).written = linking_.arena().copy(written);
  }

  template <class Visit>
  static void for_each_service(const Stack& stack, Visit visit) {
    for (const compose::Service& service : stack.model->services) visit(service);
    for (const compose::Service& service : stack.model->inactive_services) visit(service);
  }

  void add_inline() {
    for (const Stack& stack : project_.stacks)
      for_each_service(stack, [&](const compose::Service& service) {
        const compose::Text& text = service.build.dockerfile_inline;
        if (!service.build || !text || !text.span().valid()) return;
        if (!linking_.inline_dockerfiles.emplace(text.span(), project_.dockerfiles.size()).second) return;
        Dockerfile dockerfile;
        dockerfile.parsed = dockerfile::parse(text_of(*text.source, linking_.arena()), linking_.arena(), known_base);
        dockerfile.file = project_.file(text.span().file);
        std::string path(dockerfile.file->path);
        path += " (service `";
        path += service.name;
        path += "`, inline)";
        dockerfile.path = linking_.arena().copy(path);
        dockerfile.is_inline = true;
        project_.dockerfiles.push_back(std::move(dockerfile));
      });
  }

  void add_command(const BuildCommand& command) {
    if (!command.dockerfile_known) return;
    const File* const file = project_.file(command.dockerfile);
    if (file == nullptr || file->dockerfile == nullptr) return;
    Dockerfile& dockerfile =
        project_.dockerfiles[static_cast<std::size_t>(file->dockerfile - project_.dockerfiles.data())];
    BuildUse use;
    use.span = command.span;
    use.context = command.context;
    use.context_known = command.context_known;
    use.target = command.target;
    use.target_span = command.target_span;
    dockerfile.builds.push_back(use);
    dockerfile.contexts.insert(dockerfile.contexts.end(), command.contexts.begin(), command.contexts.end());
  }

  Linking& linking_;
  Project& project_;
};

}  // namespace

std::string default_dockerfile(const Project& project, std::string path) {
  if (base_name(path) != "Dockerfile" || project.path_state(path) != PathState::missing) return path;
  std::string other = path.substr(0, path.size() - std::string_view("Dockerfile").size()) + "dockerfile";
  return project.path_state(other) == PathState::file ? other : path;
}

/// Whether a path begins with the folder in which the stack is started: `$PWD/docker/Dockerfile`.
static bool begins_with_working_folder(const compose::Text& path) {
  if (!path || path.source->origin == nullptr || path.source->origin->interpolations.empty()) return false;
  const compose::Interpolation& first = path.source->origin->interpolations.front();
  return first.variable == "PWD" && path.value.starts_with("./");
}

std::optional<std::string> dockerfile_path(const compose::Build& build, const Project& project) {
  if (!build || build.dockerfile_inline || !build.local || !build.inside_root) return std::nullopt;
  const std::string_view folder = begins_with_working_folder(build.dockerfile)
                                      ? parent_path(project.sources[build.dockerfile.span().file].path())
                                      : build.directory;
  std::optional<std::string> path =
      join_path(folder, build.dockerfile ? build.dockerfile.value : std::string_view("Dockerfile"));
  if (!path.has_value()) return path;
  // `Services\Api\Dockerfile` is a path on Windows alone; what it means is followed.
  if (path->find('\\') != std::string::npos && project.path_state(*path) != PathState::file) {
    std::string plain = *path;
    std::ranges::replace(plain, '\\', '/');
    if (project.path_state(plain) == PathState::file) return plain;
  }
  return default_dockerfile(project, std::move(*path));
}

void link_builds(Linking& linking) { BuildLinker(linking).run(); }

void finish_builds(Linking& linking) {
  Project& project = linking.project;
  const auto mutable_of = [&](const Dockerfile* dockerfile) -> Dockerfile& {
    return project.dockerfiles[static_cast<std::size_t>(dockerfile - project.dockerfiles.data())];
  };
  for (const Service& service : project.services) {
    if (service.dockerfile == nullptr) continue;
    Dockerfile& dockerfile = mutable_of(service.dockerfile);
    if (dockerfile.stacks.empty() || dockerfile.stacks.back() != service.stack->index)
      dockerfile.stacks.push_back(service.stack->index);
    // Who runs what another builds is no build of its own.
    if (!service.definition->build) continue;
    const compose::Build& build = *service.build;
    BuildUse use;
    use.service = &service;
    use.span = build.source->span();
    use.context = build.directory;
    use.context_known = build.local && build.inside_root && service.stack->partial.empty();
    use.target = build.target.value;
    use.target_span = build.target.span();
    const bool known = std::ranges::any_of(dockerfile.builds, [&](const BuildUse& other) {
      return other.span == use.span && other.context == use.context && other.target == use.target;
    });
    if (!known) dockerfile.builds.push_back(use);
    for (const compose::Member& context : build.additional_contexts) dockerfile.contexts.push_back(context.key);
  }
  for (Dockerfile& dockerfile : project.dockerfiles) {
    // Services first: what Compose builds is what runs. A document comes last: nothing shows that its commands work.
    const auto rank = [&](const BuildUse& use) {
      if (use.service != nullptr) return 0;
      const File* const file = use.span.valid() ? project.file(use.span.file) : nullptr;
      return file != nullptr && (file->kind == FileKind::readme || file->kind == FileKind::documentation) ? 2 : 1;
    };
    std::ranges::stable_sort(dockerfile.builds, {}, rank);
    std::ranges::sort(dockerfile.stacks);
    dockerfile.stacks.erase(std::unique(dockerfile.stacks.begin(), dockerfile.stacks.end()), dockerfile.stacks.end());
    std::ranges::sort(dockerfile.contexts);
    dockerfile.contexts.erase(std::unique(dockerfile.contexts.begin(), dockerfile.contexts.end()),
                              dockerfile.contexts.end());
    dockerfile.role = role_of(project, dockerfile);
    const auto context = std::ranges::find_if(dockerfile.builds, &BuildUse::context_known);
    dockerfile.ignore_file =
        ignore_file_of(project, dockerfile,
                       context == dockerfile.builds.end() ? parent_path(dockerfile.file->path) : context->context);
  }
}

const File* ignore_file_of(const Project& project, const Dockerfile& dockerfile, std::string_view context) {
  if (!dockerfile.is_inline) {
    const std::string own = std::string(dockerfile.file->path) + ".dockerignore";
    if (const File* const file = project.file(own); file != nullptr) return file;
  }
  return project.file(join_path(context, ".dockerignore").value_or(".dockerignore"));
}

}  // namespace seaworthy::project
