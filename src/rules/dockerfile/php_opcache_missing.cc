#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "knowledge/knowledge.h"
#include "knowledge/program_kinds.h"
#include "project/image_files.h"
#include "rules/lib/layers.h"
#include "rules/lib/ruby.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::php_opcache_missing {

/// Whether a stage serves requests with PHP: by its base image, or by what it starts.
static bool serves_php(const dockerfile::Stage& stage) {
  const knowledge::Reference base = knowledge::parse_reference(stage.root().base);
  if (base.repository == "php" || base.repository.ends_with("/php"))
    return contains(base.tag, "fpm") || contains(base.tag, "apache");
  for (const dockerfile::Instruction* start : {stage.entrypoint, stage.cmd})
    for (const std::string_view word : start_words(start)) {
      const std::string_view program = base_name(word);
      if (program.starts_with("php-fpm") || program == "apache2-foreground") return true;
      // What follows are arguments of some other program.
      if (!contains(program, "entrypoint") && !program.ends_with(".sh") && program != "--" &&
          !knowledge::tables::init_programs.contains(program))
        break;
    }
  return false;
}

/// Whether some line of a text that is no comment of an .ini file mentions OPcache.
static bool mentions_opcache(std::string_view text) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with(';') || line.starts_with('#')) continue;
    if (contains(line, "opcache") || contains(line, "OPCACHE")) return true;
  }
  return false;
}

/// The stage of the file that a COPY takes from; null for images and for the context.
static const dockerfile::Stage* source_of(const dockerfile::Instruction& copy) {
  const dockerfile::Flag* const from = copy.flag("from");
  if (from == nullptr || copy.stage == nullptr) return nullptr;
  for (const dockerfile::Stage* stage : copy.stage->copies_from)
    if (equal_ignoring_case(stage->name, from->value) || std::to_string(stage->index) == from->value) return stage;
  return nullptr;
}

/// Stages that are followed from one to the next that it copies from.
constexpr int longest_chain = 8;

/// Whether an instruction installs or configures OPcache, or may do so with files that are not at hand.
static bool may_enable(const dockerfile::Instruction& instruction, Report& report, int chain = 0) {
  const std::string_view text = report.text(instruction.span);
  if (mentions_opcache(text)) return true;
  if (instruction.op == dockerfile::Op::run) return contains(text, "php.ini") || contains(text, "install.sh");
  const bool copies = instruction.op == dockerfile::Op::copy || instruction.op == dockerfile::Op::add;
  if (!copies || instruction.arguments.size() < 2 || !instruction.heredocs.empty()) return false;
  const std::string_view target = instruction.arguments.back().text;
  const bool whole = target == "/usr/local/" || target == "/usr/local" || target == "/";
  const bool php = contains(target, "php") && (contains(target, ".ini") || contains(target, "conf.d") ||
                                               contains(target, "extensions") || contains(target, "/etc/php"));
  if (!php && !(whole && instruction.flag("from") != nullptr)) return false;
  // From a stage of the file the settings and extensions come along that it has.
  const dockerfile::Stage* const source = source_of(instruction);
  if (source == nullptr || chain == longest_chain) return true;
  return std::ranges::any_of(source->with_inherited, [&](const dockerfile::Instruction* other) {
    return other->op == dockerfile::Op::copy ? may_enable(*other, report, chain + 1)
                                             : mentions_opcache(report.text(other->span));
  });
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Stage& root = stage.root();
  if (!root.base_known || is_development_stage(stage) || !serves_php(stage)) return report.skip();
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions)
      if (may_enable(*instruction, report)) return;
  const bool official = knowledge::parse_reference(root.base).repository == "php";
  Builder finding = official ? report.at(root.base_span,
                                         "Without OPcache every request compiles the code anew; add "
                                         "`docker-php-ext-install opcache`")
                             : report.at(root.base_span,
                                         "Nothing here turns OPcache on; without it every request compiles the code "
                                         "anew");
  if (!official) finding.confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW1286",
    .summary = "PHP without OPcache",
    .why = "PHP then reads and compiles every file for every request; OPcache usually doubles the throughput.",
    .remedy = "`RUN docker-php-ext-install opcache` on the official images up to 8.4.",
    .peers = "tally:tally/php/enable-opcache-in-production",
    .severity = Severity::info,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::php_opcache_missing
