#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/word_set.h"
#include "diag/severity.h"

/// What is known of the outside world: rows of knowledge/*.yaml, compiled in as constant tables. Nothing here is an
/// opinion; every row has the date it was true for and the source it was taken from (docs/knowledge.md).
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
  other,
  database,
  cache,
  broker,
  search,
  object_store,
  proxy,
  certificates,
  identity,
  monitoring,
  logging,
  admin_ui,
  ci_runner,
  ai_server,
  language,
  distribution,
  web_app,
  socket_proxy,
  backup,
  mail,
  vpn,
  storage,
};
std::string_view name(ImageKind kind);

struct ImagePort {
  std::uint16_t port = 0;
  std::string_view protocol;  ///< "tcp" or "udp"
  std::string_view purpose;   ///< "sql", "http", "admin", "metrics", "cluster", ...
};

/// Release lines that a fact holds for, both ends included, compared by as many parts as are given: first "18" holds
/// for 18.1 and 19. "" is open. A tag without a version counts as the newest line.
struct VersionRange {
  std::string_view first;
  std::string_view last;
  bool contains(std::string_view tag) const;
};

struct ImageVariable {
  std::string_view name;           ///< May hold one `*` for any text: "GF_AUTH_*".
  bool required = false;           ///< The container stops without it (or without another of the same `group`).
  std::string_view group;          ///< Variables of one group replace each other.
  bool secret = false;             ///< Its value is a credential.
  bool file_variant = false;       ///< NAME_FILE is read as well.
  std::string_view weak_value;     ///< A documented default credential or a value that turns protection off; else "".
  std::string_view default_value;  ///< In force when it is not set, where that matters; else "".
};

/// A command line option, for images where a wrong one stops the program. A `*` in the name stands for one part that
/// the user chooses: "--entrypoints.*.address".
struct ImageOption {
  std::string_view name;  ///< "--maxmemory"; a setting of PostgreSQL without its -c: "shared_buffers".
  bool takes_value = false;
  VersionRange versions;  ///< Release lines that take it.
};

/// How a program reads the names of its options.
enum class OptionStyle : std::uint8_t {
  plain,
  ignore_case,  ///< Traefik, Redis.
  mysql,        ///< `_` is `-`; any unambiguous start will do; --loose-, --skip-, --disable-, --enable- before a name.
  postgres,     ///< -c name=value, --name=value; `-` is `_`, case does not matter; a dotted name is never unknown.
  kingpin,      ///< --no-NAME turns a flag off.
  go_flag,      ///< One dash is as good as two.
};

/// Tools in one variant of an image: variant "" is the default tag; "alpine", "slim", "distroless" match a tag that
/// contains the word.
struct ImageVariant {
  std::string_view match;
  VersionRange versions;                    ///< Release lines that it describes.
  std::string_view base;                    ///< "debian", "alpine", "ubuntu", "distroless", "scratch", ...
  std::span<const std::string_view> tools;  ///< Programs that probes and scripts ask for, that are present.
  /// Such programs that are known to be absent; {"*"}: `tools` is the whole list, so that any other is absent.
  std::span<const std::string_view> missing;
  std::string_view shell;            ///< "dash", "bash", "ash" or "" for none.
  std::string_view package_manager;  ///< "apt", "apk", "dnf", ... or "".
  std::string_view user;             ///< Default USER of the variant when it differs; else "".
  std::string_view runtime_uid;      ///< Number of the user that the program runs as; "" not known.
};

/// A place where state lives, for some release lines.
struct DataPlace {
  std::string_view path;
  VersionRange versions;
  std::string_view variable;  ///< Environment variable that moves it ("PGDATA"); else "".
};

/// A mount target that people use and that does harm.
struct WrongMount {
  enum class Effect : std::uint8_t {
    lost,    ///< State goes elsewhere and does not outlive the container.
    stops,   ///< The container does not start.
    hidden,  ///< Files that the image brings are hidden.
  };
  std::string_view path;
  VersionRange versions;
  Effect effect = Effect::lost;
  std::string_view why;  ///< One clause, our words: "data is kept in `/var/lib/postgresql/data`".
};

