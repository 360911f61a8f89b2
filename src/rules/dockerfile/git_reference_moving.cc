#include "rules/rule.h"

#include "rules/lib/script_order.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::git_reference_moving {

static bool is_branch(std::string_view name) {
  return is_one_of("main master develop dev trunk HEAD next latest stable release nightly", name) ||
         name.starts_with("origin/");
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const std::vector<const shell::Word*> words = subject.invocation.operands(
      {"-C", "-c", "-b", "--branch", "--depth", "-o", "--origin", "--reference", "-j", "--jobs", "--config", "-u",
       "--upload-pack", "--template", "--filter", "--revision"});
  if (words.size() < 2 || words.front()->text != "clone") return report.skip();
  const shell::Word& address = *words[1];
  std::optional<std::string_view> branch = subject.invocation.option("--branch");
  if (!branch) branch = subject.invocation.option("-b");
  if (subject.invocation.has_flag("--revision")) return;
  // A checkout, reset or submodule update in the same RUN may settle it.
  for (const shell::Invocation& later : commands_after(subject)) {
    if (later.program != "git") continue;
    const std::vector<const shell::Word*> rest = later.operands({"-C", "-c"});
    if (rest.size() < 2 || !is_one_of("checkout switch reset fetch", rest.front()->text)) continue;
    if (rest.back()->text != "--" && !is_branch(rest.back()->text)) return;
  }
  if (!branch) {
    report.at(address.span, "This clones whatever the default branch holds today; name a tag or commit");
  } else if (is_branch(*branch)) {
    report.at(address.span, "This clones whatever the branch `{}` holds today; name a tag or commit", *branch);
  }
}

static constexpr std::string_view programs[] = {"git"};

extern const Rule rule = {
    .code = "SW1162",
    .summary = "Git clone of a moving reference",
    .why =
        "The branch moves on while the layer is cached: two machines build different images from one Dockerfile, and a "
        "rebuild of an old commit gets the newest code.",
    .remedy =
        "Clone a tag (`--branch v1.2.3 --depth 1`) or check out a commit; or use `ADD` with the commit in the address.",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::git_reference_moving
