#include "discover/walk.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <tuple>
#include <utility>

#include "base/parallel.h"
#include "discover/git_index.h"
#include "discover/gitignore.h"
#include "discover/mounted.h"

// Two passes. The first lists folders on all workers, names only, and notes which files may be of the deployment. The
// second reads those, in the order of their paths. Whatever a worker makes stays with that worker until both are done;
// the results are then put in order, so that neither the number of workers nor the order in which the system lists a
// folder can be seen in them.

namespace seaworthy::discover {

namespace {

constexpr std::uint64_t head_bytes = 8192;

std::string join(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty()) path += '/';
  path += name;
  return path;
}

std::string_view join(std::string_view folder, std::string_view name, Arena& arena) {
  if (folder.empty()) return name;
  const std::size_t size = folder.size() + 1 + name.size();
  char* const storage = static_cast<char*>(arena.allocate(size, 1));
  folder.copy(storage, folder.size());
  storage[folder.size()] = '/';
  name.copy(storage + folder.size() + 1, name.size());
  return {storage, size};
}

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }  // npos + 1 is 0.

/// The patterns that hold in a folder and below it; those of the folders above are `outer`.
struct IgnoreScope {
  const IgnoreScope* outer = nullptr;
  std::string_view folder;
  std::string prefix;  ///< For a file above the root: where the root stands below it.
  IgnoreRules rules;
};

bool is_ignored(const IgnoreScope* scope, std::string_view path, bool is_directory) {
  for (; scope != nullptr; scope = scope->outer) {
    Verdict verdict = Verdict::undecided;
    if (scope->prefix.empty()) {
      const std::string_view relative = scope->folder.empty() ? path : path.substr(scope->folder.size() + 1);
      verdict = scope->rules.match(relative, is_directory);
    } else {
      verdict = scope->rules.match(join(scope->prefix, path), is_directory);
    }
    if (verdict != Verdict::undecided) return verdict == Verdict::ignored;
  }
  return false;
}

struct Listing;

struct ListedEntry {
  TreeEntry tree;
  Listing* children = nullptr;  ///< Of a folder that was entered.
};

struct Listing {
  std::vector<ListedEntry> entries;  ///< Sorted by name.
  std::size_t above = 0;             ///< Bytes of an entry's path that stand before its name.

  std::string_view name(const ListedEntry& entry) const { return entry.tree.path.substr(above); }
};

/// A file that is, or may be, of the deployment.
struct Candidate {
  std::string_view path;
  Classified classified;
  EntryKind kind = EntryKind::file;
  std::string_view target;  ///< Of a link.
  bool ignored = false;
  bool asked_for = false;  ///< Named by the user, who then wants to hear of it whatever it is.
};

struct FolderTask {
  std::string_view path;
  Listing* listing = nullptr;
  const IgnoreScope* ignores = nullptr;
  std::uint32_t depth = 0;
  bool ignored = false;  ///< Ignored as a whole; entered for the files in it that git tracks nevertheless.
};

/// What git tracks. Read when the first path is ignored: most trees never need it.
class Tracked {
 public:
  Tracked(const FileSystem& files, const Scope& scope) : files_(files), scope_(scope) {}

  bool file(std::string_view path) const {
    const GitIndex& known = index();
    return known.size() != 0 && known.tracks(in_repository(path));
  }
  bool below(std::string_view folder) const {
    const GitIndex& known = index();
    return known.size() != 0 && known.tracks_below(in_repository(folder));
  }

 private:
  const GitIndex& index() const {
    std::call_once(read_, [this] {
      index_ = std::make_unique<GitIndex>(scope_.outer_index ? scope_.outer_index()
                                                             : files_.read(".git/index", most_index_bytes).bytes);
    });
    return *index_;
  }
  std::string in_repository(std::string_view path) const { return join(scope_.path_in_repository, path); }

  static constexpr std::uint64_t most_index_bytes = 256u << 20;
  const FileSystem& files_;
  const Scope& scope_;
  mutable std::once_flag read_;
  mutable std::unique_ptr<GitIndex> index_;
};

