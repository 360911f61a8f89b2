#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "code/program.h"
#include "project/code_signs.h"
#include "project/lock_files.h"
#include "project/model.h"
#include "project/page_addresses.h"
#include "project/page_imports.h"
#include "text/mapped.h"

/// The application code that a service starts, where the repository has it.
namespace seaworthy::project {

struct Manifest;

struct Application {
  code::Program program;
  std::string entry;  ///< File or folder that it was read from.
  /// Node: a package that its files import and that neither a manifest above them nor the lock file has; "" for none.
  std::string undeclared;
  std::string manifest;  ///< The path of the manifest that lacks it.
};

/// Null when the service runs no code of the repository, or it was not found.
const Application* application(const Project& project, const Service& service);

/// Whether the code of a service answers GET of a path. `unknown` without code as well.
code::Program::Serves serves(const Project& project, const Service& service, std::string_view path);

/// What a setting of the code is in the container: the variable's value there, else the literal. Nothing when that only
/// a run can tell.
std::optional<std::string> setting_in_container(const Project& project, const Service& service,
                                                const Application& application, const code::Setting& setting);

/// True when it is certain enough that nothing gives the program a variable: not Compose, not the Dockerfile, not a
/// base image of which much more is known than its name, and nothing that may_be_set_elsewhere() tells.
bool is_absent(const Project& project, const Service& service, const Application& application,
               std::string_view variable);
/// As is_absent(); also where an env file is to be made of a template that lacks the variable too.
bool is_promised_nowhere(const Project& project, const Service& service, const Application& application,
                         std::string_view variable);

/// Whether a start script sets variables whose names only a run can tell: `export "$name=..."`, `. ./settings`.
bool sets_unknown_variables(const shell::Script& script);

/// Whether something that is not followed may set a variable: a start script, an `.env` file that the program loads
/// itself, the program's own code.
bool may_be_set_elsewhere(const Project& project, const Service& service, const Application& application,
                          std::string_view variable);

/// A program whose source a Dockerfile writes into the image by a heredoc.
struct WrittenProgram {
  const Dockerfile* dockerfile = nullptr;
  std::string path;           ///< In the image, as written.
  std::string_view language;  ///< "Python"
  Span span;                  ///< The instruction that writes it.
  MappedText body;
  /// Places in it are offsets of `body`; place() makes spans of them.
  code::Program program;

  Span place(Span inner) const { return body.span(inner.begin, inner.end); }
};
/// In order of place.
std::span<const WrittenProgram> written_programs(const Project& project);

/// True when neither Compose nor the Dockerfile nor a base image of which much more is known than its name gives a
/// container a variable.
bool is_absent_in_container(const Service& service, std::string_view variable);

/// A configuration that is no file of the inventory but was read all the same: of a bundler (`vite.config.ts`), of a
/// data store (`redis.conf`, `postgresql.conf`). Null for another file and for one that was not read.
const code::SourceFile* configuration(const Project& project, std::string_view path);

/// A file that settings_files() names and that is YAML, where the inventory has not parsed it; null for another file.
const yaml::Stream* parsed_configuration(const Project& project, std::string_view path);

/// A dependency of a manifest that its lock file lacks; "" when there is none, or when it was not looked at: only
/// manifests whose folder is the context of a Dockerfile are.
std::string_view not_in_lock(const Project& project, const Manifest& manifest);

/// Whether the package-lock.json of a package has another one, for itself or for what it needs; nothing when it was not
/// looked at: only those of manifests whose folder is the context of a Dockerfile are.
std::optional<bool> has_in_lock(const Project& project, const Manifest& manifest, std::string_view package);

/// A folder of pages, and what page_addresses() tells of it.
struct FolderOfPages {
  std::string path;
  std::vector<PageAddress> addresses;
};

/// What link() keeps: the applications, and by Service::number the index of its own, or -1.
struct ApplicationTable {
  std::vector<std::unique_ptr<const Application>> all;
  std::vector<int> of_containers;
  std::vector<WrittenProgram> written;
  /// Of the manifests whose folder is the context of a Dockerfile and whose lock file lacks something: its name.
  std::vector<std::pair<const Manifest*, std::string_view>> not_in_lock;
  std::vector<std::pair<const Manifest*, LockedNames>> locked;  ///< By has_in_lock().
  std::vector<code::SourceFile> configurations;                 ///< By configuration().
  std::map<std::string, const yaml::Stream*, std::less<>> parsed_configurations;
  std::vector<ReadFolder> folders;         ///< By code_folder().
  std::vector<int> folder_of_services;     ///< By Service::number the index of its own, or -1.
  std::vector<FolderOfPages> pages;        ///< By page_addresses().
  std::vector<int> pages_of_services;      ///< By Service::number the index of its own, or -1.
  std::vector<PagePackage> packages;       ///< By page_package().
  std::vector<int> package_of_containers;  ///< By Service::number the index of its own, or -1.
};

/// Reads the pages of all services; part of find_applications().
void read_page_addresses(const Project& project, code::Tree& tree, ApplicationTable& table);

}  // namespace seaworthy::project
