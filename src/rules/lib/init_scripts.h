#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knowledge/sql_dialects.h"
#include "project/model.h"

/// The SQL that a database runs when its volume is empty.
namespace seaworthy::rules {

/// A table that a SQL file makes.
struct SqlTable {
  std::string name;  ///< In lower case, without schema and quotes.
  Span span;
  bool if_missing = false;
  bool conditional = false;  ///< In the body of a function or a DO block, which may have looked first.
};
/// Tables of `CREATE TABLE` statements, at most 200.
const std::vector<SqlTable>& tables_made(const project::Project& project, const project::File& file);

/// A statement that works on a table which must be there: INSERT INTO, CREATE INDEX ... ON, ALTER TABLE, and a key of
/// CREATE TABLE that REFERENCES one.
struct SqlUse {
  std::string table;       ///< As in SqlTable.
  bool own_schema = true;  ///< False: it is named with a schema other than the default one.
  Span span;
};
/// Those at the top level of a SQL file, at most 200: none in comments, texts and bodies of functions.
const std::vector<SqlUse>& tables_used(const project::Project& project, const project::File& file);

/// A database or an account that a script makes without looking whether it is there.
struct SqlObject {
  bool account = false;  ///< Else a database.
  std::string name;      ///< As written, without quotes.
  bool quoted = false;   ///< Else PostgreSQL takes it in lower case.
  Span span;
};
/// Of `CREATE DATABASE`, `CREATE USER` and `CREATE ROLE` in a SQL file, or in what a shell script gives to a client
/// that ends at the first error; at most 200. None of a script that looks first, and no account of MySQL for one host.
const std::vector<SqlObject>& objects_made(const project::Project& project, const project::File& file);

/// Words that the server refuses since they belong to another one, the first of each kind. A row and its place.
struct RefusedSql {
  const knowledge::ForeignSql* row = nullptr;
  Span span;
};
std::vector<RefusedSql> foreign_sql(const project::Project& project, const project::File& file,
                                    std::string_view protocol);

/// Whether a file goes on in another file or database, or makes what can be used like a table otherwise.
bool leads_elsewhere(const project::Project& project, const project::File& file);

/// SQL files that the service runs when its volume is empty, and the last mount that brings one.
std::vector<const project::File*> init_sql_files(const project::Project& project, const project::Service& service,
                                                 const compose::Mount*& mount);
/// The same with shell scripts among them.
std::vector<const project::File*> init_files(const project::Project& project, const project::Service& service,
                                             const compose::Mount*& mount);

}  // namespace seaworthy::rules
