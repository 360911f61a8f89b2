#include <algorithm>
#include <vector>

#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::data_protection_keys_not_kept {

/// Whether something is mounted where ASP.NET Core puts its keys: `.aspnet/DataProtection-Keys` in the home folder.
static bool keeps_home(const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts, [](const compose::Mount& mount) {
    return contains(mount.target, ".aspnet") || contains(mount.target, "DataProtection") ||
           is_one_of("/root /home /home/app", mount.target);
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr) return report.skip();
  const std::vector<const code::Sign*> signs = signs_of(project, service, knowledge::CodeSign::Kind::signs);
  if (signs.empty()) return report.skip();
  if (project::has_text(project, *code, "PersistKeysTo") || project::has_text(project, *code, "IXmlRepository") ||
      keeps_home(service) || project::container_variable(service, "HOME").has_value())
    return;
  const code::Sign* const worst =
      *std::ranges::max_element(signs, {}, [](const code::Sign* sign) { return sign->row->severity; });
  const bool several = service.definition->replicas && service.definition->replicas.value > 1;
  report
      .at(worst->span, "The keys that sign {} of `{}` lie in its container and go with it; keep them in a volume",
          worst->row->effect, service.name)
      .severity(several ? Severity::high : worst->row->severity);
}

extern const Rule rule = {
    .code = "SW4954",
    .summary = "Keys of ASP.NET Core that go with the container",
    .why =
        "Without another place ASP.NET Core writes the keys that sign cookies and forms into the home folder of its "
        "user. A new container makes new ones: everybody is logged out, forms that were open are refused, and several "
        "containers do not take each other's cookies.",
    .remedy =
        "Call `PersistKeysToFileSystem`, `PersistKeysToDbContext` or `PersistKeysToStackExchangeRedis`, or mount a "
        "volume at `.aspnet/DataProtection-Keys` in the home folder of the user.",
    .references = "https://learn.microsoft.com/aspnet/core/security/data-protection/configuration/overview",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::architecture,
    .strength = "keep the keys that sign logins and forms",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::data_protection_keys_not_kept
