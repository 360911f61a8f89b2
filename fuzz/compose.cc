// Any bytes as a Compose file, its override and its env file (cut at NUL bytes): loading, printing and explaining end,
// and what a file gave has its place in that file.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/assert.h"
#include "compose/config.h"
#include "compose/explain.h"
#include "compose/memory_files.h"

using namespace seaworthy;

static void check(Span span, const SourceSet& sources) {
  if (!span.valid()) return;
  SW_ASSERT(span.begin <= span.end && span.end <= sources[span.file].text().size());
}

static void check(const compose::Value& value, const SourceSet& sources) {
  if (value.origin != nullptr) {
    check(value.origin->span, sources);
    check(value.origin->key_span, sources);
    for (const Span span : value.origin->overridden) check(span, sources);
  }
  for (const compose::Value* item : value.items) check(*item, sources);
  for (const compose::Member& member : value.members) check(*member.value, sources);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  compose::MemoryFiles files;
  compose::Request request;
  for (const std::string_view name : {"compose.yaml", "b.yaml", ".env", "c/c.yaml"}) {
    const std::size_t stop = rest.find('\0');
    files.add(std::string(name), std::string(rest.substr(0, stop)));
    if (name == "compose.yaml" || (name == "b.yaml" && stop != std::string_view::npos))
      request.files.emplace_back(name);
    if (stop == std::string_view::npos) break;
    rest.remove_prefix(stop + 1);
  }
  for (const bool interpolate : {true, false}) {
    request.interpolate = interpolate;
    Arena arena;
    const compose::Model* const model = compose::load(request, files, arena);
    for (const compose::Problem& problem : model->problems) {
      check(problem.span, files.sources());
      check(problem.related, files.sources());
    }
    if (model->root != nullptr) check(*model->root, files.sources());
    for (const compose::Service& service : model->services)
      for (const compose::EnvironmentEntry& entry : service.environment) check(entry.value_span, files.sources());
    compose::ConfigRequest config;
    config.root = "/srv";
    config.interpolated = interpolate;
    compose::config(*model, config);
    config.yaml = false;
    compose::config(*model, config);
    config.output = compose::ConfigOutput::hashes;
    compose::config(*model, config);
    config.output = compose::ConfigOutput::variables;
    compose::config(*model, config);
    compose::explain(*model, files.sources(), {});
  }
  return 0;
}
