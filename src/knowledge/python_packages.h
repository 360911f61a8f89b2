#pragma once

#include <span>
#include <string_view>

/// Releases of Python packages that do not go together with a release of Python, of each other, or with old code. Rows
/// of knowledge/python_packages.yaml.
namespace seaworthy::knowledge {

/// Releases of a package that a release of Python is too new for.
struct PythonLimit {
  std::string_view package;  ///< As the index compares names.
  std::string_view from;     ///< The first release that is meant; "" all.
  std::string_view below;    ///< The first release that does work; "" none.
  int python = 0;            ///< The second number of the first release of Python 3 that is too new.
  bool starts = false;       ///< It is installed, and fails where it is loaded.
  bool compiles = false;     ///< There is no binary; its source does where there is a compiler.
  std::string_view kept;     ///< With an older release of that package it works; "" with none.
  std::string_view kept_below;
  std::string_view uses;  ///< What the code has that loads it; "" any code does.
  std::string_view why;   ///< What ends it, as a clause: "its C code does not compile there".
};
std::span<const PythonLimit> python_limits();

/// Releases of a package that allow any release of another one and fail with its later ones.
struct PythonPair {
  std::string_view package;
  std::string_view from;    ///< The first release that is meant; "" all.
  std::string_view below;   ///< The first release that goes together with `since`; "" none does.
  std::string_view needs;   ///< The other package.
  std::string_view since;   ///< Its first release that breaks the package.
  int python = 0;           ///< The second number of the least Python 3 that `since` runs on; 0 any.
  bool in_use = false;      ///< It fails where it is used, not where it is loaded.
  bool beside = false;      ///< `package` does not bring `needs`: only where a list names both.
  std::string_view uses;    ///< What the code has that uses it so; "" any code does.
  std::string_view effect;  ///< As a clause: "`url_quote` is gone".
  /// Packages that keep `needs` below `since` themselves.
  std::span<const std::string_view> unless;
};
std::span<const PythonPair> python_pairs();

/// Releases of a package whose lists of needs pip does not read any more since 24.1.
struct RefusedByPip {
  std::string_view package;
  std::string_view from;   ///< The first release that is meant; "" all.
  std::string_view below;  ///< The first release that is read again.
  std::string_view need;   ///< What pip cannot read: "pytz (>dev)".
};

/// A name, or a whole module, that a package gave up.
struct GoneName {
  std::string_view module;
  std::string_view name;     ///< "" the module itself.
  std::string_view package;  ///< As the index compares names.
  std::string_view since;    ///< The first release without it.
  std::string_view instead;  ///< What took its place, in words and backticks; "" nothing.
  int python = 0;            ///< The second number of the least Python 3 that `since` runs on; 0 any.
};
/// Null for what is still there, or never was.
const GoneName* gone_name(std::string_view module, std::string_view name);

/// A package of which it is known what its extras bring: `uvicorn[standard]`.
struct PythonExtras {
  std::string_view package;                   ///< As the index compares names.
  std::span<const std::string_view> modules;  ///< Sorted: what any of its extras lets a program import.
};
/// Whether an extra of a package may bring a module; true for packages of which nothing is known.
bool may_extras_bring(std::string_view package, std::string_view module);

/// Whether a module comes with its own package alone, never by an extra of another one (`fastapi[all]`).
bool comes_alone(std::string_view module);

namespace tables {
extern const std::span<const std::string_view> all_lone_modules;  ///< Sorted.
extern const std::span<const PythonExtras> all_python_extras;     ///< By package.
extern const std::span<const PythonLimit> all_python_limits;
extern const std::span<const PythonPair> all_python_pairs;
extern const std::span<const RefusedByPip> refused_by_pip;
extern const std::span<const GoneName> all_gone_names;  ///< By module and name.
}  // namespace tables
}  // namespace seaworthy::knowledge
