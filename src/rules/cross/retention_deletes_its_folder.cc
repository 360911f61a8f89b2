#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::retention_deletes_its_folder {

/// `-exec rm -rf {}` and the like, which take a folder with everything in it.
static bool deletes_folders(const shell::Invocation& find) {
  for (std::size_t at = 0; at + 2 < find.arguments.size(); ++at)
    if ((find.arguments[at].text == "-exec" || find.arguments[at].text == "-execdir") &&
        find.arguments[at + 1].text == "rm" && find.arguments[at + 2].text.starts_with('-') &&
        contains(find.arguments[at + 2].text, "r"))
      return true;
  return false;
}

static bool has_word(const shell::Invocation& find, std::string_view word) {
  return std::ranges::any_of(find.arguments, [&](const shell::Word& each) { return each.text == word; });
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Invocation& find = subject.invocation;
  if (!deletes_folders(find) || !has_word(find, "-mtime")) return report.skip();
  for (const std::string_view test : {"-mindepth", "-name", "-iname", "-path", "-regex", "-wholename", "-newermt"})
    if (has_word(find, test)) return;
  if (has_word(find, "-type") && !has_word(find, "d")) return;
  const std::string_view folder = find.arguments.front().text;
  if (folder.starts_with('-') || folder.ends_with('*') || folder.ends_with("/.")) return;
  report.at(find.span(), "`find` finds `{}` itself as well, with all that is in it; add `-mindepth 1`",
            report.text(find.arguments.front().span));
}

static constexpr std::string_view programs[] = {"find"};

extern const Rule rule = {
    .code = "SW4394",
    .summary = "Retention that deletes the folder of all copies",
    .why =
        "The folder is one of the things that `find` finds. Once nothing was put into it for as long as copies are "
        "kept, "
        "because the backup failed unnoticed, it is old enough, and every copy goes with it.",
    .remedy = "Add `-mindepth 1`, or a `-name` that only copies have.",
    .references = "https://www.gnu.org/software/findutils/manual/html_mono/find.html#Directories",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::retention_deletes_its_folder
