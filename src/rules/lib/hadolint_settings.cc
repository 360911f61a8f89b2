#include "rules/lib/hadolint_settings.h"

#include "base/arena.h"
#include "project/paths.h"
#include "yaml/parse.h"

namespace seaworthy::rules {
namespace {

const project::File* settings_file(const project::Project& project, std::string_view folder) {
  for (const std::string_view name : {".hadolint.yaml", ".hadolint.yml"}) {
    std::string path(folder);
    if (!path.empty()) path += '/';
    if (const project::File* const file = project.file(path.append(name))) return file;
  }
  return nullptr;
}

}  // namespace

HadolintSettings hadolint_settings(const project::Project& project, std::string_view dockerfile) {
  HadolintSettings settings;
  const project::File* file = nullptr;
  std::string_view folder = project::parent_path(dockerfile);
  while ((file = settings_file(project, folder)) == nullptr && !folder.empty()) folder = project::parent_path(folder);
  if (file == nullptr) return settings;
  Arena arena;
  const yaml::Stream* const stream =
      file->yaml != nullptr ? file->yaml : yaml::parse(MappedText::whole(project.sources[file->source]), arena);
  const yaml::Node* const root = stream->root();
  if (root == nullptr || !root->is_mapping()) return settings;
  if (const yaml::Node* const list = root->get("trustedRegistries"); list != nullptr && list->is_sequence()) {
    settings.trusted_span = list->span;
    for (const yaml::Node* item : list->items)
      if (item->resolved().is_scalar()) settings.trusted_registries.emplace_back(item->resolved().text);
  }
  if (const yaml::Node* const schema = root->get("label-schema"); schema != nullptr && schema->is_mapping()) {
    settings.labels_span = schema->span;
    for (const yaml::Entry& entry : schema->entries)
      settings.labels.push_back({std::string(entry.key->text), std::string(entry.value->resolved().text)});
  }
  if (const yaml::Node* const strict = root->get("strict-labels"); strict != nullptr && strict->is_scalar())
    settings.only_these_labels = strict->text == "true";
  return settings;
}

}  // namespace seaworthy::rules
