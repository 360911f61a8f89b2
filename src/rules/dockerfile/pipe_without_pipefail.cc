#include "rules/rule.h"

#include "rules/lib/pipes.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::pipe_without_pipefail {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.script == nullptr || instruction.script->root == nullptr) return report.skip();
  const shell::Node* const pipeline = pipe_that_matters(*instruction.script);
  if (pipeline == nullptr) return report.skip();
  if (sets_pipefail(instruction)) return;
  const shell::Node& first = *pipeline->children.front();
  const std::string_view program =
      first.kind == shell::NodeKind::simple ? shell::invocation(first).program : std::string_view();
  const bool downloads = program == "curl" || program == "wget";
  const shell::Node& last = *pipeline->children.back();
  const std::string_view reader =
      last.kind == shell::NodeKind::simple ? shell::invocation(last).program : std::string_view();
  // These fail on empty input by themselves.
  if (is_one_of("tar bsdtar gpg gpg2 gzip gunzip zcat unxz xz bunzip2 unzip funzip jq apt-key psql patch", reader)) {
    report.at(pipeline->span, "A failure before the `|` shows only as an error of `{}`; set `pipefail`", reader)
        .severity(Severity::info);
    return;
  }
  Builder finding = program.empty()
                        ? report.at(pipeline->span, "A failure before the last `|` goes unnoticed; set `pipefail`")
                        : report.at(pipeline->span, "A failure of `{}` goes unnoticed; set `pipefail`", program);
  finding.severity(downloads ? Severity::medium : Severity::low);
}

extern const Rule rule = {
    .code = "SW1243",
    .summary = "Pipe without pipefail",
    .why =
        "A pipeline ends with the state of its last command. A download that fails gives the next command nothing to "
        "do, which is a "
        "success, and the layer is cached without the file.",
    .remedy =
        "`SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` (or /bin/ash on Alpine), or `set -o pipefail` at the "
        "start of the RUN.",
    .peers = "hadolint:DL4006 kics:shell_running_a_pipe_without_pipefail_flag semgrep:set-pipefail",
    .differs =
        "`set -o pipefail` in the RUN counts, and SHELL is inherited through FROM (hadolint: neither). Pipes whose "
        "left side hardly fails "
        "(`echo`, `grep`, `find` ...), conditions, pipes with `||` behind and those of substitutions are another "
        "rule's, "
        "harmless-pipe-without-pipefail. semgrep takes `||` for a "
        "pipe.",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::pipe_without_pipefail
