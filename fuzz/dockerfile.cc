// Any bytes: parsing ends, every span lies inside the file, words and bodies lead back to it, printing works.

#include <cstdint>
#include <string>

#include "base/arena.h"
#include "base/assert.h"
#include "dockerfile/parse.h"
#include "dockerfile/print.h"

using namespace seaworthy;

namespace {

class Checker {
 public:
  explicit Checker(const Source& source) : source_(source) {}

  void check(Span span) const {
    SW_ASSERT(span.valid() && span.begin <= span.end && span.end <= source_.text().size());
  }
  void check(const MappedText& text) const {
    if (text.text.empty()) return;
    check(text.span());
    // First and last byte are those of the source; what lies between may have been removed there.
    SW_ASSERT(source_.text()[text.source_offset(0)] == text.text.front());
    const auto last = static_cast<std::uint32_t>(text.text.size()) - 1;
    SW_ASSERT(source_.text()[text.source_offset(last)] == text.text.back());
  }
  void check(const dockerfile::Word& word) const { check(word.span); }
  void check(const dockerfile::Instruction& instruction) const {
    check(instruction.span);
    check(instruction.keyword_span);
    SW_ASSERT(source_.text().substr(instruction.keyword_span.begin).size() >= instruction.keyword.size() ||
              instruction.keyword_span.size() >= instruction.keyword.size());
    check(instruction.body);
    for (const dockerfile::Word& word : instruction.arguments) check(word);
    for (const dockerfile::Flag& flag : instruction.flags) check(flag.span);
    for (const dockerfile::Pair& pair : instruction.pairs) {
      check(pair.key);
      if (pair.has_value) check(pair.value);
    }
    for (const dockerfile::Mount& mount : instruction.mounts) {
      for (const dockerfile::MountOption& option : mount.options) check(option.span);
    }
    for (const dockerfile::Heredoc& heredoc : instruction.heredocs) {
      check(heredoc.span);
      check(heredoc.body);
      if (heredoc.terminated) check(heredoc.closing);
    }
    if (instruction.trigger != nullptr) check(*instruction.trigger);
  }
  void check(const dockerfile::WrittenFile& written) const {
    check(written.path_span);
    const auto size = static_cast<std::uint32_t>(written.text.text.size());
    SW_ASSERT(size > 0 && written.first != nullptr && written.last != nullptr && written.script != nullptr);
    // Whatever its pieces were, places never go back.
    std::uint32_t last = 0;
    for (std::uint32_t at = 0; at < size; ++at) {
      const std::uint32_t offset = written.text.source_offset(at);
      SW_ASSERT(offset >= last && offset <= source_.text().size());
      last = offset;
    }
    for (const std::uint32_t at : written.filled_in)
      SW_ASSERT(at < size && (written.text.text[at] == '$' || written.text.text[at] == '`'));
    for (const shell::Node* const node : written.script->commands) check(node->span);
  }

 private:
  const Source& source_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Source source(FileId{0}, "Dockerfile", std::string(reinterpret_cast<const char*>(data), size));
  Arena arena;
  const dockerfile::File* const file = dockerfile::parse(MappedText::whole(source), arena);
  const Checker checker(source);
  std::uint32_t last = 0;
  for (const dockerfile::Instruction* const instruction : file->instructions) {
    checker.check(*instruction);
    SW_ASSERT(instruction->span.begin >= last);
    last = instruction->span.end;
  }
  for (const Span comment : file->comments) SW_ASSERT(source.text(comment).starts_with('#'));
  for (const dockerfile::Problem& problem : file->problems) {
    checker.check(problem.span);
    SW_ASSERT(!problem.message.empty() && !problem.kind.empty());
    if (problem.replace.valid()) checker.check(problem.replace);
    if (problem.other.valid()) checker.check(problem.other);
  }
  for (const dockerfile::Stage* const stage : file->stages) {
    SW_ASSERT(stage->parent == nullptr || stage->parent->index < stage->index);
    for (const dockerfile::WrittenFile& written : stage->written) checker.check(written);
  }
  dockerfile::print(*file);
  return 0;
}
