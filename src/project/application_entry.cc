#include "project/application_entry.h"

#include <algorithm>
#include <array>

#include "code/token.h"
#include "knowledge/program_kinds.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/copy_sources.h"
#include "project/listening.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

using Words = std::vector<std::string_view>;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// Whether an option of a program that starts another takes the next word: `uv run --package api uvicorn ...`,
/// `opentelemetry-instrument --traces_exporter otlp python app.py`.
bool takes_value(std::string_view runner, std::string_view option) {
  if (option.find('=') != std::string_view::npos) return false;
  if (runner == "opentelemetry-instrument") return true;
  return runner == "uv" && is_one_of(option, {"--package", "--with", "--with-requirements", "--python", "-p",
                                              "--directory", "--project", "--env-file", "--group", "--only-group",
                                              "--no-group", "--extra", "--index", "--default-index", "--cache-dir"});
}

/// Programs that only start the program behind them.
void drop_runners(Words& words) {
  while (words.size() > 1) {
    const std::string_view program = base_name(words[0]);
    if (is_one_of(program, {"npx", "bunx", "exec", "sudo"})) {
      words.erase(words.begin());
    } else if ((knowledge::tables::python_runners.contains(program) ||
                is_one_of(program, {"bundle", "pnpm", "yarn"})) &&
               is_one_of(words[1], {"run", "exec"}) && words.size() > 2) {
      words.erase(words.begin(), words.begin() + 2);
    } else if (is_one_of(program, {"cross-env", "cross-env-shell"})) {
      words.erase(words.begin());
      while (words.size() > 1 && words[0].find('=') != std::string_view::npos) words.erase(words.begin());
    } else if (is_one_of(program, {"dotenv", "dotenvx", "env-cmd"})) {
      // `dotenv -e .env -- next start`
      const auto behind = std::ranges::find(words, std::string_view("--"));
      if (behind == words.end() || behind + 1 == words.end()) return;
      words.erase(words.begin(), behind + 1);
    } else if (program == "newrelic-admin" && words[1] == "run-program" && words.size() > 2) {
      words.erase(words.begin(), words.begin() + 2);
    } else if (is_one_of(program, {"opentelemetry-instrument", "ddtrace-run"})) {
      words.erase(words.begin());
    } else {
      return;
    }
    while (words.size() > 1 && words[0].starts_with('-')) {
      const bool value = takes_value(program, words[0]) && words.size() > 2;
      words.erase(words.begin(), words.begin() + (value ? 2 : 1));
    }
  }
}

class Finder {
 public:
  Finder(const Project& project, const Service& service) : project_(project), service_(service) {}

  std::optional<ApplicationEntry> find() {
    if (runs_nginx(service_)) return std::nullopt;
    if (service_.builds && (!service_.build->local || !service_.build->inside_root)) return std::nullopt;
    if (service_.builds && service_.dockerfile == nullptr) return only_go_program();
    ProgramLine line = program_line(project_, service_);
    folder_ = std::move(line.folder);
    Words words = std::move(line.words);
    drop_runners(words);
    if (serves_php(words)) return by_file("bootstrap/app.php", ApplicationEntry::Kind::laravel);
    if (words.empty()) return std::nullopt;
    const std::string_view program = base_name(words[0]);
    if (is_one_of(program, {"node", "nodejs", "nodemon", "ts-node", "ts-node-dev", "tsx", "bun", "pm2-runtime"}))
      return script(words);
    if (program == "next" && words.size() > 1 && is_one_of(words[1], {"start", "dev"})) return next_application();
    if (program == "nest" && words.size() > 1 && words[1] == "start") return compiled_script("dist/main.js");
    if (program.starts_with("python")) return python(words);
    if (knowledge::tables::python_servers.contains(program)) return python_server(words);
    if (program == "fastapi" && words.size() > 1) return fastapi(words);
    if (program == "flask") return flask(words);
    if (is_one_of(program, {"celery", "dramatiq", "arq", "taskiq"})) return queue_worker(program, words);
    if (std::optional<ApplicationEntry> found = console_script(program); found.has_value()) return found;
    if (service_.builds && (program == "java" || runs_with_build_tool(words))) return java();
    if (program == "dotnet" && words.size() > 1 && service_.builds) return dotnet(words[1]);
    // What is published for one platform is started by its own name.
    if (service_.builds)
      if (std::optional<ApplicationEntry> found = dotnet(std::string(program) + ".dll"); found.has_value())
        return found;
    if (is_one_of(program, {"rails", "puma", "thrust", "sidekiq"})) return rails(words);
    if (program == "php" && words.size() > 1 && base_name(words[1]) == "artisan")
      return by_file("bootstrap/app.php", ApplicationEntry::Kind::laravel);
    if (program == "go" && words.size() > 2 && words[1] == "run") return go_run(words);
    if (std::optional<ApplicationEntry> found = go_binary(words[0]); found.has_value()) return found;
    if (std::optional<ApplicationEntry> found = rust_binary(words[0]); found.has_value()) return found;
    return by_file("config/runtime.exs", ApplicationEntry::Kind::elixir);
  }

