#pragma once

#include <string_view>
#include <vector>

#include "rules/rule.h"
#include "shell/command.h"

/// Commands that fetch files over the network, read the same way by every rule that asks.
namespace seaworthy::rules {

struct Download {
  std::vector<const shell::Word*> urls;   ///< Words that are web addresses or begin with a variable that holds one.
  const shell::Word* output = nullptr;    ///< File that is named for it.
  bool saves = false;                     ///< Into a file, named or not.
  const shell::Node* piped_to = nullptr;  ///< The next command of its pipeline.
  explicit operator bool() const { return !urls.empty(); }
};

/// curl, wget, aria2c. Empty for other programs, and when no address is given.
Download download(const shell::Invocation& invocation);
inline constexpr std::string_view download_programs[] = {"curl", "wget", "aria2c"};

/// Whether a word begins as an address that is fetched: https, http or ftp.
bool is_url(std::string_view text);
/// "example.com" of "https://user@example.com:8443/x"; "" without an address.
std::string_view url_host(std::string_view url);
/// Path of an address, without query and fragment.
std::string_view url_path(std::string_view url);
/// The machine itself, an address of a private network or a name without a dot.
bool is_local_host(std::string_view host);
/// sha256sum -c, gpg --verify, cosign ... : the command compares a file with something that is trusted.
bool verifies(const shell::Invocation& invocation);
/// Any command of the script verifies something.
bool verifies(const shell::Script& script);
/// Shells and language interpreters, that run what they read from their standard input.
bool is_interpreter(std::string_view program);

}  // namespace seaworthy::rules
