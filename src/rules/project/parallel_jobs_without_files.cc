#include "rules/rule.h"

#include <span>
#include <string_view>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::parallel_jobs_without_files {

/// What one call of pg_dump or pg_restore is told.
struct Call {
  bool in_parallel = false;
  bool as_folder = false;  ///< The format that is a folder.
  bool has_operand = false;
  bool is_open = false;  ///< Further options may come from a variable.
};

/// Reads the words behind the program. Both programs have the same options as far as this asks for them, but for `-e`.
static Call read_call(std::span<const shell::Word> words, bool dumps) {
  const std::string_view short_with_value = dumps ? "dFIhnNpPStTUjLfZKEe" : "dFIhnNpPStTUjLfZKE";
  Call call;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    call.is_open = call.is_open || (!words[i].quoted && word.starts_with('$')) || contains(word, "[@]");
    std::string_view value;
    if (word.starts_with("--")) {
      const std::size_t equals = word.find('=');
      const std::string_view name = word.substr(2, equals == std::string_view::npos ? equals : equals - 2);
      const bool takes_value = is_one_of(
          "dbname format index host schema exclude-schema port function superuser table trigger username jobs use-list "
          "file compress lock-wait-timeout encoding role section exclude-table exclude-table-data snapshot",
          name);
      if (equals != std::string_view::npos)
        value = word.substr(equals + 1);
      else if (takes_value && i + 1 < words.size())
        value = words[++i].text;
      if (name == "jobs") call.in_parallel = value != "1";
      call.as_folder = call.as_folder || (name == "format" && value.starts_with('d'));
    } else if (word.starts_with('-') && word.size() > 1) {
      // Switches may stand in front of the option in one word: `-vFd`.
      const std::size_t at = word.find_first_of(short_with_value, 1);
      if (at == std::string_view::npos) continue;
      value = word.substr(at + 1);
      if (value.empty() && i + 1 < words.size()) value = words[++i].text;
      if (word[at] == 'j') call.in_parallel = value != "1";
      call.as_folder = call.as_folder || (word[at] == 'F' && value.starts_with('d'));
    } else if (word != "-") {
      call.has_operand = true;
    }
  }
  return call;
}

static void check_command(const shell::Node& node, Report& report, bool& any) {
  for (std::size_t i = 0; i < node.words.size(); ++i) {
    const std::string_view program = base_name(node.words[i].text);
    if (!is_one_of("pg_dump pg_restore", program)) continue;
    const Call call = read_call(node.words.subspan(i + 1), program == "pg_dump");
    if (!call.in_parallel) return;
    any = true;
    if (program == "pg_restore" && !call.has_operand && !call.is_open)
      report.at(node.span, "`pg_restore` works in parallel from a file alone, and refuses `-j` when it reads a pipe");
    if (program == "pg_dump" && !call.as_folder && !call.is_open)
      report.at(node.span, "`pg_dump` works in parallel into a folder alone, and refuses `-j` without `-Fd`");
    return;
  }
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  for_each_whole_script(file, [&](const shell::Script& script) {
    for (const shell::Node* const node : script.commands) check_command(*node, report, any);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7020",
    .summary = "Dump or restore in parallel through a pipe",
    .why =
        "Several connections read or write at different places of the archive, which a pipe has not: the program ends "
        "with an error at once. In a restore that is often after the old database was dropped.",
    .remedy =
        "Copy the archive into the container and name it, `pg_restore -j 4 /tmp/database.dump`, or leave `-j` out; "
        "dump "
        "with `pg_dump -Fd -j 4 -f FOLDER`.",
    .references = "https://www.postgresql.org/docs/current/app-pgrestore.html",
    .severity = Severity::high,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::parallel_jobs_without_files
