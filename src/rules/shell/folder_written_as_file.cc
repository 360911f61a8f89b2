#include "rules/rule.h"

#include <map>
#include <string_view>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::folder_written_as_file {

static void check_script(const shell::Script& script, Report& report, bool& any) {
  for_each_node(*script.root, [&](const shell::Node& list) {
    if (list.kind != shell::NodeKind::list) return;
    // Within one list what was made is there when the next command runs.
    std::map<std::string_view, const shell::Word*> made;
    for (const shell::Node* node : list.children) {
      if (node->kind != shell::NodeKind::simple) continue;
      const shell::Invocation command = shell::invocation(*node);
      for (const shell::Redirection& redirection : node->redirections) {
        if (!redirection.operation.starts_with('>') && redirection.operation != "&>") continue;
        any = true;
        const auto found = made.find(redirection.target.text);
        if (found == made.end()) continue;
        report
            .at(redirection.target.span, "`{}` was made as a folder before, so it cannot be written",
                redirection.target.text)
            .note(found->second->span, "Made as a folder here");
      }
      if (command.program == "mkdir")
        for (const shell::Word* word : command.operands({"-m", "--mode"})) made.emplace(word->text, word);
      if (is_one_of("rmdir rm mv", command.program)) made.clear();
      for (const shell::Assignment& assignment : node->assignments)
        if (!assignment.name.empty() && node->words.empty()) {
          // A path that holds a variable may mean something else now.
          std::erase_if(made, [&](const auto& entry) { return contains(entry.first, assignment.name); });
        }
    }
  });
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (concerns_deployment(file, report.project()))
    for_each_whole_script(file, [&](const shell::Script& script) { check_script(script, report, any); });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3041",
    .summary = "Folder that is then written as a file",
    .why =
        "`mkdir -p` makes the last part of the path a folder, too. The redirection that follows fails in every case "
        "(is a directory).",
    .remedy = "Make the folder that the file goes into: `mkdir -p \"$(dirname \"$file\")\"`.",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::folder_written_as_file
