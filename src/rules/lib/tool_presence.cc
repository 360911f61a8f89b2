#include "rules/lib/tool_presence.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/image_files.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

constexpr WordList rarely_a_dependency =
    "curl wget git unzip zip jq bash ssh sudo ping dig nslookup vim rsync nc netcat telnet envsubst tini dumb-init "
    "gosu "
    "su-exec apk apt-get dnf yum lsof netstat ss ip corepack yarn pnpm zsh fish supervisord supervisorctl cgi-fcgi";

constexpr std::string_view compilers = "gcc cc g++ c++ make";

/// Whether an install before may bring a compiler along: packages of compilers and of languages that link with one do,
/// and what is not written out may.
bool may_bring_compiler(const dockerfile::Stage& stage, const dockerfile::Instruction* run,
                        const shell::Node* command) {
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    if (instruction->op == dockerfile::Op::run) {
      if (instruction->script == nullptr) return true;
      for (const shell::Node* const node : instruction->script->commands) {
        if (node == command) return false;
        const shell::Invocation invocation = shell::invocation(*node);
        const bool installs = knowledge::is_system_package_manager(invocation.program);
        if (!installs && is_one_of("make cmake tar unzip dpkg rpm brew conda mamba sdk asdf", invocation.program))
          return true;
        if (!installs) continue;
        for (const shell::Word& word : invocation.arguments) {
          if (!word.literal) return true;
          for (const std::string_view part :
               {"gcc",    "g++",    "build", "clang",  "cargo",     "rust",   "golang",   "-all",
                "erlang", "python", "ruby",  "nodejs", "npm",       "phpize", "dpkg-dev", "devel",
                "make",   "base",   "ghc",   "ocaml",  "toolchain", "gyp",    "perl",     "dkms"})
            if (contains(word.text, part)) return true;
        }
      }
    }
    if (instruction == run) return false;
  }
  return false;
}

/// A command that puts programs into the image which cannot be listed: packages with what they depend on, what is built
/// or unpacked.
bool installs_packages(const shell::Node& node) {
  const shell::Invocation invocation = shell::invocation(node);
  if (is_one_of("make cmake ninja meson tar unzip dpkg rpm sdk asdf brew conda mamba", invocation.program)) return true;
  const PackageCommand command = package_command(invocation);
  return command.installs_for_system() && !command.packages.empty();
}

bool packages_installed_before(const dockerfile::Stage& stage, const dockerfile::Instruction* run,
                               const shell::Node* command) {
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    if (instruction->op == dockerfile::Op::run && instruction->script != nullptr)
      for (const shell::Node* const node : instruction->script->commands) {
        if (node == command) return false;
        if (!node->words.empty() && installs_packages(*node)) return true;
      }
    if (instruction == run) return false;
  }
  return false;
}

}  // namespace

std::optional<Confidence> lacks_tool(const dockerfile::Stage& stage, std::string_view program,
                                     const dockerfile::Instruction* run, const shell::Node* command) {
  const std::optional<bool> present = run != nullptr && command != nullptr
                                          ? project::stage_has_tool(stage, program, *run, *command)
                                          : project::stage_has_tool(stage, program);
  if (present.value_or(true)) return std::nullopt;
  Confidence base = confidence_of_base(stage);
  // What is listed as missing from a base holds for images that are nothing but a base; others install more.
  const knowledge::Image* const image = project::base_image(stage);
  if (image != nullptr && image->kind != knowledge::ImageKind::language &&
      image->kind != knowledge::ImageKind::distribution)
    base = weaker(base, Confidence::possible);
  if (!packages_installed_before(stage, run, command)) return base;
  if (is_one_of(compilers, program)) {
    if (may_bring_compiler(stage, run, command)) return std::nullopt;
    return weaker(Confidence::likely, base);
  }
  if (!is_one_of(rarely_a_dependency, program)) return std::nullopt;
  return weaker(Confidence::likely, base);
}

}  // namespace seaworthy::rules
