#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "rules/lib/package_command.h"
#include "rules/lib/run_commands.h"

namespace seaworthy::rules::many_packages_in_final_image {

/// More than this is rarely needed to run one program; what is chosen is a matter of taste.
constexpr std::size_t many = 25;

static void check(const dockerfile::Stage& stage, Report& report) {
  std::vector<std::string_view> packages;
  Span last;
  each_run_command(stage, [&](const dockerfile::Instruction&, const shell::Node& node) {
    const PackageCommand command = package_command(shell::invocation(node));
    if (!command.installs_for_system()) return;
    for (const shell::Word* const package : command.packages) packages.push_back(package->text);
    if (!last.valid()) last = node.span;
  });
  if (packages.empty()) return report.skip();
  std::ranges::sort(packages);
  packages.erase(std::unique(packages.begin(), packages.end()), packages.end());
  if (packages.size() <= many) return;
  report.at(last,
            "The image that is shipped installs {} packages of the distribution; leave out what only its build needs",
            packages.size());
}

extern const Rule rule = {
    .code = "SW4564",
    .summary = "Many packages in the image that is shipped",
    .why = "Each package brings its own faults to be patched and its tools to whoever gets in.",
    .remedy = "Install what only the build needs in a stage of its own, and copy its results.",
    .severity = Severity::info,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "install no more than 25 packages on top of their base",
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::many_packages_in_final_image
