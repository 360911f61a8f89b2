#pragma once

#include <span>
#include <string_view>

#include "knowledge/knowledge.h"
#include "knowledge/server.h"

/// The tables that tools/generate_knowledge.py makes from knowledge/*.yaml. Each is sorted by what it is looked up by.
namespace seaworthy::knowledge::tables {

/// One name of an image with the index of its row.
struct ImageName {
  std::string_view name;
  std::uint32_t image = 0;
};

/// A word by which tags name a distribution, and the package manager of that.
struct TagWord {
  std::string_view word;
  std::string_view package_manager;
};

/// Programs of a package for one family, "" for all.
struct PackagePrograms {
  std::string_view package;
  std::string_view family;
  std::span<const std::string_view> programs;
};

struct PackageOfClass {
  std::string_view package;
  PackageClass package_class = PackageClass::other;
};

struct KicsQuery {
  std::string_view id;
  std::string_view name;
};

extern const std::string_view date;
extern const std::span<const Image> images;                           // by name
extern const std::span<const TagWord> tag_words;                      // by word
extern const std::span<const ImageName> image_names;                  // names and aliases, by name
extern const std::span<const RetiredImage> retired_images;            // by name
extern const std::span<const Cycle> cycles;                           // by product, then newest first
extern const std::span<const Control> controls;                       // by standard, version, then in order of the file
extern const std::span<const Capability> capabilities;                // by name
extern const std::span<const PackageManager> package_managers;        // by program
extern const std::span<const PackageOfClass> packages;                // by package
extern const std::span<const PackagePrograms> package_programs;       // by package, then family
extern const std::span<const SensitivePath> sensitive_paths;          // by path
extern const std::span<const WellKnownPort> ports;                    // by port, then protocol
extern const std::span<const WeakSecret> weak_secrets;                // by text
extern const std::span<const SecretName> secret_names;                // exceptions first, more words first
extern const std::span<const CredentialShape> credential_shapes;      // by prefix
extern const std::span<const DevTool> dev_tools;                      // by program, rows with more words first
extern const std::span<const Server> servers;                         // by program, rows with more words first
extern const std::span<const PlatformNamespace> platform_namespaces;  // by prefix
extern const std::span<const KicsQuery> kics_queries;                 // by id

}  // namespace seaworthy::knowledge::tables
