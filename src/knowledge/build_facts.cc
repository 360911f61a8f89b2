#include "knowledge/build_facts.h"

#include <algorithm>

#include "knowledge/knowledge.h"

namespace seaworthy::knowledge {

static const tables::Accounts* accounts_row(std::string_view name, bool image) {
  for (const tables::Accounts& row : tables::accounts)
    if (row.name == name && row.image == image) return &row;
  return nullptr;
}

HasAccount has_account(const Image& image, const ImageVariant* variant, std::string_view account) {
  const auto holds = [account](const tables::Accounts* row) {
    return row != nullptr && std::ranges::find(row->accounts, account) != row->accounts.end();
  };
  const tables::Accounts* const own = accounts_row(image.name, true);
  const tables::Accounts* const base = variant != nullptr ? accounts_row(variant->base, false) : nullptr;
  if (holds(own) || holds(base)) return HasAccount::yes;
  // Only where both are listed nothing else can be there.
  return own != nullptr && base != nullptr ? HasAccount::no : HasAccount::unknown;
}

bool package_needs(std::string_view language, std::string_view package, std::string_view need) {
  for (const tables::PackageNeed& row : tables::package_needs)
    if (row.language == language && row.need == need)
      return std::ranges::find(row.packages, package) != row.packages.end();
  return false;
}

const PhpExtensionHeaders* php_extension_headers(std::string_view extension, std::string_view tag) {
  for (const PhpExtensionHeaders& row : tables::all_php_extension_headers)
    if (row.versions.contains(tag) && std::ranges::find(row.extensions, extension) != row.extensions.end()) return &row;
  return nullptr;
}

const ArchivedRelease* archived_release(std::string_view product, std::string_view cycle) {
  for (const ArchivedRelease& row : tables::all_archived_releases)
    if (row.product == product && row.cycle == cycle) return &row;
  return nullptr;
}

std::span<const PackageHeaders> package_headers() { return tables::all_package_headers; }

std::span<const RuntimeLibrary> runtime_libraries() { return tables::all_runtime_libraries; }

const InstallScript* install_script(std::string_view package) {
  for (const InstallScript& row : tables::all_install_scripts)
    if (row.package == package) return &row;
  return nullptr;
}

const StartFile* start_file(std::string_view program) {
  for (const StartFile& row : tables::all_start_files)
    if (row.program == program) return &row;
  return nullptr;
}

unsigned c_library(std::string_view product, std::string_view cycle) {
  for (const CLibrary& row : tables::all_c_libraries)
    if (row.product == product && row.cycle == cycle) return row.version;
  return 0;
}

std::span<const NodeNeed> node_needs() { return tables::all_node_needs; }

int python_since(std::string_view module, std::string_view name) {
  for (const PythonMember& row : tables::all_python_members)
    if (row.module == module && row.name == name) return row.since;
  return 0;
}

const ImportName* import_name(std::string_view language, std::string_view module) {
  for (const ImportName& row : tables::all_import_names)
    if (row.language == language && row.module == module) return &row;
  return nullptr;
}

const RemovedModule* removed_module(std::string_view language, std::string_view module) {
  for (const RemovedModule& row : tables::all_removed_modules)
    if (row.language == language && row.module == module) return &row;
  return nullptr;
}

std::span<const RemovedCommand> removed_commands() { return tables::all_removed_commands; }

const GlibcDownload* glibc_download(std::string_view address, std::string_view command) {
  for (const GlibcDownload& row : tables::glibc_downloads) {
    if (address.find(row.address) == std::string_view::npos ||
        (!row.unless.empty() && address.find(row.unless) != std::string_view::npos))
      continue;
    // Lists, headers and builds for other systems lie at the same addresses.
    if (address.find("linux") != std::string_view::npos ||
        (!row.chosen.empty() && command.find(row.chosen) != std::string_view::npos))
      return &row;
  }
  return nullptr;
}

}  // namespace seaworthy::knowledge
