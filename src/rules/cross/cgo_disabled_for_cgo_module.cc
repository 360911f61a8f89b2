#include "rules/rule.h"

#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cgo_disabled_for_cgo_module {

/// Modules that do nothing useful without a C compiler, and what happens without one.
struct Module {
  std::string_view name;
  bool builds;  ///< Builds without cgo, and fails when it is used.
};
static constexpr Module modules[] = {
    {"github.com/mattn/go-sqlite3", true},
    {"github.com/mutecomm/go-sqlcipher", true},
    {"github.com/confluentinc/confluent-kafka-go", false},
    {"github.com/confluentinc/confluent-kafka-go/v2", false},
    {"github.com/marcboeker/go-duckdb", false},
    {"github.com/h2non/bimg", false},
    {"github.com/davidbyttow/govips/v2", false},
    {"gocv.io/x/gocv", false},
    {"github.com/godror/godror", false},
    {"github.com/linxGnu/grocksdb", false},
    {"github.com/tecbot/gorocksdb", false},
};

/// Where CGO_ENABLED=0 is set for a step: in front of the command, or by ENV before it.
static Span disabled_at(const BuildStep& step) {
  for (const shell::Assignment& assignment : step.invocation.node->assignments)
    if (assignment.name == "CGO_ENABLED") return assignment.value.text == "0" ? assignment.span : Span{};
  for (const shell::Word& word : step.invocation.wrappers)
    if (word.text == "CGO_ENABLED=0") return word.span;
  Span found;
  for (const dockerfile::Instruction* const instruction : project::instructions_of(*step.stage)) {
    if (instruction == step.run) break;
    if (instruction->op != dockerfile::Op::env && instruction->op != dockerfile::Op::arg) continue;
    for (const dockerfile::Pair& pair : instruction->pairs)
      if (pair.key.text == "CGO_ENABLED") found = pair.value.text == "0" ? join(pair.key.span, pair.value.span) : Span{};
  }
  return found;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : build_steps(report.project(), dockerfile)) {
    if (step.invocation.program != "go" || (step.invocation.verb() != "build" && step.invocation.verb() != "install")) continue;
    const project::Manifest* const manifest = manifest_at(report.project(), step, project::Ecosystem::go, step.folder);
    if (manifest == nullptr) continue;
    for (const Module& module : modules) {
      const project::Dependency* const dependency = manifest->dependency(module.name);
      // An indirect requirement may never be compiled in.
      if (dependency == nullptr || dependency->development) continue;
      asks = true;
      const Span disabled = disabled_at(step);
      if (!disabled.valid()) continue;
      Builder finding = module.builds
                            ? report.at(disabled, "`{}` needs cgo: the program builds, and fails when it opens its database", module.name)
                            : report.at(disabled, "`{}` needs cgo, so the build fails here", module.name);
      finding.note(dependency->span, "required here").confidence(Confidence::likely);
      if (!module.builds) finding.rung(Rung::build);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4015",
    .summary = "Cgo turned off for a module that needs it",
    .why = "SQLite and other bindings to C libraries are empty shells when cgo is off.",
    .remedy = "Build with CGO_ENABLED=1 and a C compiler, or use a module in pure Go.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::cgo_disabled_for_cgo_module
