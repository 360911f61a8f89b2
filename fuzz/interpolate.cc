// Any template and env file: reading ends, and every span lies inside its text.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/assert.h"
#include "compose/dotenv.h"
#include "compose/interpolate.h"

using namespace seaworthy;

static void check(Span span, std::size_t size) { SW_ASSERT(span.begin <= span.end && span.end <= size); }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const compose::Variable set{"A", "v${A}", compose::VariableSource::environment, {}};
  const compose::Variable empty{"B", "", compose::VariableSource::environment, {}};
  const compose::Lookup lookup = [&](std::string_view name) -> const compose::Variable* {
    return name == "A" ? &set : name == "B" ? &empty : nullptr;
  };
  Arena arena;
  std::vector<compose::Interpolation> trace;
  std::vector<compose::InterpolationProblem> problems;
  const auto result = compose::interpolate({text, FileId{0}, {}, 0}, lookup, arena, trace, problems);
  SW_ASSERT(result.has_value() || !problems.empty());
  for (const compose::Interpolation& each : trace) check(each.span, size);
  for (const compose::InterpolationProblem& each : problems) check(each.span, size);

  const Source source(FileId{0}, ".env", text);
  std::vector<compose::DotenvEntry> entries;
  std::vector<compose::DotenvProblem> mistakes;
  compose::read_dotenv(source, lookup, arena, entries, mistakes);
  for (const compose::DotenvEntry& each : entries) {
    check(each.span, size);
    check(each.value_span, size);
    check(each.name_span, size);
  }
  for (const compose::DotenvProblem& each : mistakes) check(each.span, size);
  return 0;
}
