#include "rules/lib/script_commands.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// Scripts that call scripts that call scripts.
constexpr int deepest = 5;
constexpr std::size_t most_commands = 64;
/// Members of one workspace that are looked for in an image.
constexpr std::size_t most_members = 200;

/// Text without the quotes around it.
std::string_view unquoted(std::string_view word) {
  if (word.size() > 1 && (word.front() == '"' || word.front() == '\'') && word.back() == word.front())
    return word.substr(1, word.size() - 2);
  // Inside of JSON.
  if (word.size() > 3 && word.starts_with("\\\"") && word.ends_with("\\\"")) return word.substr(2, word.size() - 4);
  return word;
}

/// The commands of a script that is nothing but plain ones in a row; empty for others.
std::vector<std::vector<std::string_view>> plain_commands(std::string_view text) {
  std::vector<std::vector<std::string_view>> commands(1);
  for (std::size_t at = 0; at < text.size();) {
    at = text.find_first_not_of(" \t", at);
    if (at == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end;
    if (word == "&&") {
      commands.emplace_back();
      continue;
    }
    if (word == "if" || word.find_first_of("|;`<>") != std::string_view::npos || word == "&" || contains(word, "$("))
      return {};
    commands.back().push_back(unquoted(word));
  }
  for (std::vector<std::string_view>& words : commands) {
    std::size_t runners = 0;
    while (runners < words.size() &&
           (contains(words[runners], "=") || is_one_of("cross-env cross-env-shell env npx --", words[runners])))
      ++runners;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(runners));
    // `pnpm exec tsc`, `yarn exec -- tsc`
    if (words.size() > 2 && knowledge::is_node_package_manager(words[0]) && words[1] == "exec")
      words.erase(words.begin(), words.begin() + (words[2] == "--" ? 3 : 2));
  }
  std::erase_if(commands, [](const std::vector<std::string_view>& words) { return words.empty(); });
  return commands;
}

/// Whether a filter of pnpm, npm, yarn or turbo names a package: `@shop/api`, `./apps/api`, `@shop/api...`.
bool is_meant(std::string_view filter, const project::Manifest& manifest) {
  while (filter.ends_with('.') || filter.ends_with('^')) filter.remove_suffix(1);
  if (filter.starts_with("./")) filter.remove_prefix(2);
  if (filter.size() > 2 && filter.front() == '{' && filter.back() == '}') filter = filter.substr(1, filter.size() - 2);
  if (filter.empty()) return false;
  if (manifest.name && filter == manifest.name.text) return true;
  return manifest.folder == filter || manifest.folder.ends_with("/" + std::string(filter)) ||
         (manifest.name && manifest.name.text.ends_with("/" + std::string(filter)));
}

class Follower {
 public:
  Follower(const project::Project& project, const BuildStep& step)
      : step_(step), packages_(placed_packages(project, step)) {}

  std::vector<ScriptCommand> of_step() {
    call(texts(step_.invocation), packages_.empty() ? nullptr : &packages_.front(), 0);
    return std::move(result_);
  }

  std::vector<ScriptCommand> of_hooks() {
    for (const PlacedPackage& package : packages_)
      for (const std::string_view hook : {"preinstall", "install", "postinstall", "prepare"}) script(hook, package, 0);
    return std::move(result_);
  }

 private:
  const PlacedPackage* package_of(const project::Manifest* manifest) const {
    const auto found = std::ranges::find(packages_, manifest, &PlacedPackage::manifest);
    return found != packages_.end() ? &*found : nullptr;
  }

  /// Whether words call a script, which is followed then.
  bool call(std::span<const std::string_view> words, const PlacedPackage* here, int depth) {
    if (depth > deepest || words.empty() || here == nullptr) return false;
    std::vector<std::string_view> filters;
    std::string_view name;
    bool all = false;
    if (base_name(words[0]) == "turbo") {
      for (std::size_t at = 1; at < words.size(); ++at) {
        if (words[at].starts_with("--filter="))
          filters.push_back(words[at].substr(std::string_view("--filter=").size()));
        else if (words[at] == "--filter" && at + 1 < words.size())
          filters.push_back(words[++at]);
        else if (!words[at].starts_with('-') && words[at] != "run" && name.empty())
          name = words[at];
      }
      all = filters.empty();
    } else {
      const NodeCall called = node_call(words);
      if (called.kind != NodeCall::Kind::script || !called.folder.empty()) return false;
      name = called.script;
      filters = called.workspaces;
      all = called.all_workspaces && filters.empty();
    }
    if (name.empty()) return false;
    if (filters.empty() && !all) {
      if (here->manifest->script(name) == nullptr) return false;
      script(name, *here, depth);
      return true;
    }
    for (const PlacedPackage& package : packages_) {
      // The root is no member.
      if (&package == &packages_.front() && packages_.size() > 1 && all) continue;
      const bool meant = all || std::ranges::any_of(filters, [&](std::string_view filter) {
                           return is_meant(filter, *package.manifest);
                         });
      if (meant) script(name, package, depth);
    }
    return true;
  }

  void script(std::string_view name, const PlacedPackage& package, int depth) {
    const project::ManifestScript* const found = package.manifest->script(name);
    if (found == nullptr) return;
    for (std::vector<std::string_view>& words : plain_commands(found->text)) {
      if (result_.size() >= most_commands) return;
      if (call(words, package_of(package.manifest), depth + 1)) continue;
      result_.push_back({package.manifest, package.folder, std::move(words), found->span});
    }
  }

  const BuildStep& step_;
  std::vector<PlacedPackage> packages_;
  std::vector<ScriptCommand> result_;
};

}  // namespace

std::vector<PlacedPackage> placed_packages(const project::Project& project, const BuildStep& step) {
  std::vector<PlacedPackage> placed;
  if (!is_one_of("npm yarn pnpm bun turbo npx", step.invocation.program)) return placed;
  const project::Manifest* const root = manifest_at(project, step, project::Ecosystem::node, step.folder);
  if (root == nullptr) return placed;
  placed.push_back({root, step.folder});
  if (root->members.empty()) return placed;
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (placed.size() > most_members) break;
    if (manifest.ecosystem != project::Ecosystem::node || &manifest == root ||
        !project::is_below(manifest.folder, root->folder) || manifest.folder == root->folder ||
        !project::is_member(*root, manifest.folder))
      continue;
    const std::string_view inside = manifest.folder.substr(root->folder.empty() ? 0 : root->folder.size() + 1);
    std::string folder = project::container_path(step.folder, inside);
    if (manifest_at(project, step, project::Ecosystem::node, folder) == &manifest)
      placed.push_back({&manifest, std::move(folder)});
  }
  return placed;
}

std::vector<ScriptCommand> script_commands(const project::Project& project, const BuildStep& step) {
  return Follower(project, step).of_step();
}

std::vector<ScriptCommand> hook_commands(const project::Project& project, const BuildStep& step) {
  return Follower(project, step).of_hooks();
}

}  // namespace seaworthy::rules
