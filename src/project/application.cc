#include "project/application.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/fs.h"
#include "base/parallel.h"
#include "code/token.h"
#include "project/application_entry.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/copy_sources.h"
#include "project/linking.h"
#include "project/lock_files.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "project/service_settings.h"
#include "project/undeclared_packages.h"
#include "shell/ast.h"
#include "yaml/parse.h"

namespace seaworthy::project {
namespace {

/// What one audit reads of application code at most. A program that needs more stays unknown and says so.
constexpr std::uint64_t most_bytes_of_file = 256u << 10;
constexpr std::uint64_t most_bytes_of_lock = 2u << 20;  ///< Composer's and npm's list every package with all it says.
constexpr std::uint64_t most_bytes_of_locks = 8u << 20;
constexpr std::uint64_t most_bytes = 12u << 20;
constexpr std::size_t most_files = 1500;

/// The tree of the project, its files read when they are asked for.
class ProjectTree final : public code::Tree {
 public:
  ProjectTree(Project& project, const FileSystem& disk) : project_(project), disk_(disk) {}

  bool has(std::string_view path) const override {
    const Project::TreePath* const found = project_.entry(path);
    return found != nullptr && !found->directory && !found->ignored;
  }
  bool has_folder(std::string_view path) const override {
    if (path.empty()) return true;
    const Project::TreePath* const found = project_.entry(path);
    return found != nullptr && found->directory;
  }
  std::vector<std::string_view> below(std::string_view folder, std::size_t limit) const override {
    std::vector<std::string_view> result;
    const std::string prefix = folder.empty() ? std::string() : std::string(folder) + "/";
    for (auto at = std::ranges::lower_bound(project_.tree, std::string_view(prefix), {}, &Project::TreePath::path);
         at != project_.tree.end() && at->path.starts_with(prefix) && result.size() < limit; ++at)
      if (!at->directory && !at->ignored) result.push_back(at->path);
    return result;
  }
  std::optional<code::SourceFile> read(std::string_view path) override {
    if (const auto known = read_.find(path); known != read_.end()) return file(known->second);
    if (const File* const listed = project_.file(path); listed != nullptr && listed->has_content)
      return file(listed->source);
    // Locks are long and must leave room for the code.
    const std::string_view name = base_name(path);
    const bool is_lock = is_known_lock(name);
    std::uint64_t& bytes = is_lock ? lock_bytes_ : bytes_;
    if (read_.size() >= most_files || bytes >= (is_lock ? most_bytes_of_locks : most_bytes) || !has(path))
      return std::nullopt;
    ReadResult result = disk_.read(path, is_lock ? most_bytes_of_lock : most_bytes_of_file);
    if (result.error != FileError::none) return std::nullopt;
    bytes += result.bytes.size();
    const FileId id = project_.sources.add(std::string(path), std::move(result.bytes));
    read_.emplace(path, id);
    return file(id);
  }

 private:
  code::SourceFile file(FileId id) const {
    const Source& source = project_.sources[id];
    return {id, source.path(), source.text()};
  }

  Project& project_;
  const FileSystem& disk_;
  std::map<std::string, FileId, std::less<>> read_;
  std::uint64_t bytes_ = 0;
  std::uint64_t lock_bytes_ = 0;
};

/// The one file that a heredoc writes. Its places are offsets of its text.
class WrittenTree final : public code::Tree {
 public:
  WrittenTree(std::string_view path, std::string_view text) : path_(path), text_(text) {}
  bool has(std::string_view path) const override { return path == path_; }
  bool has_folder(std::string_view path) const override { return path.empty(); }
  std::vector<std::string_view> below(std::string_view, std::size_t) const override { return {path_}; }
  std::optional<code::SourceFile> read(std::string_view path) override {
    if (path != path_) return std::nullopt;
    return code::SourceFile{FileId{0}, path_, text_};
  }

