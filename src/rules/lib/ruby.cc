#include "rules/lib/ruby.h"

#include <string>

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

bool is_ruby_stage(const dockerfile::Stage& stage) {
  const std::string_view repository = knowledge::parse_reference(stage.root().base).repository;
  if (contains(repository, "ruby") || contains(repository, "rails")) return true;
  for (const dockerfile::Variable& variable : stage.variables)
    if (!variable.is_arg &&
        (variable.name.starts_with("BUNDLE_") ||
         is_one_of("RUBY_VERSION RUBY_MAJOR RUBY_YJIT_ENABLE RAILS_ENV BUNDLER_VERSION GEM_HOME", variable.name)))
      return true;
  for (const dockerfile::Instruction* start : {stage.entrypoint, stage.cmd}) {
    const std::vector<std::string_view> words = start_words(start);
    if (!words.empty() && is_one_of("ruby rails bundle rake rackup puma unicorn thin passenger falcon sidekiq iodine",
                                    base_name(words.front())))
      return true;
  }
  return false;
}

bool is_ruby_stage_to_ship(const dockerfile::Stage& stage) {
  return !is_development_stage(stage) && !is_windows_stage(stage) && is_ruby_stage(stage);
}

std::vector<std::string_view> start_words(const dockerfile::Instruction* start) {
  std::vector<std::string_view> words;
  if (start == nullptr) return words;
  for (const dockerfile::Word& argument : start->arguments) {
    const std::string_view text = argument.text;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
      if (end > begin) words.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return words;
}

const dockerfile::Instruction* ruby_web_server(const dockerfile::Stage& stage) {
  for (const dockerfile::Instruction* start : {stage.entrypoint, stage.cmd}) {
    const std::vector<std::string_view> words = start_words(start);
    for (std::size_t index = 0; index < words.size(); ++index) {
      const std::string_view program = base_name(words[index]);
      if (is_one_of("puma unicorn thrust rackup falcon thin passenger iodine", program)) return start;
      if (program == "rails" && index + 1 < words.size() && is_one_of("server s", words[index + 1])) return start;
    }
  }
  return nullptr;
}

bool is_gem_source_credential(std::string_view name) {
  if (is_one_of("GEM_HOST_API_KEY NPM_TOKEN YARN_AUTH_TOKEN", name)) return true;
  if (!name.starts_with("BUNDLE_")) return false;
  const std::string_view host = name.substr(7);
  const std::size_t first = host.find("__"), last = host.rfind("__");
  if (first == std::string_view::npos) return false;
  // `local.GEM`, `build.GEM` and the like are settings of one gem.
  if (is_one_of("LOCAL BUILD PATH GEM CACHE DISABLE IGNORE_MESSAGES MIRROR", host.substr(0, first))) return false;
  const std::string_view domain = host.substr(last + 2);
  if (domain.size() < 2 || domain.size() > 6) return false;
  for (const char c : domain)
    if (lower(c) < 'a' || lower(c) > 'z') return false;
  return true;
}

}  // namespace seaworthy::rules
