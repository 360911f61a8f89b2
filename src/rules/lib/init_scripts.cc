#include "rules/lib/init_scripts.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "knowledge/database_servers.h"
#include "project/facts.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

constexpr std::size_t most_tables = 200;

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || contains("_.\"`[]", std::string_view(&c, 1));
}

std::string lowered(std::string_view text) {
  std::string low(text);
  for (char& letter : low) letter = lower(letter);
  return low;
}

/// A name as written at a place: its end, and what it is without schema and quotes.
struct Name {
  std::string text, schema;
  std::size_t end = 0;
};

Name name_at(std::string_view low, std::size_t begin) {
  while (begin < low.size() && is_blank(low[begin])) ++begin;
  Name name;
  name.end = begin;
  while (name.end < low.size() && is_name(low[name.end])) ++name.end;
  for (const char c : low.substr(begin, name.end - begin)) {
    if (c == '.') {
      name.schema = name.text;
      name.text.clear();
    } else if (c != '"' && c != '`' && c != '[' && c != ']') {
      name.text += c;
    }
  }
  return name;
}

/// Behind words that may stand at a place, one after another: `if not exists`.
std::size_t behind(std::string_view low, std::size_t at, std::initializer_list<std::string_view> phrases) {
  for (const std::string_view phrase : phrases) {
    std::size_t begin = at;
    while (begin < low.size() && is_blank(low[begin])) ++begin;
    if (low.substr(begin).starts_with(phrase) &&
        (begin + phrase.size() >= low.size() || is_blank(low[begin + phrase.size()])))
      at = begin + phrase.size();
  }
  return at;
}

/// The text in lower case with blanks for comments, texts in quotes and the bodies of functions.
std::string statements_of(std::string_view text) {
  std::string low = lowered(text);
  const auto blank_out = [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < std::min(end, low.size()); ++at)
      if (low[at] != '\n') low[at] = ' ';
  };
  for (std::size_t at = 0; at < low.size(); ++at) {
    const std::string_view rest = std::string_view(low).substr(at);
    std::size_t end = at;
    if (rest.starts_with("--") || rest.starts_with('#')) {
      end = low.find('\n', at);
    } else if (rest.starts_with("/*")) {
      end = low.find("*/", at + 2);
    } else if (rest.starts_with('\'')) {
      end = low.find('\'', at + 1);
    } else if (rest.starts_with('$')) {
      std::size_t close = at + 1;
      while (close < low.size() && (std::isalnum(static_cast<unsigned char>(low[close])) != 0 || low[close] == '_'))
        ++close;
      if (close >= low.size() || low[close] != '$') continue;
      const std::string quote = low.substr(at, close + 1 - at);
      end = low.find(quote, close + 1);
      if (end != std::string::npos) end += quote.size() - 1;
    } else {
      continue;
    }
    if (end == std::string::npos) end = low.size();
    blank_out(at, end + 1);
    at = end;
  }
  return low;
}

}  // namespace

/// Where the bodies between two dollar quotes begin and end: those of functions and DO blocks.
static std::vector<std::pair<std::size_t, std::size_t>> quoted_bodies(std::string_view low) {
  std::vector<std::pair<std::size_t, std::size_t>> bodies;
  for (std::size_t at = low.find('$'); at != std::string_view::npos; at = low.find('$', at + 1)) {
    std::size_t end = at + 1;
    while (end < low.size() && (std::isalnum(static_cast<unsigned char>(low[end])) != 0 || low[end] == '_')) ++end;
    if (end >= low.size() || low[end] != '$') continue;
    const std::string_view quote = low.substr(at, end + 1 - at);
    const std::size_t close = low.find(quote, end + 1);
    if (close == std::string_view::npos) break;
    bodies.emplace_back(end + 1, close);
    at = close + quote.size() - 1;
  }
  return bodies;
}

static std::vector<SqlTable> find_tables_made(const project::Project& project, const project::File& file) {
  std::vector<SqlTable> tables;
  const std::string low = lowered(project.sources[file.source].text());
  const std::vector<std::pair<std::size_t, std::size_t>> bodies = quoted_bodies(low);
  for (std::size_t at = low.find("create table"); at != std::string::npos && tables.size() < most_tables;
       at = low.find("create table", at + 1)) {
    const std::size_t plain = at + std::string_view("create table").size();
    const std::size_t begin = behind(low, plain, {"if not exists"});
    Name name = name_at(low, begin);
    if (name.text.empty()) continue;
    tables.push_back(
        {std::move(name.text),
         {file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(name.end)},
         begin != plain,
         std::ranges::any_of(bodies, [at](const auto& body) { return body.first < at && at < body.second; })});
  }
  return tables;
}

