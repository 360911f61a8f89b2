#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/source.h"

namespace seaworthy::knowledge {
struct DemandingCall;
}  // namespace seaworthy::knowledge

/// What the source of a server tells of it: the routes that it answers, where it listens, what it must be given. Read
/// lexically, from the file that is started and what that one imports; what is not understood is said to be so.
namespace seaworthy::code {

/// One file as it was read.
struct SourceFile {
  FileId id = FileId::none;
  std::string_view path;  ///< Relative to the root.
  std::string_view text;
};

/// The tree that a program is read from. Paths are relative to the root.
class Tree {
 public:
  virtual ~Tree() = default;
  virtual bool has(std::string_view path) const = 0;
  virtual bool has_folder(std::string_view path) const = 0;
  /// Paths of the files below a folder, sorted; at most `limit`.
  virtual std::vector<std::string_view> below(std::string_view folder, std::size_t limit) const = 0;
  /// Nothing when it is not there, is too large, or enough was read.
  virtual std::optional<SourceFile> read(std::string_view path) = 0;
};

/// What a module that JavaScript names without the end of its path may end with, in the order in which they are tried.
inline constexpr std::array<std::string_view, 26> module_endings = {
    "",           ".ts",        ".tsx",       ".js",         ".jsx",         ".mjs",      ".cjs",
    ".mts",       ".cts",       ".vue",       ".svelte",     ".json",        ".css",      ".scss",
    ".sass",      ".less",      ".d.ts",      "/index.ts",   "/index.tsx",   "/index.js", "/index.jsx",
    "/index.vue", "/index.mjs", "/index.cjs", "/index.d.ts", "/package.json"};

/// The path of the tree for a module that JavaScript names by `path`, mostly without its ending, or as what is made of
/// it (`./app.js` of TypeScript is app.ts); "" for none. Styles, pages and data count where `any_kind` is set.
std::string resolved_module(const Tree& tree, const std::string& path, bool any_kind);

/// How a route is compared with a path.
enum class RouteMatch : std::uint8_t {
  exact,    ///< Every segment is text.
  pattern,  ///< Some segments take anything (`:id`), or the rest is taken (`*`).
  files,    ///< Files of a folder below this path.
};

struct Route {
  std::string path;  ///< "/api/users/:"; a segment ":" takes anything, a last segment "*" any rest.
  RouteMatch match = RouteMatch::exact;
  bool get = true;  ///< Answers GET.
  Span span;        ///< The path as written.
  /// Where the handler says that something is down, though it answers every request with 200; invalid otherwise.
  Span careless;
  Span json;              ///< Where the handler answers JSON; invalid otherwise.
  bool can_fail = false;  ///< The handler sets a status of failure somewhere, or raises an error.
};

/// A value of the code: a literal, or a variable of the environment with the literal that stands in for it.
struct Setting {
  std::string text;      ///< The literal; "" for none.
  std::string variable;  ///< "" for none.
  bool known = false;
  Span span;
  std::string_view first = {};  ///< A variable that goes before `variable` where it is set; "" for none.
};

struct ListenCall {
  Setting port;
  Setting host;                      ///< Not `known` when the call leaves it open.
  Setting address;                   ///< Host and port in one, where one variable gives both; else not `known`.
  bool loopback_by_default = false;  ///< Without a host, this server takes loopback.
  bool development = false;          ///< A server that its makers call one for development.
  Span span;
};

/// A variable that switches something on or off.
struct Switch {
  std::string variable;
  bool wanted = false;      ///< The value with which something holds.
  bool by_default = false;  ///< Its value where nothing sets it.
  /// The text that it is compared with; "" for a truth value.
  std::string text = {};
};

/// A variable without which the program ends at its start.
struct RequiredVariable {
  std::string name;
  Span span;  ///< Where it is asked for.
  /// Spring: variables that take the place of the whole setting that asks for it.
  std::vector<std::string> instead;
  std::vector<Switch> switches = {};  ///< It is asked for only where all of them have the value that is wanted.
  std::string call = {};              ///< What fails without it: "new Stripe()"; "" where the code itself asks.
};

/// A variable without which the program starts and then fails at what a call of a library is for; or an address of this
/// machine that such a call is given instead.
struct NeededVariable {
  std::string name;                               ///< "" for an address that is written out.
  Span span;                                      ///< Where it is read.
  const knowledge::DemandingCall* row = nullptr;  ///< What happens.
  std::string call;                               ///< "jwt.sign()"
  std::string address = {};                       ///< "mongodb://localhost:27017/shop"; "" with a name.
};

/// An import of the program's own code that leads to no file of the tree.
struct AbsentModule {
  std::string_view module;  ///< As written; of `from package import name` the name.
  std::string path;         ///< Where it should be, relative to the root, without an ending.
  Span span;
};

/// A file or folder that a program makes when it starts, and without which it ends.
struct StartWrite {
  Setting path;              ///< Relative to the working directory, or to the folder of `beside`.
  std::string_view beside;   ///< A source of the program; "" for the working directory.
  bool folder = false;       ///< A folder is made; else a file is written.
  std::string_view program;  ///< The one that does so, of several that run the code: "puma"; "" any.
  Span span;
};

/// A name that a source mentions, and where.
struct NamedPlace {
  std::string_view name;
  Span span;
};

/// What one JavaScript source uses that only one of the two kinds of modules has. Invalid places: it does not.
struct ModuleSyntax {
  std::string_view path;            ///< Of the source.
  Span require_call;                ///< `require()` when the file is loaded, with nothing that makes one.
  Span folder_name;                 ///< `__dirname` or `__filename`, with nothing that sets them.
  Span module_import;               ///< `import` or `export` as statements.
  std::vector<NamedPlace> no_file;  ///< Imports of own files by a path without an ending, which ES modules refuse.
};

/// A part of a language that came with one of its later releases.
struct NewerSyntax {
  std::string what;  ///< Continues "which has no ...": "`match`".
  int since = 0;     ///< Python: the second number of the release.
  Span span;
};

/// What a program does as soon as it starts, as far as its sources tell.
struct StartFacts {
  std::vector<StartWrite> writes;
  std::vector<NamedPlace> imports;  ///< Python, JavaScript: what is not of its own and loaded whatever happens.
  /// Python: imports that begin with more dots than packages are around their module, when the program is started so.
  std::vector<NamedPlace> beyond_package;
  std::vector<NamedPlace> time_zones;  ///< Go: zones that it loads by name, when it does not bring them along.
  std::vector<NamedPlace> embeds;      ///< Go: patterns of `//go:embed`; Rust: files of `include_str!`.
  std::vector<NamedPlace> asks_tls;    ///< Go: addresses of `https` that it asks, and ends without an answer.
  std::vector<NewerSyntax> newer;      ///< Python: what older releases do not know, in order of reading.
  std::vector<ModuleSyntax> syntax;    ///< JavaScript, in order of reading.
  std::vector<NamedPlace> paths;       ///< JavaScript: paths that routers are given as texts, as written.
  /// Elixir: the variable without which a release starts no server, and where it is asked for.
  NamedPlace server_switch;
  /// Elixir: a variable for which the code takes `example.com` when it is absent.
  NamedPlace placeholder_host;
  NamedPlace query_macro;  ///< Rust: a macro of sqlx that checks its query while it is compiled.
  NamedPlace database;     ///< Prisma: the kind of database that its schema is for, as written.
  /// Django: settings that do not say where static files are collected; invalid when they do or may.
  Span no_static_root;
  /// What asks every request for a login, and where: "Spring Security"; a name without a place is none.
  NamedPlace guard;
  bool guards_later_routes = false;  ///< Only those that stand behind it in its file.
  std::string unguarded;             ///< A path that it lets through, and what is below; "" for none.
};

struct Program {
  std::string_view framework;  ///< "Express"; "" when no server was recognised.
  std::vector<Route> routes;
  /// Why there may be more routes than these; "" when the whole routing was understood.
  std::string doubt;
  /// Paths that are not served for certain, though a route that takes anything seems to take them.
  std::vector<std::string> absent;
  /// A segment of paths that only a package serves which its build does not bring: "actuator"; "" for none.
  std::string_view unserved_segment;
  /// Variables of the environment that stand in prefixes or paths; `routes` has the defaults.
  std::vector<std::string> path_variables;
  std::vector<ListenCall> listens;
  bool listens_known = false;  ///< Every listen call was understood.
  /// It serves, and leaves the address to its runtime: nothing in its sources or settings gives one.
  bool listens_where_told = false;
  std::vector<RequiredVariable> required;
  std::vector<NeededVariable> needed_in_use;  ///< By calls of libraries, wherever they stand.
  std::vector<std::string_view> literals;     ///< Texts of the sources that are no route of `routes`.
  std::size_t files = 0;                      ///< How many were read.
  bool reads_env_file = false;                ///< Loads `.env` itself.
  /// The files that it was read from, relative to the root, the one that is started first. Of conventions (Rails,
  /// Spring) not all that there are.
  std::vector<std::string_view> sources;
  std::vector<std::string> data;             ///< JSON that they require, relative to the root.
  std::vector<std::string_view> modules;     ///< What they import or require, as written.
  std::vector<AbsentModule> absent_modules;  ///< Imported when the program starts, in order of reading.
  bool guards_imports = false;               ///< Python: it catches `ImportError`, so that some may be missing.
  /// Python: the name behind the colon of `app.main:app`, when nothing in its module has that name; else "".
  std::string missing_object;
  /// The hosts that it answers, where they are listed as plain texts: Django's settings
  /// and the middleware of Starlette for them.
  std::vector<std::string_view> allowed_hosts;
  /// The variable that lists them instead, with commas between; "" for none. With one, `allowed_hosts` are those that
  /// stand in for it.
  std::string_view allowed_hosts_variable;
  Span allowed_hosts_span;
  /// Where the settings redirect every request that came without TLS (Rails' `force_ssl`, Django's
  /// `SECURE_SSL_REDIRECT`); invalid when they do not, or make exceptions.
  Span redirects_to_tls;
  /// Django: the same redirect, with or without exceptions, where no setting names the header by which a proxy tells
  /// that the visitor came with TLS.
  Span knows_no_proxy_header;
  /// Next.js: the configuration that makes no folder for `output: "standalone"`; invalid when it does or may.
  Span not_standalone;

