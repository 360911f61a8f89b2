#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// Directives of nginx: where each may stand, and which the official image lacks. Rows of
/// knowledge/nginx_directives.yaml.
namespace seaworthy::knowledge {

/// A directive that the official image understands as it ships.
struct NginxDirective {
  std::string_view name;
  /// "main", "events", "http", "server", "location", "if", "upstream", "stream", "stream server", "stream upstream".
  std::span<const std::string_view> contexts;
};
/// Null when the image does not have it, or when nothing is known of it.
const NginxDirective* nginx_directive(std::string_view name);
/// All of them, by name.
std::span<const NginxDirective> nginx_directives();

/// A directive of a module that the official image does not load.
struct NginxModuleDirective {
  std::string_view name;
  std::string_view module;  ///< As people call it: "headers-more".
  bool loadable = false;    ///< The image has the module as a file for `load_module`.
};
const NginxModuleDirective* nginx_module_directive(std::string_view name);

/// A directive that a release took away.
struct NginxRemovedDirective {
  std::string_view name;
  std::string_view since;    ///< The first release that stops at it: "1.25.1".
  std::string_view instead;  ///< What does its work now.
};
const NginxRemovedDirective* nginx_removed_directive(std::string_view name);

/// Whether a word of an OpenSSL cipher list lets in ciphers that are weak.
bool is_weak_cipher(std::string_view word);

namespace tables {

extern const std::span<const std::string_view> weak_ciphers;  // sorted

extern const std::span<const NginxDirective> nginx_directives;                 // by name
extern const std::span<const NginxModuleDirective> nginx_module_directives;    // by name
extern const std::span<const NginxRemovedDirective> nginx_removed_directives;  // by name

extern const WordSet nginx_sizes, nginx_times, nginx_switches;  ///< Directives by what their first parameter is.
extern const WordSet nginx_listen_words;                        ///< What may follow the address of `listen`.
extern const WordSet nginx_variables;                           ///< Names without `$`.
extern const WordSet nginx_variable_prefixes;                   ///< Behind which any name may stand: `http_`.
extern const WordSet nginx_listen_settings;                     ///< The same for what takes a value: `backlog`.

}  // namespace tables
}  // namespace seaworthy::knowledge
