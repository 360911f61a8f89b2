#include "cli/input.h"

#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include <algorithm>
#include <array>
#include <optional>

#include "cli/options.h"

namespace seaworthy::cli {

namespace {

constexpr std::uint64_t most_input = 64u << 20;

struct Target {
  std::string path;  ///< Absolute, without links.
  bool is_folder = false;
};

std::optional<Target> find_target(const std::string& path) {
  std::array<char, PATH_MAX> buffer;
  struct stat status{};
  // A pipe or a socket is a target too: discovery says what is wrong with it.
  if (::realpath(path.c_str(), buffer.data()) == nullptr || ::stat(buffer.data(), &status) != 0) return std::nullopt;
  return Target{.path = buffer.data(), .is_folder = S_ISDIR(status.st_mode)};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

bool is_below(const std::string& path, const std::string& folder) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string below(const std::string& path, const std::string& folder) {
  if (path == folder) return "";
  return path.substr(folder == "/" ? 1 : folder.size() + 1);
}

/// Finds what stands above the root in the same git repository: what decides what it ignores, and settings.
void look_above(const std::string& root, Input& input) {
  discover::Scope& scope = input.scope;
  std::vector<std::string> folders;  // Innermost first.
  bool in_repository = ::access((root + "/.git").c_str(), F_OK) == 0;
  for (std::string folder = root; folder != "/" && !in_repository;) {
    folder = folder_of(folder);
    folders.push_back(folder);
    in_repository = ::access((folder + "/.git").c_str(), F_OK) == 0;
  }
  if (!in_repository || folders.empty()) return;
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
    FileError error = FileError::none;
    const auto files = open_directory(*folder, error);
    if (files == nullptr) continue;
    for (const std::string_view name : {".seaworthy.yaml", ".seaworthy.yml"}) {
      if (::access((*folder + "/" + std::string(name)).c_str(), F_OK) != 0) continue;
      std::string path;
      for (auto above = folder; above != folders.rend(); ++above) path += "../";
      input.unread.push_back({path + std::string(name), std::string(discover::settings_unread)});
    }
    ReadResult patterns = files->read(".gitignore", discover::Limits().file_bytes);
    if (!patterns.bytes.empty()) scope.outer_ignores.emplace_back(below(root, *folder), std::move(patterns.bytes));
  }
  scope.path_in_repository = below(root, folders.back());
  scope.outer_index = [top = folders.back()] {
    constexpr std::uint64_t most_bytes = 256u << 20;
    FileError error = FileError::none;
    const auto files = open_directory(top, error);
    return files == nullptr ? std::string() : files->read(".git/index", most_bytes).bytes;
  };
}

Input standard_input() {
  Input input;
  std::string text;
  std::array<char, std::size_t{64} * 1024> buffer;
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      input.error = "cannot read standard input: " + std::string(std::strerror(errno));
      return input;
    }
    if (count == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > most_input) {
      input.error = "standard input is larger than " + std::to_string(most_input >> 20) + " MiB";
      return input;
    }
  }
  auto files = std::make_unique<MemoryFiles>();
  files->add("Dockerfile", std::move(text));
  input.files = std::move(files);
  // As a single file: what stands beside it is not known.
  input.scope.starts = {"Dockerfile"};
  input.root_name = "standard input";
  return input;
}

std::string missing(const std::string& path) {
  std::string text = "no such file or folder: `" + path + "`";
  if (path.find('/') != std::string::npos) return text;
  for (const std::string_view command : command_names()) {
    if (path == command) return text + "; the command comes first: `seaworthy " + path + " ...`";
  }
  const std::string_view command = nearest_word(path, command_names());
  if (!command.empty()) text += "; did you mean the command `" + std::string(command) + "`?";
  return text;
}

}  // namespace

Input open_input(std::span<const std::string> paths) {
  const std::vector<std::string> here = {"."};
  if (paths.empty()) paths = here;
  if (std::find(paths.begin(), paths.end(), "-") != paths.end()) {
    if (paths.size() == 1) return standard_input();
    Input input;
    input.error = "`-` reads a Dockerfile from standard input and stands alone; give either it or paths";
    input.is_wrong_usage = true;
    return input;
  }

  Input input;
  std::vector<Target> targets;
  std::string first_missing;
  for (const std::string& path : paths) {
    if (auto target = find_target(path)) {
      targets.push_back(std::move(*target));
      continue;
    }
    const bool denied = errno == EACCES;
    const std::string message = denied ? "permission denied: `" + path + "`" : missing(path);
    if (first_missing.empty()) {
      first_missing = message;
      input.is_wrong_usage = !denied;
    }
    input.unread.push_back({path, denied ? "permission denied" : "no such file or folder"});
  }
  if (targets.empty()) {
    input.error = first_missing;
    return input;
  }
  input.root = targets.front().is_folder ? targets.front().path : folder_of(targets.front().path);
  for (const Target& target : targets) {
    while (!is_below(target.path, input.root)) input.root = folder_of(input.root);
  }
  input.scope.starts.clear();
  for (const Target& target : targets) input.scope.starts.push_back(below(target.path, input.root));
  FileError error = FileError::none;
  input.files = open_directory(input.root, error);
  if (input.files == nullptr) {
    input.error = "cannot open `" + input.root + "`: " + std::string(name(error));
    input.is_wrong_usage = false;
    return input;
  }
  look_above(input.root, input);
  input.root_name = input.root == "/" ? "/" : input.root.substr(input.root.rfind('/') + 1);
  return input;
}

}  // namespace seaworthy::cli
