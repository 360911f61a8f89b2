#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::header_multiline {

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* directive : file.nginx->directives) {
    if (directive->name != "add_header" && directive->name != "more_set_headers") continue;
    applies = true;
    for (const nginx::Word& word : directive->parameters)
      if (word.text.find('\n') != std::string_view::npos)
        report.at(word.span,
                  "The header value runs over several lines, which HTTP/2 and many clients refuse; join them");
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5010",
    .summary = "Header value over several lines",
    .why = "Folded headers are obsolete: some clients drop the header, some the whole answer.",
    .remedy = "Write the value on one line.",
    .peers = "gixy:add_header_multiline",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::header_multiline
