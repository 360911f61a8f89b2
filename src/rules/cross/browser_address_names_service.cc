#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::browser_address_names_service {

/// Prefixes of variables that bundlers write into what browsers run.
static bool is_for_browsers(std::string_view name) {
  for (const std::string_view prefix :
       {"VITE_", "REACT_APP_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "VUE_APP_", "EXPO_PUBLIC_", "GATSBY_", "NG_APP_"})
    if (name.starts_with(prefix)) return true;
  return false;
}

/// `built_in`: the value is written into the bundle for sure; at run time a server of the same image may use it.
static bool judge(const project::Service& service, std::string_view name, std::string_view value, Span span,
                  bool built_in, Report& report) {
  if (!is_for_browsers(name)) return false;
  bool asks = false;
  for (const project::Address& address : project::addresses_in(value, false)) {
    if (!address.scheme.starts_with("http") && !address.scheme.starts_with("ws")) continue;
    asks = true;
    if (contains(address.host, ".")) continue;
    const project::Service* const other = project::service_named(service, address.host);
    if (other == nullptr || contains(name, "INTERNAL") || contains(name, "SERVER") || contains(name, "PROXY")) continue;
    report
        .at(span, "`{}` reaches browsers, which cannot resolve `{}`; give the address that visitors use", name,
            address.host)
        .confidence(built_in ? Confidence::likely : Confidence::possible)
        .severity(built_in ? Severity::high : Severity::medium)
        .note(other->span, "`{}` is a name of the stack's network alone", address.host);
  }
  return asks;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  // Tests that run in a container beside it resolve the name.
  const bool for_developers =
      service.stack->role == project::Role::development || service.stack->role == project::Role::test;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value())
      asks = judge(service, entry.name, *entry.value, entry.value_span.valid() ? entry.value_span : entry.span, false,
                   report) ||
             asks;
  for (const compose::BuildArgument& argument : service.definition->build.arguments)
    if (argument.value.has_value() && argument.source != nullptr)
      asks = judge(service, argument.name, *argument.value, argument.source->span(), !for_developers, report) || asks;
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4584",
    .summary = "Address for browsers that only containers resolve",
    .why = "Service names exist on the stack's network; a visitor's browser asks its own DNS and finds nothing.",
    .remedy = "Give the public address, or a path of the same host (`/api`) that the proxy forwards.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::browser_address_names_service