 private:
  /// Whether a server of PHP is started, which its image does by itself.
  bool serves_php(const Words& words) const {
    if (words.empty()) return service_.image != nullptr && service_.image->name == "php";
    return is_one_of(base_name(words[0]), {"apache2-foreground", "php-fpm"});
  }

  std::string_view context() const { return service_.build->directory; }

  bool in_tree(std::string_view path) const { return project_.path_state(path) == PathState::file; }

  /// The file of the repository that is at a path of the container; "" when it is none of its sources.
  std::string source_at(std::string_view path) const {
    const ContainerFile file = container_file(project_, service_, path);
    return file.state == ContainerFile::State::there && !file.source_path.empty() && in_tree(file.source_path)
               ? file.source_path
               : std::string();
  }

  static ApplicationEntry entry(std::string path, std::string base) {
    ApplicationEntry result;
    result.code.path = std::move(path);
    result.code.base = std::move(base);
    return result;
  }

  // --- Node ---

  /// The folder of the package that a file belongs to.
  std::string package_folder(std::string_view file) const {
    const Manifest* const manifest = nearest_manifest(project_, parent_path(file), Ecosystem::node);
    return manifest != nullptr ? std::string(manifest->folder) : std::string(parent_path(file));
  }

  std::optional<ApplicationEntry> script(const Words& words) const {
    std::string_view file;
    for (std::size_t index = 1; index < words.size(); ++index) {
      const std::string_view word = words[index];
      if (is_one_of(word, {"watch", "run", "--"})) continue;
      if (is_one_of(word,
                    {"-r", "--require", "--import", "--loader", "--experimental-loader", "--watch-path", "--exec",
                     "--ext", "-e", "-w", "--watch", "-P", "--project", "--env-file", "--tsconfig", "-i", "--name"}) &&
          index + 1 < words.size()) {
        // `node --watch server.js` takes no value.
        if (word == "--watch" && base_name(words[0]) == "node") continue;
        if (word == "-e" && base_name(words[0]) == "node") return std::nullopt;
        ++index;
        continue;
      }
      if (word.starts_with('-')) continue;
      file = word;
      break;
    }
    if (file.empty()) return std::nullopt;
    const std::string absolute =
        container_path(folder_.empty() ? service_.working_dir.value : std::string_view(folder_), file);
    for (const std::string_view ending : {"", ".js", "/index.js", ".mjs", ".cjs", ".ts"}) {
      std::string source = source_at(absolute + std::string(ending));
      if (source.empty() || !code::language_of(source).has_value()) continue;
      std::string base = package_folder(source);
      return entry(std::move(source), std::move(base));
    }
    // Where the stage that built it had it, which says more of the package than where it was put.
    const std::string built = path_in_builder(absolute);
    // What `next build` makes with `output: "standalone"`.
    if (base_name(file) == "server.js" && !is_compiled(file))
      if (std::optional<ApplicationEntry> next = next_application(is_next_output(built)); next.has_value()) return next;
    if (const std::string_view made = built.empty() ? std::string_view(absolute) : std::string_view(built);
        is_nuxt_output(made) || is_nuxt_output(absolute))
      return nuxt_application();
    if (!built.empty() && built != absolute)
      if (std::optional<ApplicationEntry> found = compiled_script(built); found.has_value()) return found;
    return compiled_script(absolute);
  }

  /// Where another stage has the file that a COPY puts at a path of the container; "" when none does.
  std::string path_in_builder(std::string_view absolute) const {
    std::string found;
    if (service_.stage == nullptr) return found;
    for (const dockerfile::Instruction* const copy : service_.stage->with_inherited) {
      if (copy->op != dockerfile::Op::copy || copy->flag("from") == nullptr || copy->arguments.size() != 2) continue;
      const std::optional<std::string> source = expanded(copy->arguments.front(), *copy);
      if (!source.has_value()) continue;
      const std::string from = container_path("/", *source);
      const std::string to = copy_destination(*copy, working_directory_at(*copy)).path;
      if (absolute == to || (parent_path(absolute) == to && base_name(absolute) == base_name(from)))
        found = from;
      else if (is_below(absolute, to))
        found = container_path(from, absolute.substr(to == "/" ? 1 : to.size() + 1));
    }
    return found;
  }

  /// Whether a file lies where `next build` puts the server that it makes.
  static bool is_next_output(std::string_view path) { return path.find(".next/standalone/") != std::string_view::npos; }

  /// The same for `nuxt build`.
  static bool is_nuxt_output(std::string_view path) { return path.ends_with(".output/server/index.mjs"); }

  /// The one application of Nuxt in what is built.
  std::optional<ApplicationEntry> nuxt_application() const {
    const Manifest* found = nullptr;
    for (const Manifest* const manifest : packages()) {
      if (manifest->dependency("nuxt") == nullptr) continue;
      if (found != nullptr) return std::nullopt;
      found = manifest;
    }
    if (found == nullptr) return std::nullopt;
    ApplicationEntry result = entry(std::string(found->folder), std::string(found->folder));
    result.kind = ApplicationEntry::Kind::nuxt;
    return result;
  }

