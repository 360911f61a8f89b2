#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nginx/ast.h"
#include "project/model.h"

/// What nginx reads in a container: which files, from which block each is included, and whether that is all of it.
namespace seaworthy::rules {

struct NginxFile {
  const project::File* file = nullptr;
  std::string path;          ///< In the container, as nginx opens it (a template without its suffix).
  std::string_view context;  ///< Of its top level, as knowledge::NginxDirective::contexts; "" when nothing says.
};

struct NginxConfiguration {
  std::vector<NginxFile> files;  ///< By path.
  /// Nothing else is read but what the image ships, so what no file defines is not defined.
  bool complete = false;
  /// Where all else is known: each `include` of one file that is neither among `files` nor brought by the image.
  std::vector<const nginx::Directive*> unresolved;
  bool loads_modules = false;  ///< Some file has a `load_module`.
  bool image_main = true;      ///< `nginx.conf` is the image's own.
};

/// Of a service that runs the official nginx image, or one built on it; no files for every other service, and where the
/// command names another configuration file.
NginxConfiguration nginx_configuration(const project::Project& project, const project::Service& service);

/// The context inside a block (of the root: of the file's top level); "" inside blocks whose content is not made of
/// directives, such as `map` and `types`.
std::string_view context_within(const nginx::Directive& block, std::string_view of_file);

}  // namespace seaworthy::rules
