#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/sql_dialects.yaml.
namespace seaworthy::knowledge {

/// Words of SQL that a kind of server refuses, since they belong to another one.
struct ForeignSql {
  std::string_view protocol;  ///< Of the server, as DatabaseServer::protocol.
  std::string_view phrase;    ///< In lower case; `^` in front of one that begins a statement.
  std::string_view instead;   ///< What is right there.
};

namespace tables {
extern const std::span<const ForeignSql> foreign_sql;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