/// What one worker has made.
struct Worker {
  std::unique_ptr<Arena> arena = std::make_unique<Arena>();
  std::deque<Listing> listings;
  std::deque<IgnoreScope> scopes;
  std::vector<Candidate> candidates;
  std::vector<std::string> not_entered;
  std::vector<Unread> unread;
  std::uint32_t source_files = 0;
  std::uint32_t ignored_files = 0;
  std::vector<DirectoryEntry> entries;  ///< Reused for every folder.
  std::vector<FolderTask> own;          ///< Folders to do next, the last one first.
};

/// Folders that a worker hands over to those that have none left. Handing over is rare and coarse: only while somebody
/// waits, and then half of what there is.
class Handover {
 public:
  /// Counts a worker in. Those that start late, or never, are not waited for.
  void join() {
    const std::lock_guard lock(mutex_);
    ++workers_;
  }

  bool somebody_waits() const { return waiting_.load(std::memory_order_relaxed) > 0; }

  void give(std::vector<FolderTask>& tasks) {
    const std::size_t count = tasks.size() / 2;
    {
      const std::lock_guard lock(mutex_);
      // The oldest are nearest to the root and have most below them.
      shared_.insert(shared_.end(), tasks.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(count));
    }
    tasks.erase(tasks.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(count));
    arrived_.notify_one();
  }

  /// Waits for folders. False: all workers are out of them, the walk is done.
  bool take(std::vector<FolderTask>& tasks) {
    std::unique_lock lock(mutex_);
    waiting_.fetch_add(1, std::memory_order_relaxed);
    if (waiting_.load(std::memory_order_relaxed) == workers_ && shared_.empty()) {
      done_ = true;
      arrived_.notify_all();
    }
    arrived_.wait(lock, [this] { return done_ || !shared_.empty(); });
    if (shared_.empty()) return false;
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    const std::size_t count = (shared_.size() + 1) / 2;
    tasks.assign(shared_.end() - static_cast<std::ptrdiff_t>(count), shared_.end());
    shared_.resize(shared_.size() - count);
    if (!shared_.empty()) arrived_.notify_one();
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::atomic<unsigned> waiting_{0};
  std::vector<FolderTask> shared_;
  unsigned workers_ = 0;
  bool done_ = false;
};

/// Folders of other people's code and of tools. What they hold is no part of the deployment's sources.
bool is_vendored_name(std::string_view name) {
  switch (name.front()) {
    case '.':
      return name == ".git" || name == ".hg" || name == ".svn" || name == ".venv" || name == ".tox" || name == ".nox" ||
             name == ".mypy_cache" || name == ".pytest_cache" || name == ".ruff_cache" || name == ".terraform" ||
             name == ".gradle" || name == ".next" || name == ".nuxt" || name == ".svelte-kit" || name == ".turbo" ||
             name == ".parcel-cache" || name == ".cache" || name == ".pnpm-store" || name == ".yarn" ||
             name == ".eggs" || name == ".idea" || name == ".agents" || name == ".claude" || name == ".codex" ||
             name == ".cursor";
    case 'n':
      return name == "node_modules";
    case 'v':
      return name == "vendor";
    case 'b':
      return name == "bower_components";
    case '_':
      return name == "__pycache__";
    default:
      return false;
  }
}

/// What stands beside a folder tells whether it holds what a build made.
struct Siblings {
  bool builds_into_target = false, builds_into_dist = false, builds_into_obj = false, virtual_environment = false;
};

Siblings look_at(const std::vector<DirectoryEntry>& entries) {
  Siblings result;
  for (const DirectoryEntry& entry : entries) {
    // Visual Studio keeps what it makes of a solution beside it. The last letter rules out nearly every name.
    if (const char last = entry.name.back(); last == 'n' || last == 'x' || last == 'j')
      for (const std::string_view ending : {".sln", ".slnx", ".csproj", ".fsproj", ".vbproj", ".dcproj"})
        result.builds_into_obj |= entry.name.ends_with(ending);
    switch (entry.name.front()) {
      case 'C':
        result.builds_into_target |= entry.name == "Cargo.toml";
        break;
      case 'b':
        result.builds_into_target |= entry.name == "build.sbt";
        break;
      case 'p':
        result.builds_into_target |= entry.name == "pom.xml";
        result.builds_into_dist |= entry.name == "package.json" || entry.name == "pyproject.toml";
        result.virtual_environment |= entry.name == "pyvenv.cfg";
        break;
      case 's':
        result.builds_into_dist |= entry.name == "setup.py";
        break;
      default:
        break;
    }
  }
  return result;
}

bool is_vendored(std::string_view name, const Siblings& siblings) {
  return is_vendored_name(name) || (siblings.builds_into_target && name == "target") ||
         (siblings.builds_into_dist && name == "dist") || (siblings.builds_into_obj && name == "obj");
}

/// Engines make an empty folder where a file that shall be mounted is missing; such a folder is worth a word.
bool is_folder_instead_of_file(std::string_view name) {
  if (name == "Dockerfile" || name == "Containerfile") return true;
  return name.find(".y") != std::string_view::npos && classify_name(name).kind == FileKind::compose;
}

/// Whether a file of settings is a program in JavaScript or TypeScript.
bool is_program(std::string_view path) {
  for (const std::string_view suffix : {".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"})
    if (path.ends_with(suffix)) return true;
  return false;
}

std::string reason_of(FileError error, const Limits& limits) {
  if (error == FileError::too_large) {
    return "larger than the limit of " + std::to_string(limits.file_bytes >> 20) + " MiB for one file";
  }
  if (error == FileError::not_regular) return "not a regular file (a folder, pipe, socket or device)";
  return std::string(name(error));
}

class Walk {
 public:
  Walk(const FileSystem& files, unsigned threads, const Limits& limits, const Tracked& tracked)
      : files_(files), limits_(limits), tracked_(tracked), workers_(threads) {}

