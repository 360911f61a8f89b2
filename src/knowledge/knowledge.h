#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// What is known of the outside world: rows of knowledge/*.yaml, compiled in as constant tables. Nothing here is an
/// opinion; every row has the date it was true for and the source it was taken from.
namespace seaworthy::knowledge {

/// `registry/repository:tag@digest`, taken apart as the OCI distribution reference grammar does.
struct Reference {
  std::string_view registry;    ///< "" stands for docker.io.
  std::string_view repository;  ///< "library/" removed: "postgres", "grafana/grafana".
  std::string_view tag;         ///< "" when not given.
  std::string_view digest;      ///< "sha256:..." or "".
  bool valid = true;            ///< False: no image reference by the grammar.
};
Reference parse_reference(std::string_view text);

/// What an image is for; rules judge by it (a database port is not a web port).
enum class ImageKind : std::uint8_t {
  other, database, cache, broker, search, object_store, proxy, certificates, identity, monitoring, logging, admin_ui,
  ci_runner, ai_server, language, distribution, web_app, socket_proxy, backup, mail, vpn, storage,
};
std::string_view name(ImageKind kind);

struct ImagePort {
  std::uint16_t port = 0;
  std::string_view protocol;  ///< "tcp" or "udp"
  std::string_view purpose;   ///< "sql", "http", "admin", "metrics", "cluster", ...
};

struct ImageVariable {
  std::string_view name;
  bool required = false;        ///< The container stops without it (or without another of the same `group`).
  std::string_view group;       ///< Variables of one group replace each other.
  bool secret = false;          ///< Its value is a credential.
  bool file_variant = false;    ///< NAME_FILE is read as well.
  std::string_view weak_value;  ///< A documented default credential or a value that turns protection off; else "".
};

/// A command line option, for images where a wrong one stops the program.
struct ImageOption {
  std::string_view name;        ///< "--maxmemory"
  bool takes_value = false;
};

/// Tools in one variant of an image: variant "" is the default tag; "alpine", "slim", "distroless" match a tag that
/// contains the word.
struct ImageVariant {
  std::string_view match;
  std::span<const std::string_view> tools;    ///< Programs that probes and scripts ask for, that are present.
  std::span<const std::string_view> missing;  ///< Such programs that are known to be absent.
  std::string_view shell;                     ///< "dash", "bash", "ash" or "" for none.
  std::string_view package_manager;           ///< "apt", "apk", "dnf", ... or "".
  std::string_view user;                      ///< Default USER of the variant when it differs; else "".
};

struct Image {
  std::string_view name;                      ///< Repository: "postgres".
  std::span<const std::string_view> aliases;  ///< Other repositories that behave the same ("bitnami/..." does not).
  ImageKind kind = ImageKind::other;
  std::string_view title;                     ///< "PostgreSQL"
  std::string_view user;                      ///< USER of the image; "" is root.
  std::string_view runtime_user;              ///< Whom the entrypoint switches to when started as root; else "".
  std::string_view working_dir;
  std::span<const ImagePort> ports;
  std::span<const std::string_view> data_paths;     ///< State that must survive; empty: none.
  std::span<const std::string_view> writable_paths; ///< Written at run time; needed for a read-only root.
  std::span<const ImageVariant> variants;
  std::span<const ImageVariable> variables;
  bool variables_complete = false;            ///< Unknown variables with the image's prefix are not read.
  std::string_view variable_prefix;           ///< "POSTGRES_"
  std::string_view program;                   ///< "redis-server": whose options the next member lists.
  std::span<const ImageOption> options;       ///< Empty: not known.
  bool options_complete = false;
  bool has_probe = false;                     ///< The image declares a HEALTHCHECK.
  std::string_view probe;                     ///< A proper probe as Compose `test` in YAML flow form; "" not known.
  std::span<const std::string_view> capabilities;   ///< Needed once ALL are dropped.
  bool one_shot = false;                      ///< Ends by design.
  bool has_shell = true;
  std::string_view end_of_life_product;       ///< Row name in the end-of-life table; "" none.
  std::string_view source;                    ///< Where the facts stand.
  std::string_view date;                      ///< "2026-11-01"
};

/// The row of a public image, by reference text or repository; null when it is not known.
const Image* image(std::string_view reference);
std::span<const Image> images();
/// The variant of an image that a tag names; null when the image has no variants.
const ImageVariant* variant(const Image& image, std::string_view tag);
/// True or false when it is known whether the variant has the program, nothing when it is not known.
std::optional<bool> has_tool(const Image& image, std::string_view tag, std::string_view program);

/// One release line of a product.
struct Cycle {
  std::string_view product;      ///< "debian", "python", "node", "postgres"
  std::string_view cycle;        ///< "12", "3.11", "20"
  std::string_view codename;     ///< "bookworm" or "".
  std::string_view end_of_life;  ///< "2026-04-30"; "" when none is announced.
  std::string_view latest;       ///< Newest line that is supported, to recommend.
};
/// The release line that a version or codename belongs to ("20.11.1-alpine" -> node 20); null when not known.
const Cycle* cycle(std::string_view product, std::string_view version_or_codename);
std::span<const Cycle> cycles();

/// Date that the tables are true for, "YYYY-MM-DD". It also stands for today wherever a rule compares dates, so that a
/// report never depends on the clock.
std::string_view date();

/// One item of a benchmark: {"CIS Docker 1.6", "4.1", "Ensure that a user for the container has been created"}.
struct Control {
  std::string_view standard;
  std::string_view version;
  std::string_view id;
  std::string_view title;        ///< Our words.
  bool provable = true;          ///< Whether files can decide it.
};
std::span<const Control> controls();

struct Capability {
  std::string_view name;         ///< "NET_ADMIN"
  bool default_granted = false;  ///< In Docker's default set.
  std::string_view danger;       ///< "host", "escape", "network", "" ...
  std::string_view allows;       ///< Our words, one clause.
};
const Capability* capability(std::string_view name);
std::span<const Capability> capabilities();

/// A package manager and what rules ask of it.
struct PackageManager {
  std::string_view program;                              ///< "apt-get"
  std::span<const std::string_view> install_verbs;
  std::span<const std::string_view> assume_yes_flags;
  std::span<const std::string_view> value_options;       ///< Options that take the next word.
  std::string_view cache_path;                           ///< "/var/cache/apt"
  std::string_view clean_command;
};
const PackageManager* package_manager(std::string_view program);

/// Packages that are build tools, debuggers, network tools, shells, by name.
enum class PackageClass : std::uint8_t { other, compiler, debugger, network_tool, editor, ssh, vcs };
PackageClass package_class(std::string_view package);

}  // namespace seaworthy::knowledge