  /// Folders of packages in what is built.
  std::vector<const Manifest*> packages() const {
    std::vector<const Manifest*> result;
    for (const Manifest& manifest : manifests(project_))
      if (manifest.ecosystem == Ecosystem::node && is_below(manifest.folder, context())) result.push_back(&manifest);
    return result;
  }

  /// Names of the folders that compilers and bundlers write to.
  static bool is_compiler_folder(std::string_view name) {
    return is_one_of(name, {"dist", "build", "out", "lib", ".output"});
  }

  /// Whether a compiler put a file where it lies: `dist/server.js`.
  static bool is_compiled(std::string_view file) {
    for (std::string_view folder = parent_path(file); !folder.empty() && folder != "/"; folder = parent_path(folder))
      if (is_compiler_folder(base_name(folder))) return true;
    return false;
  }

  /// `dist/server.js` is made of `src/server.ts` or `server.ts`, as far as names tell.
  std::optional<ApplicationEntry> compiled_script(std::string_view compiled) const {
    if (!service_.builds) return std::nullopt;
    std::string_view before, rest = compiled;
    for (std::string_view at = compiled; !at.empty();) {
      const std::size_t slash = std::min(at.find('/'), at.size());
      const std::string_view part = at.substr(0, slash);
      at.remove_prefix(std::min(at.size(), slash + 1));
      if (is_compiler_folder(part) && !at.empty()) {
        before = compiled.substr(0, static_cast<std::size_t>(part.data() - compiled.data()));
        rest = at;
        break;
      }
    }
    if (before.empty() && rest == compiled) return std::nullopt;
    while (before.ends_with('/')) before.remove_suffix(1);
    if (rest.ends_with(".js") || rest.ends_with(".ts")) rest.remove_suffix(3);
    if (rest.ends_with(".mjs") || rest.ends_with(".cjs")) rest.remove_suffix(4);
    std::string best, best_folder;
    std::size_t best_shared = 0;
    bool several = false;
    // The compiler of Nest makes `dist/apps/shop/main.js` of `apps/shop/src/main.ts`.
    const std::string in_project = std::string(parent_path(rest)) + "/src/" + std::string(base_name(rest));
    const std::string candidates[] = {"src/" + std::string(rest), std::string(rest), in_project};
    for (const Manifest* const manifest : packages())
      for (const std::string_view below : candidates)
        for (const std::string_view ending : {".ts", ".js", ".mts", ".mjs", ".tsx", "/index.ts", "/index.js"}) {
          if (below.starts_with('/')) continue;
          std::string path(manifest->folder);
          if (!path.empty()) path += '/';
          path += below;
          path += ending;
          if (!in_tree(path)) continue;
          // `/app/backend/dist/x.js` belongs to the package in `backend`.
          const std::string_view name = base_name(manifest->folder);
          const std::size_t shared =
              manifest->folder.empty() || !before.ends_with(name) ? 1 : 2 + manifest->folder.size();
          if (path == best) continue;
          if (best.empty() || shared > best_shared) {
            best = std::move(path);
            best_folder = manifest->folder;
            best_shared = shared;
            several = false;
          } else if (shared == best_shared && best_folder != manifest->folder) {
            several = true;
          }
        }
    if (best.empty()) bundled_source(base_name(rest), best, best_folder, several);
    if (best.empty() || several) return std::nullopt;
    return entry(std::move(best), std::move(best_folder));
  }

  /// Where the tree has no source of the same path, a bundler may have put it elsewhere: `esbuild server/index.ts
  /// --outdir=dist` makes `dist/index.js`. A source of that name in a script of a package is what it was made of.
  void bundled_source(std::string_view name, std::string& best, std::string& best_folder, bool& several) const {
    for (const Manifest* const manifest : packages())
      for (const ManifestScript& script : manifest->scripts) {
        std::string_view text = script.text;
        while (!text.empty()) {
          const std::size_t end = std::min(text.find(' '), text.size());
          const std::string_view word = text.substr(0, end);
          text.remove_prefix(std::min(text.size(), end + 1));
          const std::size_t dot = word.rfind('.');
          if (dot == std::string_view::npos || base_name(word.substr(0, dot)) != name ||
              !is_one_of(word.substr(dot), {".ts", ".mts", ".tsx", ".js", ".mjs"}))
            continue;
          const std::optional<std::string> path = join_path(manifest->folder, word);
          if (!path.has_value() || *path == best || !in_tree(*path)) continue;
          several = several || !best.empty();
          best = *path;
          best_folder = manifest->folder;
        }
      }
  }

  /// The application of Next.js in what is built. `made_server`: the server that starts it is made by the build, so
  /// that one of the repository's own is not what runs.
  std::optional<ApplicationEntry> next_application(bool made_server = false) const {
    const Manifest* found = nullptr;
    for (const Manifest* const manifest : packages()) {
      if (manifest->dependency("next") == nullptr) continue;
      if (!made_server &&
          in_tree(std::string(manifest->folder) + (manifest->folder.empty() ? "server.js" : "/server.js")))
        return std::nullopt;
      if (found != nullptr) {
        // Of several the one that the Dockerfile lies beside.
        const std::string_view folder =
            service_.dockerfile != nullptr ? parent_path(service_.dockerfile->path) : context();
        if (found->folder == folder) continue;
        if (manifest->folder != folder) return std::nullopt;
      }
      found = manifest;
    }
    if (found == nullptr) return std::nullopt;
    ApplicationEntry result = entry(std::string(found->folder), std::string(found->folder));
    result.kind = ApplicationEntry::Kind::next;
    return result;
  }