  void run(std::vector<FolderTask> first) {
    // A small tree is walked before another thread has woken.
    constexpr int folders_alone = 16;
    workers_.front().own = std::move(first);
    for (int folder = 0; folder < folders_alone && !workers_.front().own.empty(); ++folder)
      enter_next(workers_.front());
    if (workers_.front().own.empty()) return;
    Handover handover;
    parallel_workers(static_cast<unsigned>(workers_.size()), [&](unsigned index) {
      Worker& worker = workers_[index];
      handover.join();
      do {
        while (!worker.own.empty()) {
          enter_next(worker);
          if (worker.own.size() > 1 && handover.somebody_waits()) handover.give(worker.own);
        }
      } while (handover.take(worker.own));
    });
  }

  bool too_many() const { return entries_.load(std::memory_order_relaxed) > limits_.entries; }
  std::vector<Worker>& workers() { return workers_; }

  void enter_next(Worker& worker) {
    const FolderTask task = worker.own.back();
    worker.own.pop_back();
    if (!too_many()) enter(task, worker);
  }

  /// Lists one folder: its entries, what of them is to be read, and the folders below as tasks.
  void enter(const FolderTask& task, Worker& worker, bool go_down = true) {
    std::vector<DirectoryEntry>& entries = worker.entries;
    entries.clear();
    const FileError error = files_.list(task.path, *worker.arena, entries);
    if (error != FileError::none) {
      worker.unread.push_back({std::string(task.path), reason_of(error, limits_)});
      worker.not_entered.emplace_back(task.path);
      return;
    }
    const Siblings siblings = look_at(entries);
    if (siblings.virtual_environment) {
      worker.not_entered.emplace_back(task.path);
      return;
    }
    entries_.fetch_add(static_cast<std::uint32_t>(entries.size()), std::memory_order_relaxed);
    std::sort(entries.begin(), entries.end(),
              [](const auto& left, const auto& right) { return left.name < right.name; });
    const IgnoreScope* const ignores = scope_of(task, worker);
    task.listing->entries.reserve(entries.size());
    task.listing->above = task.path.empty() ? 0 : task.path.size() + 1;
    for (const DirectoryEntry& entry : entries) {
      const std::string_view path = join(task.path, entry.name, *worker.arena);
      const bool is_directory = entry.kind == EntryKind::directory;
      ListedEntry listed{.tree = {.path = path, .kind = entry.kind}};
      const bool matched = task.ignored || is_ignored(ignores, path, is_directory);
      if (is_directory) {
        if (is_folder_instead_of_file(entry.name)) {
          worker.unread.push_back({std::string(path), "a folder, where the name promises a file"});
        }
        const bool vendored = is_vendored(entry.name, siblings);
        listed.tree.ignored = matched && (vendored || !tracked_.below(path));
        if (vendored || listed.tree.ignored || !go_down) {
          worker.not_entered.emplace_back(path);
        } else if (task.depth + 1 >= limits_.depth) {
          worker.unread.push_back({std::string(path), "deeper than " + std::to_string(limits_.depth) + " folders"});
          worker.not_entered.emplace_back(path);
        } else {
          listed.children = &worker.listings.emplace_back();
          worker.own.push_back({.path = path,
                                .listing = listed.children,
                                .ignores = ignores,
                                .depth = task.depth + 1,
                                .ignored = matched});
        }
      } else {
        listed.tree.ignored = matched && !tracked_.file(path);
        if (entry.kind == EntryKind::link) {
          follow(listed.tree, worker);
        } else {
          note(listed.tree, worker);
        }
      }
      task.listing->entries.push_back(listed);
    }
  }

