// Any bytes: parsing ends, and every span lies inside the file and inside the block around it.

#include <cstdint>
#include <string>

#include "base/arena.h"
#include "base/assert.h"
#include "nginx/parse.h"

using namespace seaworthy;

static void check(const nginx::Directive& directive, const Source& source, int depth) {
  SW_ASSERT(directive.span.begin <= directive.span.end && directive.span.end <= source.text().size());
  SW_ASSERT(depth <= 66);
  if (!directive.children.empty()) SW_ASSERT(directive.block);
  for (const nginx::Word& word : directive.parameters) SW_ASSERT(directive.span.contains(word.span));
  for (const nginx::Directive* child : directive.children) {
    SW_ASSERT(child->parent == &directive);
    SW_ASSERT(directive.span.contains(child->span));
    check(*child, source, depth + 1);
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SourceSet sources;
  const FileId id = sources.add("fuzz.conf", std::string(reinterpret_cast<const char*>(data), size));
  const Source& source = sources[id];
  Arena arena;
  const nginx::File* const file = nginx::parse(MappedText::whole(source), arena);
  check(*file->root, source, 0);
  for (const nginx::Directive* directive : file->directives) SW_ASSERT(directive->parent != nullptr);
  for (const Span comment : file->comments) SW_ASSERT(source.text(comment).starts_with('#'));
  for (const nginx::Problem& problem : file->problems) {
    SW_ASSERT(problem.span.begin <= problem.span.end && problem.span.end <= source.text().size());
    SW_ASSERT(!problem.message.empty());
  }
  return 0;
}
