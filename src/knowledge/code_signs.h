#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "diag/severity.h"

/// What short runs of tokens in application code say of a deployment. Rows of knowledge/code_signs.yaml.
namespace seaworthy::knowledge {

struct CodeSign {
  enum class Kind : std::uint8_t {
    default_value,   ///< A variable of the environment, and what stands in for it.
    debug,           ///< Visitors see errors and internals.
    origin,          ///< Pages of every web site may call with the visitor's login.
    host,            ///< Any Host header is taken.
    drops,           ///< Data is deleted when the program starts.
    tls,             ///< Certificates are not checked.
    secret,          ///< A signing key stands in the code.
    account,         ///< A password of an account stands in the code.
    folder,          ///< Where the program puts what has to stay.
    address,         ///< A server that it asks at a fixed address.
    schedule,        ///< Jobs that only a scheduler starts.
    queue,           ///< A queue that only a worker empties.
    metric,          ///< A metric of its own, with its labels.
    cookie,          ///< The session travels in the open.
    asks_tls,        ///< A server is asked for TLS.
    alters,          ///< The schema is changed at each start.
    migrates,        ///< Migrations run at each start.
    signs,           ///< What browsers get is signed with keys that the framework makes by itself.
    binds,           ///< Where the program listens.
    extension,       ///< An extension of the language's runtime that the code cannot do without.
    no_login,        ///< A server is asked without a user or a password.
    permission,      ///< The runtime lets the code do something only when an option of its command grants it.
    secure_cookie,   ///< A cookie that browsers send over TLS alone; with a variable in `title` only where that is
                     ///< `production`.
    star_origin,     ///< Pages of every web site may ask with a login, by a header that browsers refuse then.
    fresh_key,       ///< What signs sessions or tokens is made anew at each start, or where no variable gives it.
    login,           ///< A server is asked with a password that stands in the code.
    driver,          ///< The code speaks to its database by the protocol `title`.
    memory_session,  ///< Sessions of visitors are kept in the memory of the program.
    open_panel,      ///< Pages for administrators are served to everybody.
    job,             ///< Work that is left to a worker, a program of its own.
  };
  Kind kind = Kind::debug;
  std::string_view language;                  ///< As rows of knowledge/ call it: "javascript", "python".
  std::span<const std::string_view> tokens;   ///< The pattern, word by word.
  std::span<const std::string_view> also;     ///< A second one that the same file must have.
  std::span<const std::string_view> without;  ///< Words that must not stand in the brackets of the match.
  std::string_view file;                      ///< What the path ends with; "" for any.
  bool main = false;                          ///< Only where the file itself is what is started.
  std::uint16_t port = 0;                     ///< Of an address without one.
  Severity severity = Severity::medium;
  std::string_view effect;                   ///< A clause about the code: "drops every table".
  std::span<const std::string_view> runner;  ///< Words of which the command that starts the jobs has one.
  /// What starts them, for messages; of a queue the worker's program; the extension or option; "field" where the first
  /// word is a field of settings and so names the variable.
  std::string_view title;
};

namespace tables {
extern const std::span<const CodeSign> code_signs;  // in order of the table
}  // namespace tables
}  // namespace seaworthy::knowledge
