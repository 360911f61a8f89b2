// Any bytes: parsing ends, every span lies inside the file, and every scalar's text has a place.

#include <cstdint>
#include <string>

#include "base/arena.h"
#include "base/assert.h"
#include "yaml/parse.h"
#include "yaml/print.h"

using namespace seaworthy;

static void check(const yaml::Node& node, const Source& source) {
  SW_ASSERT(node.span.begin <= node.span.end && node.span.end <= source.text().size());
  if (node.kind == yaml::Kind::scalar) {
    const Span whole = node.mapped().span();
    SW_ASSERT(whole.begin <= whole.end && whole.end <= source.text().size());
  }
  for (const yaml::Node* item : node.items) check(*item, source);
  for (const yaml::Entry& entry : node.entries) {
    check(*entry.key, source);
    check(*entry.value, source);
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SourceSet sources;
  const FileId id = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  Arena arena;
  const yaml::Stream* const stream = yaml::parse(MappedText::whole(sources[id]), arena);
  for (const yaml::Node* document : stream->documents) check(*document, sources[id]);
  for (const Span comment : stream->comments) SW_ASSERT(sources.text(comment).starts_with('#'));
  yaml::print(*stream, sources);
  return 0;
}
