#include "rules/lib/needed_files.h"

#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/package_command.h"

namespace seaworthy::rules {

NeededFiles needed_files(const shell::Invocation& invocation) {
  const std::string_view program = invocation.program;
  if (!program.starts_with("pip") && !program.starts_with("python") &&
      !is_one_of("npm yarn pnpm bun uv poetry pipenv bundle bundler cargo go composer mvn mvnw gradle gradlew",
                 program))
    return {};
  const std::string_view verb = invocation.verb();
  if (program == "npm" || program == "yarn" || program == "pnpm") {
    const std::vector<std::string_view> words = texts(invocation);
    const NodeCall call = node_call(words);
    if (call.kind != NodeCall::Kind::install || !call.folder.empty()) return {};
    if (call.clean_install) return {{"package-lock.json", "npm-shrinkwrap.json"}, true};
    if (call.frozen && program == "pnpm") return {{"pnpm-lock.yaml"}, true};
    if (call.frozen && program == "yarn" && invocation.has_flag("--immutable")) return {{"yarn.lock"}, true};
    return {};
  }
  if (program == "bun" && (verb == "install" || verb == "i" || verb == "ci") &&
      (verb == "ci" || invocation.has_flag("--frozen-lockfile")))
    return {{"bun.lock", "bun.lockb"}, true};
  if (program == "uv") {
    if (verb == "sync" && invocation.has_any_flag({"--frozen", "--locked"})) return {{"uv.lock"}, true};
    if (verb == "sync") return {{"pyproject.toml"}};
  }
  if (const PackageCommand command = package_command(invocation); command.is("pip", PackageAction::install)) {
    for (const std::string_view option : {"-r", "--requirement"})
      if (const auto file = invocation.option(option);
          file.has_value() && !file->starts_with("http") && file->find('$') == std::string_view::npos)
        return {{*file}};
    return {};
  }
  if (program == "poetry" && verb == "install") return {{"pyproject.toml"}};
  if (program == "pipenv" && (verb == "sync" || invocation.has_flag("--deploy"))) return {{"Pipfile.lock"}, true};
  if ((program == "bundle" || program == "bundler") && verb == "install") return {{"Gemfile"}};
  if (program == "cargo" && (verb == "build" || verb == "install" || verb == "fetch")) {
    if (invocation.has_any_flag({"--manifest-path", "--git", "--path"})) return {};
    if (verb == "install") return {};
    if (invocation.has_any_flag({"--locked", "--frozen"})) return {{"Cargo.lock"}, true};
    return {{"Cargo.toml"}};
  }
  if (program == "go" && (verb == "mod" || verb == "build") && !invocation.has_flag("-C")) {
    const std::vector<const shell::Word*> operands = invocation.operands();
    if (verb == "mod" && (operands.size() < 2 || (operands[1]->text != "download" && operands[1]->text != "verify")))
      return {};
    // Files of the standard library alone need no module.
    for (const shell::Word* const operand : operands)
      if (operand->text.ends_with(".go")) return {};
    // The module of a workspace may be in any folder that `go.work` lists.
    return {{"go.mod", "go.work"}};
  }
  if (program == "composer" && (verb == "install" || verb == "i")) return {{"composer.json"}};
  if ((program == "mvn" || program == "mvnw") && !invocation.has_any_flag({"-f", "--file", "--version", "-v"}))
    return {{"pom.xml"}};
  if ((program == "gradle" || program == "gradlew") && !invocation.has_any_flag({"-p", "--project-dir", "--version"}))
    return {{"build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"}};
  return {};
}

}  // namespace seaworthy::rules
