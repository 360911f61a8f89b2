#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What is known of database servers, caches and brokers, above all what they are set up with at their first start.
/// Rows of knowledge/database_servers.yaml.
namespace seaworthy::knowledge {

struct DatabaseServer {
  std::string_view product;                ///< Title of its images.
  std::string_view protocol;               ///< What its clients speak: "postgresql", "redis".
  std::span<const std::string_view> dump;  ///< Programs that save it without its volume.
  bool tls_unasked = false;                ///< Makes itself a certificate and speaks TLS where nothing is set up.
  std::int64_t connections = 0;            ///< That it accepts unless it is told otherwise; 0 where not known.
  /// Variables that give each part, in the order in which the image asks; `database` is the virtual host of a broker.
  std::span<const std::string_view> user, password, database;
  std::string_view default_user;      ///< Made where no variable names one; "" for none.
  bool database_of_user = false;      ///< Where no variable names the database, it is called like the user.
  bool user_makes_databases = false;  ///< Its user may make more of them.
  bool data_of_one_release = false;   ///< Refuses a data folder that another major release has written.
  std::string_view fresh_data;        ///< Data folder that it fills at its first start only when it is empty; "" none.
  std::string_view superuser;         ///< There in any case; "" for none.
  std::span<const std::string_view> superuser_password;
  std::span<const std::string_view> databases;  ///< That every server has.
  std::string_view setup;                       ///< Folder of what makes more at the first start; "" for none.
  std::span<const std::string_view> suffixes;   ///< Of the scripts in it that the image runs; none for other files.
  bool strict_setup = false;                    ///< The start ends at the first error of such a script.

  /// Whether a path of the container is the folder `setup` or lies in it.
  bool is_setup(std::string_view path) const;
  /// Whether the image runs the scripts of its folder `setup`.
  bool runs_scripts() const { return !suffixes.empty(); }
  /// Whether it runs a script of this name.
  bool runs(std::string_view name) const;
};
/// By the title of an image; null for any other.
const DatabaseServer* database_server(std::string_view title);
/// Whether any image runs the scripts of this folder, or of this file's folder, at its first start.
bool is_script_folder(std::string_view path);

/// How a family of clients spells what it asks. A row of knowledge/database_clients.yaml.
struct DatabaseClient {
  std::span<const std::string_view> programs;
  std::span<const std::string_view> host, port, user, database;  ///< Options.
  std::span<const std::string_view> other;                       ///< Further options that take a value.
  bool operand_is_database = false;                              ///< A word that is no option names the database.
};
/// By the name of the program; null for any other.
const DatabaseClient* database_client(std::string_view program);

namespace tables {
extern const std::span<const DatabaseServer> database_servers;
extern const std::span<const DatabaseClient> database_clients;
}  // namespace tables
}  // namespace seaworthy::knowledge
