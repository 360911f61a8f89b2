#include "rules/rule.h"

#include <vector>

#include "project/model.h"

namespace seaworthy::rules::rival_deploy_scripts {

static void check(const project::Project& project, Report& report) {
  std::vector<const project::File*> scripts;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::script) continue;
    const std::string_view name =
        file.path.substr(file.path.rfind('/') == std::string_view::npos ? 0 : file.path.rfind('/') + 1);
    const std::size_t word = name.find("deploy");
    if (word == std::string_view::npos) continue;
    scripts.push_back(&file);
  }
  if (scripts.empty()) return report.skip();
  if (scripts.size() < 3) return;
  auto finding = report.at({scripts.front()->source, 0, 0}, "{} scripts deploy, `{}` among them; keep one with options",
                           scripts.size(), scripts.front()->path);
  for (std::size_t index = 1; index < scripts.size() && index < 6; ++index)
    finding.note({scripts[index]->source, 0, 0}, "`{}`", scripts[index]->path);
}

extern const Rule rule = {
    .code = "SW7028",
    .summary = "Several rival deploy scripts",
    .why = "Under pressure nobody knows which one is right, and a repair reaches one of them.",
    .remedy = "Keep one script with options for what differs, and let README and CI name it.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::rival_deploy_scripts
