#include "rules/rule.h"

#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::nuget_package_unpinned {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const std::vector<const shell::Word*> words =
      operands(subject.invocation.arguments,
               "-v --version -s --source -f --framework -c --configuration --verbosity -r --runtime "
               "--tool-path --add-source --configfile -o --output -Version -Source");
  const auto word = [&](std::size_t index) { return index < words.size() ? words[index]->text : std::string_view(); };
  const bool adds_package = (word(0) == "add" && (word(1) == "package" || word(2) == "package")) ||
                            (word(0) == "package" && word(1) == "add");
  const bool adds_tool = word(0) == "tool" && (word(1) == "install" || word(1) == "update");
  if (!adds_package && !adds_tool) return report.skip();
  const shell::Word& name = *words.back();
  if (subject.invocation.has_any_flag({"--version", "-v"}) || !name.literal || contains(name.text, "@")) return;
  report.at(name.span, "`{}` has no version, so two builds may get two releases; add `--version`", name.text);
}

static constexpr std::string_view programs[] = {"dotnet"};

extern const Rule rule = {
    .code = "SW1110",
    .summary = ".NET package or tool without a version",
    .why =
        "Without a version every build takes whatever was published last, although nothing in the repository changed.",
    .remedy = "Add `--version`, or list it in the project or tool manifest and restore from that.",
    .peers = "scorecard:pinned/nugetCommand",
    .differs =
        "scorecard also wants `dotnet restore --locked-mode`, which fails without lock files that few projects "
        "keep; that part is left out.",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::nuget_package_unpinned
