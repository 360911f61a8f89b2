#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/download.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::tls_verification_disabled {

static bool is_false(std::string_view value) {
  return equal_ignoring_case(value, "0") || equal_ignoring_case(value, "false") || equal_ignoring_case(value, "no") ||
         equal_ignoring_case(value, "off");
}

/// Whether NAME=value makes some client accept any certificate.
static bool turns_off(std::string_view name, std::string_view value) {
  if (name == "PYTHONHTTPSVERIFY" || name == "NODE_TLS_REJECT_UNAUTHORIZED") return value == "0";
  if (equal_ignoring_case(name, "NPM_CONFIG_STRICT_SSL") || name == "YARN_STRICT_SSL" ||
      name == "YARN_ENABLE_STRICT_SSL")
    return is_false(value);
  // git asks whether it is set, not what it holds: 0 and false turn the check off as well.
  if (name == "GIT_SSL_NO_VERIFY") return true;
  if (name == "PIP_TRUSTED_HOST" || name == "UV_INSECURE_HOST") return !value.empty();
  if (name == "GOINSECURE") return !value.empty();
  if (name == "CURL_INSECURE") return value == "1";
  return false;
}

/// Checkov has a rule for each variable and each program, with some of their options; "" for the others.
static std::string_view peers_of_variable(std::string_view name) {
  if (name == "PYTHONHTTPSVERIFY") return "checkov:CKV2_DOCKER_5";
  if (name == "NODE_TLS_REJECT_UNAUTHORIZED") return "checkov:CKV2_DOCKER_6";
  if (equal_ignoring_case(name, "NPM_CONFIG_STRICT_SSL")) return "checkov:CKV2_DOCKER_12";
  if (name == "GIT_SSL_NO_VERIFY") return "checkov:CKV2_DOCKER_14";
  return name == "PIP_TRUSTED_HOST" ? "checkov:CKV2_DOCKER_16" : "";
}

static std::string_view peers_of_option(std::string_view program, std::string_view option) {
  if (program == "curl") return "checkov:CKV2_DOCKER_2";
  if (program == "wget") return "checkov:CKV2_DOCKER_3";
  if (option.starts_with("--trusted-host")) return "checkov:CKV2_DOCKER_4";
  if (is_one_of("npm yarn", program) && option.starts_with("strict-ssl")) return "checkov:CKV2_DOCKER_13";
  return contains(option, "sslverify=") ? "checkov:CKV2_DOCKER_15" : "";
}

static void report_variable(Span span, std::string_view name, Report& report) {
  report.at(span, "`{}` makes clients accept any certificate; add the certificate authority instead", name)
      .peers(peers_of_variable(name));
}

static const shell::Word* option_that_turns_off(const shell::Invocation& command) {
  const std::span<const shell::Word> words = command.arguments;
  const auto next = [&](std::size_t i) { return i + 1 < words.size() ? words[i + 1].text : std::string_view(); };
  if (command.program == "curl") {
    const shell::Word* const word =
        command.flag("--insecure") != nullptr ? command.flag("--insecure") : command.flag("-k");
    if (word == nullptr) return nullptr;
    const Download fetched = download(command);
    for (const shell::Word* url : fetched.urls)
      if (!is_local_host(url_host(url->text)) || !is_url(url->text)) return word;
    return fetched.urls.empty() ? word : nullptr;
  }
  if (command.program == "wget") return command.flag("--no-check-certificate");
  const bool is_pip = package_command(command).tool != nullptr && package_command(command).tool->family == "pip";
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view text = words[i].text;
    if (is_pip &&
        (text == "--trusted-host" || text.starts_with("--trusted-host=") || text == "--allow-insecure-host")) {
      const std::string_view host = text == "--trusted-host" ? next(i) : before(text.substr(text.find('=') + 1), ' ');
      if (!is_local_host(host) || host.starts_with('$')) return &words[i];
    }
    if (is_one_of("npm yarn pnpm", command.program)) {
      if (text == "--strict-ssl=false" || text == "--no-strict-ssl") return &words[i];
      const bool sets = i > 0 && words[i - 1].text == "set";
      if (sets && ((text == "strict-ssl" && is_false(next(i))) || text == "strict-ssl=false")) return &words[i];
    }
    if (command.program == "git" &&
        ((equal_ignoring_case(text, "http.sslVerify") && is_false(next(i))) ||
         equal_ignoring_case(text, "http.sslVerify=false") || equal_ignoring_case(text, "http.sslVerify=0")))
      return &words[i];
    if (is_one_of("yum dnf dnf5 tdnf microdnf yum-config-manager dnf-config-manager", command.program) &&
        contains(text, "sslverify=") && is_false(text.substr(text.rfind('=') + 1)))
      return &words[i];
    if (is_one_of("apt apt-get", command.program) && contains(text, "Verify-Peer=") &&
        is_false(text.substr(text.rfind('=') + 1)))
      return &words[i];
    if (command.program == "conda" && text == "ssl_verify" && is_false(next(i))) return &words[i];
    if (command.program == "composer" && text == "disable-tls" && next(i) == "true") return &words[i];
    if (command.program == "gem" && contains(text, ":ssl_verify_mode: 0")) return &words[i];
  }
  return nullptr;
}

