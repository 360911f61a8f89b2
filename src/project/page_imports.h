#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/manifests.h"
#include "project/model.h"

/// What a bundler follows from the first source of a front end: imports that lead nowhere, and how pages have
/// addresses.
namespace seaworthy::code {
class Tree;
}

namespace seaworthy::project {

struct ApplicationTable;

/// An import of pages at which a bundler stops.
struct PageImport {
  Span span;                ///< What is imported, as written.
  std::string_view module;  ///< "@/lib/utils"
  /// The path of the tree that has other capitals, or that lies outside of the build's context; "" for none.
  std::string_view found;
  bool outside = false;  ///< `found` lies outside of the context.
  bool package = false;  ///< A package that neither the manifest nor its lock file has.
  Span ignored;          ///< The pattern for a folder by which Git leaves out what would be there; invalid for none.
};

/// A variable whose value a bundler writes into the pages: `import.meta.env.VITE_API_URL`.
struct PageVariable {
  std::string_view name;
  Span span;              ///< Where it is first read.
  bool optional = false;  ///< Something stands in for it somewhere, or the code asks whether it is there.
};

/// The package of pages that a build packs, as far as it is reached from where it begins.
struct PagePackage {
  const Manifest* manifest = nullptr;
  std::string context;                  ///< Of the build, relative to the root.
  std::vector<PageImport> absent;       ///< In order of reading.
  std::vector<PageVariable> variables;  ///< In order of reading.
  /// Where a router gives every page an address of its own below the one of the site; invalid for none.
  Span router;
};

/// Null for a container whose build packs no pages.
const PagePackage* page_package(const Project& project, const Service& service);

/// Reads the packages of all containers; part of find_applications().
void read_page_imports(const Project& project, code::Tree& tree, ApplicationTable& table);

}  // namespace seaworthy::project