  StartFacts start;

  /// The port of endpoints that have one of their own, and what their paths begin with: the management of Spring Boot
  /// and Quarkus. Not `known` for none.
  Setting side_port;
  std::string side_prefix;

  enum class Serves : std::uint8_t { yes, unknown, no };
  /// Whether a GET of the path is answered by a handler.
  Serves serves(std::string_view path) const;
  /// The route that answers GET of a path for certain; null when there is none.
  const Route* route(std::string_view path) const;
  /// The route that a wrong path most probably means: one that ends with the same segment; null when there is none.
  const Route* nearest(std::string_view path) const;
  /// Whether a text stands in the sources.
  bool mentions(std::string_view text) const;
};

/// What is started.
struct Entry {
  std::string path;    ///< File; of Go the folder of the package.
  std::string object;  ///< Python: the name behind the colon of `app.main:app`.
  std::string base;    ///< Folder that absolute imports start from: Python's working directory, the module's folder.
  std::string module;  ///< Go: the module's name.
};

/// Reads a program from the file that is started along its imports.
Program read_program(Tree& tree, const Entry& entry);
/// An application whose routes are files below a folder.
Program read_next_application(Tree& tree, std::string_view folder);
/// The server that `nuxt build` makes: its routes are files of `server/` and `pages/`.
Program read_nuxt_application(Tree& tree, std::string_view folder);
/// What a schema of Prisma in the folder of a package says: the variable with the address, the kind of database.
void read_prisma_schema(Tree& tree, std::string_view folder, Program& program);
/// A Spring Boot or Quarkus application whose build file is in a folder; its framework is "" when there is none.
Program read_java_application(Tree& tree, std::string_view folder);
/// An ASP.NET Core project; what its code registers is read in part only, so that nothing is ever ruled out.
Program read_dotnet_application(Tree& tree, std::string_view folder);
/// The same for Rails (config/routes.rb), Laravel (routes/) and crates of Rust (src/).
Program read_rails_application(Tree& tree, std::string_view folder);
Program read_laravel_application(Tree& tree, std::string_view folder);
Program read_rust_application(Tree& tree, std::string_view folder);
/// An Elixir release: what its `config/runtime.exs` asks for.
Program read_elixir_application(Tree& tree, std::string_view folder);
/// A Django project by the module of its settings ("site.settings"), which imports start from `base`.
Program read_django_application(Tree& tree, std::string_view base, std::string_view settings);

}  // namespace seaworthy::code
