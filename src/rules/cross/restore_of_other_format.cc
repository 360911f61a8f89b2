#include "rules/rule.h"

#include <array>
#include <optional>
#include <string_view>

#include "knowledge/packings.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::restore_of_other_format {

using knowledge::Packing;

static bool is_told_to_unpack(const shell::Invocation& command) {
  return command.has_any_flag({"-d", "--decompress", "--uncompress"}) || command.program.ends_with("cat") ||
         command.program.starts_with("un") || command.program == "gunzip" || command.program == "bunzip2" ||
         command.program == "zcat";
}

/// How a script packs (or unpacks) what it saves.
struct Use {
  const Packing* packing = nullptr;
  const shell::Node* node = nullptr;
};
static std::optional<Use> packing_of(const shell::Script& script, bool for_restore) {
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program.empty() || command.has_any_flag({"-t", "--test"})) continue;
    for (const Packing& packing : knowledge::tables::packings) {
      if (!(for_restore ? packing.unpacks : packing.packs).contains(command.program)) continue;
      if (is_told_to_unpack(command) == for_restore) return Use{&packing, node};
    }
  }
  return std::nullopt;
}

/// Whether a script unpacks the format anywhere, as one that takes several does.
static bool unpacks(const shell::Script& script, const Packing& packing) {
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (packing.unpacks.contains(command.program) && is_told_to_unpack(command)) return true;
  }
  return false;
}

/// Whether `psql` is given its SQL on the command line, as for a question.
static bool has_own_sql(const shell::Node& node) {
  for (const shell::Word& word : node.words)
    if (word.text.starts_with('-') &&
        (word.text.starts_with("--command") || word.text.ends_with('c') || word.text == "-l"))
      return true;
  return false;
}

/// The format of a dump by PostgreSQL: text, or one that only pg_restore reads.
static const shell::Node* custom_dump(const shell::Script& script) {
  for (const shell::Node* const node : script.commands) {
    bool dumps = false;
    bool custom = false;
    for (const shell::Word& word : node->words) {
      dumps = dumps || base_name(word.text) == "pg_dump";
      custom = custom || is_one_of("-Fc -Fd -Ft --format=custom --format=directory --format=tar --format=c", word.text);
    }
    if (dumps && custom) return node;
  }
  return nullptr;
}
/// A dump as text: pg_dump without a format, pg_dumpall. Null where another dump of the script has one.
static const shell::Node* plain_dump(const shell::Script& script) {
  const shell::Node* dump = nullptr;
  for (const shell::Node* const node : script.commands) {
    bool dumps = false;
    bool open = false;
    for (const shell::Word& word : node->words) {
      const std::string_view text = word.text;
      // The whole line may stand in one word, as for `sh -c`.
      open = open || text.starts_with("-F") || text.starts_with("--format") || contains(text, " -F") ||
             contains(text, " --format");
      // Options from a variable.
      open = open || (!word.quoted && text.starts_with('$'));
      dumps = dumps || is_one_of("pg_dump pg_dumpall", base_name(before(text, ' ')));
    }
    if (!dumps) continue;
    if (open) return nullptr;
    if (dump == nullptr) dump = node;
  }
  return dump;
}
/// `pg_restore` of what a script brings back; null where it can load text as well.
static const shell::Node* custom_load(const shell::Script& script) {
  const shell::Node* load = nullptr;
  for (const shell::Node* const node : script.commands)
    for (const shell::Word& word : node->words) {
      const std::string_view program = base_name(before(word.text, ' '));
      if (program == "psql" && !has_own_sql(*node)) return nullptr;
      if (program == "pg_restore") load = node;
    }
  return load;
}
static const shell::Node* plain_load(const shell::Script& script) {
  const shell::Node* load = nullptr;
  for (const shell::Node* const node : script.commands)
    for (const shell::Word& word : node->words) {
      if (base_name(before(word.text, ' ')) == "pg_restore") return nullptr;
      if (base_name(word.text) != "psql" || has_own_sql(*node)) continue;
      load = node;
    }
  return load;
}

static bool is_restore_script(const project::File& file) {
  return file.script != nullptr && file.script->root != nullptr && contains(base_name(file.path), "restore");
}

static void check(const project::Project& project, Report& report) {
  const std::vector<const project::File*>& savers = once<backup_scripts>(report);
  // Of several backups nobody knows which one a script brings back.
  if (savers.size() != 1 || savers.front()->script->root == nullptr) return report.skip();
  const shell::Script& saved = *savers.front()->script;
  const std::optional<Use> packed = packing_of(saved, false);
  const shell::Node* const dump = custom_dump(saved);
  const shell::Node* const text = plain_dump(saved);
  bool any = false;
  for (const project::File& file : project.files) {
    if (!is_restore_script(file)) continue;
    any = true;
    const std::optional<Use> unpacked = packing_of(*file.script, true);
    if (packed.has_value() && unpacked.has_value() && packed->packing != unpacked->packing &&
        !unpacks(*file.script, *packed->packing))
      report
          .at(unpacked->node->span, "This unpacks {}, and the backup is packed with {}", unpacked->packing->format,
              packed->packing->format)
          .note(packed->node->span, "Here it is packed");
    const shell::Node* const load = plain_load(*file.script);
    if (dump != nullptr && load != nullptr)
      report.at(load->span, "`psql` reads text, and the dump has a format that only `pg_restore` reads")
          .note(dump->span, "Here it is made");
    const shell::Node* const custom = custom_load(*file.script);
    if (text != nullptr && custom != nullptr)
      report
          .at(custom->span,
              "`pg_restore` refuses SQL as text, which `pg_dump` writes without `-Fc`; load it with `psql`")
          .note(text->span, "Here the dump is made");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4746",
    .summary = "Restore that reads another format than the backup writes",
    .why = "The copies may be whole, and the script that is to bring them back refuses them on the day of the loss.",
    .remedy = "Unpack with the program that packs, and load a custom dump with `pg_restore`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::restore_of_other_format
