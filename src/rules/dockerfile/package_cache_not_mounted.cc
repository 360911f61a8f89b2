#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::package_cache_not_mounted {
namespace {

struct Row {
  std::string_view program;
  std::string_view verbs;   ///< First operands that fill the cache, blank-separated; empty: any use.
  std::string_view path;    ///< Where it is for root.
  std::string_view marks;   ///< A cache mount whose target has one of these is over it, blank-separated.
  std::string_view second;  ///< A further folder that is needed to download nothing twice, by its mark.
};

constexpr std::string_view rpm_verbs = "install in update up upgrade patch dup dist-upgrade distro-sync groupinstall";

constexpr Row rows[] = {
    {"apt-get", "install update upgrade dist-upgrade", "/var/cache/apt", "cache/apt", "lib/apt"},
    {"apt", "install update upgrade full-upgrade", "/var/cache/apt", "cache/apt", "lib/apt"},
    {"apk", "add update upgrade", "/var/cache/apk", "apk", ""},
    {"dnf", rpm_verbs, "/var/cache/libdnf5", "dnf", ""},
    {"microdnf", rpm_verbs, "/var/cache/dnf", "dnf yum", ""},
    {"yum", rpm_verbs, "/var/cache/yum", "yum dnf", ""},
    {"zypper", rpm_verbs, "/var/cache/zypp", "zypp", ""},
    {"npm", "install ci i", "/root/.npm", "npm", ""},
    {"yarn", "install add", "/usr/local/share/.cache/yarn", "yarn .cache", ""},
    {"pnpm", "install add i", "/root/.local/share/pnpm/store", "pnpm", ""},
    {"bun", "install i add", "/root/.bun/install/cache", "bun", ""},
    {"bundle", "install", "/usr/local/bundle/cache", "bundle BUNDLE_PATH gem", ""},
    {"composer", "install", "/root/.cache/composer", "composer", ""},
    {"uv", "sync", "/root/.cache/uv", "uv", ""},
    {"go", "build install", "/root/.cache/go-build", "go-build", ""},
    {"cargo", "build install fetch", "/usr/local/cargo/registry", "cargo", ""},
    {"mvn", "", "/root/.m2", ".m2", ""},
    {"gradle", "", "/root/.gradle", ".gradle", ""},
    {"gradlew", "", "/root/.gradle", ".gradle", ""},
    {"dotnet", "restore publish build", "/root/.nuget/packages", "nuget", ""},
};

bool is_mounted(const dockerfile::Instruction& run, std::string_view marks) {
  for (const dockerfile::Mount& mount : run.mounts) {
    if (mount.type != "cache") continue;
    for (std::size_t begin = 0; begin < marks.size();) {
      const std::size_t end = std::min(marks.find(' ', begin), marks.size());
      for (const dockerfile::MountOption& option : mount.options)
        if (contains(option.value, marks.substr(begin, end - begin))) return true;
      begin = end + 1;
    }
  }
  return false;
}

/// The row of a command that fills its cache; null for others.
const Row* row_of(const shell::Invocation& invocation) {
  const std::string_view verb = invocation.verb();
  for (const Row& row : rows)
    if (row.program == invocation.program && (row.verbs.empty() || is_one_of(row.verbs, verb))) return &row;
  const auto row_named = [](std::string_view program) { return std::ranges::find(rows, program, &Row::program); };
  const std::vector<const shell::Word*> words = invocation.operands();
  if (invocation.program == "go" && words.size() > 1 && verb == "mod" && words[1]->text == "download")
    return row_named("go");
  if (invocation.program == "uv" && words.size() > 1 && is_one_of("pip tool python", verb) &&
      std::ranges::any_of(words, [](const shell::Word* word) { return word->text == "install"; }))
    return row_named("uv");
  return nullptr;
}

/// Whether the stage installs what compiles native modules.
bool has_compiler(const dockerfile::Stage& stage) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      for (const shell::Node* node : instruction->script->commands)
        for (const shell::Word* word : package_command(shell::invocation(*node)).packages)
          if (is_one_of("make g++ gcc build-essential build-base node-gyp python3 gcc-c++", word->text)) return true;
    }
  return false;
}

void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.stage == nullptr || is_windows_stage(*run.stage)) return report.skip();
  bool any = false;
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation invocation = shell::invocation(*node);
    std::string_view path, marks, second, program = invocation.program;
    if (const Row* const row = row_of(invocation)) {
      path = row->path;
      marks = row->marks;
      second = row->second;
    } else if (package_command(invocation).is("pip", PackageAction::install)) {
      path = "/root/.cache/pip";
      marks = "pip";
    }
    if (path.empty()) continue;
    any = true;
    if (is_mounted(run, marks) && (second.empty() || is_mounted(run, second))) continue;
    if (is_mounted(run, marks)) path = "/var/lib/apt";
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
