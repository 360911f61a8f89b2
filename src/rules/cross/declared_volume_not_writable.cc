#include <algorithm>
#include <cctype>
#include <string_view>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/folder_owner.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::declared_volume_not_writable {

/// How much the image's own files and variables speak of a folder.
enum class Mention : unsigned char { none, folder, file_below };

static Mention mention_in(std::string_view text, std::string_view path) {
  Mention best = Mention::none;
  for (std::size_t at = text.find(path); at != std::string_view::npos; at = text.find(path, at + 1)) {
    best = Mention::folder;
    const std::size_t end = at + path.size();
    if (end + 1 < text.size() && text[end] == '/' && std::isalnum(static_cast<unsigned char>(text[end + 1])) != 0)
      return Mention::file_below;
  }
  return best;
}

static Mention mention_of(const project::Service& service, std::string_view path) {
  Mention best = Mention::none;
  for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent) {
    for (const dockerfile::WrittenFile& written : stage->written)
      best = std::max(best, mention_in(written.text.text, path));
    for (const dockerfile::Instruction* const instruction : stage->instructions)
      if (instruction->op == dockerfile::Op::env) best = std::max(best, mention_in(instruction->line.text, path));
  }
  return best;
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || !service.builds || !service.user || service.drops_root) return report.skip();
  const std::string_view user = before(service.user.value, ':');
  if (user.empty() || is_root(service.user.value) || contains(user, "$")) return report.skip();
  // Application images own their folders; a language base owns nothing that an application uses.
  if (service.image != nullptr && service.image->kind != knowledge::ImageKind::language &&
      service.image->kind != knowledge::ImageKind::distribution)
    return report.skip();
  bool asks = false;
  for (const dockerfile::Instruction* const volume : service.stage->with_inherited) {
    if (volume->op != dockerfile::Op::volume) continue;
    const dockerfile::Word* worst = nullptr;
    Mention mention = Mention::none;
    std::size_t others = 0;
    for (const dockerfile::Word& word : volume->arguments) {
      if (!word.literal || !word.text.starts_with('/')) continue;
      // What is mounted there has a rule of its own.
      if (project::mount_over(service, word.text) != nullptr) continue;
      asks = true;
      if (!is_made_by_nothing(*service.stage, word.text)) continue;
      const Mention here = mention_of(service, word.text);
      if (worst != nullptr) ++others;
      if (worst != nullptr && here <= mention) continue;
      worst = &word;
      mention = here;
    }
    if (worst == nullptr) continue;
    Builder finding =
        others == 0
            ? report.at(worst->span,
                        "Nothing in the image makes `{}`, so this volume belongs to root, and `{}` cannot write",
                        worst->text, user)
            : report.at(worst->span,
                        "Nothing in the image makes `{}` and {} more of these, so they belong to root, and `{}` cannot "
                        "write",
                        worst->text, others, user);
    if (service.user.span.valid()) finding.note(service.user.span, "The user in force");
    // A folder that the program only names may be one that it reads.
    if (mention == Mention::folder) finding.severity(Severity::medium).confidence(Confidence::possible);
    if (mention == Mention::none) finding.severity(Severity::low);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4084",
    .summary = "VOLUME at a folder that the image does not have",
    .why =
        "For a volume without a folder below it the engine makes one that belongs to root: the program, which runs as "
        "another user, ends with `permission denied` at its first write, although the folder around it is its own.",
    .remedy = "Make the folder and give it to the user (`RUN mkdir -p /data && chown app /data`) before VOLUME.",
    .references = "https://docs.docker.com/reference/dockerfile/#volume",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::declared_volume_not_writable
