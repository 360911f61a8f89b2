#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_interpreter_missing {

/// "bash" of "#!/bin/bash -e" and of "#!/usr/bin/env bash".
static std::string_view interpreter_of(std::string_view shebang) {
  shebang.remove_prefix(std::min<std::size_t>(2, shebang.size()));
  while (shebang.starts_with(' ')) shebang.remove_prefix(1);
  std::string_view program = shebang.substr(0, shebang.find_first_of(" \t\r"));
  std::string_view rest = shebang.substr(std::min(program.size() + 1, shebang.size()));
  if (base_name(program) == "env") {
    while (rest.starts_with('-') || rest.starts_with(' ')) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      rest = rest.substr(std::min(end + 1, rest.size()));
    }
    program = rest.substr(0, rest.find_first_of(" \t\r"));
  }
  return base_name(program);
}

static void check(const project::Service& service, Report& report) {
  const std::optional<StartScript>& script = once<start_script>(report, service);
  if (!script.has_value() || script->shebang.empty()) return report.skip();
  const std::string_view interpreter = interpreter_of(script->shebang);
  const std::optional<Confidence> absent = service_lacks_tool(service, interpreter);
  if (!absent.has_value()) return;
  report
      .at(script->shebang_span, "`{}` starts this script, but `{}` has no `{}`, so that the engine finds no program",
          service.name, image_of(service), interpreter)
      .note(script->command, "It is started here")
      .note(image_span(service), "The base of the image")
      .confidence(*absent);
}

extern const Rule rule = {
    .code = "SW4245",
    .summary = "Start script whose interpreter is not in the image",
    .why = "The kernel looks for the program in the `#!` line: the container ends with `no such file or directory`.",
    .remedy = "Install the interpreter (`apk add bash`), or write the script for `sh`.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_interpreter_missing
