// Any bytes as the files of a small repository: every phase ends, and every format is written.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "discover/walk.h"
#include "project/link.h"
#include "report/report.h"
#include "rules/run.h"
#include "score/score.h"

using namespace seaworthy;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Parts between NUL bytes are files with these names, in this order. tools/fuzz reads the names here to make seeds.
  constexpr auto names = std::to_array<const char*>({
      "compose.yaml",
      "Dockerfile",
      ".env",
      "entrypoint.sh",
      "nginx/nginx.conf",
      "Makefile",
      ".dockerignore",
      ".gitignore",
      "compose.override.yaml",
      ".github/workflows/ci.yml",
      "package.json",
      "server.js",
      "app.py",
      "prometheus.yml",
      "README.md",
  });
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  MemoryFiles files;
  for (const char* const name : names) {
    const std::size_t end = rest.find('\0');
    files.add(name, std::string(rest.substr(0, end)));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  const auto project = project::link(discover::discover(files, 1), "fuzz", 1);
  const rules::Results results = rules::run(*project, {.selection = {.only = {}, .skip = {}, .all_rules = true}});
  const score::Score score = score::judge(*project, results);
  const report::View view = report::build_view(*project, results, score, "0", report::Extent::whole);
  std::string text;
  report::write_terminal(view, {}, text);
  report::write_markdown(view, text);
  report::write_json(view, text);
  return 0;
}