/// A setting of a known image that opens it or turns protection off.
struct Hazard {
  std::string_view option;    ///< Option word: "--api.insecure"; else "".
  std::string_view variable;  ///< Or environment variable; else "".
  /// Value that is harmful, compared without regard to case; "" any, "=" the empty one, "!x" any but x.
  std::string_view value;
  VersionRange versions;
  std::uint16_t port = 0;  ///< Port on which it matters; 0 any.
  Severity severity = Severity::medium;
  bool stops = false;       ///< The container does not start with it.
  bool in_memory = false;   ///< Nothing is written to disk with it, so that nothing has to be kept.
  std::string_view effect;  ///< What the setting does, one clause: "serves the API and dashboard without a password".
};

/// A combination of settings with which a known image does not start, though each of them may be right by itself.
struct Refusal {
  /// All must hold. "NAME": the variable is supplied; "!A|B": none of them is, nor its _FILE form; "NAME=a|b": it has
  /// one of these values; "NAME!=a|b": it has another; "NAME~text", "NAME!~text": it contains the text or
  /// not; "NAME<8": it is shorter.
  /// "--option" and "!--a|--b": given in the command or not. "command", "!command": Compose sets one or not;
  /// "command=a|b": its first word. "!/path": nothing is mounted there, above or below.
  std::span<const std::string_view> when;
  VersionRange versions;
  std::string_view why;  ///< A clause that follows the service's name: "needs `POSTGRES_PASSWORD` as well".
};

/// Whether a program asks its clients for a credential as the image ships it.
enum class Authentication : std::uint8_t {
  unknown,
  none,      ///< Never asks; needs something in front.
  optional,  ///< Asks when it is configured to; `authentication_settings` says how.
  builtin,   ///< Ships with documented credentials that should be changed.
  required,  ///< Always asks for one that the operator chose.
};
std::string_view name(Authentication authentication);

struct Image {
  std::string_view name;                      ///< Repository: "postgres", "quay.io/keycloak/keycloak".
  std::span<const std::string_view> aliases;  ///< Other repositories that behave the same ("bitnami/..." does not).
  ImageKind kind = ImageKind::other;
  std::string_view title;         ///< "PostgreSQL"
  std::string_view user;          ///< USER of the image; "" is root.
  std::string_view runtime_user;  ///< Whom the entrypoint switches to when started as root; else "".
  bool root_required = false;     ///< Does not work when started as another user.
  std::string_view working_dir;
  std::span<const std::string_view> entrypoint;  ///< As the image declares it; empty: none or not known.
  std::span<const std::string_view> command;     ///< As the image declares it.
  std::string_view stop_signal;                  ///< As the image declares it; "" is SIGTERM.
  std::span<const ImagePort> ports;
  std::span<const std::string_view> data_paths;      ///< State that must survive; empty: none.
  std::span<const DataPlace> data_places;            ///< Where they differ by release line; see data_places().
  std::span<const std::string_view> optional_paths;  ///< Declared volumes whose loss is no harm, or only sometimes.
  std::span<const std::string_view> writable_paths;  ///< Written at run time; needed for a read-only root.
  std::span<const WrongMount> wrong_mounts;
  std::span<const ImageVariant> variants;
  std::span<const ImageVariable> variables;
  bool variables_complete = false;       ///< Unknown variables with the image's prefix are not read.
  std::string_view variable_prefix;      ///< "POSTGRES_"
  std::string_view program;              ///< "redis-server": whose options the next member lists.
  std::span<const ImageOption> options;  ///< Empty: not known.
  bool options_complete = false;         ///< Up to the release line `options_until`; later ones may know more.
  std::string_view options_until;
  OptionStyle option_style = OptionStyle::plain;
  bool command_is_options = false;  ///< A command that starts with `-` is given to `program` as options.
  std::span<const Hazard> hazards;
  std::span<const Refusal> refusals;
  Authentication authentication = Authentication::unknown;
  std::span<const std::string_view> authentication_settings;  ///< Variables and options that turn it on.
  std::string_view memory_option;                             ///< Option or variable that bounds its memory; "" none.
  std::string_view eviction_option;  ///< Option that says what goes when memory is full; "" none.
  bool has_probe = false;            ///< The image declares a HEALTHCHECK.
  std::string_view probe;            ///< A proper probe as Compose `test` in YAML flow form; "" not known.
  std::string_view probe_path;       ///< HTTP path that tells health: "/-/healthy"; "" none known.
  std::uint16_t probe_port = 0;
  std::string_view state_elsewhere;  ///< Settings, blanks between, that all together move its state to another server.
  std::string_view probe_needs;      ///< Options or variables, `|` between, one of which the probe needs.
  std::span<const std::string_view> capabilities;  ///< Needed once ALL are dropped.
  bool needs_engine_socket = false;                ///< Does its work through the engine's socket.
  bool needs_internet = false;                     ///< Does nothing without servers on the internet.
  bool takes_large_bodies = false;                 ///< People or programs send it files above a megabyte.
  bool one_shot = false;                           ///< Ends by design.
  bool has_shell = true;
  std::string_view end_of_life_product;  ///< Row name in the end-of-life table; "" none.
  std::string_view source;               ///< Where the facts stand.
  std::string_view date;                 ///< "2026-08-22"
};

