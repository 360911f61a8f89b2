#include "rules/lib/uploads.h"

#include <algorithm>

#include "knowledge/upload_packages.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/paths.h"

namespace seaworthy::rules {

/// Whether code uses a package that its manifest lists; true where not all of it was read.
static bool is_used(const project::Project& project, const project::ReadFolder* code,
                    const knowledge::UploadPackage& row) {
  if (code == nullptr || !code->whole) return true;
  if (row.code.empty()) return project::has_text(project, *code, row.package);
  return std::ranges::any_of(row.code, [&](std::string_view text) { return project::has_text(project, *code, text); });
}

const project::Dependency* upload_package(const project::Project& project, const project::Service& service,
                                          bool with_frameworks) {
  const project::Application* const application = project::application(project, service);
  if (application == nullptr) return nullptr;
  const project::Dependency* framework = nullptr;
  for (const project::Ecosystem ecosystem :
       {project::Ecosystem::node, project::Ecosystem::python, project::Ecosystem::ruby}) {
    const project::Manifest* const manifest =
        project::nearest_manifest(project, project::parent_path(application->entry), ecosystem);
    if (manifest == nullptr) continue;
    for (const knowledge::UploadPackage& row : knowledge::tables::upload_packages) {
      if (row.language != project::name(ecosystem) || (!row.only && !with_frameworks)) continue;
      const project::Dependency* const dependency = manifest->dependency(row.package);
      if (dependency == nullptr || dependency->development) continue;
      if (ecosystem != project::Ecosystem::ruby && row.only &&
          !is_used(project, project::code_folder(project, service), row))
        continue;
      if (row.only) return dependency;
      if (framework == nullptr) framework = dependency;
    }
  }
  return framework;
}

}  // namespace seaworthy::rules
