#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::project_name_missing {

static void check(const project::Stack& stack, Report& report) {
  if (stack.files.empty() || stack.model->root == nullptr) return report.skip();
  const project::File& file = *stack.files.front();
  if (file.yaml == nullptr || file.yaml->root() == nullptr || !file.yaml->root()->is_mapping()) return report.skip();
  if (file.yaml->root()->get("name") != nullptr) return;
  const yaml::Node& root = *file.yaml->root();
  report.at(root.entries.empty() ? root.span : root.entries.front().key->span,
            "The project is called after the folder that it is checked out to; set `name` at the top");
}

extern const Rule rule = {
    .code = "SW2156",
    .summary = "Project without a name",
    .why =
        "Volumes and networks are named after the project: from another folder the same files start with "
        "empty volumes.",
    .remedy = "Set `name:` at the top of the Compose file.",
    .peers = "dclint:require-project-name-field",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .on = false,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::project_name_missing