/// The row of a public image, by reference text or repository; null when it is not known. Mirrors of Docker Hub's
/// official images (public.ecr.aws/docker/library, mirror.gcr.io, any registry's `library/`) are the same image.
const Image* image(std::string_view reference);
const Image* image(const Reference& reference);
std::span<const Image> images();
/// The variant of an image that a tag names; null when the image has no variants.
const ImageVariant* variant(const Image& image, std::string_view tag);
/// True or false when it is known whether the variant has the program, nothing when it is not known.
std::optional<bool> has_tool(const Image& image, std::string_view tag, std::string_view program);
std::optional<bool> has_tool(const ImageVariant& variant, std::string_view program);
/// The variable of an image by exact name (or pattern with `*`), NAME_FILE included; null when it is not read or not
/// known (see `variables_complete`).
const ImageVariable* variable(const Image& image, std::string_view name);
/// The option that a command line word names: "--maxmemory", "--entrypoints.web.address=:80" (cut at `=`, compared as
/// the program does); for PostgreSQL "-c name=value" or "--name=value". Null when the table has no such option.
const ImageOption* option(const Image& image, std::string_view word);
/// True or false when it is known whether the program of this tag takes the option; nothing when the table is not
/// complete for its release line or the word is no option.
std::optional<bool> accepts_option(const Image& image, std::string_view tag, std::string_view word);
/// The known option nearest in spelling, to suggest; "" when none is near.
std::string_view nearest_option(const Image& image, std::string_view word);
/// Where the state of this tag's release line lives: filled into `out` (at most its size), returns the used part.
std::span<DataPlace> data_places(const Image& image, std::string_view tag, std::span<DataPlace> out);

/// An image that should not be used any more, or not under this name.
struct RetiredImage {
  enum class Status : std::uint8_t { deprecated, renamed, abandoned, removed, moved };
  std::string_view name;  ///< Repository with registry when it is not Docker Hub; may end in "/*".
  Status status = Status::deprecated;
  std::string_view successor;  ///< Image to use instead; "" none.
  std::string_view since;      ///< "2022-07" or a full date.
  std::string_view why;        ///< One clause, our words.
  std::string_view source;
  std::string_view date;
};
std::string_view name(RetiredImage::Status status);
const RetiredImage* retired_image(std::string_view reference);
std::span<const RetiredImage> retired_images();

