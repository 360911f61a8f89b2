#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::changed_after_volume {

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = false;
  for (const dockerfile::Instruction* volume : stage.instructions) {
    if (volume->op != dockerfile::Op::volume) continue;
    any = true;
    for (const dockerfile::Word& word : volume->arguments) {
      if (!word.literal || !word.text.starts_with('/')) continue;
      const std::string path = absolute_path(*volume, word.text);
      const auto is_below = [&](const std::string& other) {
        return other == path || (other.starts_with(path) && other[path.size()] == '/');
      };
      for (const dockerfile::Instruction* run : stage.instructions) {
        if (run->op != dockerfile::Op::run || run->script == nullptr || run->span.begin < volume->span.begin) continue;
        const shell::Word* changed = nullptr;
        for (const shell::Node* node : run->script->commands) {
          const shell::Invocation command = shell::invocation(*node);
          if (!is_one_of("chown chmod chgrp mkdir touch install", command.program)) continue;
          for (const shell::Word& target : command.arguments)
            if (target.literal && target.text.starts_with('/') && is_below(absolute_path(*run, target.text)))
              changed = &target;
        }
        if (changed == nullptr) continue;
        report
            .at(changed->span, "Changes of a volume after `VOLUME` are lost in some builders; move `VOLUME` to the end")
            .note(word.span, "A volume from here on");
        break;
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1192",
    .summary = "Volume changed after VOLUME",
    .why =
        "The classic builder and others that follow its specification throw away what later steps do to a volume; "
        "BuildKit keeps it. "
        "Where it is lost, the folder belongs to root and the program cannot write.",
    .remedy = "Create the folder and give it away first, then declare VOLUME.",
    .references = "https://docs.docker.com/reference/dockerfile/#volume",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::architecture,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::changed_after_volume
