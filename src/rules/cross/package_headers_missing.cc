#include <algorithm>

#include "code/program.h"
#include "knowledge/build_facts.h"
#include "project/application.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/system_packages.h"
#include "rules/lib/tool_presence.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_headers_missing {

/// A package that a step compiles.
struct Compiled {
  std::string name;
  Span span;
  std::string_view manifest;  ///< Text of the file that asks for it.
};

static std::string_view text_of(const project::Project& project, Span span) {
  return span.valid() ? project.sources[span.file].text() : std::string_view{};
}

/// Whether a line of a Gemfile stands in a branch (`case`, `if`), so that it is asked for only where that is taken.
static bool is_in_branch(std::string_view text, std::size_t offset) {
  const auto indentation = [](std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); };
  std::size_t begin = text.rfind('\n', offset) + 1;
  std::size_t depth = indentation(text.substr(begin, text.find('\n', begin) - begin));
  while (begin > 0 && depth > 0) {
    const std::size_t end = begin - 1;
    begin = end == 0 ? 0 : text.rfind('\n', end - 1) + 1;
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t own = indentation(line);
    if (own == line.size() || own >= depth) continue;
    depth = own;
    if (is_one_of("if unless case when else elsif", before(line.substr(own), ' '))) return true;
  }
  return false;
}

/// What the lock file of a Gemfile has beyond it: a gem stands at the beginning of a line, behind four blanks.
static void add_locked(const project::Project& project, const project::Manifest& gemfile,
                       std::vector<Compiled>& result) {
  const code::SourceFile* const lock =
      gemfile.lock == nullptr ? nullptr : project::configuration(project, gemfile.lock->path);
  if (lock == nullptr) return;
  constexpr std::string_view margin = "\n    ";
  for (std::size_t at = lock->text.find(margin); at != std::string_view::npos; at = lock->text.find(margin, at + 1)) {
    const std::string_view line = before(lock->text.substr(at + margin.size()), '\n');
    const std::string_view gem = before(line, ' ');
    if (gem.empty() || gemfile.dependency(gem) != nullptr) continue;
    const auto begin = static_cast<std::uint32_t>(at + margin.size());
    result.push_back(
        {std::string(gem), {lock->id, begin, begin + static_cast<std::uint32_t>(line.size())}, lock->text});
  }
}

/// What a step installs, in the language of the row.
static std::vector<Compiled> packages_of(const project::Project& project, const BuildStep& step,
                                         std::string_view language) {
  std::vector<Compiled> result;
  const auto add_all = [&](const project::Manifest& manifest) {
    for (const project::Dependency& dependency : manifest.dependencies)
      result.push_back({std::string(dependency.name), dependency.span, text_of(project, dependency.span)});
  };
  const std::string_view program = step.invocation.program, verb = step.invocation.verb();
  if (language == "python") {
    for (const PythonPackage& package : python_installs(project, step).packages)
      result.push_back({package.name, package.span, text_of(project, package.span)});
  } else if (language == "ruby" && is_one_of("bundle bundler", program) && verb == "install") {
    if (const auto* const manifest = manifest_at(project, step, project::Ecosystem::ruby, step.folder)) {
      for (const project::Dependency& dependency : manifest->dependencies)
        if (!dependency.span.valid() || !is_in_branch(text_of(project, dependency.span), dependency.span.begin))
          result.push_back({std::string(dependency.name), dependency.span, text_of(project, dependency.span)});
      add_locked(project, *manifest, result);
    }
  } else if (language == "rust" && program == "cargo" && is_one_of("build install run", verb)) {
    const auto* const root = manifest_at(project, step, project::Ecosystem::rust, step.folder);
    for (const project::Manifest& manifest : project::manifests(project))
      if (root != nullptr && manifest.ecosystem == project::Ecosystem::rust &&
          project::is_below(manifest.folder, root->folder))
        add_all(manifest);
  }
  return result;
}

static bool is_compiled(const knowledge::PackageHeaders& row, const Compiled& package) {
  const auto has = [&](std::string_view part) { return contains(package.manifest, part); };
  return std::ranges::find(row.packages, package.name) != row.packages.end() && has(row.having) &&
         std::ranges::none_of(row.unless, has);
}

static void check_step(const BuildStep& step, const knowledge::PackageHeaders& row, Report& report, bool& asks) {
  for (const Compiled& package : packages_of(report.project(), step, row.language)) {
    if (!is_compiled(row, package)) continue;
    asks = true;
    // Without a compiler it comes not as far as its headers, which another rule tells.
    if (lacks_tool(*step.stage, "gcc", step.run, step.invocation.node).has_value() ||
        may_bring_package(report, *step.stage, step.run, row.headers))
      continue;
    report
        .at(step.invocation.span(), "`{}` is compiled here against {}, whose headers no step installs before",
            package.name, row.headers.front())
        .note(package.span, "It is asked for here")
        .note(step.stage->root().base_span, "The base comes without them")
        .confidence(weaker(weaker(Confidence::likely, confidence_of_base(*step.stage)), confidence_of(*step.context)));
    return;
  }
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const knowledge::ImageVariant* const variant = project::base_variant(*step.stage);
    if (variant == nullptr || may_fail(*step.invocation.node)) continue;
    for (const knowledge::PackageHeaders& row : knowledge::package_headers())
      if (std::ranges::find(row.bases, variant->base) != row.bases.end()) check_step(step, row, report, asks);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4703",
    .summary = "Package that is compiled without the headers that it needs",
    .why =
        "The compiler is there, but not the library's headers: the build ends with `pg_config not found`, `mysql.h: No "
        "such file` or `Could not find directory of OpenSSL installation`.",
    .remedy = "Install the library's `-dev` package in the stage that installs the package.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_headers_missing