  const IgnoreScope* scope_of(const FolderTask& task, Worker& worker) {
    const IgnoreScope* scope = task.ignores;
    for (const DirectoryEntry& entry : worker.entries) {
      if (entry.name.front() != '.') continue;
      const bool is_repository = task.path.empty() && entry.name == ".git" && entry.kind == EntryKind::directory;
      const bool is_ignore_file = entry.name == ".gitignore" && entry.kind == EntryKind::file;
      if (!is_repository && !is_ignore_file) continue;
      const ReadResult patterns =
          files_.read(is_repository ? ".git/info/exclude" : join(task.path, entry.name), limits_.file_bytes);
      IgnoreRules rules(patterns.bytes);
      if (rules.empty()) continue;
      scope = &worker.scopes.emplace_back(
          IgnoreScope{.outer = scope, .folder = task.path, .prefix = {}, .rules = std::move(rules)});
    }
    return scope;
  }

  /// Notes where a link leads. One to a folder is not entered: what it leads to is in the tree already, or outside.
  void follow(TreeEntry& entry, Worker& worker) {
    const auto kind = files_.kind(entry.path);
    if (kind == EntryKind::directory) {
      worker.not_entered.emplace_back(entry.path);
      return;
    }
    if (kind == EntryKind::file) {
      if (const auto target = files_.resolve_link(entry.path)) entry.target = worker.arena->copy(*target);
    }
    note(entry, worker);
  }

  /// Decides by the name whether a file is worth a second look.
  void note(const TreeEntry& entry, Worker& worker) {
    const Classified classified = classify_name(entry.path);
    if (classified.kind == FileKind::source) {
      ++worker.source_files;
      return;
    }
    if (!classified.needs_content && classified.reason.empty()) return;
    if (entry.kind == EntryKind::other) {
      if (!classified.needs_content) {
        worker.unread.push_back({std::string(entry.path), reason_of(FileError::not_regular, limits_)});
      }
      return;
    }
    if (entry.ignored && classified.kind != FileKind::env && classified.kind != FileKind::env_template) {
      if (!classified.needs_content) ++worker.ignored_files;
      return;
    }
    if (classified.kind == FileKind::peer_config && is_program(entry.path)) {
      worker.unread.push_back({std::string(entry.path), "settings that a program makes, and no program is run"});
      return;
    }
    worker.candidates.push_back({.path = entry.path,
                                 .classified = classified,
                                 .kind = entry.kind,
                                 .target = entry.target,
                                 .ignored = entry.ignored});
  }

 private:
  const FileSystem& files_;
  const Limits& limits_;
  const Tracked& tracked_;
  std::vector<Worker> workers_;
  std::atomic<std::uint32_t> entries_{0};
};

/// Puts a listing and all below it into `tree`, in the byte order of whole paths. That is not quite the order of names:
/// `a-b` comes before `a/c`. So what is below a folder waits until a name comes that is past it.
void append_in_order(const Listing& listing, std::vector<TreeEntry>& tree) {
  std::vector<const ListedEntry*> waiting;
  const auto flush_before = [&](std::string_view next) {
    while (!waiting.empty()) {
      const std::string_view folder = listing.name(*waiting.back());
      if (next.starts_with(folder) && next.size() > folder.size() && next[folder.size()] < '/') return;
      append_in_order(*waiting.back()->children, tree);
      waiting.pop_back();
    }
  };
  for (const ListedEntry& entry : listing.entries) {
    flush_before(listing.name(entry));
    tree.push_back(entry.tree);
    if (entry.children != nullptr) waiting.push_back(&entry);
  }
  flush_before({});
}

/// The outcome of reading one candidate.
struct Outcome {
  bool read = false;
  bool found = false;
  bool compose_if_named = false;  ///< Found when another file names it; see Classified.
  FoundFile file;
  std::string unread;
};

class Reader {
 public:
  Reader(const FileSystem& files, const Limits& limits) : files_(files), limits_(limits) {}

