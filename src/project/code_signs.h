#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "code/signs.h"
#include "project/configuration_settings.h"
#include "project/model.h"

/// What the source of a service and the settings beside it say, wherever they stand below its folder.
namespace seaworthy::project {

/// One folder of sources, read once for all services that run it.
struct ReadFolder {
  std::string path;  ///< Relative to the root; "" is the root.
  /// Folders of other projects that are built into the same program and do not lie below `path`.
  std::vector<std::string> libraries;
  bool whole = true;  ///< False: there are more sources than were read.
  std::vector<code::Sign> signs;
  std::vector<FileId> sources;  ///< What was read of it.
  /// Settings of frameworks that stand among the sources: `application.yml`, `appsettings.json`, `config/*.yml`.
  std::vector<ConfigurationFile> settings;
  /// The same for development: `appsettings.Development.json`, which counts only where is_loaded() says so.
  std::vector<ConfigurationFile> development;
};

/// The folder whose code a service runs: that of its program, of its Dockerfile, or one that is mounted into an image
/// of a language. Null when it runs none of the repository's, or it was not read.
const ReadFolder* code_folder(const Project& project, const Service& service);

/// Whether a folder is part of the code that is read, or has all of it.
bool is_part_of(const ReadFolder& code, std::string_view folder);

/// Whether the sources of a folder have a word, such as the name of a variable.
bool mentions(const Project& project, const ReadFolder& folder, std::string_view word);

/// Whether a text stands anywhere in the sources of a folder, as a part of a longer word too.
bool has_text(const Project& project, const ReadFolder& folder, std::string_view text);

/// Whether nothing gives a service a variable, as far as files tell: not Compose, not an env file or the template it is
/// made from, not the image, not a start script.
bool is_given_nowhere(const Project& project, const Service& service, std::string_view variable);

struct Linking;
struct ApplicationTable;
/// Reads the folders of all services, whose applications are found; part of find_applications().
void read_code_folders(Linking& linking, code::Tree& tree, ApplicationTable& table);

}  // namespace seaworthy::project
