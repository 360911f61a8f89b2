#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::redirect_to_plaintext {

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* directive : file.nginx->directives) {
    if (directive->name != "return" && directive->name != "rewrite") continue;
    applies = true;
    for (const nginx::Word& word : directive->parameters) {
      if (!word.text.starts_with("http://")) continue;
      const std::string_view host = word.text.substr(7, word.text.find_first_of("/:$", 7) - 7);
      if (host == "localhost" || host.starts_with("127.")) continue;
      report.at(word.span, "This sends the client to an address without encryption; redirect to `https://`")
          .fix(Safety::review, "Redirect to https",
               {word.span.file, word.span.begin + (word.quoted ? 1U : 0U),
                word.span.begin + (word.quoted ? 1U : 0U) + 7},
               "https://");
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5008",
    .summary = "Redirect to plain HTTP",
    .why = "Cookies and forms of the next request cross the network readable and changeable.",
    .remedy = "Redirect to `https://`.",
    .peers = "semgrep:insecure-redirect",
    .differs = "semgrep looks at rewrite only.",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::always,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::redirect_to_plaintext
