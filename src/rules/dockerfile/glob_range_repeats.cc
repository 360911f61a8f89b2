#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::glob_range_repeats {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple) return;
  for (const shell::Word& word : node.words)
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.kind != shell::ExpansionKind::glob || expansion.nested || expansion.in_double_quotes) continue;
      const std::string_view all = report.text({expansion.span.file, expansion.span.begin, word.span.end});
      const std::size_t close = all.find(']');
      if (!all.starts_with('[') || close == std::string_view::npos) continue;
      const std::string_view letters = all.substr(1, close - 1);
      bool repeats = false;
      for (std::size_t i = 0; i + 1 < letters.size(); ++i)
        repeats = repeats || (letters[i] != '-' && contains(letters.substr(i + 1), letters.substr(i, 1)));
      if (!repeats || contains(letters, "[") || contains(letters, "$")) continue;
      report.at(word.span, "`[{}]` matches one of its letters; put the word in quotes", letters);
      break;
    }
}

extern const Rule rule = {
    .code = "SW1477",
    .summary = "Word in brackets that is a glob",
    .why =
        "`[horovod]` outside of quotes matches one letter of the word. It reaches the program as it stands only as "
        "long as no file fits it, and in zsh never.",
    .remedy = "Put the word in quotes.",
    .peers = "hadolint-shellcheck:SC2102",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::glob_range_repeats
