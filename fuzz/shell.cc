// Any bytes, in any dialect, as a file or as text that was decoded before: parsing ends, the tree holds together and
// every span lies where it should.

#include <cstdint>
#include <string>
#include <vector>

#include "base/arena.h"
#include "shell/command.h"
#include "shell/parse.h"
#include "shell/print.h"
#include "shell_invariants.h"

using namespace seaworthy;

/// The text of a RUN instruction: continuations are gone, and the map says where.
static MappedText without_continuations(std::string_view text, FileId file, Arena& arena) {
  std::string joined;
  std::vector<MappedPiece> pieces;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find("\\\n", i), text.size());
    pieces.push_back({static_cast<std::uint32_t>(joined.size()), static_cast<std::uint32_t>(i)});
    joined.append(text.substr(i, end - i));
    i = end + 2;
  }
  if (pieces.empty()) pieces.push_back({0, 0});
  return {arena.copy(std::string_view(joined)), file, arena.copy(pieces), 0};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  constexpr shell::Dialect dialects[] = {shell::Dialect::bash, shell::Dialect::posix, shell::Dialect::ash,
                                         shell::Dialect::zsh, shell::Dialect::ksh};
  const shell::Dialect dialect = dialects[data[0] % std::size(dialects)];
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Arena arena;
  const MappedText whole{text, FileId{0}, {}, 0};
  const MappedText mapped = (data[0] & 0x80) != 0 ? without_continuations(text, FileId{0}, arena) : whole;
  const shell::Script* const script = shell::parse(mapped, dialect, arena);
  shell::Invariants(text).check(*script);
  for (const shell::Node* const command : script->commands) {
    const shell::Invocation invocation = shell::invocation(*command);
    SW_ASSERT(invocation.wrappers.size() + invocation.arguments.size() <= command->words.size());
    static_cast<void>(invocation.operands({"-o", "--output"}));
    static_cast<void>(invocation.option("-o"));
    static_cast<void>(invocation.has_flag("-y"));
  }
  static_cast<void>(shell::print(*script));
  static_cast<void>(shell::dialect_of_shebang(text, dialect));
  return 0;
}