 private:
  std::string_view path_, text_;
};

std::string_view title_of(code::Language language) {
  switch (language) {
    case code::Language::javascript:
      return "JavaScript";
    case code::Language::python:
      return "Python";
    case code::Language::go:
      return "Go";
    case code::Language::java:
      return "Java";
    case code::Language::csharp:
      return "C#";
    case code::Language::ruby:
      return "Ruby";
    case code::Language::php:
      return "PHP";
    case code::Language::rust:
      return "Rust";
    case code::Language::elixir:
      return "Elixir";
  }
  return "";
}

void add_written(const Dockerfile& dockerfile, std::string_view path, Span span, const MappedText& body,
                 std::vector<WrittenProgram>& result) {
  const std::optional<code::Language> language = code::language_of(path);
  if (!language.has_value() || body.text.empty()) return;
  WrittenProgram written;
  written.dockerfile = &dockerfile;
  written.path = path;
  written.language = title_of(*language);
  written.span = span;
  written.body = body;
  const std::string_view name = base_name(path);
  WrittenTree tree(name, body.text);
  code::Entry entry;
  entry.path = name;
  written.program = code::read_program(tree, entry);
  result.push_back(std::move(written));
}

void find_written(const Project& project, std::vector<WrittenProgram>& result) {
  for (const Dockerfile& dockerfile : project.dockerfiles)
    for (const dockerfile::Instruction* const instruction : dockerfile.parsed->instructions) {
      if (instruction->op == dockerfile::Op::copy && !instruction->arguments.empty())
        for (const dockerfile::Heredoc& heredoc : instruction->heredocs) {
          const std::string_view target = instruction->arguments.back().text;
          add_written(dockerfile, code::language_of(target).has_value() ? target : heredoc.name, instruction->span,
                      heredoc.body, result);
        }
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      for (const shell::Node* const node : instruction->script->commands) {
        const shell::Heredoc* heredoc = nullptr;
        std::string_view target;
        for (const shell::Redirection& redirection : node->redirections) {
          if (redirection.heredoc != nullptr) heredoc = redirection.heredoc;
          if (redirection.operation.starts_with('>') && redirection.target.literal) target = redirection.target.text;
        }
        if (heredoc != nullptr) add_written(dockerfile, target, node->span, heredoc->body, result);
      }
    }
}

void read_once(const std::string& path, code::Tree& tree, std::vector<code::SourceFile>& result) {
  if (std::ranges::find(result, path, &code::SourceFile::path) != result.end() || !tree.has(path)) return;
  if (std::optional<code::SourceFile> file = tree.read(path); file.has_value()) result.push_back(*file);
}

/// Where the TypeScript compiler of a package writes is said by its configuration, or by one that this extends.
void read_compiler_settings(std::string_view folder, code::Tree& tree, std::vector<code::SourceFile>& result) {
  const std::size_t before = result.size();
  for (const std::string_view name :
       {"tsconfig.json", "tsconfig.build.json", "tsconfig.prod.json", "tsconfig.production.json", "nest-cli.json"})
    if (const std::optional<std::string> path = join_path(folder, name); path.has_value())
      read_once(*path, tree, result);
  for (std::size_t index = before; index < result.size(); ++index) {
    const std::string_view text = result[index].text;
    const std::size_t key = text.find("\"extends\"");
    const std::size_t open = key == std::string_view::npos ? key : text.find('"', text.find(':', key));
    const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
    if (close == std::string_view::npos || text[open + 1] != '.') continue;
    std::string base(text.substr(open + 1, close - open - 1));
    if (!base.ends_with(".json")) base += ".json";
    if (const std::optional<std::string> path = join_path(parent_path(result[index].path), base); path.has_value())
      read_once(*path, tree, result);
  }
}

/// Where a bundler writes is said by its configuration.
void read_configurations(const Project& project, code::Tree& tree, std::vector<code::SourceFile>& result) {
  for (const Manifest& manifest : manifests(project)) {
    if (manifest.ecosystem != Ecosystem::node) continue;
    if (const std::optional<std::string> path = join_path(manifest.folder, ".yarnrc.yml"); path.has_value())
      read_once(*path, tree, result);
    for (const auto& [package, stem] : {std::pair<std::string_view, std::string_view>{"vite", "vite.config"},
                                        {"astro", "astro.config"},
                                        {"next", "next.config"},
                                        {"typescript", "tsconfig"},
                                        {"@angular/core", "angular"},
                                        {"@vue/cli-service", "vue.config"},
                                        {"@sveltejs/kit", "svelte.config"},
                                        {"turbo", "turbo"},
                                        {"nuxt", "nuxt.config"},
                                        {"tailwindcss", "postcss.config"}}) {
      if (package == "typescript") {
        read_compiler_settings(manifest.folder, tree, result);
        continue;
      }
      if (manifest.dependency(package) == nullptr) continue;
      for (const std::string_view ending : {".ts", ".js", ".mjs", ".mts", ".cjs", ".cts", ".json"}) {
        std::string path(manifest.folder);
        if (!path.empty()) path += '/';
        path += stem;
        path += ending;
        if (std::optional<code::SourceFile> file = tree.read(path); file.has_value()) result.push_back(*file);
      }
    }
  }
}

/// Which platforms a bundle is for, and which extensions of PHP packages need, is said by lock files alone.
void read_locks(const Project& project, code::Tree& tree, std::vector<code::SourceFile>& result) {
  for (const Manifest& manifest : manifests(project))
    if ((manifest.ecosystem == Ecosystem::ruby || manifest.ecosystem == Ecosystem::php) && manifest.lock != nullptr)
      read_once(std::string(manifest.lock->path), tree, result);
}

/// What an Elixir project calls its release stands in no manifest that is read otherwise.
void read_mix_projects(const Project& project, code::Tree& tree, std::vector<code::SourceFile>& result) {
  for (const Dockerfile& dockerfile : project.dockerfiles)
    for (const BuildUse& use : dockerfile.builds)
      if (const auto path = join_path(use.context, "mix.exs"); use.context_known && path.has_value())
        read_once(*path, tree, result);
}

/// Manifests that a Dockerfile builds from are held against their lock files.
void compare_locks(const Project& project, code::Tree& tree, ApplicationTable& table) {
  for (const Manifest& manifest : manifests(project)) {
    if (manifest.dependencies.empty() || manifest.lock == nullptr ||
        parent_path(manifest.lock->path) != manifest.folder || !is_known_lock(base_name(manifest.lock->path)))
      continue;
    const bool is_built = std::ranges::any_of(project.dockerfiles, [&](const Dockerfile& dockerfile) {
      return std::ranges::any_of(
          dockerfile.builds, [&](const BuildUse& use) { return use.context_known && use.context == manifest.folder; });
    });
    if (!is_built) continue;
    const std::optional<code::SourceFile> lock = tree.read(manifest.lock->path);
    if (!lock.has_value()) continue;
    LockedNames names = locked_names(base_name(manifest.lock->path), lock->text);
    if (names.empty()) continue;
    if (const Dependency* const missing = missing_in_lock(project, manifest, names); missing != nullptr)
      table.not_in_lock.emplace_back(&manifest, missing->name);
    if (base_name(manifest.lock->path) == "package-lock.json") table.locked.emplace_back(&manifest, std::move(names));
  }
}

/// What a program with a client of Prisma is told by its schema.
void read_database_schema(const Project& project, code::Tree& tree, Application& application) {
  if (application.program.sources.empty() ||
      code::language_of(application.program.sources.front()) != code::Language::javascript)
    return;
  const Manifest* const manifest =
      nearest_manifest(project, parent_path(application.program.sources.front()), Ecosystem::node);
  if (manifest != nullptr && manifest->dependency("@prisma/client") != nullptr &&
      std::ranges::find(application.program.modules, std::string_view("@prisma/client")) !=
          application.program.modules.end())
    code::read_prisma_schema(tree, manifest->folder, application.program);
}

/// A package that a program imports without anybody having declared it.
void find_undeclared(const Project& project, code::Tree& tree, Application& application) {
  if (application.program.sources.empty() ||
      code::language_of(application.program.sources.front()) != code::Language::javascript)
    return;
  DeclaredPackages declared(project, tree, parent_path(application.program.sources.front()));
  for (const std::string_view module : application.program.modules) {
    const std::string_view name = declared.undeclared(module);
    if (name.empty()) continue;
    application.undeclared = name;
    application.manifest = declared.manifest()->file->path;
    return;
  }
}

/// Settings of data stores stand in plain text beside the Compose file.
void read_store_settings(const Project& project, code::Tree& tree, std::vector<code::SourceFile>& result) {
  for (const Service& service : project.services) {
    if (!service.active || service.builds || service.image == nullptr || service.image->options.empty()) continue;
    if (service.image->kind != knowledge::ImageKind::cache && service.image->kind != knowledge::ImageKind::database)
      continue;
    for (const compose::Mount& mount : service.definition->mounts) {
      // Scripts of MongoDB are JavaScript.
      const bool is_read = mount.host_path.ends_with(".conf") ||
                           (mount.host_path.ends_with(".js") && service.image->name.find("mongo") != std::string::npos);
      if (mount.type != compose::MountType::bind || !mount.inside_root || !is_read) continue;
      if (std::ranges::find(result, mount.host_path, &code::SourceFile::path) != result.end()) continue;
      if (std::optional<code::SourceFile> file = tree.read(mount.host_path); file.has_value()) result.push_back(*file);
    }
  }
  for (std::size_t index = 0; index < project.container_count(); ++index)
    if (const Service& service = project.container(index); service.active)
      for (const SettingsFile& file : settings_files(project, service))
        if (const File* const listed = project.file(file.source_path); listed == nullptr || !listed->has_content)
          read_once(file.source_path, tree, result);
}

/// What the inventory took for no YAML is parsed once it is known who reads it.
void parse_settings(Linking& linking, ApplicationTable& table) {
  const Project& project = linking.project;
  for (std::size_t index = 0; index < project.container_count(); ++index) {
    const Service& service = project.container(index);
    if (!service.active) continue;
    for (const SettingsFile& file : settings_files(project, service)) {
      const knowledge::Notation notation = file.row->notation;
      if (notation != knowledge::Notation::yaml && notation != knowledge::Notation::document) continue;
      if (table.parsed_configurations.contains(file.source_path)) continue;
      const File* const listed = project.file(file.source_path);
      if (listed != nullptr && listed->yaml != nullptr) continue;
      FileId id = listed != nullptr && listed->has_content ? listed->source : FileId::none;
      if (const auto read = std::ranges::find(table.configurations, file.source_path, &code::SourceFile::path);
          read != table.configurations.end())
        id = read->id;
      if (id != FileId::none)
        table.parsed_configurations.emplace(
            file.source_path, yaml::parse(MappedText::whole(project.sources[id]), *linking.project.arenas.front()));
    }
  }
}

}  // namespace

std::string_view not_in_lock(const Project& project, const Manifest& manifest) {
  if (project.applications == nullptr) return {};
  for (const auto& [other, name] : project.applications->not_in_lock)
    if (other == &manifest) return name;
  return {};
}

std::optional<bool> has_in_lock(const Project& project, const Manifest& manifest, std::string_view package) {
  if (project.applications == nullptr) return std::nullopt;
  for (const auto& [other, names] : project.applications->locked)
    if (other == &manifest) return names.contains(package);
  return std::nullopt;
}

const code::SourceFile* configuration(const Project& project, std::string_view path) {
  if (project.applications == nullptr) return nullptr;
  const auto& known = project.applications->configurations;
  const auto found = std::ranges::find(known, path, &code::SourceFile::path);
  return found != known.end() ? &*found : nullptr;
}

const yaml::Stream* parsed_configuration(const Project& project, std::string_view path) {
  if (project.applications == nullptr) return nullptr;
  const auto& known = project.applications->parsed_configurations;
  const auto found = known.find(path);
  return found != known.end() ? found->second : nullptr;
}

void find_applications(Linking& linking) {
  Project& project = linking.project;
  auto table = std::make_shared<ApplicationTable>();
  table->of_containers.assign(project.container_count(), -1);
  find_written(project, table->written);
  if (linking.disk != nullptr) {
    ProjectTree tree(project, *linking.disk);
    std::vector<std::optional<ApplicationEntry>> entries(project.container_count());
    parallel_for(entries.size(), linking.threads, [&](std::size_t index, unsigned) {
      if (const Service& service = project.container(index); service.active)
        entries[index] = application_entry(project, service);
    });
    // Sources get their ids as they are read, hence in the order of the containers.
    std::map<std::string, int> known;
    for (std::size_t index = 0; index < entries.size(); ++index) {
      const std::optional<ApplicationEntry>& entry = entries[index];
      if (!entry.has_value()) continue;
      const std::string key = entry->key();
      auto found = known.find(key);
      if (found == known.end()) {
        Application application;
        application.entry = entry->code.path;
        application.program = entry->read(tree);
        read_database_schema(project, tree, application);
        find_undeclared(project, tree, application);
        table->all.push_back(std::make_unique<const Application>(std::move(application)));
        found = known.emplace(key, static_cast<int>(table->all.size()) - 1).first;
      }
      table->of_containers[index] = found->second;
    }
    read_configurations(project, tree, table->configurations);
    read_mix_projects(project, tree, table->configurations);
    read_locks(project, tree, table->configurations);
    read_store_settings(project, tree, table->configurations);
    parse_settings(linking, *table);
    compare_locks(project, tree, *table);
    project.applications = table;
    read_code_folders(linking, tree, *table);
    read_page_addresses(project, tree, *table);
    read_page_imports(project, tree, *table);
  }
  project.applications = std::move(table);
}

std::span<const WrittenProgram> written_programs(const Project& project) {
  return project.applications != nullptr ? std::span<const WrittenProgram>(project.applications->written)
                                         : std::span<const WrittenProgram>{};
}

const Application* application(const Project& project, const Service& service) {
  // A project that a test puts together by hand was not linked.
  if (project.applications == nullptr) return nullptr;
  const int index = project.applications->of_containers[service.number];
  return index < 0 ? nullptr : project.applications->all[static_cast<std::size_t>(index)].get();
}

namespace {

/// Variables that images of languages set for themselves.
bool is_of_language_image(std::string_view name) {
  for (const std::string_view prefix :
       {"NODE_VERSION", "YARN_",   "PYTHON",    "GPG_KEY",     "LANG",   "LC_",     "GOLANG_", "GOPATH",
        "GOTOOLCHAIN",  "JAVA_",   "DOTNET_",   "ASPNETCORE_", "NUGET_", "RUBY_",   "GEM_",    "BUNDLE_",
        "PHP_",         "PHPIZE_", "COMPOSER_", "RUSTUP_",     "CARGO_", "DEBIAN_", "TZ"})
    if (name.starts_with(prefix)) return true;
  return false;
}

}  // namespace

/// Whether the image of a service may set a variable.
static bool may_come_of_image(const Service& service, std::string_view variable) {
  if (service.builds && service.stage == nullptr) return true;
  if (service.stage != nullptr && std::ranges::any_of(service.stage->variables, [&](const dockerfile::Variable& given) {
        return given.name == variable && !given.is_arg;
      }))
    return true;
  const bool bare = service.stage != nullptr && service.stage->root().base == "scratch";
  if (!bare && (service.image == nullptr || (service.image->kind != knowledge::ImageKind::language &&
                                             service.image->kind != knowledge::ImageKind::distribution)))
    return true;
  return variable == "PATH" || variable == "HOME" || variable == "HOSTNAME" || variable == "PWD" ||
         variable == "USER" || variable == "TERM" || is_of_language_image(variable);
}

bool is_absent_in_container(const Service& service, std::string_view variable) {
  // An env file outside of the repository is there for those who deploy alone.
  return service.definition->variable(variable) == nullptr && !may_come_of_image(service, variable) &&
         std::ranges::none_of(service.definition->env_files,
                              [](const compose::EnvFile& file) { return !file.exists || file.resolved.empty(); });
}

bool is_absent(const Project& project, const Service& service, const Application& application,
               std::string_view variable) {
  return is_absent_in_container(service, variable) && !may_be_set_elsewhere(project, service, application, variable);
}

bool is_promised_nowhere(const Project& project, const Service& service, const Application& application,
                         std::string_view variable) {
  return expected_variable(project, service, variable) == nullptr && !has_unknown_variables(project, service) &&
         !may_come_of_image(service, variable) && !may_be_set_elsewhere(project, service, application, variable);
}

bool sets_unknown_variables(const shell::Script& script) {
  for (const shell::Node* const node : script.commands) {
    if (node->words.empty()) continue;
    const std::string_view program = node->words[0].text;
    if (program == "." || program == "source" || program == "eval") return true;
    if (program != "export" && program != "declare" && program != "typeset" && program != "read" && program != "env")
      continue;
    for (const shell::Word& word : node->words)
      if (word.text.starts_with('$') || word.text.starts_with('`')) return true;
  }
  return false;
}

/// Whether a template beside the code has a variable, and the `.env` that is made of it gets into the image.
static bool promises(const Project& project, const Service& service, std::string_view path, std::string_view variable) {
  const File* const file = project.file(path);
  if (file == nullptr || file->kind != FileKind::env_template || !file->has_content ||
      project.sources[file->source].text().find(variable) == std::string_view::npos)
    return false;
  const BuildContext* const context = build_context(project, service);
  if (context == nullptr || !context->known || !is_below(path, context->context)) return false;
  std::string made = std::string(parent_path(path)) + "/.env";
  made.erase(0, made.starts_with('/') ? 1 : 0);
  if (!context->context.empty()) made.erase(0, context->context.size() + 1);
  return !context->ignore.excludes(made);
}

/// Whether an assignment stands behind a place: `=`, and no comparison.
static bool is_assigned(std::string_view behind) {
  behind.remove_prefix(std::min(behind.find_first_not_of(" \t"), behind.size()));
  return behind.starts_with("=") && !behind.starts_with("==") && !behind.starts_with("=>") && !behind.starts_with("=~");
}

/// Whether the code of a service sets a variable of its environment: by its name, or by one that only a run knows, as
/// `process.env[key] = settings[key]` does.
static bool sets_variable(const Project& project, const Service& service, std::string_view variable) {
  const ReadFolder* const folder = code_folder(project, service);
  if (folder == nullptr) return false;
  const std::string member = "process.env." + std::string(variable);
  for (const FileId id : folder->sources) {
    const std::string_view text = project.sources[id].text();
    for (const std::string_view all :
         {"Object.assign(process.env,", "os.environ.update(", "ENV.update(", "ENV.replace("})
      if (text.find(all) != std::string_view::npos) return true;
    for (std::size_t at = text.find(member); at != std::string_view::npos; at = text.find(member, at + 1))
      if (is_assigned(text.substr(at + member.size()))) return true;
    for (const std::string_view table : {"process.env[", "os.environ[", "ENV["})
      for (std::size_t at = text.find(table); at != std::string_view::npos; at = text.find(table, at + 1)) {
        const std::size_t begin = at + table.size();
        const std::size_t end = text.find(']', begin);
        if (end == std::string_view::npos || !is_assigned(text.substr(end + 1))) continue;
        const std::string_view key = text.substr(begin, end - begin);
        const bool is_literal = key.size() > 2 && (key.front() == '"' || key.front() == '\'');
        if (!is_literal || key.substr(1, key.size() - 2) == variable) return true;
      }
  }
  return false;
}

/// Whether the `.env` of a folder that a service mounts is one that another service of the stack takes for its
/// variables, though it is not in the repository: whoever deploys makes it, and the code of this one reads it there.
static bool is_env_file_of_neighbour(const Service& service, const compose::Mount& mount) {
  if (mount.type != compose::MountType::bind || !mount.inside_root) return false;
  const std::string path = mount.host_path.empty() ? ".env" : std::string(mount.host_path) + "/.env";
  return std::ranges::any_of(service.stack->services, [&](const Service* other) {
    return other != &service && std::ranges::any_of(other->definition->env_files, [&](const compose::EnvFile& file) {
             return !file.exists && file.resolved == path;
           });
  });
}

bool may_be_set_elsewhere(const Project& project, const Service& service, const Application& application,
                          std::string_view variable) {
  if (service.startup != nullptr && sets_unknown_variables(*service.startup)) return true;
  if (service.startup != nullptr && service.startup->span.valid() &&
      project.sources.text(service.startup->span).find(variable) != std::string_view::npos)
    return true;
  if (service.entrypoint_script != nullptr && service.entrypoint_script->has_content &&
      project.sources[service.entrypoint_script->source].text().find(variable) != std::string_view::npos)
    return true;
  for (const CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words)
      if (word.find(variable) != std::string_view::npos) return true;
  if (sets_variable(project, service, variable)) return true;
  if (!application.program.reads_env_file) return false;
  const compose::Mount* const mounted = mount_over(service, container_path(service.working_dir.value, ".env"));
  if (mounted != nullptr && mounted->target.ends_with(".env")) return true;
  if (mounted != nullptr && is_env_file_of_neighbour(service, *mounted)) return true;
  for (const std::span<const compose::SecretGrant> grants : {service.definition->configs, service.definition->secrets})
    for (const compose::SecretGrant& grant : grants)
      if (grant.target.ends_with("/.env")) return true;
  // Beside the entry or in a folder above it; whether it comes into the image is not followed.
  for (std::string_view folder = parent_path(application.entry);; folder = parent_path(folder)) {
    for (const std::string_view child : project.children(folder)) {
      const std::string_view name = base_name(child);
      // Templates, and what only tests read.
      const bool is_other =
          std::ranges::any_of(std::initializer_list<std::string_view>{"example", "sample", "template", "test", "e2e"},
                              [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
      if (name.starts_with(".env") && !is_other) return true;
      if (is_other && promises(project, service, child, variable)) return true;
    }
    if (folder.empty() || folder == service.build->directory) return false;
  }
}

std::optional<std::string> setting_in_container(const Project& project, const Service& service,
                                                const Application& application, const code::Setting& setting) {
  if (!setting.known) return std::nullopt;
  if (!setting.first.empty()) {
    if (const std::optional<ContainerVariable> given = container_variable(service, setting.first); given.has_value())
      return std::string(given->value);
    if (!is_absent(project, service, application, setting.first)) return std::nullopt;
  }
  if (setting.variable.empty()) return setting.text;
  if (const std::optional<ContainerVariable> given = container_variable(service, setting.variable); given.has_value())
    return given->value.empty() ? setting.text : std::string(given->value);
  if (setting.text.empty() || !is_absent(project, service, application, setting.variable)) return std::nullopt;
  return setting.text;
}

code::Program::Serves serves(const Project& project, const Service& service, std::string_view path) {
  using Serves = code::Program::Serves;
  const Application* const found = application(project, service);
  if (found == nullptr) return Serves::unknown;
  for (const std::string& variable : found->program.path_variables)
    if (!is_absent(project, service, *found, variable)) return Serves::unknown;
  return found->program.serves(path);
}

}  // namespace seaworthy::project
