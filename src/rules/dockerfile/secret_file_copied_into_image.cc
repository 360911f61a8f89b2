#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/layers.h"
#include "rules/lib/secret_files.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::secret_file_copied_into_image {

/// The RUN behind `copy` that deletes the file again.
static const shell::Node* deleted_later(const dockerfile::Instruction& copy, const std::string& target) {
  for (const dockerfile::Instruction* run : copy.stage->instructions) {
    if (run->op != dockerfile::Op::run || run->script == nullptr || run->span.begin < copy.span.begin) continue;
    for (const shell::Node* node : run->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (command.program != "rm" && command.program != "shred" && command.program != "unlink") continue;
      for (const shell::Word& word : command.arguments)
        if (!word.text.starts_with('-') &&
            (absolute_path(*run, word.text) == target || base_name(word.text) == base_name(target)))
          return node;
    }
  }
  return nullptr;
}

/// The variable that alone makes up a word: `$NAME` or `${NAME}`; "" for other words.
static std::string_view sole_variable(std::string_view word) {
  if (!word.starts_with('$')) return {};
  word.remove_prefix(1);
  if (word.starts_with('{') && word.ends_with('}')) word = word.substr(1, word.size() - 2);
  return word.find_first_of("${}/:") == std::string_view::npos ? word : std::string_view();
}

/// The file in git that a COPY takes: of a context that is known, or of the folders above the Dockerfile; "" for none.
static std::string tracked_path(const project::Project& project, const project::Dockerfile& dockerfile,
                                std::string_view path) {
  const auto in = [&](std::string_view folder) -> std::string {
    const auto joined = project::join_path(folder, path);
    return joined.has_value() && project.path_state(*joined) == project::PathState::file ? *joined : std::string();
  };
  for (const project::BuildUse& use : dockerfile.builds)
    if (use.context_known)
      if (std::string found = in(use.context); !found.empty()) return found;
  for (std::string_view folder = project::parent_path(dockerfile.file->path);; folder = project::parent_path(folder)) {
    if (std::string found = in(folder); !found.empty() || folder.empty()) return found;
  }
}

/// Whether what git has of it holds no credentials: options of a package manager, whose tokens have a shape of their
/// own, or settings without a value for a secret's name.
static bool is_harmless(const project::Project& project, std::string_view name, std::string_view tracked) {
  if (tracked.empty()) return false;
  if (name == ".npmrc") return true;
  if (!name.starts_with(".env")) return false;
  const project::File* const file = project.file(tracked);
  return file != nullptr && file->has_content && !first_literal_secret(project.sources[file->source]).has_value();
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::vector<bool> shipped = shipped_stages(dockerfile);
  const bool for_tests = dockerfile.role == project::Role::test || dockerfile.role == project::Role::development;
  for (const dockerfile::Stage* stage : dockerfile.parsed->stages)
    for (const dockerfile::Instruction* copy : stage->instructions) {
      if (copy->op != dockerfile::Op::copy && copy->op != dockerfile::Op::add) continue;
      if (copy->arguments.size() < 2 || is_development_stage(*stage)) continue;
      if (const std::string_view variable = sole_variable(copy->arguments.back().raw);
          names_credentials_file(variable) && stage->index < shipped.size() && shipped[stage->index]) {
        report
            .at(copy->arguments.back().span,
                "What is copied to `{}` are credentials, and everybody who can pull the image has them", variable)
            .confidence(Confidence::likely)
            .peers("trivy:DS-0031");
        continue;
      }
      for (std::size_t i = 0; i + 1 < copy->arguments.size(); ++i) {
        const dockerfile::Word& source = copy->arguments[i];
        const std::string_view what = secret_file(source.text);
        if (what.empty() || !source.literal) continue;
        std::string target = absolute_path(*copy, copy->arguments.back().text);
        if (copy->arguments.size() > 2 || copy->arguments.back().text.ends_with('/') ||
            copy->arguments.back().text == ".")
          target += "/" + std::string(base_name(source.text));
        const std::string_view name = base_name(source.text);
        if (is_harmless(report.project(), name, tracked_path(report.project(), dockerfile, source.text))) continue;
        // Registry settings and settings files hold credentials only sometimes; keys always do.
        const bool sometimes =
            name.starts_with(".env") || name == ".npmrc" || name == ".htpasswd" || contains(name, "secrets.");
        const bool in_image = stage->index < shipped.size() && shipped[stage->index];
        if (const shell::Node* const removal = deleted_later(*copy, target); removal != nullptr && in_image) {
          report
              .at(source.span,
                  "`{}` stays in this layer although it is deleted later; mount it with `--mount=type=secret`", name)
              .severity(sometimes ? Severity::medium : Severity::high)
              .confidence(sometimes ? Confidence::likely : Confidence::certain)
              .note(removal->span, "Deleted here, which only hides it");
          continue;
        }
        if (!in_image) {
          report.at(source.span, "`{}` ({}) enters the build cache; mount it with `--mount=type=secret`", name, what)
              .severity(Severity::low)
              .confidence(Confidence::likely);
          continue;
        }
        report.at(source.span, "`{}` ({}) becomes part of the image, for everybody who can pull it", name, what)
            .severity(for_tests   ? Severity::low
                      : sometimes ? Severity::medium
                                  : Severity::high)
            .confidence(sometimes ? Confidence::likely : Confidence::certain);
      }
    }
}

extern const Rule rule = {
    .code = "SW1233",
    .summary = "File with credentials copied into the image",
    .why =
        "A layer can be unpacked by everybody who can pull the image. Deleting the file in a later step only hides it.",
    .remedy =
        "Hand it in with `RUN --mount=type=secret` while building, or as a secret at run time; list it in "
        ".dockerignore and change what it "
        "gave access to.",
    .peers = "trivy:DS-0031 dockle:CIS-DI-0010",
    .differs =
        "Judged by the file's name, as in dockle, but from the Dockerfile, so that a file deleted later is found too. "
        "trivy wants the name in "
        "a variable that points to it.",
    .controls = "CIS Docker 1.6:4.10; NIST 800-190:4.1.4; OWASP Docker Top 10 2018:D06",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::secret_file_copied_into_image
