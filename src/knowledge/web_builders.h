#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/web_builders.yaml.
namespace seaworthy::knowledge {

/// A command that serves what another one has built before.
struct BuiltServer {
  std::string_view program;
  std::string_view verb;    ///< "" where there is none.
  std::string_view folder;  ///< Where it looks for it, relative to the package.
  std::string_view build;   ///< The command that makes it.
};

/// A command that builds pages.
struct Bundler {
  std::string_view program, verb;
  std::string_view folder;         ///< Where they go unless the configuration says another.
  std::string_view configuration;  ///< Its name without the ending; "" where there is none.
  std::string_view key;            ///< Of the configuration that names the folder.
};

/// A file that a command which builds pages loads as code.
struct BuildConfiguration {
  std::string_view program;
  std::string_view file;  ///< Without its ending.
  bool plugins = false;   ///< It names packages in texts and keys, and the command loads these too.
};

/// A folder of the output of Next.js, and the value of `output` in its configuration with which alone it is made.
struct NextOutput {
  std::string_view path;  ///< Behind the folder of the package: "/out".
  std::string_view value;
};

namespace tables {
extern const std::span<const NextOutput> next_outputs;                  // in order of the table
extern const std::span<const BuildConfiguration> build_configurations;  // in order of the table
extern const std::span<const BuiltServer> built_servers;                // in order of the table
extern const std::span<const Bundler> bundlers;                         // in order of the table
/// Plugins of bundlers that decide themselves where the output goes; one that ends with `/` stands for all that begin
/// so.
extern const std::span<const std::string_view> output_deciding_plugins;
}  // namespace tables

}  // namespace seaworthy::knowledge
