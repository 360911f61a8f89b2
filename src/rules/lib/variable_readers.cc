#include "rules/lib/variable_readers.h"

#include "base/ascii.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// A text in lower case without what divides words: `db.password`, `dbPassword` and DB_PASSWORD are one.
std::string joined(std::string_view text) {
  std::string result = ascii::lowered(text);
  std::erase_if(result, [](char c) { return c == '_' || c == '-' || c == '.'; });
  return result;
}

/// Files that give variables or tell of them, and read none.
bool only_gives(const project::File& file) {
  using Kind = project::FileKind;
  return file.kind == Kind::compose || file.kind == Kind::env || file.kind == Kind::env_template ||
         file.kind == Kind::readme || file.kind == Kind::documentation || file.kind == Kind::ci;
}

}  // namespace

bool VariableReaders::may_read(std::string_view variable) {
  if (all_.empty()) put_together();
  return contains(all_, joined(variable));
}

void VariableReaders::put_together() {
  for (const FileId source : code_.sources) all_ += joined(project_.sources[source].text()) + '\n';
  for (const std::vector<project::ConfigurationFile>* const files : {&code_.settings, &code_.development})
    for (const project::ConfigurationFile& file : *files)
      for (const project::ConfigurationSetting& setting : file.settings)
        all_ += joined(setting.key) + '\n' + joined(setting.value) + '\n';
  for (const project::File& file : project_.files)
    if (file.has_content && !only_gives(file)) all_ += joined(project_.sources[file.source].text()) + '\n';
}

}  // namespace seaworthy::rules
