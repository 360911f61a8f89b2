#include "rules/rule.h"

#include <map>
#include <string>
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::default_server_given_twice {

/// An address as nginx compares it: "80" and "*:80" are one, so are "[::]:80" and nothing else.
static std::string address_of(std::string_view text) {
  if (text.find_first_not_of("0123456789") == std::string_view::npos) return "*:" + std::string(text);
  if (text.starts_with("0.0.0.0:")) return "*:" + std::string(text.substr(8));
  return std::string(text);
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  std::map<std::string, Span> seen;
  for (const NginxFile& item : configuration.files) {
    if (item.context.empty()) continue;
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      if (directive->name != "listen" || context_within(*directive->parent, item.context) != "server" ||
          contains(directive->parameter(0), "$"))
        continue;
      for (const nginx::Word& word : directive->parameters) {
        if (word.text != "default_server" && word.text != "default") continue;
        const auto [known, fresh] = seen.try_emplace(address_of(directive->parameter(0)), directive->span);
        if (fresh) continue;
        report
            .at(word.span, "Two servers of `{}` are the default of {}, so nginx does not start; leave one",
                service.name, known->first)
            .note(known->second, "The first one");
        return;
      }
    }
  }
  if (seen.empty()) report.skip();
}

extern const Rule rule = {
    .code = "SW5206",
    .summary = "Two default servers of one port",
    .why = "nginx stops at start with \"a duplicate default server\".",
    .remedy = "Keep `default_server` on the server that answers requests for unknown names.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::default_server_given_twice