  Outcome read(const Candidate& candidate) const {
    Outcome outcome;
    outcome.read = true;
    Classified classified = candidate.classified;
    FoundFile& file = outcome.file;
    if (!classified.needs_content && !reads_content(classified.kind)) {
      file.has_content = false;
      return finish(candidate, classified, outcome);
    }
    ReadResult result;
    // YAML and configuration files are read as a whole at once; of a file without an extension the start will tell.
    const bool by_head = classified.needs_content && last_name(candidate.path).find('.') == std::string_view::npos;
    if (by_head) {
      result = files_.read_head(candidate.path, head_bytes);
    } else {
      result = files_.read(candidate.path, limits_.file_bytes);
    }
    if (classified.needs_content) {
      FileError error = result.error;
      if (error == FileError::too_large) result = files_.read_head(candidate.path, head_bytes);
      classified = classify_content(candidate.path, result.bytes);
      const bool nothing = classified.kind == FileKind::other && classified.reason.empty();
      if (nothing && !candidate.asked_for) {
        if (!classified.compose_if_named || error != FileError::none || candidate.ignored) return outcome;
        outcome.compose_if_named = true;
        file.bytes = std::move(result.bytes);
        classified = {.kind = FileKind::compose, .reason = "named by a Compose file or a command"};
        outcome = finish(candidate, classified, outcome);
        outcome.found = false;
        return outcome;
      }
      if (nothing && error == FileError::none) {
        outcome.unread =
            "neither its name nor its content tells what it is; name it like `Dockerfile` or `compose.yaml`";
        return outcome;
      }
      if (error == FileError::none && by_head && result.bytes.size() == head_bytes) {
        result = files_.read(candidate.path, limits_.file_bytes);
        error = result.error;
      }
      result.error = error;
    }
    if (result.error != FileError::none) {
      outcome.unread = result.error == FileError::missing && candidate.kind == EntryKind::link
                           ? "link leads nowhere"
                           : reason_of(result.error, limits_);
      return outcome;
    }
    file.bytes = std::move(result.bytes);
    const bool is_script = classified.kind == FileKind::script || classified.kind == FileKind::entrypoint;
    file.executable = is_script && (result.mode & 0100) != 0;
    return finish(candidate, classified, outcome);
  }

 private:
  static Outcome finish(const Candidate& candidate, const Classified& classified, Outcome& outcome) {
    outcome.found = true;
    FoundFile& file = outcome.file;
    file.path = candidate.path;
    file.kind = classified.kind;
    file.reason = classified.reason;
    if (!candidate.target.empty()) file.reason += ", a link to `" + std::string(candidate.target) + "`";
    file.ignored = candidate.ignored;
    return std::move(outcome);
  }

