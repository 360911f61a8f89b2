#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "diag/severity.h"
#include "knowledge/knowledge.h"

/// What configuration files and settings of known programs mean in a container. Rows of knowledge/operating_facts.yaml.
namespace seaworthy::knowledge {

/// A configuration file with keys that do harm. Conditions on `when` are described in the table.
struct HarmfulConfiguration {
  std::string_view image;  ///< The known image that reads it; "" for a framework's.
  std::string_view framework;
  std::string_view file;  ///< Pattern of its path.
  VersionRange versions;
  std::span<const std::string_view> when;      ///< Conditions on its keys.
  std::span<const std::string_view> settings;  ///< Conditions on the service, in the notation of Refusal.
  std::string_view option;                     ///< The command of the service has this text; "" for any.
  bool named = false;                          ///< The program reads the file only where its command names it.
  std::string_view at;                         ///< The key that a finding stands at; "" for the first that holds.
  std::uint16_t port = 0;                      ///< Where it is not published, the harm is less.
  Rung rung = Rung::resist;
  Severity severity = Severity::medium;
  std::string_view effect;  ///< A clause about the program.
};

/// A combination of settings with which an image starts and does not do what it is for.
struct ImageCaution {
  std::string_view image;
  VersionRange versions;
  std::span<const std::string_view> when;  ///< In the notation of Refusal.
  std::string_view neighbour;              ///< Only in a stack that has this image as well.
  std::string_view without_service;        ///< Only in a stack without a service of this name.
  Rung rung = Rung::resist;
  Severity severity = Severity::medium;
  std::string_view effect;  ///< A clause about the program.
};

/// An image whose metrics are off.
/// Files by which Dependabot finds something to update.
struct UpdateBotFiles {
  std::string_view ecosystem;               ///< "gomod"
  std::span<const std::string_view> files;  ///< Parts of their names; `kubernetes`: manifests of it.
};

struct MetricsOff {
  std::string_view image;
  std::span<const std::string_view> when;        ///< While these hold, in the notation of Refusal.
  std::span<const std::string_view> unless_job;  ///< A scrape job with one of these keys gets them all the same.
  bool own_port = false;                         ///< Of the port of its own protocol alone.
  std::string_view needs;                        ///< What they take: "`KC_METRICS_ENABLED=true`".
};

/// Keys of a configuration file that say where a program keeps its data.
struct DataKeys {
  std::string_view image;
  std::string_view file;  ///< Pattern of its path.
  std::span<const std::string_view> keys;
  std::string_view needs;  ///< A key without which nothing is kept; "" for none.
  Rung rung = Rung::keep;
  Severity severity = Severity::medium;
};

/// Keys under which a shipper of logs lists the files that it reads.
struct LogPaths {
  std::string_view image;
  std::span<const std::string_view> keys;  ///< Patterns.
  std::string_view only;                   ///< Pattern of the paths that are meant; "" for all.
};

/// An image that looks after containers with a label alone.
struct LabelReader {
  std::string_view image;
  std::span<const std::string_view> when;  ///< In the notation of Refusal.
  std::string_view label;                  ///< May end in `*`.
};

/// Kinds of middleware of a proxy that let every visitor pass.
struct PassingMiddlewares {
  std::string_view image;
  std::span<const std::string_view> kinds;  ///< In lower case.
};

/// A part of a program that a container of its own has to play.
struct NeededRole {
  std::string_view image;
  VersionRange versions;
  std::span<const std::string_view> when;  ///< In the notation of Refusal.
  std::string_view word;                   ///< Of the command of the container that plays it.
  std::string_view other_image;            ///< Or the image that does.
  std::string_view role;                   ///< "a worker (`celery worker`)"
};

namespace tables {
extern const std::span<const NeededRole> needed_roles;                      // in order of the table
extern const std::span<const LabelReader> label_readers;                    // in order of the table
extern const std::span<const PassingMiddlewares> passing_middlewares;       // in order of the table
extern const std::span<const HarmfulConfiguration> harmful_configurations;  // in order of the table
extern const std::span<const ImageCaution> image_cautions;                  // in order of the table
extern const std::span<const UpdateBotFiles> update_bot_files;              // in order of the table
extern const std::span<const MetricsOff> metrics_off;                       // in order of the table
extern const std::span<const DataKeys> data_keys;                           // in order of the table
extern const std::span<const LogPaths> log_paths;                           // in order of the table
}  // namespace tables
}  // namespace seaworthy::knowledge
