#include "rules/rule.h"

#include <string>

#include "knowledge/https_hosts.h"
#include "rules/lib/download.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::plaintext_http_download {

static void judge(Span span, std::string_view raw, std::string_view url, Report& report) {
  const std::string_view host = url_host(url);
  if (!url.starts_with("http://") || contains(host, "$") || is_local_host(host)) return;
  Builder finding =
      knowledge::tables::https_hosts.contains(host)
          ? report.at(span, "This download travels in plain text; use `https://{}`", host)
          : report.at(span, "This download from `{}` travels in plain text; use https, or compare a checksum", host);
  const std::size_t at = raw.find("http://");
  if (knowledge::tables::https_hosts.contains(host) && at != std::string_view::npos) {
    const auto begin = span.begin + static_cast<std::uint32_t>(at);
    finding.fix(Safety::safe, "Use https", {span.file, begin, begin + 4}, "https");
  }
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.op == dockerfile::Op::add) {
    if (instruction.flag("checksum") != nullptr) return;
    for (std::size_t i = 0; i + 1 < instruction.arguments.size(); ++i) {
      const dockerfile::Word& word = instruction.arguments[i];
      judge(word.span, report.text(word.span), word.text, report);
    }
    return;
  }
  if (instruction.script == nullptr || verifies(*instruction.script)) return;
  for (const shell::Node* node : instruction.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program == "git") {
      for (const shell::Word* word : command.operands({"-c", "-C", "-b", "--branch", "--depth"}))
        judge(word->span, report.text(word->span), word->text, report);
    } else {
      for (const shell::Word* url : download(command).urls) judge(url->span, report.text(url->span), url->text, report);
    }
  }
}

extern const Rule rule = {
    .code = "SW1152",
    .summary = "Download over plain HTTP",
    .why =
        "Anybody on the way between the build and the server can replace what is downloaded, and it becomes part of "
        "the "
        "image.",
    .remedy = "Use https, or compare a checksum in the same RUN.",
    .peers = "datadog-iac:avoid_http",
    .differs =
        "datadog-iac reports every word with `http:`; this rule looks at downloads alone (package sources are signed), "
        "leaves out private networks, and accepts a checksum or signature in the same RUN.",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .check = each_instruction<check, dockerfile::Op::run, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::plaintext_http_download
