#include "rules/rule.h"

#include "base/name_text.h"
#include "dockerfile/predefined.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::argument_not_used {

static bool is_predefined(std::string_view name) {
  return dockerfile::is_predefined_argument(name) || name.starts_with("DOCKER");
}

/// The name stands in the text as a word of its own: in an expansion, or as a variable of the environment.
static bool mentions(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const bool starts = at == 0 || !ascii::is_name_character(text[at - 1]);
    const bool ends = at + name.size() >= text.size() || !ascii::is_name_character(text[at + name.size()]);
    if (starts && ends) return true;
  }
  return false;
}

/// Whether anything behind `declared` in the stage, or in one built on it, may read the variable.
static bool is_used(const dockerfile::File& file, const dockerfile::Instruction& declared, std::string_view name,
                    Report& report) {
  for (const dockerfile::Stage* stage : file.stages) {
    bool related = false;
    for (const dockerfile::Stage* part = stage; part != nullptr; part = part->parent)
      related = related || part == declared.stage;
    if (!related) continue;
    if (stage != declared.stage && mentions(report.text(stage->from->span), name)) return true;
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (stage == declared.stage && instruction->span.begin < declared.span.begin) continue;
      // Programs that a RUN starts see it in their environment.
      if (instruction->op == dockerfile::Op::run || instruction->op == dockerfile::Op::onbuild) return true;
      if (instruction == &declared) {
        for (const dockerfile::Pair& pair : instruction->pairs)
          if (pair.has_value && mentions(pair.value.raw, name)) return true;
        continue;
      }
      if (mentions(report.text(instruction->span), name)) return true;
    }
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const dockerfile::File& file = *dockerfile.parsed;
  bool any = false;
  for (const dockerfile::Instruction* argument : file.global_args)
    for (const dockerfile::Pair& pair : argument->pairs) {
      any = true;
      if (is_predefined(pair.key.text)) continue;
      bool used = false;
      for (const dockerfile::Stage* stage : file.stages) {
        used = used || mentions(report.text(stage->from->span), pair.key.text);
        for (const dockerfile::Instruction* other : stage->instructions)
          if (other->op == dockerfile::Op::arg)
            for (const dockerfile::Pair& again : other->pairs) used = used || again.key.text == pair.key.text;
      }
      for (const dockerfile::Instruction* other : file.global_args)
        for (const dockerfile::Pair& value : other->pairs)
          used = used || (&value != &pair && mentions(value.value.raw, pair.key.text));
      if (!used)
        report.at(pair.key.span, "No `FROM` uses `{}` and no stage declares it again, so it has no effect",
                  pair.key.text);
    }
  for (const dockerfile::Stage* stage : file.stages)
    for (const dockerfile::Instruction* argument : stage->instructions) {
      if (argument->op != dockerfile::Op::arg) continue;
      for (const dockerfile::Pair& pair : argument->pairs) {
        any = true;
        if (is_predefined(pair.key.text) || is_used(file, *argument, pair.key.text, report)) continue;
        report.at(pair.key.span, "Nothing behind this line uses `{}`", pair.key.text).severity(Severity::info);
      }
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1211",
    .summary = "Build argument that nothing uses",
    .why =
        "A reader believes that it can be set. An argument before the first FROM is not visible in stages, which is "
        "often what was "
        "overlooked.",
    .remedy = "Delete it, or declare it again inside the stage that is meant to use it.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::argument_not_used
