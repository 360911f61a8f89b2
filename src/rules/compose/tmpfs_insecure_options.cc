#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::tmpfs_insecure_options {

static void check(const project::Service& service, Report& report) {
  const compose::Value* const tmpfs = service.definition->source->get("tmpfs");
  if (tmpfs == nullptr) return report.skip();
  const auto look = [&](const compose::Value& value) {
    const std::size_t colon = value.text.find(':');
    if (colon == std::string_view::npos) return;
    std::string_view options = value.text.substr(colon + 1);
    while (!options.empty()) {
      const std::string_view option = options.substr(0, options.find(','));
      if (option == "exec" || option == "suid" || option == "dev")
        report.at(value.span(), "`{}` mounts `{}` with `{}`, which the engine leaves out by default; drop the option",
                  service.name, value.text.substr(0, colon), option);
      options.remove_prefix(option.size() == options.size() ? option.size() : option.size() + 1);
    }
  };
  if (tmpfs->type == compose::Type::sequence) {
    for (const compose::Value* item : tmpfs->items) look(*item);
  } else {
    look(*tmpfs);
  }
}

extern const Rule rule = {
    .code = "SW2122",
    .summary = "Temporary file system allows execution, setuid or devices",
    .why =
        "A writable folder from which programs run is where an attacker puts the next stage; the engine "
        "forbids it by default.",
    .remedy = "Remove `exec`, `suid` and `dev` from the options.",
    .peers = "compose-lint:CL-0022",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tmpfs_insecure_options
