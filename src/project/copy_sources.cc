#include "project/copy_sources.h"

#include <algorithm>

#include "base/parallel.h"
#include "project/image_files.h"
#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

using dockerfile::Instruction;
using dockerfile::Op;
using dockerfile::Stage;

constexpr std::size_t most_matches = 64;

bool is_pattern(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

bool is_address(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.starts_with("git@");
}

std::size_t first_at_or_after(const std::vector<Project::TreePath>& tree, std::string_view path) {
  const auto at =
      std::lower_bound(tree.begin(), tree.end(), path,
                       [](const Project::TreePath& entry, std::string_view wanted) { return entry.path < wanted; });
  return static_cast<std::size_t>(at - tree.begin());
}

class SourceReader {
 public:
  SourceReader(const Project& project, BuildContext& context) : project_(project), context_(context) {}

  void read() {
    for (const Stage* const stage : context_.stages)
      for (const Instruction* const instruction : stage->instructions) {
        if (instruction->op == Op::copy || instruction->op == Op::add) copy(*instruction);
        if (instruction->op == Op::run) mounts(*instruction);
      }
    std::ranges::stable_sort(context_.sources, {}, &CopySource::span);
  }

 private:
  void copy(const Instruction& copy) {
    if (copy.arguments.empty()) return;
    const dockerfile::Flag* const from = copy.flag("from");
    for (const dockerfile::Word& word : copy.arguments.subspan(0, copy.arguments.size() - 1)) {
      // A heredoc may be listed among the words; it is no path.
      if (word.text.starts_with("<<")) continue;
      CopySource source;
      source.instruction = &copy;
      source.span = word.span;
      const std::optional<std::string> text = expanded(word, copy, context_.arguments());
      source.text = text.value_or(std::string(word.text));
      source.pattern = is_pattern(source.text);
      if (from != nullptr) {
        from_stage(*from, copy, text, source);
      } else if (!text.has_value()) {
        source.state = CopyState::unknown;
      } else if (is_address(*text)) {
        source.state = CopyState::remote;
      } else {
        from_context(source);
      }
      context_.sources.push_back(std::move(source));
    }
  }

  void mounts(const Instruction& run) {
    for (const dockerfile::Mount& mount : run.mounts) {
      if (mount.type != "bind" || !mount.from.empty() || mount.source.empty() || mount.source == "." ||
          mount.source == "/")
        continue;
      CopySource source;
      source.instruction = &run;
      source.span = mount.span;
      for (const dockerfile::MountOption& option : mount.options)
        if (option.key == "source" || option.key == "src") source.span = option.span;
      source.text = std::string(mount.source);
      if (source.text.find('$') == std::string::npos) from_context(source);
      context_.sources.push_back(std::move(source));
    }
  }

  void from_stage(const dockerfile::Flag& from, const Instruction& copy, const std::optional<std::string>& text,
                  CopySource& source) {
    for (const Stage* const stage : copy.stage->copies_from)
      if (std::to_string(stage->index) == from.value ||
          std::ranges::equal(stage->name, from.value,
                             [](char left, char right) { return (left | 0x20) == (right | 0x20); }))
        source.stage = stage;
    if (source.stage == nullptr) {
      source.state = CopyState::from_image;
      return;
    }
    if (!text.has_value() || source.pattern) return;
    const ImageFile found =
        image_file({project_, *source.stage, context_.context, &context_.ignore, nullptr, context_.arguments()}, *text);
    if (found.origin != ImageFileOrigin::unknown && found.origin != ImageFileOrigin::base_image)
      source.state = CopyState::made;
  }

  void from_context(CopySource& source) {
    if (!context_.known && context_.use != nullptr) return;
    std::string slashed = source.text;
    // With a backtick for escapes a backslash separates folders, as Windows has it.
    if (context_.dockerfile->parsed->escape == '`') std::ranges::replace(slashed, '\\', '/');
    std::string_view relative = slashed;
    while (relative.starts_with('/')) relative.remove_prefix(1);
    // Paths above the context end at its root, as the engine resolves them inside it.
    const std::string inside = container_path("/", relative).substr(1);
    source.path = join_path(context_.context, inside).value_or("");
    if (inside.empty()) {
      source.state = CopyState::present;
      return;
    }
    if (source.pattern) {
      match_pattern(source, inside);
      return;
    }
    switch (project_.path_state(source.path)) {
      case PathState::file:
      case PathState::ignored_by_git:
      case PathState::directory:
        present(source, inside);
        break;
      case PathState::missing:
        // Git's own folder is in every clone, though not among the files that are looked at.
        if (inside == ".git" || inside.starts_with(".git/")) break;
        source.state = CopyState::missing;
        // Even where something makes it before the build, the ignore file keeps it out.
        if (context_.ignore.has_exceptions()) break;
        source.excluded_by = context_.ignore.excluding(inside);
        if (source.excluded_by != nullptr) source.state = CopyState::excluded;
        break;
      case PathState::outside:
        break;
      case PathState::unknown:
        // Whatever is in a folder that was not read, the ignore file leaves it out.
        if (context_.ignore.has_exceptions()) break;
        source.excluded_by = context_.ignore.excluding(inside);
        if (source.excluded_by != nullptr) source.state = CopyState::excluded;
        break;
    }
  }

  void present(CopySource& source, std::string_view inside) {
    const std::size_t at = first_at_or_after(project_.tree, source.path);
    const Project::TreePath& entry = project_.tree[at];
    source.matches.push_back(entry.path);
    source.state = entry.ignored && !entry.directory ? CopyState::git_ignored : CopyState::present;
    source.excluded_by = context_.ignore.excluding(inside);
    if (source.excluded_by == nullptr) return;
    // A folder that is left out is still there when an exception brings something below it back.
    if (entry.directory && context_.ignore.has_exceptions() && any_kept_below(source.path)) {
      source.excluded_by = nullptr;
      return;
    }
    source.state = CopyState::excluded;
  }

  bool any_kept_below(std::string_view folder) const {
    const std::string prefix = std::string(folder) + "/";
    for (std::size_t at = first_at_or_after(project_.tree, prefix);
         at < project_.tree.size() && project_.tree[at].path.starts_with(prefix); ++at) {
      std::string_view inside = project_.tree[at].path;
      if (!context_.context.empty()) inside.remove_prefix(context_.context.size() + 1);
      if (!project_.tree[at].directory && !context_.ignore.excludes(inside)) return true;
    }
    // What is below a folder that was not read may be brought back.
    return std::ranges::any_of(project_.not_entered, [&](const std::string& other) { return is_below(other, folder); });
  }

  void match_pattern(CopySource& source, const std::string& inside) {
    // The folder in front of the first wildcard bounds the search.
    const std::string_view fixed = parent_path(std::string_view(inside).substr(0, inside.find_first_of("*?[")));
    std::string start = join_path(context_.context, fixed).value_or("");
    const std::string prefix = start.empty() ? "" : start + "/";
    const auto depth = std::ranges::count(inside, '/');
    bool only_excluded = false;
    const auto look_at = [&](std::string_view in_tree) {
      std::string_view path = in_tree;
      if (!context_.context.empty()) path.remove_prefix(context_.context.size() + 1);
      if (std::ranges::count(path, '/') != depth || !matches_copy_pattern(inside, path)) return;
      if (const IgnorePattern* const by = context_.ignore.excluding(path); by != nullptr) {
        source.excluded_by = by;
        only_excluded = true;
        return;
      }
      if (source.matches.size() < most_matches) source.matches.push_back(in_tree);
    };
    if (parent_path(inside) == fixed) {
      // `package*.json`: nothing that is deeper in the tree can match.
      for (const std::string_view child : project_.children(start)) look_at(child);
    } else {
      for (std::size_t at = first_at_or_after(project_.tree, prefix);
           at < project_.tree.size() && project_.tree[at].path.starts_with(prefix); ++at)
        look_at(project_.tree[at].path);
    }
    if (!source.matches.empty()) {
      source.state = CopyState::present;
      source.excluded_by = nullptr;
    } else if (project_.path_state(start) == PathState::unknown ||
               std::ranges::binary_search(project_.not_entered, start)) {
      source.state = CopyState::unknown;
    } else {
      source.state = CopyState::no_match;
      if (!only_excluded) source.excluded_by = nullptr;
    }
  }

  const Project& project_;
  BuildContext& context_;
};

/// `use` null: nobody builds `target` as far as files tell.
BuildContext context_of(const Project& project, const Dockerfile& dockerfile, const BuildUse* use, const Stage* target,
                        std::string_view context, bool known) {
  BuildContext result;
  result.dockerfile = &dockerfile;
  result.use = use;
  result.context = std::string(context);
  result.known = known;
  result.target = target;
  if (result.target != nullptr) result.stages = needed_stages(*dockerfile.parsed, *result.target);
  if (known || use == nullptr) {
    result.ignore_file = ignore_file_of(project, dockerfile, context);
    result.ignore = ignore_rules(project, dockerfile, context);
  }
  SourceReader(project, result).read();
  return result;
}

std::size_t found_sources(const BuildContext& context) {
  return static_cast<std::size_t>(std::ranges::count(context.sources, CopyState::present, &CopySource::state));
}

bool lacks_sources(const BuildContext& context) {
  return std::ranges::any_of(context.sources, [](const CopySource& source) {
    return source.state != CopyState::present && source.state != CopyState::remote && source.state != CopyState::made &&
           source.state != CopyState::from_image;
  });
}

}  // namespace

