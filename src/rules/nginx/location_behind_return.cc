#include <algorithm>
#include <string_view>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::location_behind_return {

/// What answers every request of a server before its locations are looked at; null when nothing does.
static const nginx::Directive* answers_all(const nginx::Directive& server) {
  for (const nginx::Directive* const directive : server.children) {
    if (directive->name == "return") return directive;
    // Jumps over what follows to the locations.
    if (directive->name == "if" || (directive->name == "rewrite" && is_one_of("last break", directive->parameter(2))))
      return nullptr;
  }
  return nullptr;
}

static bool is_challenge(const nginx::Directive& location) {
  return std::ranges::any_of(location.parameters,
                             [](const nginx::Word& word) { return contains(word.text, "acme-challenge"); });
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const nginx::Directive* const server : file.nginx->directives) {
    if (server->name != "server" || !server->block || server->child("location") == nullptr) continue;
    asks = true;
    const nginx::Directive* const answer = answers_all(*server);
    if (answer == nullptr) continue;
    const nginx::Directive* dead = server->child("location");
    for (const nginx::Directive* const location : server->children)
      if (location->name == "location" && is_challenge(*location)) dead = location;
    if (is_challenge(*dead)) {
      report
          .at(answer->span,
              "This answers every request before `location` is looked at, also the ACME challenge; put "
              "it into a `location /`")
          .severity(Severity::high)
          .rung(Rung::operate)
          .note(dead->name_span, "Never reached");
    } else {
      report.at(answer->span, "This answers every request before `location` is looked at; put it into a `location /`")
          .note(dead->name_span, "Never reached");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5261",
    .summary = "Locations behind a `return` of their server",
    .why =
        "Directives of rewriting that stand in the server itself run before nginx chooses a location. A `return` there "
        "answers every request: no certificate is issued where the location of the ACME challenge is meant to be left "
        "out, and no other location serves anything.",
    .remedy = "Write the `return` in a `location /` beside the other locations.",
    .references = "https://nginx.org/en/docs/http/ngx_http_rewrite_module.html",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "reach all their locations",
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::location_behind_return
