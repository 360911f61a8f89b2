#pragma once

#include <span>
#include <string_view>

#include "knowledge/knowledge.h"

/// Facts that decide whether an image builds and starts: accounts of bases, what packages need. Rows of
/// knowledge/accounts.yaml, knowledge/package_needs.yaml, knowledge/removed_modules.yaml,
/// knowledge/removed_commands.yaml, knowledge/import_names.yaml, knowledge/node_needs.yaml,
/// knowledge/python_members.yaml, knowledge/start_files.yaml, knowledge/c_libraries.yaml,
/// knowledge/install_scripts.yaml and knowledge/runtime_libraries.yaml.
namespace seaworthy::knowledge {

/// Whether an image holds an account of that name from the start: `yes` and `no` for bases whose accounts are listed.
enum class HasAccount : unsigned char { unknown, no, yes };
HasAccount has_account(const Image& image, const ImageVariant* variant, std::string_view account);

/// What packages of one language need. `language` as project::name(Ecosystem), `need` is "cgo", "native" or "compiler".
bool package_needs(std::string_view language, std::string_view package, std::string_view need);

/// A download whose programs are linked against glibc.
struct GlibcDownload {
  std::string_view address;  ///< What its addresses hold.
  std::string_view unless;   ///< What those of its other builds hold as well; "" none.
  std::string_view chosen;   ///< What a command holds that lets a variable or a list choose the file; "" none does.
  std::string_view title;    ///< In the plural: "Deno's builds".
};
/// The row that an address falls under; null for none. `command` is the text around it, which may choose the file.
const GlibcDownload* glibc_download(std::string_view address, std::string_view command);

/// A shared library that programs of a language load when they run, through one of their packages.
struct RuntimeLibrary {
  std::string_view language;                     ///< As project::name(Ecosystem).
  std::span<const std::string_view> packages;    ///< Any of them loads it.
  std::string_view module;                       ///< That code has to import for it; "" where other packages may.
  std::string_view error;                        ///< What that import raises without the library.
  std::string_view having;                       ///< Text of a manifest without which it does not; "" always.
  std::span<const std::string_view> unless;      ///< Text of a manifest that brings a copy: "psycopg[binary".
  std::string_view library;                      ///< "libpq"
  std::span<const std::string_view> brought_by;  ///< Parts of the names of system packages that bring it.
  std::span<const std::string_view> bases;       ///< ImageVariant::base of images that come without it.
  std::span<const std::string_view> but_not;     ///< Words of tags that name a release of theirs which has it.
};
std::span<const RuntimeLibrary> runtime_libraries();

/// A package of npm that does not work without the script that its installation runs.
struct InstallScript {
  std::string_view package;
  unsigned before = 0;  ///< The first major release that does; 0 none.
};
/// Null for other packages.
const InstallScript* install_script(std::string_view package);

/// A file without which a program ends as soon as it starts.
struct StartFile {
  std::string_view program;
  std::span<const std::string_view> options;  ///< That name such a file.
  std::string_view operand;                   ///< Ending of an operand that is one; "" none.
  std::string_view verb;                      ///< The command that wants one of `files`; "" any.
  std::span<const std::string_view> files;    ///< Any of these in the working directory, when no option names one.
};
/// Null for other programs.
const StartFile* start_file(std::string_view program);

/// The release of the GNU C library that a release line of a distribution brings.
struct CLibrary {
  std::string_view product, cycle;  ///< As knowledge::Cycle.
  unsigned version = 0;             ///< Behind "2.".
};
/// 0 where it is not known.
unsigned c_library(std::string_view product, std::string_view cycle);

/// A module that a language brought along up to a release line.
struct RemovedModule {
  std::string_view language;  ///< As project::name(Ecosystem).
  std::string_view module;
  std::string_view since;                        ///< The first release line without it: "3.12".
  std::span<const std::string_view> brought_by;  ///< Packages that bring it back.
};
/// Null for one that is still there, or never was.
const RemovedModule* removed_module(std::string_view language, std::string_view module);

/// The releases of Node.js that a release line of a framework builds on.
struct NodeNeed {
  std::string_view package;
  int major = 0;             ///< Of the framework.
  std::string_view command;  ///< What a build runs: "next build".
  std::string_view least;    ///< The first release of Node.js that will do; "" any.
  std::string_view below;    ///< The first one that will not any more; "" none.
};
std::span<const NodeNeed> node_needs();

/// A command or an option that a tool gave up, so that a build which uses it ends with an error.
struct RemovedCommand {
  /// What tells the release that a build has.
  enum class ToldBy : std::uint8_t {
    python,   ///< The package that it installs with pip.
    node,     ///< The dependency of the manifest.
    manager,  ///< `packageManager` of the manifest.
    image,    ///< The tag of the base; `since` is one of its release lines.
  };
  std::string_view program;
  ToldBy told_by = ToldBy::python;
  std::string_view package;                   ///< Of that package, manager or image.
  std::string_view since;                     ///< The first release without it.
  std::span<const std::string_view> verbs;    ///< The first operand is one of these, "" for none; empty: any.
  std::span<const std::string_view> options;  ///< One of these is given ...
  /// ... or one of these behind the verb. With neither the verb itself is gone.
  std::span<const std::string_view> operands;
  std::span<const std::string_view> unless;  ///< Packages that bring it back.
  std::string_view instead;                  ///< What to write instead; "" nothing.
};
std::span<const RemovedCommand> removed_commands();

/// A module of Python, or a name in one, that older releases lack.
struct PythonMember {
  std::string_view module;
  std::string_view name;  ///< "" the module itself.
  int since = 0;          ///< The second number of the release of Python 3.
};
/// 0 for what was always there, and for what is not known.
int python_since(std::string_view module, std::string_view name);

/// A module that programs import, and the packages that bring it.
struct ImportName {
  std::string_view language;
  std::string_view module;
  std::span<const std::string_view> packages;  ///< The one that is made for it first.
};
/// Null for a module without a row.
const ImportName* import_name(std::string_view language, std::string_view module);

/// What a package that is compiled where it is installed asks of the system.
struct PackageHeaders {
  std::string_view language;                   ///< As project::name(Ecosystem).
  std::span<const std::string_view> packages;  ///< Any of them is compiled.
  std::string_view having;                     ///< Text of the manifest without which it is not; "" always.
  std::span<const std::string_view> unless;    ///< Text of the manifest that asks for a ready copy.
  std::span<const std::string_view> headers;   ///< Parts of the names of system packages; the first is Debian's.
  std::span<const std::string_view> bases;     ///< ImageVariant::base of images that come without them.
};
std::span<const PackageHeaders> package_headers();

/// What an extension of PHP is compiled against, which the image of PHP does not keep.
struct PhpExtensionHeaders {
  std::span<const std::string_view> extensions;  ///< As `docker-php-ext-install` names them.
  /// Parts of the names of packages that bring the headers; the first is Debian's.
  std::span<const std::string_view> headers;
  std::span<const std::string_view> along;  ///< Parts of the names of Debian's packages that depend on those.
  VersionRange versions;                    ///< Releases of PHP that ask for them.
};
/// The row of an extension for the release that a tag names; null for one that needs nothing more.
const PhpExtensionHeaders* php_extension_headers(std::string_view extension, std::string_view tag);

/// A framework that builds a server only with an adapter.
struct ServerOutput {
  std::string_view package;
  std::span<const std::string_view> starts;    ///< Files of the server, relative to the package.
  std::span<const std::string_view> adapters;  ///< Packages of which one makes them.
  std::span<const std::string_view> others;    ///< Packages that make something else in their place.
  bool none = false;                           ///< Without any adapter there is no server either.
};
namespace tables {
extern const std::span<const ServerOutput> server_outputs;  // in order of the table
}  // namespace tables

/// An extension of PHP that a program which requires a package loads for the value of a variable.
struct PhpDriver {
  std::string_view package, variable;
  std::span<const std::string_view> values;  ///< One that ends with `:` stands for all that begin with it.
  std::string_view extension;
  std::string_view own_client;                     ///< A package in PHP that does without; "" for none.
  std::string_view client_variable, client_value;  ///< With any other value of the variable it does without too.
};
namespace tables {
extern const std::span<const PhpDriver> php_drivers;  // in order of the table
}  // namespace tables

/// A release of a distribution whose packages its images look for in vain.
struct ArchivedRelease {
  std::string_view product, cycle;             ///< As in the end-of-life table: "debian", "10".
  std::string_view since;                      ///< Day on which the mirrors dropped them.
  std::string_view archive;                    ///< Host that keeps them.
  std::span<const std::string_view> managers;  ///< Families of package managers that ask for them.
};
/// The row of a release; null for one whose packages are where its images expect them.
const ArchivedRelease* archived_release(std::string_view product, std::string_view cycle);

namespace tables {

struct Accounts {
  std::string_view name;
  bool image = false;  ///< `name` is a public image, else a base.
  std::span<const std::string_view> accounts;
};
struct PackageNeed {
  std::string_view language;
  std::string_view need;
  std::span<const std::string_view> packages;
};
extern const std::span<const Accounts> accounts;
extern const std::span<const PackageNeed> package_needs;
extern const std::span<const GlibcDownload> glibc_downloads;
extern const std::span<const PackageHeaders> all_package_headers;
extern const std::span<const RuntimeLibrary> all_runtime_libraries;
extern const std::span<const RemovedModule> all_removed_modules;
extern const std::span<const RemovedCommand> all_removed_commands;
extern const std::span<const ImportName> all_import_names;
extern const std::span<const NodeNeed> all_node_needs;
extern const std::span<const PythonMember> all_python_members;
extern const std::span<const StartFile> all_start_files;
extern const std::span<const InstallScript> all_install_scripts;
extern const std::span<const CLibrary> all_c_libraries;
extern const std::span<const PhpExtensionHeaders> all_php_extension_headers;
extern const std::span<const ArchivedRelease> all_archived_releases;

}  // namespace tables
}  // namespace seaworthy::knowledge
