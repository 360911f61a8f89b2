#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "project/tools.h"
#include "project/upstreams.h"
#include "rules/lib/php_images.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::fastcgi_port_published {

static void check(const project::Service& service, Report& report) {
  if (!is_php_fpm(service)) return report.skip();
  for (const compose::Port& port : service.definition->ports) {
    if (project::parse_port(port.target) != 9000) continue;
    if (port.on_loopback()) return;
    report
        .at(port.span(), "`{}` offers FastCGI to everybody, and whoever speaks it runs code; drop the port",
            service.name)
        .severity(service.stack->role == project::Role::development ? Severity::medium : Severity::high);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4859",
    .summary = "FastCGI port of PHP-FPM published",
    .why =
        "FastCGI has no login. Whoever reaches the port chooses the script and PHP's own settings, such as a file that "
        "is run first, and so runs any code as the account of the pool. The web server reaches it inside of the "
        "network without a published port.",
    .remedy = "Delete the mapping of port 9000; neighbours need none.",
    .references = "https://www.php.net/manual/en/install.fpm.configuration.php",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep FastCGI inside of their network",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::fastcgi_port_published