/// One release line of a product.
struct Cycle {
  std::string_view product;      ///< "debian", "python", "node", "postgres"
  std::string_view cycle;        ///< "12", "3.11", "20"
  std::string_view codename;     ///< "bookworm" or "".
  std::string_view end_of_life;  ///< "2026-04-30"; "" when none is announced.
  std::string_view latest;       ///< Newest line that is supported, to recommend.
  /// True when the line got no more fixes on a day ("YYYY-MM-DD").
  bool ended_by(std::string_view day) const { return !end_of_life.empty() && end_of_life < day; }
};
/// The release line that a version or codename belongs to ("20.11.1-alpine" -> node 20); null when not known.
const Cycle* cycle(std::string_view product, std::string_view version_or_codename);
/// The distribution line that a tag names besides its own version ("3.11-slim-bookworm" -> debian 12,
/// "20-alpine3.19" -> alpine 3.19); null when it names none.
const Cycle* base_cycle(std::string_view tag);
std::span<const Cycle> cycles();

/// Date that the tables are true for, "YYYY-MM-DD". It also stands for today wherever a rule compares dates, so that a
/// report never depends on the clock.
std::string_view date();

/// One item of a benchmark: {"CIS Docker", "1.6", "4.1", "Run as a user made for the program", true}.
struct Control {
  std::string_view standard;
  std::string_view version;
  std::string_view id;
  std::string_view title;  ///< Our words.
  bool provable = true;    ///< Whether files can decide it.
};
std::span<const Control> controls();
/// By the notation of rules, "CIS Docker 1.6:4.1" or "OWASP Docker:2"; null when there is no such item.
const Control* control(std::string_view notation);

struct Capability {
  std::string_view name;         ///< "NET_ADMIN"
  bool default_granted = false;  ///< In Docker's default set.
  std::string_view danger;       ///< "host", "escape", "network", "" ...
  std::string_view allows;       ///< Our words, one clause.
};
/// By name in any case, with or without CAP_.
const Capability* capability(std::string_view name);
std::span<const Capability> capabilities();

/// A package manager and how its commands are written.
struct PackageManager {
  std::string_view program;  ///< "apt-get"
  /// Whose commands it takes: "apt", "apk", "yum", "dnf", "zypper", "pip", "npm", "yarn", "pnpm", "gem" ...; "" where
  /// they are not read.
  std::string_view family;
  std::string_view packages;  ///< Whose names of packages it takes: "apt", "apk", "dnf", "npm", "pip" ...
  bool system = false;        ///< They are packages of the system.
  WordSet value_options;      ///< Options that take the next word.
  WordSet install, update, upgrade, clean, remove;  ///< Verbs.
};
/// By the name of the program, releases of `pip` aside ("pip3.12").
const PackageManager* package_manager(std::string_view program);
std::span<const PackageManager> package_managers();
/// Whether a program installs packages of the system: `apt-get`, `apk`.
bool is_system_package_manager(std::string_view program);
/// Whether a program installs packages of npm and runs scripts of `package.json`: `npm`, `pnpm`.
bool is_node_package_manager(std::string_view program);

/// Packages that are build tools, debuggers, network tools, shells, by name.
enum class PackageClass : std::uint8_t { other, compiler, debugger, network_tool, editor, ssh, vcs };
std::string_view name(PackageClass package_class);
PackageClass package_class(std::string_view package);

/// Programs that a system package brings. `family` is "apt", "apk" or "dnf" where names mean different things, "" to
/// take any. Empty when the package is not known (a package then brings its own name at best).
std::span<const std::string_view> programs_of_package(std::string_view package, std::string_view family = {});
/// The package that brings a program, to recommend; "" when not known.
std::string_view package_with_program(std::string_view program, std::string_view family);

/// A host path whose mount into a container is dangerous.
struct SensitivePath {
  enum class Kind : std::uint8_t {
    engine_socket,
    host_root,
    system_config,
    kernel,
    credentials,
    engine_state,
    devices,
    system_programs,
    host_runtime,
    logs,
    home,
  };
  std::string_view path;  ///< Absolute, or "~/..." for a home folder.
  bool below = false;     ///< Holds for everything below as well.
  Kind kind = Kind::system_config;
  Severity severity = Severity::high;     ///< When mounted writable.
  Severity read_only = Severity::medium;  ///< When mounted read-only.
  std::string_view why;                   ///< One clause, our words.
};
std::string_view name(SensitivePath::Kind kind);
/// The row that a host path falls under, the most specific one. `~`, `$HOME`, `${HOME}` and /home/NAME are home
/// folders; repeated and final slashes and `.` do not matter. Null when the path is not sensitive.
const SensitivePath* sensitive_path(std::string_view host_path);
std::span<const SensitivePath> sensitive_paths();

