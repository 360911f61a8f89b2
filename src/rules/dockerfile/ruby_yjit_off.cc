#include "rules/rule.h"

#include <charconv>

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::ruby_yjit_off {

static void check(const dockerfile::Stage& stage, Report& report) {
  const knowledge::Reference base = knowledge::parse_reference(stage.root().base);
  if (!stage.root().base_known || base.repository != "ruby" || is_development_stage(stage)) return report.skip();
  int major = 0, minor = 0;
  const char* const end = base.tag.data() + base.tag.size();
  const auto [next, error] = std::from_chars(base.tag.data(), end, major);
  if (error == std::errc() && next != end && *next == '.') std::from_chars(next + 1, end, minor);
  if (major < 3 || (major == 3 && minor < 3)) return report.skip();
  const dockerfile::Instruction* const start = stage.cmd != nullptr ? stage.cmd : stage.entrypoint;
  if (start == nullptr) return report.skip();
  const std::string_view text = report.text(start->span);
  bool serves = false;
  for (const std::string_view server :
       {"puma", "unicorn", "rails\", \"server", "rails s", "falcon", "sidekiq", "passenger"})
    serves = serves || contains(text, server);
  if (!serves) return report.skip();
  for (const dockerfile::Variable& variable : stage.variables)
    if (variable.name == "RUBY_YJIT_ENABLE" || (variable.name == "RUBYOPT" && contains(variable.value, "yjit"))) return;
  if (contains(text, "yjit")) return;
  if (contains(text, "rails"))
    report.at(
        start->keyword_span,
        "Ruby's compiler is off unless the defaults of Rails 7.2 turn it on; `ENV RUBY_YJIT_ENABLE=1` does as well");
  else
    report.at(start->keyword_span, "Ruby's compiler is off; `ENV RUBY_YJIT_ENABLE=1` makes a server faster");
}

extern const Rule rule = {
    .code = "SW1287",
    .summary = "Ruby server without YJIT",
    .why = "Long-running Ruby programs gain a fifth or more of speed from it, for a little memory.",
    .remedy = "Set `RUBY_YJIT_ENABLE=1`, and measure.",
    .peers = "tally:tally/ruby/yjit-not-enabled-on-supported-runtime",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::ruby_yjit_off