  const FileSystem& files_;
  const Limits& limits_;
};

/// Whether a file of this kind may name Compose files.
bool names_compose_files(FileKind kind) {
  switch (kind) {
    case FileKind::compose:
    case FileKind::env:
    case FileKind::script:
    case FileKind::makefile:
    case FileKind::ci:
    case FileKind::package_json:
    case FileKind::readme:
    case FileKind::documentation:
      return true;
    default:
      return false;
  }
}

/// Files that are Compose files only because others name them. One that is found may name the next.
void find_named(std::vector<Outcome>& outcomes) {
  std::vector<Outcome*> open;
  for (Outcome& outcome : outcomes)
    if (outcome.compose_if_named) open.push_back(&outcome);
  if (open.empty()) return;
  const auto is_meant = [](std::string_view path, std::string_view written) {
    while (written.starts_with("./") || written.starts_with("../")) written.remove_prefix(written.find('/') + 1);
    return path == written || (path.ends_with(written) && path[path.size() - written.size() - 1] == '/');
  };
  const auto look_into = [&](const FoundFile& file, std::vector<Outcome*>& found) {
    for (const std::string_view written : named_compose_files(file.kind, file.bytes))
      std::erase_if(open, [&](Outcome* outcome) {
        if (!is_meant(outcome->file.path, written)) return false;
        outcome->found = true;
        found.push_back(outcome);
        return true;
      });
  };
  std::vector<Outcome*> found;
  for (const Outcome& outcome : outcomes)
    if (outcome.found && !outcome.compose_if_named && names_compose_files(outcome.file.kind))
      look_into(outcome.file, found);
  for (std::size_t next = 0; next < found.size() && !open.empty(); ++next) look_into(found[next]->file, found);
  // What nobody names is let go.
  for (Outcome* const outcome : open) outcome->file.bytes = {};
}

/// Reads all candidates. The limit on the total is kept in the order of paths, so that it falls on the same file each
/// time.
void read_all(const FileSystem& files, unsigned threads, const Limits& limits, const std::vector<Candidate>& candidates,
              Discovered& result) {
  const Reader reader(files, limits);
  std::vector<Outcome> outcomes(candidates.size());
  std::atomic<std::uint64_t> bytes_read{0};
  parallel_for(candidates.size(), threads, [&](std::size_t index, unsigned) {
    // Candidates are taken in order: once this much was read, the limit falls on one of those that were taken before.
    if (bytes_read.load(std::memory_order_relaxed) > limits.total_bytes) return;
    outcomes[index] = reader.read(candidates[index]);
    bytes_read.fetch_add(outcomes[index].file.bytes.size(), std::memory_order_relaxed);
  });
  find_named(outcomes);
  // What is found under its own path is not found once more through a link.
  const auto is_found = [&](std::string_view path) {
    const auto at = std::lower_bound(candidates.begin(), candidates.end(), path,
                                     [](const Candidate& left, std::string_view right) { return left.path < right; });
    return at != candidates.end() && at->path == path &&
           outcomes[static_cast<std::size_t>(at - candidates.begin())].found;
  };
  std::vector<std::size_t> doubles;
  for (std::size_t index = 0; index < candidates.size(); ++index) {
    if (!candidates[index].target.empty() && is_found(candidates[index].target)) doubles.push_back(index);
  }
  for (const std::size_t index : doubles) outcomes[index].found = false;

  std::uint64_t total = 0;
  bool full = false;
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    Outcome& outcome = outcomes[index];
    total += outcome.file.bytes.size();
    full = full || !outcome.read || total > limits.total_bytes;
    if (full) {
      outcome.found = false;
      outcome.unread = "beyond the limit of " + std::to_string(limits.total_bytes >> 20) + " MiB for all files";
    }
    if (!outcome.unread.empty())
      result.unread.push_back({std::string(candidates[index].path), std::move(outcome.unread)});
    if (outcome.found) result.files.push_back(std::move(outcome.file));
  }
}

/// Adds the configuration files and SQL that the Compose files mount and that no name or content of their own tells:
/// files, and what lies directly in a folder. `result.tree` is complete by now.
void add_mounted(const FileSystem& files, Discovered& result) {
  constexpr std::uint64_t largest = 256 << 10;
  constexpr std::size_t most_of_a_folder = 64;
  constexpr std::string_view sql = ".sql";
  std::vector<std::string_view> wanted;
  const auto want = [&](const TreeEntry& entry) {
    if (entry.kind == EntryKind::file && !entry.ignored &&
        (may_be_configuration(entry.path) || entry.path.ends_with(sql)))
      wanted.push_back(entry.path);
  };
  for (const FoundFile& file : result.files) {
    if (file.kind != FileKind::compose) continue;
    for (const std::string& path : mounted_paths(file.path, file.bytes)) {
      auto at = std::ranges::lower_bound(result.tree, path, {}, &TreeEntry::path);
      if (at == result.tree.end() || at->path != path) continue;
      want(*at);
      if (at->kind != EntryKind::directory) continue;
      const std::string below = path + "/";
      at = std::ranges::lower_bound(result.tree, below, {}, &TreeEntry::path);
      for (std::size_t count = 0; at != result.tree.end() && at->path.starts_with(below) && count < most_of_a_folder;
           ++at, ++count)
        if (at->path.find('/', below.size()) == std::string_view::npos) want(*at);
    }
  }
  std::ranges::sort(wanted);
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  const std::size_t known = result.files.size();
  for (const std::string_view path : wanted) {
    const auto last = result.files.begin() + static_cast<std::ptrdiff_t>(known);
    const auto at = std::lower_bound(result.files.begin(), last, path,
                                     [](const FoundFile& left, std::string_view right) { return left.path < right; });
    if (at != last && at->path == path) continue;
    ReadResult read = files.read(path, largest);
    if (read.error != FileError::none) continue;
    FoundFile& file = result.files.emplace_back();
    file.path = path;
    if (path.ends_with(sql)) file.kind = FileKind::sql;
    file.reason = path.ends_with(sql) ? "SQL that a Compose file mounts" : "configuration that a Compose file mounts";
    file.bytes = std::move(read.bytes);
  }
  std::ranges::inplace_merge(result.files, result.files.begin() + static_cast<std::ptrdiff_t>(known), {},
                             &FoundFile::path);
}