  // --- Python ---

  /// The source of a module, given as a path, in the folders of PYTHONPATH; "" for none.
  std::string source_on_path(std::string_view inner) const {
    const std::optional<ContainerVariable> path = container_variable(service_, "PYTHONPATH");
    std::string_view folders = path.has_value() ? std::string_view(path->value) : std::string_view();
    while (!folders.empty()) {
      const std::size_t end = std::min(folders.find(':'), folders.size());
      const std::string_view folder = folders.substr(0, end);
      folders.remove_prefix(std::min(folders.size(), end + 1));
      if (folder.empty() || folder.find('$') != std::string_view::npos) continue;
      std::string source = source_at(container_path(container_path(service_.working_dir.value, folder), inner));
      if (!source.empty()) return source;
    }
    return {};
  }

  /// `app.main` from the working directory, from a folder of its own, or from one of PYTHONPATH.
  std::optional<ApplicationEntry> python_module(std::string_view module, std::string_view directory,
                                                bool is_main) const {
    std::string below(module);
    std::ranges::replace(below, '.', '/');
    const std::string start = container_path(service_.working_dir.value, directory);
    static constexpr std::array<std::string_view, 3> endings = {".py", "/__init__.py", "/__main__.py"};
    for (const std::string_view ending : endings) {
      if (ending == "/__main__.py" && !is_main) continue;
      const std::string inner = below + std::string(ending);
      std::string source = source_at(container_path(start, inner));
      if (source.empty()) source = source_on_path(inner);
      if (source.empty()) {
        // Where the build puts its sources was not followed; the context's own folders are looked at.
        for (const std::string_view folder : {"", "src", "app"}) {
          std::string path(context());
          if (!path.empty() && !folder.empty()) path += '/';
          path += folder;
          if (!path.empty()) path += '/';
          path += inner;
          if (service_.builds && in_tree(path)) {
            source = std::move(path);
            break;
          }
        }
      }
      if (source.empty()) continue;
      std::string base = source.size() > inner.size() ? source.substr(0, source.size() - inner.size() - 1) : "";
      ApplicationEntry result = entry(std::move(source), std::move(base));
      result.is_main = is_main;
      return result;
    }
    return std::nullopt;
  }

  /// The module of a command that an install makes of `[project.scripts]`: `shop-api = "shop.api:main"`. Of several
  /// packages with a command of that name none.
  std::optional<ApplicationEntry> console_script(std::string_view program) const {
    if (!service_.builds) return std::nullopt;
    std::optional<ApplicationEntry> found;
    for (const Manifest& manifest : manifests(project_)) {
      if (manifest.ecosystem != Ecosystem::python || !is_below(manifest.folder, context())) continue;
      const ManifestScript* const script = manifest.script(program);
      if (script == nullptr) continue;
      if (found.has_value()) return std::nullopt;
      std::string inner(script->text.substr(0, script->text.find(':')));
      std::ranges::replace(inner, '.', '/');
      const std::string folder = manifest.folder.empty() ? std::string() : std::string(manifest.folder) + "/";
      for (const std::string_view below : {"src/", ""})
        for (const std::string_view ending : {".py", "/__init__.py"}) {
          std::string path = folder + std::string(below) + inner + std::string(ending);
          if (found.has_value() || !in_tree(path)) continue;
          std::string base = folder + std::string(below);
          if (!base.empty()) base.pop_back();
          found = entry(std::move(path), std::move(base));
          found->is_main = true;
        }
    }
    return found;
  }

