#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::response_splitting {

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* directive : file.nginx->directives) {
    const bool answers = directive->name == "return" || directive->name == "rewrite" || directive->name == "add_header";
    if (!answers && directive->name != "proxy_set_header") continue;
    applies = true;
    for (const nginx::Word& word : directive->parameters) {
      // Both are decoded, so that %0d%0a in the address becomes a line break; $request_uri is not.
      const bool decoded =
          word.text.find("$uri") != std::string_view::npos || word.text.find("$document_uri") != std::string_view::npos;
      // A rewrite to a path of this server sends nothing to the client.
      if (!decoded || (directive->name == "rewrite" && word.text.find("://") == std::string_view::npos)) continue;
      if (directive->name == "return" && word.text.find("://") == std::string_view::npos && !word.text.starts_with('$'))
        continue;
      report.at(word.span,
                "`$uri` is decoded and may hold a line break, which starts a new header; use `$request_uri`");
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5007",
    .summary = "Response splitting",
    .why =
        "With `%0d%0a` in the address an attacker adds headers and bodies to the answer: cookies are set, "
        "caches poisoned.",
    .remedy = "Use `$request_uri` instead of `$uri` and `$document_uri`, and captures that exclude control characters.",
    .peers = "gixy:http_splitting semgrep:header-injection",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::response_splitting
