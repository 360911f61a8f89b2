#include <algorithm>

#include "base/ascii.h"
#include "code/conventions.h"

namespace seaworthy::code {

/// The value of `key = value` in a block of a schema, as written; "" for none.
static std::string_view value_in(std::string_view block, std::string_view key) {
  for (std::size_t begin = 0; begin < block.size();) {
    const std::size_t end = std::min(block.find('\n', begin), block.size());
    std::string_view line = ascii::trim(block.substr(begin, end - begin));
    begin = end + 1;
    if (!line.starts_with(key)) continue;
    line = ascii::trim(line.substr(key.size()));
    if (!line.starts_with('=')) continue;
    line.remove_prefix(1);
    return ascii::trim(line.substr(0, line.find(" //")));
  }
  return {};
}

static std::string_view between_quotes(std::string_view text) {
  const std::size_t open = text.find('"');
  const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
  return close == std::string_view::npos ? std::string_view() : text.substr(open + 1, close - open - 1);
}

void read_prisma_schema(Tree& tree, std::string_view folder, Program& program) {
  std::optional<SourceFile> file = tree.read(under(folder, "prisma/schema.prisma"));
  if (!file.has_value()) file = tree.read(under(folder, "schema.prisma"));
  if (!file.has_value()) return;
  const std::size_t begin = file->text.find("\ndatasource ");
  const std::size_t end = begin == std::string_view::npos ? begin : file->text.find("\n}", begin);
  if (end == std::string_view::npos) return;
  const std::string_view block = file->text.substr(begin, end - begin);
  const auto place = [&](std::string_view part) {
    const auto at = static_cast<std::uint32_t>(part.data() - file->text.data());
    return Span{file->id, at, at + static_cast<std::uint32_t>(part.size())};
  };
  if (const std::string_view provider = between_quotes(value_in(block, "provider")); !provider.empty())
    program.start.database = {provider, place(provider)};
  program.reads_env_file = true;
  // A configuration of its own may give the address otherwise.
  for (const std::string_view name : {"prisma.config.ts", "prisma.config.js", "prisma.config.mjs"})
    if (tree.has(under(folder, name))) return;
  const std::string_view url = value_in(block, "url");
  const std::string_view variable = between_quotes(url);
  if (!url.starts_with("env(") || variable.empty() ||
      std::ranges::any_of(program.required, [&](const RequiredVariable& other) { return other.name == variable; }))
    return;
  program.required.push_back({std::string(variable), place(variable), {}});
}

}  // namespace seaworthy::code
