#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::rival_secret_generators {

static bool makes_secrets(const project::Project& project, const project::File& file) {
  if (file.kind != project::FileKind::script || !file.has_content) return false;
  const std::string_view name = base_name(file.path);
  if (!contains(name, "secret")) return false;
  const std::string_view text = project.sources[file.source].text();
  return contains(text, "openssl rand") || contains(text, "/dev/urandom") || contains(text, "docker secret create") ||
         contains(text, "pwgen") || contains(text, "uuidgen");
}

static void check(const project::Project& project, Report& report) {
  std::vector<const project::File*> scripts;
  for (const project::File& file : project.files)
    if (makes_secrets(project, file)) scripts.push_back(&file);
  if (scripts.empty()) return report.skip();
  if (scripts.size() == 1) return;
  auto finding = report.at({scripts.front()->source, 0, 0}, "{} scripts make the secrets, `{}` among them; keep one",
                           scripts.size(), scripts.front()->path);
  for (std::size_t index = 1; index < scripts.size() && index < 6; ++index)
    finding.note({scripts[index]->source, 0, 0}, "`{}`", scripts[index]->path);
}

extern const Rule rule = {
    .code = "SW6102",
    .summary = "Several scripts that make the secrets",
    .why = "They write other names with other permissions, and which of them the stack needs is a guess.",
    .remedy = "Keep one script, and let README and the deploy script name it.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::rival_secret_generators