/// What is read along with a single file that was asked for: files that decide what it means.
bool is_companion(FileKind kind) {
  return kind == FileKind::dockerignore || kind == FileKind::env || kind == FileKind::seaworthy_config ||
         kind == FileKind::peer_config;
}

/// Folders above a path, outermost first, without the root.
std::vector<std::string_view> folders_above(std::string_view path) {
  std::vector<std::string_view> result;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    result.push_back(path.substr(0, slash));
  }
  return result;
}

void sort_unique(std::vector<std::string>& paths) {
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
}

}  // namespace

Discovered discover(const FileSystem& files, unsigned threads, const Limits& limits, const Scope& scope) {
  threads = std::max(threads, 1u);
  Discovered result;
  auto start_arena = std::make_unique<Arena>();
  std::deque<IgnoreScope> outer_scopes;
  for (const auto& [prefix, patterns] : scope.outer_ignores) {
    const IgnoreScope* const outer = outer_scopes.empty() ? nullptr : &outer_scopes.back();
    outer_scopes.push_back({.outer = outer, .folder = {}, .prefix = prefix, .rules = IgnoreRules(patterns)});
  }
  const IgnoreScope* const outermost = outer_scopes.empty() ? nullptr : &outer_scopes.back();

  // Starts that stand below another one are covered by it.
  std::vector<std::string> starts = scope.starts;
  sort_unique(starts);
  std::vector<std::string_view> folder_starts;
  std::vector<std::string_view> file_starts;
  for (const std::string& start : starts) {
    const bool covered = std::any_of(folder_starts.begin(), folder_starts.end(), [&](std::string_view above) {
      return above.empty() || (start.starts_with(above) && start[above.size()] == '/');
    });
    if (covered) continue;
    (files.kind(start) == EntryKind::directory ? folder_starts : file_starts).push_back(start);
  }

  std::vector<TreeEntry> start_entries;
  std::vector<Candidate> candidates;
  // A worker for what is done before the walk: the folders above a start are listed for their ignore files alone.
  const Tracked tracked(files, scope);
  Walk before(files, 1, limits, tracked);
  Worker& first = before.workers().front();
  const auto scope_above = [&](std::string_view start) {
    const IgnoreScope* ignores = outermost;
    std::vector<std::string_view> above = folders_above(start);
    if (!start.empty()) above.insert(above.begin(), std::string_view());
    for (const std::string_view folder : above) {
      result.not_entered.emplace_back(folder);
      if (!folder.empty()) {
        start_entries.push_back({.path = start_arena->copy(folder), .kind = EntryKind::directory, .ignored = false});
      }
      first.entries.clear();
      for (const std::string_view wanted : {std::string_view(".git"), std::string_view(".gitignore")}) {
        const auto kind = files.kind(join(folder, wanted));
        if (kind) first.entries.push_back({wanted, *kind});
      }
      ignores = before.scope_of({.path = start_arena->copy(folder), .listing = nullptr, .ignores = ignores}, first);
    }
    return ignores;
  };

  std::deque<Listing> roots;
  std::vector<FolderTask> tasks;
  for (const std::string_view start : folder_starts) {
    const std::string_view path = start_arena->copy(start);
    const IgnoreScope* const ignores = scope_above(start);
    if (!start.empty()) start_entries.push_back({.path = path, .kind = EntryKind::directory, .ignored = false});
    const auto depth = static_cast<std::uint32_t>(start.empty() ? 0 : 1 + folders_above(start).size());
    tasks.push_back({.path = path, .listing = &roots.emplace_back(), .ignores = ignores, .depth = depth});
  }
  Walk walk(files, tasks.empty() ? 1 : threads, limits, tracked);
  walk.run(tasks);
  if (walk.too_many()) {
    // Which folders were still done depends on the workers' speed. One worker always stops at the same place.
    for (Listing& root : roots) root.entries.clear();
    Walk again(files, 1, limits, tracked);
    again.run(tasks);
    std::swap(walk.workers(), again.workers());
    result.unread.push_back(
        {"", "more than " + std::to_string(limits.entries) + " files and folders; the rest is left out"});
  }

  // Of the folder of a single file one level is listed: what stands beside the file decides what it means.
  // A Dockerfile that is asked for alone may be built from anywhere above: what is not beside it is not known.
  std::vector<std::string_view> listed_folders, known_folders;
  for (const std::string_view start : file_starts) {
    const std::size_t slash = start.rfind('/');
    const std::string_view folder = start_arena->copy(slash == std::string_view::npos ? "" : start.substr(0, slash));
    if (std::find(listed_folders.begin(), listed_folders.end(), folder) == listed_folders.end()) {
      listed_folders.push_back(folder);
      const IgnoreScope* const ignores = scope_above(folder);
      if (!folder.empty()) start_entries.push_back({.path = folder, .kind = EntryKind::directory, .ignored = false});
      before.enter({.path = folder, .listing = &roots.emplace_back(), .ignores = ignores}, first, false);
    }
    Candidate candidate{.path = start_arena->copy(start), .classified = classify_name(start), .asked_for = true};
    const FileKind kind = candidate.classified.kind;
    if (kind != FileKind::dockerfile) known_folders.push_back(folder);
    if (kind == FileKind::source || (kind == FileKind::other && candidate.classified.reason.empty())) {
      candidate.classified = {.needs_content = true};
    }
    candidates.push_back(candidate);
  }
  std::erase_if(first.candidates, [&](const Candidate& candidate) {
    return !is_companion(candidate.classified.kind) ||
           std::find(file_starts.begin(), file_starts.end(), candidate.path) != file_starts.end();
  });
  first.source_files = 0;

  std::vector<Worker> workers = std::move(walk.workers());
  workers.push_back(std::move(first));
  for (Worker& worker : workers) {
    candidates.insert(candidates.end(), worker.candidates.begin(), worker.candidates.end());
    std::move(worker.not_entered.begin(), worker.not_entered.end(), std::back_inserter(result.not_entered));
    std::move(worker.unread.begin(), worker.unread.end(), std::back_inserter(result.unread));
    result.source_files += worker.source_files;
    result.ignored_files += worker.ignored_files;
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const auto& left, const auto& right) { return left.path < right.path; });
  read_all(files, threads, limits, candidates, result);

  std::size_t entry_count = start_entries.size();
  for (const Worker& worker : workers) {
    for (const Listing& listing : worker.listings) entry_count += listing.entries.size();
  }
  for (const Listing& root : roots) entry_count += root.entries.size();
  result.tree.reserve(entry_count);
  for (const Listing& root : roots) append_in_order(root, result.tree);
  if (!start_entries.empty() || roots.size() > 1) {
    result.tree.insert(result.tree.end(), start_entries.begin(), start_entries.end());
    std::sort(result.tree.begin(), result.tree.end(),
              [](const auto& left, const auto& right) { return left.path < right.path; });
    const auto same_path = [](const auto& left, const auto& right) { return left.path == right.path; };
    result.tree.erase(std::unique(result.tree.begin(), result.tree.end(), same_path), result.tree.end());
  }
  add_mounted(files, result);
  // A folder that was listed after all, for a file in it, is not among those whose children are not known.
  std::erase_if(result.not_entered, [&](const std::string& folder) {
    return std::find(known_folders.begin(), known_folders.end(), folder) != known_folders.end();
  });
  sort_unique(result.not_entered);
  std::sort(result.unread.begin(), result.unread.end(), [](const Unread& left, const Unread& right) {
    return std::tie(left.path, left.reason) < std::tie(right.path, right.reason);
  });
  for (Worker& worker : workers) result.arenas.push_back(std::move(worker.arena));
  result.arenas.push_back(std::move(start_arena));
  return result;
}

}  // namespace seaworthy::discover