/// Calls `use(begin, text)` for each statement: where it begins, and the text up to its end.
template <class Use>
static void for_each_statement(std::string_view low, const Use& use) {
  for (std::size_t begin = 0; begin < low.size();) {
    while (begin < low.size() && is_blank(low[begin])) ++begin;
    const std::size_t end = std::min(low.find(';', begin), low.size());
    if (begin < end) use(begin, low.substr(0, end));
    begin = end + 1;
  }
}

static std::vector<SqlUse> find_tables_used(const project::Project& project, const project::File& file) {
  std::vector<SqlUse> uses;
  const std::string low = statements_of(project.sources[file.source].text());
  // With this switched off, MySQL takes keys of tables that come later or never.
  const bool keys_checked = !contains(low, "foreign_key_checks");
  const auto add = [&](std::size_t at, std::size_t begin) {
    Name name = name_at(low, begin);
    if (name.text.empty()) return;
    uses.push_back({std::move(name.text),
                    name.schema.empty() || name.schema == "public",
                    {file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(name.end)}});
  };
  for_each_statement(low, [&](std::size_t statement, std::string_view text) {
    if (uses.size() >= most_tables) return;
    if (const std::size_t insert = behind(text, statement, {"insert", "ignore", "into"}); insert != statement) {
      add(statement, insert);
    } else if (const std::size_t alter = behind(text, statement, {"alter"}); alter != statement) {
      if (const std::size_t table = behind(text, alter, {"table"}); table != alter)
        // Of a table that may be missing nothing is asked.
        if (behind(text, table, {"if exists"}) == table) add(statement, behind(text, table, {"only"}));
    } else if (const std::size_t index =
                   behind(text, behind(text, behind(text, statement, {"create"}), {"unique"}), {"index"});
               text.substr(statement).starts_with("create") &&
               contains(text.substr(statement, index - statement), "index")) {
      const std::size_t on = text.find(" on ", index);
      if (on != std::string_view::npos) add(statement, behind(text, on + 4, {"only"}));
    } else if (keys_checked && behind(text, behind(text, statement, {"create"}), {"table"}) != statement) {
      constexpr std::string_view reference = "references";
      for (std::size_t at = text.find(reference, statement); at != std::string_view::npos && uses.size() < most_tables;
           at = text.find(reference, at + 1)) {
        // At the beginning of a column it is its name.
        const std::size_t before_it = text.find_last_not_of(" \t\r\n", at - 1);
        const bool is_name = before_it == std::string_view::npos || text[before_it] == ',' || text[before_it] == '(';
        if (is_blank(text[at - 1]) && !is_name && behind(text, at, {reference}) != at) add(at, at + reference.size());
      }
    }
  });
  return uses;
}

std::vector<RefusedSql> foreign_sql(const project::Project& project, const project::File& file,
                                    std::string_view protocol) {
  std::vector<RefusedSql> refused;
  const std::string low = statements_of(project.sources[file.source].text());
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  const auto add = [&](const knowledge::ForeignSql& row, std::size_t at, std::size_t size) {
    refused.push_back({&row, {file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + size)}});
  };
  for (const knowledge::ForeignSql& row : knowledge::tables::foreign_sql) {
    if (row.protocol != protocol) continue;
    bool found = false;
    if (row.phrase.starts_with('^')) {
      for_each_statement(low, [&](std::size_t begin, std::string_view text) {
        const std::size_t end = begin + row.phrase.size() - 1;
        if (found || !text.substr(begin).starts_with(row.phrase.substr(1)) || end >= text.size() ||
            !is_blank(text[end]))
          return;
        found = true;
        add(row, begin, row.phrase.size() - 1);
      });
      continue;
    }
    for (std::size_t at = low.find(row.phrase); at != std::string::npos && !found; at = low.find(row.phrase, at + 1)) {
      const std::size_t end = at + row.phrase.size();
      if ((at > 0 && is_word(low[at - 1])) || (end < low.size() && is_word(low[end]) && is_word(low[end - 1])))
        continue;
      found = true;
      add(row, at, row.phrase.size());
    }
  }
  return refused;
}

