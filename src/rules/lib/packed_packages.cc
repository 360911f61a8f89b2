#include "rules/lib/packed_packages.h"

#include "knowledge/program_kinds.h"

namespace seaworthy::rules {

/// Whether a build script calls a program that puts packages into what it builds.
static bool packs_packages(std::string_view script) {
  using namespace knowledge::tables;
  return any_script_word(script, [](std::string_view word) {
    const std::string_view program = word.substr(0, word.find('@'));
    return (bundling_programs.contains(program) && !translating_programs.contains(program)) ||
           word.starts_with("--bundle");
  });
}

bool translates_alone(std::string_view script) {
  return !packs_packages(script) && any_script_word(script, [](std::string_view word) {
    return knowledge::tables::translating_programs.contains(word);
  });
}

}  // namespace seaworthy::rules
