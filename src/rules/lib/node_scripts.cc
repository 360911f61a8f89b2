#include "rules/lib/node_scripts.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// Value of `--name value` or `--name=value` at `at`; moves `at` to the last word used.
bool takes(std::span<const std::string_view> words, std::size_t& at, std::string_view name, std::string_view& value) {
  if (words[at] == name && at + 1 < words.size()) {
    value = words[++at];
    return true;
  }
  if (words[at].size() > name.size() && words[at].starts_with(name) && words[at][name.size()] == '=') {
    value = words[at].substr(name.size() + 1);
    return true;
  }
  return false;
}

constexpr WordList npm_installs = "install i in isntall add";
constexpr WordList npm_scripts = "start stop restart test t tst";
constexpr WordList own_verbs =
    "install i ci add remove rm uninstall un update up upgrade exec x dlx create init info view audit cache config set "
    "get "
    "publish pack link unlink why outdated list ls prune dedupe rebuild login logout whoami version help import store "
    "deploy fetch patch env setup node bin plugin plugins workspaces constraints global cleanup licenses owner tag "
    "team "
    "unplug stage self-update policies generate-lock-entry check autoclean root pm upgrade-interactive";

void read_option(std::span<const std::string_view> words, std::size_t& at, NodeCall& call) {
  std::string_view value;
  // pnpm's bare `-w` means the workspace root.
  if (call.manager == "pnpm" && words[at] == "-w") return;
  if (takes(words, at, "--workspace", value) || takes(words, at, "-w", value) || takes(words, at, "--filter", value) ||
      takes(words, at, "-F", value)) {
    call.workspaces.push_back(value);
  } else if (takes(words, at, "--prefix", value) || takes(words, at, "-C", value) || takes(words, at, "--dir", value) ||
             takes(words, at, "--cwd", value)) {
    call.folder = value;
  } else if (words[at] == "--workspaces" || words[at] == "-ws" || words[at] == "-r" || words[at] == "--recursive") {
    call.all_workspaces = true;
  } else if (words[at] == "--if-present") {
    call.if_present = true;
  } else if (words[at] == "--frozen-lockfile" || words[at] == "--immutable") {
    call.frozen = true;
  } else if (words[at] == "--production" || words[at] == "--prod" || words[at] == "-P" || words[at] == "--omit=dev" ||
             words[at] == "--only=production" || words[at] == "--only=prod" || words[at] == "--production=true") {
    call.production = true;
  } else if (takes(words, at, "--omit", value) || takes(words, at, "--only", value)) {
    call.production = call.production || value == "dev" || value == "production" || value == "prod";
  }
}

}  // namespace

NodeCall node_call(std::span<const std::string_view> words) {
  NodeCall call;
  if (words.empty()) return call;
  call.manager = base_name(words[0]);
  if (!knowledge::is_node_package_manager(call.manager)) return call;
  call.kind = NodeCall::Kind::other;
  std::string_view verb;
  std::size_t at = 1;
  for (; at < words.size(); ++at) {
    if (words[at].starts_with('-')) {
      read_option(words, at, call);
      continue;
    }
    if (call.manager == "yarn" && words[at] == "workspace" && at + 1 < words.size()) {
      call.workspaces.push_back(words[++at]);
      continue;
    }
    verb = words[at++];
    break;
  }
  if (verb.empty()) {
    if (call.manager == "yarn") call.kind = NodeCall::Kind::install;
  } else if (verb == "ci" && call.manager == "npm") {
    call.kind = NodeCall::Kind::install;
    call.clean_install = true;
  } else if (is_one_of(npm_installs, verb)) {
    call.kind = NodeCall::Kind::install;
    call.names_packages = verb == "add";
  } else if (verb == "run" || verb == "run-script" || verb == "rum") {
    call.kind = NodeCall::Kind::script;
    call.certainly_script = call.manager == "npm";
  } else if (is_one_of(npm_scripts, verb) && call.manager != "bun") {
    call.kind = NodeCall::Kind::script;
    call.script = verb == "t" || verb == "tst" ? "test" : verb;
    call.certainly_script = true;
  } else if (call.manager != "npm" && !is_one_of(own_verbs, verb)) {
    call.kind = NodeCall::Kind::script;
    call.script = verb;
  }
  for (; at < words.size(); ++at) {
    if (words[at] == "--") break;
    if (words[at].starts_with('-')) {
      read_option(words, at, call);
    } else if (call.kind == NodeCall::Kind::script && call.script.empty()) {
      call.script = words[at];
    } else if (call.kind == NodeCall::Kind::install) {
      call.names_packages = true;
    }
  }
  if (call.kind == NodeCall::Kind::script && call.script.empty()) call.kind = NodeCall::Kind::other;
  return call;
}

const knowledge::DevTool* dev_tool_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t stop = std::min(text.find(' '), text.size());
    if (stop > 0) words.push_back(text.substr(0, stop));
    text.remove_prefix(std::min(text.size(), stop + 1));
  }
  // `NODE_ENV=development next dev`
  while (!words.empty() && contains(words.front(), "=")) words.erase(words.begin());
  return words.empty() ? nullptr : knowledge::dev_tool(words);
}

}  // namespace seaworthy::rules