bool has_all_sources(const BuildContext& context) {
  return std::ranges::none_of(context.sources, [](const CopySource& source) {
    return source.state == CopyState::missing || source.state == CopyState::excluded ||
           source.state == CopyState::no_match || (source.state == CopyState::unknown && !source.path.empty());
  });
}

std::vector<const Stage*> needed_stages(const dockerfile::File& file, const Stage& target) {
  std::vector<char> needed(file.stages.size(), 0);
  std::vector<const Stage*> open{&target};
  while (!open.empty()) {
    const Stage* const stage = open.back();
    open.pop_back();
    if (stage->index >= needed.size() || needed[stage->index] != 0) continue;
    needed[stage->index] = 1;
    if (stage->parent != nullptr) open.push_back(stage->parent);
    open.insert(open.end(), stage->copies_from.begin(), stage->copies_from.end());
  }
  std::vector<const Stage*> result;
  for (const Stage* const stage : file.stages)
    if (needed[stage->index] != 0) result.push_back(stage);
  return result;
}

namespace {

/// Stages that nothing among `contexts` needs and that no other stage uses: somebody may ask for each by its name.
std::vector<const Stage*> targets_left(const dockerfile::File& file, const std::vector<BuildContext>& contexts) {
  std::vector<bool> taken(file.stages.size());
  for (const BuildContext& context : contexts)
    for (const Stage* const stage : context.stages) taken[stage->index] = true;
  for (const Stage* const stage : file.stages) {
    if (stage->parent != nullptr) taken[stage->parent->index] = true;
    for (const Stage* const source : stage->copies_from) taken[source->index] = true;
  }
  std::vector<const Stage*> left;
  for (const Stage* const stage : file.stages)
    if (!taken[stage->index] && !stage->name.empty()) left.push_back(stage);
  return left;
}

void add_targets_left(const Project& project, const Dockerfile& dockerfile, std::vector<BuildContext>& contexts) {
  const std::string context = contexts.front().context;
  // Whoever builds another stage builds it in the same context.
  const bool known = contexts.front().use != nullptr && contexts.front().known;
  for (const Stage* const stage : targets_left(*dockerfile.parsed, contexts))
    contexts.push_back(context_of(project, dockerfile, nullptr, stage, context, known));
}

/// Where a Dockerfile that nobody names is built, before its sources are looked for: in the context of a build of which
/// only a part of the Dockerfile's name is known (`file: ${{ inputs.service }}/Dockerfile`), else in its own folder.
std::string_view first_guess(const Project& project, const Dockerfile& dockerfile) {
  const std::string_view path = dockerfile.file->path;
  for (const BuildCommand& command : project.build_commands) {
    if (command.dockerfile_known || !command.context_known || !is_below(path, command.context)) continue;
    const std::size_t unknown = command.dockerfile.rfind('}');
    if (unknown == std::string_view::npos || unknown + 2 >= command.dockerfile.size()) continue;
    if (path.ends_with(command.dockerfile.substr(unknown + 1))) return command.context;
  }
  return parent_path(path);
}

/// Whether a file beside it gives a context to a build through a pipe: `pack api | docker build -`.
bool is_packed_for(const Project& project, const Dockerfile& dockerfile) {
  return std::ranges::any_of(project.build_commands, [&](const BuildCommand& command) {
    return command.context == "-" && parent_path(command.file->path) == parent_path(dockerfile.file->path);
  });
}

bool gives_the_same(const BuildUse& one, const BuildUse& other) {
  const auto arguments = [](const BuildUse& use) {
    return use.service != nullptr ? use.service->build->arguments : std::span<const compose::BuildArgument>();
  };
  return std::ranges::equal(arguments(one), arguments(other), [](const auto& left, const auto& right) {
    return left.name == right.name && left.value == right.value;
  });
}

std::vector<BuildContext> find_contexts(const Project& project, const Dockerfile& dockerfile) {
  std::vector<BuildContext> result;
  const Stage* const last = dockerfile.parsed->last_stage();
  for (const BuildUse& use : dockerfile.builds) {
    const bool known = std::ranges::any_of(result, [&](const BuildContext& other) {
      return other.context == use.context && other.use->target == use.target && other.known == use.context_known &&
             gives_the_same(*other.use, use);
    });
    // A target that is no stage fails for that alone; whoever corrects it builds what is there.
    const Stage* const named = use.target.empty() ? nullptr : dockerfile.parsed->stage(use.target);
    const Stage* const target = named != nullptr ? named : last;
    if (!known) result.push_back(context_of(project, dockerfile, &use, target, use.context, use.context_known));
  }
  if (!result.empty()) {
    add_targets_left(project, dockerfile, result);
    return result;
  }
  const std::string_view guess = first_guess(project, dockerfile);
  result.push_back(context_of(project, dockerfile, nullptr, last, guess, false));
  // Its own folder and those above, nearest first, as long as something is still missing.
  for (std::string_view folder = dockerfile.file->path; !folder.empty() && lacks_sources(result.front());) {
    folder = parent_path(folder);
    if (folder == guess) continue;
    BuildContext other = context_of(project, dockerfile, nullptr, last, folder, false);
    if (found_sources(other) > found_sources(result.front())) result.front() = std::move(other);
  }
  // A folder with nothing but Dockerfiles is hardly the context: what it lacks is somewhere else.
  if (holds_only_dockerfiles(project, result.front().context) || is_packed_for(project, dockerfile))
    for (CopySource& source : result.front().sources)
      if (source.state == CopyState::missing || source.state == CopyState::no_match) source.state = CopyState::unknown;
  add_targets_left(project, dockerfile, result);
  return result;
}

}  // namespace

