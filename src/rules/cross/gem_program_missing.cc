#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/package_programs.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/start_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::gem_program_missing {

/// A program that Bundler is told to run.
struct BundledProgram {
  std::string_view name;
  Span span;
};

/// Those that stand behind `bundle exec` when the container starts.
static std::vector<BundledProgram> bundled_programs(const project::Project& project, const project::Service& service) {
  std::vector<BundledProgram> result;
  for (const StartCommand& command : start_commands(project, service)) {
    if (command.words.size() < 3 || base_name(command.words[0]) != "bundle" || command.words[1] != "exec") continue;
    if (std::ranges::find(result, command.words[2], &BundledProgram::name) == result.end())
      result.push_back({command.words[2], command.span});
  }
  return result;
}

/// Whether a lock file of Bundler lists a gem.
static bool is_locked(std::string_view lock, std::string_view gem) {
  return contains(lock, "\n    " + std::string(gem) + " (");
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const std::vector<BundledProgram> programs = bundled_programs(project, service);
  if (programs.empty()) return report.skip();
  const project::ContainerFile file = project::container_file(project, service, "Gemfile");
  const project::File* const gemfile = file.file != nullptr ? file.file : file.image.file;
  if (gemfile == nullptr) return report.skip();
  const project::Manifest* const manifest =
      project::manifest_in(project, project::parent_path(gemfile->path), project::Ecosystem::ruby);
  if (manifest == nullptr || manifest->lock == nullptr) return report.skip();
  const code::SourceFile* const lock = project::configuration(project, manifest->lock->path);
  if (lock == nullptr || !contains(lock->text, "\nDEPENDENCIES")) return report.skip();
  bool asks = false;
  for (const BundledProgram& program : programs) {
    const std::string_view gem = knowledge::package_with_program(program.name, "gem");
    // Bundler runs programs of the system as well: `bundle exec ruby app.rb`, `bundle exec make`.
    if (gem.empty() || !knowledge::has_programs_row(gem, "gem") ||
        service.has_tool(program.name) == std::optional<bool>(true))
      continue;
    asks = true;
    if (is_locked(lock->text, gem)) continue;
    report
        .at(program.span, "`{}` starts `{}`, and no gem of `{}` brings it; add `{}`", service.name, program.name,
            manifest->lock->path, gem)
        .note(Span{lock->id, 0, static_cast<std::uint32_t>(before(lock->text, '\n').size())}, "These are the gems");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4260",
    .summary = "Container that starts a Ruby program whose gem is not in the bundle",
    .why = "Bundler ends with `command not found`, and the container with it.",
    .remedy = "Add the gem to the Gemfile and lock it, or start the program that is there.",
    .references = "https://bundler.io/man/bundle-exec.1.html",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::gem_program_missing
