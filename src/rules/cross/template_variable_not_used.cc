#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "base/name_text.h"
#include "project/model.h"
#include "rules/lib/env_lines.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::template_variable_not_used {

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::env_template || !file.has_content) return report.skip();
  const project::Project& project = report.project();
  // An env file hands everything on, and code that is built here may be started without containers.
  bool used_by_stack = false;
  for (const project::Service& service : project.services) {
    if (service.builds || !service.definition->env_files.empty()) return report.skip();
    used_by_stack = true;
  }
  if (!used_by_stack || !project.dockerfiles.empty()) return report.skip();
  // Code that is not read may ask for it.
  for (const project::Project::TreePath& path : project.tree)
    for (const std::string_view ending : {".js", ".ts", ".py", ".go", ".rb", ".php", ".java", ".rs", ".cs", ".mjs"})
      if (path.path.ends_with(ending)) return report.skip();
  const Source& source = project.sources[file.source];
  for_each_env_line(source, [&](const EnvLine& line) {
    if (is_of_engine(line.name)) return;
    bool used = false;
    for (const project::File& other : project.files)
      used = used || (&other != &file && other.has_content && other.kind != project::FileKind::env &&
                      other.kind != project::FileKind::env_template &&
                      ascii::find_name(project.sources[other.source].text(), line.name) != std::string_view::npos);
    // Other lines may be made of it.
    used = used || contains(source.text(), "${" + std::string(line.name)) ||
           contains(source.text(), "$" + std::string(line.name));
    if (used) return;
    report.at(line.span, "No file of the repository reads `{}`; drop it, or hand it to the service that is meant",
              line.name);
  });
}

extern const Rule rule = {
    .code = "SW4597",
    .summary = "Variable of a template that nothing reads",
    .why = "Whoever deploys looks for a value that changes nothing, or believes that a setting is in force.",
    .remedy = "Delete the line, or name the variable in `environment` of the service that needs it.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::documentation,
    .strength = "list variables that something reads",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::template_variable_not_used
