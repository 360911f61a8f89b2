#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::whole_context_copied_without_dockerignore {

/// `COPY . /app`, which takes whatever the build context holds.
static const dockerfile::Instruction* copy_of_everything(const dockerfile::File& file) {
  for (const dockerfile::Instruction* instruction : file.instructions) {
    if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
    if (instruction->flag("from") != nullptr || instruction->arguments.size() < 2) continue;
    for (const dockerfile::Word& source : instruction->arguments.first(instruction->arguments.size() - 1))
      if (source.text == "." || source.text == "./" || source.text == "/" || source.text == "*") return instruction;
  }
  return nullptr;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const dockerfile::Instruction* const copy = copy_of_everything(*dockerfile.parsed);
  if (copy == nullptr) return report.skip();
  if (dockerfile.ignore_file != nullptr) return;
  for (const project::BuildUse& build : dockerfile.builds)
    if (!build.context_known) return report.skip();
  // What is beside it was not handed over.
  if (dockerfile.builds.empty() && report.project().path_state(".dockerignore") == project::PathState::unknown)
    return report.skip();
  // Nobody builds it: any folder above may be its context.
  if (dockerfile.builds.empty() && dockerfile.file != nullptr) {
    std::string folder(dockerfile.file->path);
    while (!folder.empty()) {
      const std::size_t slash = folder.rfind('/');
      folder.resize(slash == std::string::npos ? 0 : slash);
      if (report.project().file(folder.empty() ? ".dockerignore" : folder + "/.dockerignore") != nullptr)
        return report.skip();
    }
  }
  // Only at the root stand `.git` and the settings of those who work there.
  bool at_root = dockerfile.builds.empty() && dockerfile.file != nullptr && !contains(dockerfile.file->path, "/");
  for (const project::BuildUse& build : dockerfile.builds) at_root = at_root || build.context.empty();
  if (at_root)
    report.at(copy->span, "This copies the whole context, and no `.dockerignore` keeps secrets, `.git` and builds out");
  else
    report.at(copy->span, "This copies the whole context, and no `.dockerignore` keeps secrets and builds out")
        .severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW1016",
    .summary = "Whole build context copied without a .dockerignore",
    .why =
        "Env files, keys, the history in `.git` and dependencies of the developer's machine end up in the image, where "
        "everybody who can pull it can read them; and any change of any file makes the build start over.",
    .remedy = "Add a `.dockerignore` with `.git`, `.env*`, keys, dependency and build folders, or copy named paths.",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep files out of the build context",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::whole_context_copied_without_dockerignore
