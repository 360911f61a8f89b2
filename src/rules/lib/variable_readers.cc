#include "rules/lib/variable_readers.h"

#include <memory>

#include "base/ascii.h"
#include "project/facts.h"
#include "rules/lib/vocabulary.h"
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

/// The words of all files that may read a variable, joined.
struct Readers {
  std::string text;
  Vocabulary words;
};
std::shared_ptr<const Readers> find_readers(const project::Project& project) {
  const auto readers = std::make_shared<Readers>();
  for (const project::File& file : project.files)
    if (file.has_content && !only_gives(file)) readers->text += joined(project.sources[file.source].text()) + '\n';
  readers->words.add(readers->text);
  return readers;
}

}  // namespace

bool VariableReaders::may_read(std::string_view variable) {
  if (code_text_.empty()) put_together();
  const std::string name = joined(variable);
  return contains(code_text_, name) || may_read_beside_code(variable);
}

bool VariableReaders::may_read_beside_code(std::string_view variable) {
  const std::string name = joined(variable);
  const Readers& others = *project::fact<find_readers>(project_);
  return is_word(name) ? others.words.contains(name) : contains(others.text, name);
}

void VariableReaders::put_together() {
  for (const FileId source : code_.sources) code_text_ += joined(project_.sources[source].text()) + '\n';
  for (const std::vector<project::ConfigurationFile>* const files : {&code_.settings, &code_.development})
    for (const project::ConfigurationFile& file : *files)
      for (const project::ConfigurationSetting& setting : file.settings)
        code_text_ += joined(setting.key) + '\n' + joined(setting.value) + '\n';
}

}  // namespace seaworthy::rules