/// Whether a command behind another one compares a file with something that is trusted: a checksum, a signature.
static bool verifies_behind(const shell::Script& script, const shell::Node& node) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* other) {
    return other->span.begin > node.span.begin && verifies(shell::invocation(*other));
  });
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  for (const dockerfile::Pair& pair : instruction.pairs)
    if (pair.has_value && turns_off(pair.key.text, pair.value.text))
      report_variable(join(pair.key.span, pair.value.span), pair.key.text, report);
  if (instruction.op != dockerfile::Op::run || instruction.script == nullptr) return;
  for (const shell::Node* node : instruction.script->commands) {
    for (const shell::Assignment& assignment : node->assignments)
      if (turns_off(assignment.name, assignment.value.text)) report_variable(assignment.span, assignment.name, report);
    const shell::Invocation command = shell::invocation(*node);
    if (command.program == "export" || command.program == "env")
      for (const shell::Word& word : command.arguments)
        if (const std::size_t equals = word.text.find('='); equals != std::string_view::npos)
          if (turns_off(word.text.substr(0, equals), word.text.substr(equals + 1)))
            report_variable(word.span, word.text.substr(0, equals), report);
    for (const shell::Word& word : command.wrappers)
      if (const std::size_t equals = word.text.find('='); equals != std::string_view::npos)
        if (turns_off(word.text.substr(0, equals), word.text.substr(equals + 1)))
          report_variable(word.span, word.text.substr(0, equals), report);
    if (const shell::Word* const word = option_that_turns_off(command)) {
      Builder finding =
          report.at(word->span, "`{}` of `{}` accepts any certificate; add the certificate authority instead",
                    word->text, command.program);
      finding.peers(peers_of_option(command.program, word->text));
      // What came from somebody else fails there.
      if (download(command) && verifies_behind(*instruction.script, *node)) finding.severity(Severity::low);
    }
  }
}

extern const Rule rule = {
    .code = "SW1151",
    .summary = "Certificates not verified",
    .why =
        "Without verification anybody on the way can hand out their own file, and it becomes part of the image. Set as "
        "ENV it holds for the running program as well.",
    .remedy =
        "Install ca-certificates, add the company's certificate authority to the trust store, and drop the option.",
    .peers =
        "checkov:CKV2_DOCKER_2 checkov:CKV2_DOCKER_3 checkov:CKV2_DOCKER_4 checkov:CKV2_DOCKER_5 "
        "checkov:CKV2_DOCKER_6 checkov:CKV2_DOCKER_12 checkov:CKV2_DOCKER_13 checkov:CKV2_DOCKER_14 "
        "checkov:CKV2_DOCKER_15 checkov:CKV2_DOCKER_16",
    .differs = "A call of the machine itself is no hit. git's own settings, apt's and conda's count as well.",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::run, dockerfile::Op::env, dockerfile::Op::arg>(),
};

}  // namespace seaworthy::rules::tls_verification_disabled