/// What usually listens on a port.
struct WellKnownPort {
  std::uint16_t port = 0;
  std::string_view protocol;  ///< "tcp" or "udp"
  ImageKind kind = ImageKind::other;
  std::string_view title;  ///< "PostgreSQL"
  bool internal = false;   ///< Not meant for the open network: databases, caches, admin and debug ports.
};
const WellKnownPort* well_known_port(std::uint16_t port, std::string_view protocol = "tcp");

/// A value that is no secret although it stands where one belongs.
struct WeakSecret {
  enum class Kind : std::uint8_t { placeholder, default_credential, common };
  enum class Match : std::uint8_t { whole, word, prefix };
  std::string_view text;  ///< Lower case, `-`, `_`, `.` and spaces removed for `whole` and `prefix`.
  Match match = Match::whole;
  Kind kind = Kind::common;
};
std::string_view name(WeakSecret::Kind kind);
/// The row that a value falls under; also <angle brackets> and values of one repeated character. Null when it looks
/// like a secret, or is empty.
const WeakSecret* weak_secret(std::string_view value);
std::span<const WeakSecret> weak_secrets();

/// What a variable's name says that its value is.
enum class SecretKind : std::uint8_t { none, password, token, key, connection, credential, file };
std::string_view name(SecretKind kind);
/// By the words of the name, `_`, `-`, `.` and camelCase apart. `file` is the path of a secret (NAME_FILE), not one.
SecretKind secret_name(std::string_view variable);
struct SecretName {
  std::string_view words;              ///< "API KEY": these words, in sequence.
  SecretKind kind = SecretKind::none;  ///< `none` is an exception.
};
std::span<const SecretName> secret_names();

/// The shape of a well-known kind of credential.
struct CredentialShape {
  std::string_view name;    ///< "github-token"
  std::string_view title;   ///< "GitHub personal access token"
  std::string_view prefix;  ///< "ghp_"
  std::string_view
      alphabet;             ///< "alnum", "upper", "hex", "base64", "base64url", "digit", "jwt", "pem" after the prefix.
  std::uint16_t least = 0;  ///< Characters after the prefix.
  std::uint16_t most = 0;
};
struct CredentialMatch {
  const CredentialShape* shape = nullptr;
  std::size_t offset = 0;
  std::size_t length = 0;
  explicit operator bool() const { return shape != nullptr; }
};
/// The first credential of a known shape in a text, at or after `from`.
CredentialMatch find_credential(std::string_view text, std::size_t from = 0);
std::span<const CredentialShape> credential_shapes();

/// A command that belongs on a developer's machine.
struct DevTool {
  enum class Kind : std::uint8_t { server, reloader, debugger };
  std::string_view program;                  ///< "flask"
  std::span<const std::string_view> words;   ///< All of them must stand in the command; may be empty.
  std::span<const std::string_view> unless;  ///< None of them may.
  Kind kind = Kind::server;
  std::string_view title;    ///< "Flask's development server"
  std::string_view instead;  ///< What to run in production; "" none to name.
};
std::string_view name(DevTool::Kind kind);
/// The row that an argument list falls under; words[0] is the program, a path before it does not matter, and runners
/// (npx, pnpm exec, bundle exec, python -m, poetry run, uv run ...) are looked through.
const DevTool* dev_tool(std::span<const std::string_view> words);
std::span<const DevTool> dev_tools();

/// Images of one platform only, told by how their names begin.
struct PlatformNamespace {
  std::string_view prefix;    ///< "arm64v8/"
  std::string_view platform;  ///< "linux/arm64"
};
/// The row that an image belongs to, `docker.io/` and `library/` aside; null for images of any platform.
const PlatformNamespace* platform_namespace(std::string_view image);

}  // namespace seaworthy::knowledge
