#include "rules/lib/download.h"

#include "rules/lib/words.h"
#include "shell/client_options.h"
#include "shell/parse.h"

namespace seaworthy::rules {
namespace {

/// The value of a one-letter option that may end a cluster: `-o x`, `-ox`, `-sSLo x`. Letters of `valued` take the
/// rest of their word, so that nothing behind them is an option.
struct ShortOption {
  bool given = false;
  std::string_view value;
  const shell::Word* word = nullptr;
};
ShortOption short_option(std::span<const shell::Word> arguments, char letter, std::string_view valued) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view text = arguments[i].text;
    if (text.size() < 2 || text[0] != '-' || text[1] == '-') continue;
    for (std::size_t at = 1; at < text.size(); ++at) {
      if (text[at] == letter) {
        if (at + 1 < text.size()) return {true, text.substr(at + 1), &arguments[i]};
        if (i + 1 < arguments.size()) return {true, arguments[i + 1].text, &arguments[i + 1]};
        return {true, {}, nullptr};
      }
      if (contains(valued, text.substr(at, 1))) break;
    }
  }
  return {};
}

bool has_letter(std::span<const shell::Word> arguments, char letter, std::string_view valued) {
  return short_option(arguments, letter, valued).given;
}

constexpr std::string_view curl_values = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";
constexpr std::string_view wget_values = "aABDeGiIlOoPQRtTUwX";

bool takes_value(std::string_view program, std::string_view option) {
  if (program == "curl") return is_one_of(shell::curl_options_with_value, option);
  if (program == "wget") return is_one_of(shell::wget_options_with_value, option);
  return is_one_of("-d -x -s -j -o -i -l -t -T --dir --out --header --user-agent --referer", option);
}

bool looks_like_address(const shell::Word& word) {
  if (is_url(word.text)) return true;
  return !word.literal && (word.text.starts_with("$") || contains(word.text, "://"));
}

}  // namespace

bool is_url(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://") || text.starts_with("ftp://");
}

std::string_view url_host(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  const std::size_t at = url.rfind('@');
  if (at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('['))
    return url.substr(0, url.find(']') == std::string_view::npos ? url.size() : url.find(']') + 1);
  return before(url, ':');
}

std::string_view url_path(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t slash = url.find('/');
  return slash == std::string_view::npos ? std::string_view() : url.substr(slash);
}

bool is_local_host(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]" || host == "0.0.0.0" || host == "::1" ||
         host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("169.254.") ||
         host.ends_with(".local") || host.ends_with(".internal") || host.ends_with(".localhost") ||
         !contains(host, ".");
}

Download download(const shell::Invocation& invocation) {
  Download result;
  const bool is_curl = invocation.program == "curl";
  if (!is_curl && invocation.program != "wget" && invocation.program != "aria2c") return result;
  if (invocation.has_any_flag({"--help", "--version"})) return result;
  bool only_operands = false;
  for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
    const shell::Word& word = invocation.arguments[i];
    if (!only_operands && word.text == "--") {
      only_operands = true;
    } else if (!only_operands && word.text.size() > 1 && word.text.front() == '-') {
      if (word.text == "--url" && i + 1 < invocation.arguments.size()) {
        result.urls.push_back(&invocation.arguments[++i]);
        continue;
      }
      const char last[] = {'-', word.text.back()};
      const bool is_cluster = word.text[1] != '-' && word.text.size() > 2;
      bool takes = takes_value(invocation.program, word.text);
      if (is_cluster) {
        // The first letter that takes a value decides: only as the last letter it takes the next word.
        for (std::size_t at = 1; at < word.text.size(); ++at) {
          const char letter[] = {'-', word.text[at]};
          if (!takes_value(invocation.program, {letter, 2})) continue;
          takes = at + 1 == word.text.size();
          break;
        }
      } else if (word.text.size() == 2) {
        takes = takes_value(invocation.program, {last, 2});
      }
      if (takes) ++i;
    } else if (looks_like_address(word)) {
      result.urls.push_back(&word);
    }
  }
  if (result.urls.empty()) return result;

  const shell::Node* const node = invocation.node;
  if (node->parent != nullptr && node->parent->kind == shell::NodeKind::pipeline) {
    const auto& children = node->parent->children;
    for (std::size_t i = 0; i + 1 < children.size(); ++i)
      if (children[i] == node) result.piped_to = children[i + 1];
  }
  const char letter = is_curl ? 'o' : 'O';
  ShortOption output = invocation.program == "aria2c"
                           ? short_option(invocation.arguments, 'o', "dxsj")
                           : short_option(invocation.arguments, letter, is_curl ? curl_values : wget_values);
  if (!output.given)
    for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
      const std::string_view text = invocation.arguments[i].text;
      const std::string_view name = is_curl ? "--output" : "--output-document";
      if (text == name && i + 1 < invocation.arguments.size())
        output = {true, invocation.arguments[i + 1].text, &invocation.arguments[i + 1]};
      else if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '=')
        output = {true, text.substr(name.size() + 1), &invocation.arguments[i]};
    }
  bool redirected = false;
  for (const shell::Redirection& redirection : node->redirections)
    if ((redirection.operation == ">" || redirection.operation == ">>" || redirection.operation == ">|") &&
        redirection.descriptor != 2) {
      redirected = redirection.target.text != "/dev/null";
      if (redirected) result.output = &redirection.target;
    }
  if (output.given) {
    result.saves = output.value != "-" && output.value != "/dev/null" && output.value != "/dev/stdout";
    if (result.saves) result.output = output.word;
    if (!result.saves && redirected) result.saves = true;
  } else if (is_curl) {
    result.saves = redirected || has_letter(invocation.arguments, 'O', curl_values) ||
                   invocation.has_any_flag({"--remote-name", "--remote-name-all", "--remote-header-name"});
  } else {
    result.saves = !invocation.has_flag("--spider");
  }
  return result;
}

bool verifies(const shell::Invocation& invocation) {
  const std::string_view program = invocation.program;
  if (is_one_of(
          "sha1sum sha224sum sha256sum sha384sum sha512sum shasum md5sum b2sum b3sum cksum rhash gpgv gpgv2 cosign "
          "minisign signify slsa-verifier sha256 sha512 rpmkeys debsig-verify attestation-verifier",
          program))
    return true;
  if (program.starts_with("gpg"))
    return invocation.has_any_flag({"--verify", "--batch-verify", "--decrypt"}) || invocation.verb() == "verify";
  if (program == "openssl") return invocation.verb() == "dgst" || invocation.verb() == "sha256";
  if (program == "gh") return invocation.verb() == "attestation";
  if (program == "jarsigner" || program == "apksigner") return true;
  if (program == "rpm") return invocation.has_any_flag({"-K", "--checksig"});
  if (program == "aria2c") return invocation.option("--checksum").has_value();
  return false;
}

bool verifies(const shell::Script& script) {
  for (const shell::Node* node : script.commands)
    if (verifies(shell::invocation(*node))) return true;
  return false;
}

bool is_interpreter(std::string_view program) {
  return shell::is_shell(program) ||
         is_one_of("python python2 python3 perl ruby node php pwsh powershell fish", program);
}

}  // namespace seaworthy::rules