  std::optional<ApplicationEntry> python(const Words& words) const {
    std::size_t at = 1;
    while (at < words.size() && words[at].starts_with('-') && words[at] != "-m" && words[at] != "-c") {
      if (is_one_of(words[at], {"-W", "-X"})) ++at;
      ++at;
    }
    if (at >= words.size() || words[at] == "-c") return std::nullopt;
    if (words[at] == "-m") {
      if (at + 1 >= words.size()) return std::nullopt;
      Words rest(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
      if (knowledge::tables::python_servers.contains(rest[0])) return python_server(rest);
      if (rest[0] == "flask") return flask(rest);
      if (is_one_of(rest[0], {"celery", "dramatiq", "arq", "taskiq"})) return queue_worker(rest[0], rest);
      return python_module(rest[0], "", true);
    }
    if (base_name(words[at]) == "manage.py") {
      std::optional<ApplicationEntry> site = django(words[at]);
      if (at + 1 < words.size() && words[at + 1] == "runserver") return site;
      // Other commands of Django end by themselves; a script of this name without a site is one's own.
      if (site.has_value()) return std::nullopt;
    }
    return python_file(words[at], true);
  }

  std::optional<ApplicationEntry> python_file(std::string_view file, bool is_main) const {
    std::string source = source_at(container_path(service_.working_dir.value, file));
    if (source.empty() && service_.builds && !file.starts_with('/')) {
      std::string path(context());
      if (!path.empty()) path += '/';
      path += file.starts_with("./") ? file.substr(2) : file;
      if (in_tree(path)) source = std::move(path);
    }
    if (source.empty() || !source.ends_with(".py")) return std::nullopt;
    // A script's folder is where its imports start.
    std::string base(parent_path(source));
    ApplicationEntry result = entry(std::move(source), std::move(base));
    result.is_main = is_main;
    return result;
  }

  std::optional<ApplicationEntry> python_server(const Words& words) const {
    std::string_view directory, target;
    for (std::size_t index = 1; index < words.size(); ++index) {
      const std::string_view word = words[index];
      if (is_one_of(word, {"--app-dir", "--chdir"}) && index + 1 < words.size()) directory = words[index + 1];
      for (const std::string_view option : {"--app-dir=", "--chdir="})
        if (word.starts_with(option)) directory = word.substr(option.size());
      const std::size_t colon = word.find(':');
      const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
      if (target.empty() && colon != std::string_view::npos && colon > 0 && colon + 1 < word.size() &&
          letter(word[0]) && letter(word[colon + 1]) && word.find('/') == std::string_view::npos &&
          !(index > 0 && words[index - 1].starts_with('-') && words[index - 1].find('=') == std::string_view::npos &&
            is_one_of(words[index - 1], {"-b", "--bind", "-k", "--worker-class", "--log-config", "-c", "--config"})))
        target = word;
    }
    // `gunicorn site.wsgi` needs no colon.
    for (std::size_t index = 1; index < words.size() && target.empty(); ++index)
      if (words[index].ends_with(".wsgi") || words[index].ends_with(".asgi")) target = words[index];
    if (target.empty()) return std::nullopt;
    const std::size_t colon = std::min(target.find(':'), target.size());
    if (const std::string_view module = target.substr(0, colon); module.ends_with(".wsgi") || module.ends_with(".asgi"))
      if (std::optional<ApplicationEntry> found = python_module(module, directory, false); found.has_value()) {
        found->kind = ApplicationEntry::Kind::django;
        found->code.object = std::string(module.substr(0, module.size() - 5)) + ".settings";
        return found;
      }
    std::optional<ApplicationEntry> result = python_module(target.substr(0, colon), directory, false);
    if (result.has_value() && colon < target.size()) result->code.object = target.substr(colon + 1);
    return result;
  }

  /// What takes jobs from a queue: `celery -A shop.worker worker`, `dramatiq shop.tasks`, `arq shop.Settings`.
  std::optional<ApplicationEntry> queue_worker(std::string_view program, const Words& words) const {
    std::string_view target, directory;
    if (program == "celery") {
      for (std::size_t index = 1; index < words.size(); ++index) {
        const bool follows = index + 1 < words.size();
        if (is_one_of(words[index], {"-A", "--app"}) && follows) target = words[index + 1];
        if (words[index].starts_with("--app=")) target = words[index].substr(6);
        if (words[index] == "--workdir" && follows) directory = words[index + 1];
      }
      if (target.empty())
        if (const std::optional<ContainerVariable> given = container_variable(service_, "CELERY_APP");
            given.has_value())
          target = given->value;
    } else {
      for (std::size_t index = 1; index < words.size() && target.empty(); ++index)
        if (!words[index].starts_with('-') && words[index] != "worker") target = words[index];
    }
    const std::string_view module = target.substr(0, target.find(':'));
    if (module.empty() || module.find_first_of("/$") != std::string_view::npos || module.ends_with(".py"))
      return std::nullopt;
    // Celery takes `shop.celery` for the package `shop`.
    if (program == "celery")
      if (std::optional<ApplicationEntry> found = python_module(std::string(module) + ".celery", directory, false);
          found.has_value())
        return found;
    if (std::optional<ApplicationEntry> found = python_module(module, directory, false); found.has_value())
      return found;
    // The last part may be a name in the module.
    const std::size_t dot = module.rfind('.');
    return dot != std::string_view::npos ? python_module(module.substr(0, dot), directory, false) : std::nullopt;
  }

  /// Where a package begins that a file belongs to: Flask and FastAPI start imports there when they are given a file.
  std::optional<ApplicationEntry> from_package(std::optional<ApplicationEntry> found) const {
    if (!found.has_value()) return found;
    while (!found->code.base.empty() && in_tree(found->code.base + "/__init__.py"))
      found->code.base = parent_path(found->code.base);
    return found;
  }

  std::optional<ApplicationEntry> fastapi(const Words& words) const {
    for (std::size_t index = 2; index < words.size(); ++index)
      if (words[index].ends_with(".py")) return from_package(python_file(words[index], false));
    for (const std::string_view file : {"main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py"})
      if (std::optional<ApplicationEntry> found = python_file(file, false); found.has_value()) {
        // The package's folder is where imports start.
        if (std::string_view(file).starts_with("app/")) found->code.base = parent_path(found->code.base);
        return found;
      }
    return std::nullopt;
  }

  std::optional<ApplicationEntry> flask(const Words& words) const {
    std::string_view target;
    for (std::size_t index = 1; index + 1 < words.size(); ++index)
      if (is_one_of(words[index], {"--app", "-A"})) target = words[index + 1];
    if (target.empty())
      if (const std::optional<ContainerVariable> given = container_variable(service_, "FLASK_APP"); given.has_value())
        target = given->value;
    if (target.empty()) {
      for (const std::string_view file : {"wsgi.py", "app.py"})
        if (std::optional<ApplicationEntry> found = python_file(file, false); found.has_value()) return found;
      return std::nullopt;
    }
    target = target.substr(0, target.find(':'));
    if (target.ends_with(".py")) return from_package(python_file(target, false));
    return python_module(target, "", false);
  }

  /// The folder of manage.py; its settings are those of the package beside it that has urls.py.
  std::optional<ApplicationEntry> django(std::string_view manage) const {
    const std::optional<ApplicationEntry> script = python_file(manage, true);
    if (!script.has_value()) return std::nullopt;
    std::string_view package;
    for (const std::string_view child : project_.children(script->code.base)) {
      const std::string folder(child);
      if (!in_tree(folder + "/urls.py") ||
          (!in_tree(folder + "/settings.py") && !in_tree(folder + "/settings/__init__.py")))
        continue;
      if (!package.empty()) return std::nullopt;
      package = base_name(child);
    }
    if (package.empty()) return std::nullopt;
    ApplicationEntry result = *script;
    result.kind = ApplicationEntry::Kind::django;
    result.code.object = std::string(package) + ".settings";
    return result;
  }

  // --- Rails ---

  /// Puma listens where its configuration says when nothing of the command line does; workers and what stands in front
  /// of it do not.
  std::optional<ApplicationEntry> rails(const Words& words) const {
    std::optional<ApplicationEntry> result = by_file("config/routes.rb", ApplicationEntry::Kind::rails);
    if (!result.has_value()) return result;
    const std::string_view program = base_name(words[0]);
    const bool serves =
        program == "puma" || (program == "rails" && words.size() > 1 && is_one_of(words[1], {"server", "s"}));
    const bool told = std::ranges::any_of(words, [](std::string_view word) {
      return word.starts_with("-p") || word.starts_with("--port") || word.starts_with("-b") ||
             word.starts_with("--bind") || word.starts_with("-C") || word.starts_with("--config");
    });
    result->is_main = serves && !told;
    return result;
  }

  // --- By convention ---

  static ApplicationEntry project_in(std::string_view folder, ApplicationEntry::Kind kind) {
    ApplicationEntry result = entry(std::string(folder), std::string(folder));
    result.kind = kind;
    return result;
  }

  /// The context, or the folder of the Dockerfile, when a file that tells is in it.
  std::optional<ApplicationEntry> by_file(std::string_view file, ApplicationEntry::Kind kind) const {
    if (!service_.builds) return std::nullopt;
    for (const std::string_view folder :
         {context(), service_.dockerfile != nullptr ? parent_path(service_.dockerfile->path) : context()}) {
      const std::optional<std::string> path = join_path(folder, file);
      if (path.has_value() && in_tree(*path)) return project_in(folder, kind);
    }
    return std::nullopt;
  }

  /// Whether the build of a service speaks of the output of a module, or is given its name as an argument.
  bool builds_module(std::string_view folder) const {
    for (const compose::BuildArgument& argument : service_.build->arguments)
      if (argument.value.has_value() && *argument.value == base_name(folder)) return true;
    if (service_.dockerfile == nullptr) return false;
    return std::ranges::any_of(service_.dockerfile->parsed->instructions,
                               [&](const dockerfile::Instruction* instruction) {
                                 const std::string_view text = project_.sources.text(instruction->span);
                                 return text.find(std::string(folder) + "/target") != std::string_view::npos ||
                                        text.find(std::string(folder) + "/build/libs") != std::string_view::npos;
                               });
  }

  /// The one module of a build of several that a service is built of.
  std::optional<ApplicationEntry> java_module() const {
    const Manifest* found = nullptr;
    for (const Manifest& manifest : manifests(project_)) {
      if (manifest.ecosystem != Ecosystem::java || manifest.folder == context() ||
          !is_below(manifest.folder, context()))
        continue;
      const std::size_t start = context().empty() ? 0 : context().size() + 1;
      if (!builds_module(manifest.folder.substr(start)) || (found != nullptr && found->folder == manifest.folder))
        continue;
      if (found != nullptr) return std::nullopt;
      found = &manifest;
    }
    if (found == nullptr) return std::nullopt;
    return project_in(found->folder, ApplicationEntry::Kind::spring);
  }

  /// `mvn spring-boot:run`, `./gradlew bootRun`: the program is started by what builds it.
  static bool runs_with_build_tool(const Words& words) {
    return is_one_of(base_name(words.front()), {"mvn", "mvnw", "gradle", "gradlew"}) &&
           std::ranges::any_of(words, [](std::string_view word) {
             return word == "spring-boot:run" || word == "bootRun" || word.ends_with(":bootRun") ||
                    word == "quarkus:dev" || word == "quarkus:run" || word == "quarkusDev";
           });
  }

  std::optional<ApplicationEntry> java() const {
    if (std::optional<ApplicationEntry> module = java_module(); module.has_value()) return module;
    for (const std::string_view file : {"pom.xml", "build.gradle", "build.gradle.kts"})
      if (std::optional<ApplicationEntry> found = by_file(file, ApplicationEntry::Kind::spring); found.has_value())
        return found;
    return std::nullopt;
  }

  /// `dotnet Shop.Api.dll` is built from Shop.Api.csproj.
  std::optional<ApplicationEntry> dotnet(std::string_view library) const {
    std::string_view name = base_name(library);
    // `dotnet "$APP"` of a Dockerfile for several projects: which one, an argument of its build tells.
    if (name.find('$') != std::string_view::npos) {
      for (const compose::BuildArgument& argument : service_.build->arguments)
        if (argument.value.has_value() && argument.value->find('$') == std::string_view::npos)
          if (std::optional<ApplicationEntry> found = dotnet(std::string(*argument.value) + ".dll"); found.has_value())
            return found;
      return std::nullopt;
    }
    if (!name.ends_with(".dll")) return std::nullopt;
    name.remove_suffix(4);
    std::string_view folder;
    for (const Manifest& manifest : manifests(project_)) {
      if (manifest.ecosystem != Ecosystem::dotnet || !is_below(manifest.folder, context())) continue;
      const std::string_view file = base_name(manifest.file->path);
      if (file.substr(0, file.rfind('.')) == name) folder = manifest.file->path;
    }
    if (folder.empty()) return std::nullopt;
    return project_in(parent_path(folder), ApplicationEntry::Kind::dotnet);
  }

  std::optional<ApplicationEntry> rust_binary(std::string_view program) const {
    if (!service_.builds) return std::nullopt;
    const auto makes = [&](const Manifest& manifest) {
      return manifest.name.text == base_name(program) || manifest.script(base_name(program)) != nullptr;
    };
    for (const Manifest& manifest : manifests(project_))
      if (manifest.ecosystem == Ecosystem::rust && is_below(manifest.folder, context()) && makes(manifest))
        return project_in(manifest.folder, ApplicationEntry::Kind::rust);
    return std::nullopt;
  }

  // --- Go ---

  std::optional<ApplicationEntry> go_package(std::string_view folder, const Manifest& module) const {
    ApplicationEntry result = entry(std::string(folder), std::string(module.folder));
    result.code.module = module.name.text;
    // `main.go` of a package stands for the package.
    if (folder.ends_with(".go")) result.code.path = parent_path(folder);
    return result;
  }

  std::optional<ApplicationEntry> go_run(const Words& words) const {
    for (std::size_t index = 2; index < words.size(); ++index) {
      if (words[index].starts_with('-')) continue;
      const Manifest* const module = go_module();
      if (module == nullptr) return std::nullopt;
      const std::optional<std::string> folder = join_path(module->folder, words[index]);
      return folder.has_value() ? go_package(*folder, *module) : std::nullopt;
    }
    return std::nullopt;
  }

  /// The module of what is built, when there is one only; of several in one context that which the Dockerfile lies in.
  const Manifest* go_module() const {
    const Manifest *found = nullptr, *beside = nullptr;
    bool several = false;
    const std::string_view dockerfile =
        service_.dockerfile != nullptr ? parent_path(service_.dockerfile->path) : std::string_view();
    for (const Manifest& manifest : manifests(project_)) {
      if (manifest.ecosystem != Ecosystem::go || !is_below(manifest.folder, context())) continue;
      // A go.work names modules and is none.
      if (manifest.file->path.ends_with("go.work")) continue;
      if (manifest.folder == context()) return &manifest;
      several = several || found != nullptr;
      found = &manifest;
      if (is_below(dockerfile, manifest.folder) && (beside == nullptr || is_below(manifest.folder, beside->folder)))
        beside = &manifest;
    }
    return several ? beside : found;
  }

  /// The one program of the module that is built, where the Dockerfile that would say so is missing.
  std::optional<ApplicationEntry> only_go_program() const {
    const Manifest* const module = go_module();
    if (module == nullptr || module->name.text.empty()) return std::nullopt;
    const std::string root = module->folder.empty() ? std::string() : std::string(module->folder) + "/";
    std::vector<std::string> found;
    if (in_tree(root + "main.go")) found.emplace_back(module->folder);
    for (const std::string_view name : project_.children(root + "cmd"))
      if (const std::string folder =
              std::string(name.starts_with(root + "cmd/") ? "" : root + "cmd/") + std::string(name);
          in_tree(folder + "/main.go"))
        found.push_back(folder);
    if (found.size() != 1) return std::nullopt;
    return go_package(found.front(), *module);
  }

  /// What `go build -o` of a stage makes under the name of the program that is started.
  std::optional<ApplicationEntry> go_binary(std::string_view program) const {
    const BuildContext* const context = build_context(project_, service_);
    const Manifest* const module = context != nullptr ? go_module() : nullptr;
    const bool has_module = module != nullptr && !module->name.text.empty();
    if (context == nullptr || (!has_module && has_go_manifest())) return std::nullopt;
    std::vector<std::string> packages;
    for (const dockerfile::Stage* const stage : context->stages)
      for (const dockerfile::Instruction* const instruction : stage->instructions) {
        if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
        for (const shell::Node* const node : instruction->script->commands) {
          if (node->words.empty()) continue;
          const shell::Invocation invocation = shell::invocation(*node);
          if (invocation.program != "go" || (invocation.verb() != "build" && invocation.verb() != "install")) continue;
          const std::optional<std::string> package = built_package(invocation, program);
          if (package.has_value()) packages.push_back(*package);
        }
      }
    std::ranges::sort(packages);
    packages.erase(std::unique(packages.begin(), packages.end()), packages.end());
    if (packages.size() != 1) return std::nullopt;
    const std::optional<std::string> folder =
        join_path(has_module ? module->folder : this->context(), packages.front());
    if (!folder.has_value()) return std::nullopt;
    if (has_module) return go_package(*folder, *module);
    // A single package without a module: `go build -o server main.go`.
    return entry(folder->ends_with(".go") ? std::string(parent_path(*folder)) : *folder, std::string(this->context()));
  }

  bool has_go_manifest() const {
    return std::ranges::any_of(manifests(project_), [&](const Manifest& manifest) {
      return manifest.ecosystem == Ecosystem::go && is_below(manifest.folder, context());
    });
  }

  /// The package that one `go build` names, when its output may be the program.
  std::optional<std::string> built_package(const shell::Invocation& invocation, std::string_view program) const {
    std::string_view output, package;
    for (std::size_t index = 1; index < invocation.arguments.size(); ++index) {
      const shell::Word& word = invocation.arguments[index];
      const std::string_view text = word.text;
      if (text == "-o" && index + 1 < invocation.arguments.size()) {
        output = invocation.arguments[++index].text;
        continue;
      }
      if (text.starts_with("-o=")) {
        output = text.substr(3);
        continue;
      }
      if (is_one_of(text, {"-ldflags", "-tags", "-gcflags", "-asmflags", "-mod", "-p", "-installsuffix", "-buildmode",
                           "-covermode", "-coverpkg", "-modfile"})) {
        ++index;
        continue;
      }
      if (text.starts_with('-')) continue;
      if (!word.literal) return std::nullopt;
      if (package.empty()) package = text;
    }
    if (!output.empty() && !output.ends_with('/') && output.find('$') == std::string_view::npos &&
        base_name(output) != base_name(program) && base_name(output) != "." && !renamed(output, program))
      return std::nullopt;
    if (package.find("...") != std::string_view::npos) return std::nullopt;
    return std::string(package.empty() ? "." : package);
  }

  /// Whether a COPY gives what was built the name under which it is started.
  bool renamed(std::string_view output, std::string_view program) const {
    for (const dockerfile::Instruction* const instruction : service_.stage->instructions) {
      if (instruction->op != dockerfile::Op::copy || instruction->arguments.size() != 2) continue;
      if (base_name(instruction->arguments[0].text) == base_name(output) &&
          base_name(instruction->arguments[1].text) == base_name(program))
        return true;
    }
    return false;
  }

  const Project& project_;
  const Service& service_;
  std::string folder_;  ///< Where it is started, absolute; "" the working directory.
};

}  // namespace

