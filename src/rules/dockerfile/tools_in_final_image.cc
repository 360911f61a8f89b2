#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::tools_in_final_image {

static bool is_surplus(std::string_view package) {
  package = package.substr(0, package.find_first_of("=~<>"));
  switch (knowledge::package_class(package)) {
    case knowledge::PackageClass::debugger:
    case knowledge::PackageClass::editor:
      return true;
    case knowledge::PackageClass::network_tool:
      // Probes and scripts use these.
      return !is_one_of(
          "curl wget ca-certificates iproute2 netcat netcat-openbsd nc socat iputils-ping dnsutils bind-tools iptables",
          package);
    default:
      return package == "telnet" || package == "inetutils-telnet";
  }
}

static void check(const dockerfile::Stage& stage, Report& report) {
  if (is_development_stage(stage)) return report.skip();
  const shell::Word* first = nullptr;
  int others = 0;
  each_run_command(stage, [&](const dockerfile::Instruction&, const shell::Node& node) {
    const PackageCommand command = package_command(shell::invocation(node));
    if (!command.installs_for_system()) return;
    for (const shell::Word* const word : command.packages) {
      if (!is_surplus(word->text)) continue;
      if (first == nullptr)
        first = word;
      else
        ++others;
    }
  });
  if (first == nullptr) return;
  if (others == 0)
    report.at(first->span, "`{}` is a tool for people; attach a debug container when it is needed", first->text);
  else
    report.at(first->span, "`{}` and {} more are tools for people; attach a debug container when they are needed",
              first->text, others);
}

extern const Rule rule = {
    .code = "SW1216",
    .summary = "Editors and debugging tools in the shipped image",
    .why =
        "They are pulled, scanned and patched with the image, and are what somebody who breaks in would otherwise have "
        "to bring along.",
    .remedy =
        "Leave them out; `docker debug`, `kubectl debug` or a container that shares the namespaces bring tools when "
        "they are needed.",
    .peers = "dockle:CIS-DI-0003 docker-bench:4.3",
    .differs = "The benchmark leaves this to a human reader. curl, wget and the like pass, for probes use them.",
    .controls = "CIS Docker 1.6:4.3; NIST 800-190:4.1.2",
    .severity = Severity::info,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::tools_in_final_image
