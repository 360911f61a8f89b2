#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// knowledge/package_kinds.yaml: packages by what they do, as manifests name them.
namespace seaworthy::knowledge {

/// Packages of one language.
struct PackagesOfLanguage {
  std::string_view language;  ///< As project::name() calls its ecosystem: "node".
  WordSet packages;
};

namespace tables {
extern const std::span<const PackagesOfLanguage> redis_queues;  ///< Keep jobs in Redis.
/// Read variables by themselves, by names that the program's own sources need not have.
extern const std::span<const PackagesOfLanguage> environment_readers;
extern const WordSet module_hooks;      ///< Let Node.js take both kinds of modules for each other.
extern const WordSet servers_beside;    ///< Servers and supervisors in the steps of an image.
extern const WordSet database_drivers;  ///< Talk to a server of databases.
extern const WordSet wheels;            ///< Published for pip as well as for conda, with what they are linked to.
extern const WordSet http_clients;      ///< Clients that a probe in Python imports.
/// Packages of Python of which neither they nor what they bring along is one of these.
extern const WordSet without_http_client;
extern const WordSet airflow_providers;  ///< Those that Airflow's own image brings.
}  // namespace tables

}  // namespace seaworthy::knowledge