std::string ApplicationEntry::key() const {
  std::string result = code.path;
  for (const std::string_view part : {std::string_view(code.base), std::string_view(code.object)}) {
    result += '\n';
    result += part;
  }
  result += '\n';
  result += static_cast<char>('0' + static_cast<int>(kind));
  if (is_main) result += 'm';
  return result;
}

code::Program ApplicationEntry::read(code::Tree& tree) const {
  switch (kind) {
    case Kind::next:
      return code::read_next_application(tree, code.path);
    case Kind::nuxt:
      return code::read_nuxt_application(tree, code.path);
    case Kind::django:
      return code::read_django_application(tree, code.base, code.object);
    case Kind::spring:
      return code::read_java_application(tree, code.path);
    case Kind::dotnet:
      return code::read_dotnet_application(tree, code.path);
    case Kind::rails: {
      code::Program program = code::read_rails_application(tree, code.path);
      if (!is_main) {
        program.listens.clear();
        program.listens_known = false;
      }
      return program;
    }
    case Kind::laravel:
      return code::read_laravel_application(tree, code.path);
    case Kind::rust:
      return code::read_rust_application(tree, code.path);
    case Kind::elixir:
      return code::read_elixir_application(tree, code.path);
    case Kind::program:
      break;
  }
  code::Program program = code::read_program(tree, code);
  if (!is_main) {
    // Another program imports it and decides where to listen.
    program.listens.clear();
    program.listens_known = false;
  }
  return program;
}

std::optional<ApplicationEntry> application_entry(const Project& project, const Service& service) {
  return Finder(project, service).find();
}

}  // namespace seaworthy::project
