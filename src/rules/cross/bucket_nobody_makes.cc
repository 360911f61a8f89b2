#include <algorithm>
#include <set>
#include <string>

#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::bucket_nobody_makes {

static bool is_bucket_name(std::string_view text) {
  return text.size() > 2 && text.size() < 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string_view::npos;
}

static void add(std::string_view text, std::set<std::string, std::less<>>& made, bool& known) {
  while (text.ends_with('/') || text.ends_with(';') || text.ends_with('"')) text.remove_suffix(1);
  const std::string_view name = text.substr(text.rfind('/') + 1);
  if (is_bucket_name(name))
    made.emplace(name);
  else
    known = false;
}

/// Buckets that a text makes: `mc mb alias/name`, `aws s3 mb s3://name`, `create-bucket --bucket name`.
static void read_text(std::string_view text, std::set<std::string, std::less<>>& made, bool& known) {
  for (const std::string_view command : {"mc mb ", "s3 mb ", "mc mb\n", "create-bucket ", "rc mb "})
    for (std::size_t at = text.find(command); at != std::string_view::npos; at = text.find(command, at + 1)) {
      std::string_view rest = text.substr(at + command.size());
      rest = rest.substr(0, rest.find_first_of("\n;&|"));
      std::string_view last;
      while (!rest.empty()) {
        const std::size_t begin = std::min(rest.find_first_not_of(" \t\"'"), rest.size());
        const std::size_t end = std::min(rest.find_first_of(" \t\"'", begin), rest.size());
        const std::string_view word = rest.substr(begin, end - begin);
        if (!word.empty() && !word.starts_with('-') && word != "true" && word != "\\") {
          last = word;
          if (contains(word, "/")) add(word, made, known);
        }
        rest.remove_prefix(end);
      }
      if (!last.empty() && !contains(last, "/")) add(last, made, known);
    }
}

/// What is made outside the stacks.
struct Made {
  std::set<std::string, std::less<>> buckets;
  bool known = true;
};

static Made made_by_files(const project::Project& project) {
  Made made;
  for (const project::File& file : project.files)
    if (file.has_content && (file.script != nullptr || !file.embedded.empty()) &&
        file.kind != project::FileKind::readme)
      read_text(project.sources[file.source].text(), made.buckets, made.known);
  return made;
}

static void check(const project::Stack& stack, Report& report) {
  const project::Service* store = nullptr;
  for (const project::Service* const service : stack.services)
    if (service->active && service->kind == knowledge::ImageKind::object_store) store = service;
  if (store == nullptr) return report.skip();
  auto [made, known] = once<made_by_files>(report);
  for (const project::Service* const service : stack.services) {
    for (const project::CommandInForce* const part : {&service->entrypoint, &service->command})
      for (const std::string_view word : part->words) read_text(word, made, known);
    for (const std::string_view name : {"MINIO_DEFAULT_BUCKETS", "MINIO_BUCKETS"})
      if (const compose::EnvironmentEntry* const entry = service->definition->variable(name);
          entry != nullptr && entry->value.has_value())
        for (std::string_view rest = *entry->value; !rest.empty();) {
          const std::string_view one = before(rest, ',');
          add(before(one, ':'), made, known);
          rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        }
  }
  // Without any that is made here, the program makes its own, or somebody does by hand.
  if (made.empty() || !known) return report.skip();
  bool asks = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active || service == store) continue;
    const bool uses_store =
        std::ranges::any_of(service->definition->environment, [&](const compose::EnvironmentEntry& entry) {
          return entry.value.has_value() && contains(*entry.value, store->name);
        });
    if (!uses_store) continue;
    for (const compose::EnvironmentEntry& entry : service->definition->environment) {
      if (!entry.value.has_value() || !is_settled(entry.source) || !is_bucket_name(*entry.value)) continue;
      if (!entry.name.ends_with("BUCKET") && !entry.name.ends_with("BUCKET_NAME") &&
          !entry.name.ends_with("BUCKETNAME"))
        continue;
      asks = true;
      if (made.contains(*entry.value)) continue;
      report
          .at(entry.span, "Nobody makes the bucket `{}` in `{}`; what is made is called `{}`", *entry.value,
              store->name, *made.begin())
          .note(store->span, "The store");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4827",
    .summary = "Bucket that nobody makes",
    .why = "The first upload fails with NoSuchBucket, long after everything looked well.",
    .remedy = "Make the bucket under the name that the program is given.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "make the buckets that their programs use",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::bucket_nobody_makes