std::optional<std::string> likely_context(const Project& project, const Dockerfile& dockerfile) {
  const BuildContext context = std::move(find_contexts(project, dockerfile).front());
  if (context.use != nullptr ? !context.known : !has_all_sources(context)) return std::nullopt;
  return context.context;
}

void find_build_contexts(Linking& linking) {
  Project& project = linking.project;
  auto contexts = std::make_shared<BuildContexts>();
  contexts->of_dockerfile.resize(project.dockerfiles.size());
  parallel_for(project.dockerfiles.size(), linking.threads, [&](std::size_t index, unsigned) {
    contexts->of_dockerfile[index] = find_contexts(project, project.dockerfiles[index]);
  });
  project.build_contexts = std::move(contexts);
}

std::span<const BuildContext> build_contexts(const Project& project, const Dockerfile& dockerfile) {
  return project.build_contexts->of_dockerfile[static_cast<std::size_t>(&dockerfile - project.dockerfiles.data())];
}

const BuildContext* build_context_of(const Project& project, const Dockerfile& dockerfile, const Stage& target) {
  for (const BuildContext& context : build_contexts(project, dockerfile))
    if (context.target == &target && (context.known || context.use == nullptr)) return &context;
  return nullptr;
}

const BuildContext* build_context(const Project& project, const Service& service) {
  if (service.dockerfile == nullptr || service.stage == nullptr) return nullptr;
  // Built by a command.
  const compose::Build& build = *service.build;
  if (!build) return build_context_of(project, *service.dockerfile, *service.stage);
  for (const BuildContext& context : build_contexts(project, *service.dockerfile))
    if (context.use != nullptr && context.use->service != nullptr && context.context == build.directory &&
        context.use->target == build.target.value)
      return &context;
  return nullptr;
}

}  // namespace seaworthy::project