static bool find_leads_elsewhere(const project::Project& project, const project::File& file) {
  const std::string low = statements_of(project.sources[file.source].text());
  if (contains(low, " into temp")) return true;
  // A line in the middle of a statement is none of these: a table may have a column `source`.
  bool begins = true;
  std::string_view used;
  for (std::string_view rest = low; !rest.empty();) {
    std::string_view line = before(rest, '\n');
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
    if (line.empty()) continue;
    if (line.starts_with("\\i") || line.starts_with("\\c")) return true;
    if (constexpr std::string_view use = "use "; begins && line.starts_with(use)) {
      std::string_view database = line.substr(use.size());
      while (!database.empty() && (database.back() == ';' || is_blank(database.back()))) database.remove_suffix(1);
      // One database for all that follows is as good as none that is named; those of the server have tables already.
      if (!used.empty() && database != used) return true;
      for (const std::string_view own : {"mysql", "`mysql`", "sys", "master", "msdb", "information_schema"})
        if (database == own) return true;
      used = database;
      continue;
    }
    for (const std::string_view start : {"source ", "create view", "create or replace view", "create temp",
                                         "create materialized", "create foreign", "create unlogged"})
      if (begins && line.starts_with(start)) return true;
    // `use` and the commands of a client end with their line.
    begins = line.ends_with(';') || line.starts_with('\\');
  }
  return false;
}

const std::vector<SqlTable>& tables_made(const project::Project& project, const project::File& file) {
  return project::fact<find_tables_made>(project, file);
}

const std::vector<SqlUse>& tables_used(const project::Project& project, const project::File& file) {
  return project::fact<find_tables_used>(project, file);
}

bool leads_elsewhere(const project::Project& project, const project::File& file) {
  return project::fact<find_leads_elsewhere>(project, file);
}

static std::vector<SqlObject> find_objects_made(const project::Project& project, const project::File& file) {
  std::vector<SqlObject> objects;
  const bool by_shell = file.script != nullptr;
  const std::string_view text = project.sources[file.source].text();
  const std::string low = statements_of(text);
  // Who goes on after an error, or asks first, makes what is missing.
  if (by_shell && !contains(low, "on_error_stop")) return objects;
  for (const std::string_view question : {"gexec", "pg_roles", "pg_database", "pg_user", "where not exists", "|| true"})
    if (by_shell && contains(low, question)) return objects;
  constexpr std::string_view verb = "create";
  for (std::size_t at = low.find(verb); at != std::string::npos && objects.size() < most_tables;
       at = low.find(verb, at + 1)) {
    if (at > 0 && is_name(low[at - 1])) continue;
    const std::size_t after = at + verb.size();
    const std::size_t database = behind(low, after, {"database"});
    const std::size_t account = database == after ? behind(low, behind(low, after, {"user"}), {"role"}) : after;
    const std::size_t begin = std::max(database, account);
    if (begin == after || behind(low, begin, {"if"}) != begin) continue;
    const Name name = name_at(low, begin);
    // `CREATE USER MAPPING FOR`
    if (name.text.empty() || name.text == "mapping") continue;
    // The image makes its account for all hosts; MySQL holds `app`@`localhost` for another one.
    if (text.substr(name.end).starts_with('@') && ascii::trim(text.substr(name.end + 1, 3)).find('%') > 1) continue;
    const bool quoted = low[name.end - 1] == '"' || low[name.end - 1] == '`';
    const std::size_t last = name.end - (quoted ? 1 : 0);
    objects.push_back({account != after,
                       std::string(text.substr(last - name.text.size(), name.text.size())),
                       quoted,
                       {file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(name.end)}});
  }
  return objects;
}

const std::vector<SqlObject>& objects_made(const project::Project& project, const project::File& file) {
  return project::fact<find_objects_made>(project, file);
}

/// What the service runs when its volume is empty, of the kinds that are asked for.
static std::vector<const project::File*> files_run_once(const project::Project& project,
                                                        const project::Service& service, const compose::Mount*& mount,
                                                        bool with_shell) {
  std::vector<const project::File*> files;
  for (const compose::Mount& candidate : service.definition->mounts) {
    if (candidate.type != compose::MountType::bind || !candidate.inside_root ||
        !knowledge::is_script_folder(candidate.target))
      continue;
    const auto add = [&](const project::File& file) {
      if ((file.kind != project::FileKind::sql && (!with_shell || file.script == nullptr)) || !file.has_content) return;
      files.push_back(&file);
      mount = &candidate;
    };
    if (const project::File* const file = project.file(candidate.host_path);
        file != nullptr && file->path == candidate.host_path)
      add(*file);
    for (const project::File& file : project::files_below(project, candidate.host_path)) add(file);
  }
  return files;
}

std::vector<const project::File*> init_sql_files(const project::Project& project, const project::Service& service,
                                                 const compose::Mount*& mount) {
  return files_run_once(project, service, mount, false);
}

std::vector<const project::File*> init_files(const project::Project& project, const project::Service& service,
                                             const compose::Mount*& mount) {
  return files_run_once(project, service, mount, true);
}

}  // namespace seaworthy::rules
