#include "rules/rule.h"

#include <algorithm>
#include <span>
#include <string>

#include "knowledge/package_cache.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::package_cache_not_mounted {
namespace {

bool is_mounted(const dockerfile::Instruction& run, std::span<const std::string_view> marks) {
  for (const dockerfile::Mount& mount : run.mounts) {
    if (mount.type != "cache") continue;
    for (const dockerfile::MountOption& option : mount.options)
      for (const std::string_view mark : marks)
        if (contains(option.value, mark)) return true;
  }
  return false;
}

/// The cache that a command fills; null for others.
const knowledge::PackageCache* cache_of(const shell::Invocation& invocation) {
  const std::string_view verb = invocation.verb();
  // `python -m pip`, `pip3`
  if (package_command(invocation).is("pip", PackageAction::install)) return knowledge::package_cache("pip");
  const knowledge::PackageCache* const cache = knowledge::package_cache(invocation.program);
  // Without a restore of its own nothing is downloaded.
  if (invocation.program == "dotnet" && invocation.has_flag("--no-restore")) return nullptr;
  if (cache == nullptr || cache->verbs.empty() || std::ranges::find(cache->verbs, verb) != cache->verbs.end())
    return cache;
  const std::vector<const shell::Word*> words = invocation.operands();
  if (invocation.program == "go" && words.size() > 1 && verb == "mod" && words[1]->text == "download") return cache;
  if (invocation.program == "uv" && words.size() > 1 && is_one_of("pip tool python", verb) &&
      std::ranges::any_of(words, [](const shell::Word* word) { return word->text == "install"; }))
    return cache;
  return nullptr;
}

/// The target of the mount as the account in force needs it: with its home for `~`, and its id, since BuildKit gives
/// the folder to root otherwise.
std::string mount_target(std::string_view path, const dockerfile::Instruction& run) {
  if (!path.starts_with("~/")) return std::string(path);
  const std::string below(path.substr(1));
  const std::string user(before(run.in_force != nullptr ? run.in_force->user.value : std::string_view(), ':'));
  if (user.empty() || user == "root" || user == "0") return "/root" + below;
  if (is_number(user)) return "$HOME" + below + ",uid=" + user;
  return "/home/" + user + below + ",uid=<of " + user + ">";
}

/// Whether the stage installs what compiles native modules.
bool has_compiler(const dockerfile::Stage& stage) {
  return any_run_command(stage, [](const dockerfile::Instruction&, const shell::Node& node) {
    const PackageCommand command = package_command(shell::invocation(node));
    return std::ranges::any_of(command.packages, [](const shell::Word* word) {
      return is_one_of("make g++ gcc build-essential build-base node-gyp python3 gcc-c++", word->text);
    });
  });
}

void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.stage == nullptr || is_windows_stage(*run.stage)) return report.skip();
  bool any = false;
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation invocation = shell::invocation(*node);
    const std::string_view program = invocation.program;
    const knowledge::PackageCache* const cache = cache_of(invocation);
    if (cache == nullptr) continue;
    any = true;
    const bool first = is_mounted(run, cache->marks);
    const bool second = cache->second_mark.empty() || is_mounted(run, {&cache->second_mark, 1});
    if (first && second) continue;
    const std::string path = mount_target(first ? cache->second_path : cache->path, run);
    Builder finding =
        report.at(invocation.program_word->span,
                  "Each run downloads everything again; `--mount=type=cache,target={}` keeps it between builds", path);
    if (program == "bundle" && !is_development_stage(*run.stage))
      finding.peers("tally:tally/prefer-package-cache-mounts tally:tally/ruby/prefer-bundler-cache-mount");
    else if (is_one_of("npm pnpm yarn", program) && has_compiler(*run.stage))
      finding.peers("tally:tally/prefer-package-cache-mounts tally:tally/js/node-gyp-cache-mounts");
    else
      finding.peers("tally:tally/prefer-package-cache-mounts");
    return;
  }
  if (!any) report.skip();
}

}  // namespace

extern const Rule rule = {
    .code = "SW1221",
    .summary = "Package cache not kept between builds",
    .why =
        "When the layer is built anew, every package is downloaded and compiled again, although all but one are "
        "unchanged.",
    .remedy =
        "Add a cache mount for the package manager's folder. It helps on machines that keep their build cache; many CI "
        "runners do not, so "
        "this rule is off by default.",
    .peers =
        "tally:tally/prefer-package-cache-mounts tally:tally/js/node-gyp-cache-mounts "
        "tally:tally/ruby/prefer-bundler-cache-mount",
    .differs =
        "A RUN in exec form counts like any other, and so does a file without a `syntax` line: BuildKit has known "
        "cache "
        "mounts without one since 23.0.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::package_cache_not_mounted
