#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::php_opcache_missing {

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Stage& root = stage.root();
  const knowledge::Reference base = knowledge::parse_reference(root.base);
  if (!root.base_known || base.repository != "php" || is_development_stage(stage)) return report.skip();
  if (!contains(base.tag, "fpm") && !contains(base.tag, "apache")) return report.skip();
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "opcache") || contains(text, "php.ini") || contains(text, "conf.d") ||
          contains(text, "install.sh"))
        return;
    }
  report.at(root.base_span,
            "Without OPcache every request compiles the code anew; add `docker-php-ext-install opcache`");
}

extern const Rule rule = {
    .code = "SW1286",
    .summary = "PHP without OPcache",
    .why = "PHP then reads and compiles every file for every request; OPcache usually doubles the throughput.",
    .remedy = "`RUN docker-php-ext-install opcache` on the official images up to 8.4.",
    .peers = "tally:tally/php/enable-opcache-in-production",
    .severity = Severity::info,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::php_opcache_missing
