#include "rules/lib/own_dockerfile.h"

#include "project/model.h"

namespace seaworthy::rules {

const project::Dockerfile* own_dockerfile(const dockerfile::Instruction& instruction, const project::Project& project) {
  const project::File* const file = project.file(instruction.span.file);
  if (file == nullptr) return nullptr;
  if (file->dockerfile != nullptr) return file->dockerfile;
  const dockerfile::Stage* const stage = instruction.stage;
  if (stage == nullptr) return nullptr;
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    if (dockerfile.file == file && stage->index < dockerfile.parsed->stages.size() &&
        dockerfile.parsed->stages[stage->index] == stage)
      return &dockerfile;
  return nullptr;
}

}  // namespace seaworthy::rules
