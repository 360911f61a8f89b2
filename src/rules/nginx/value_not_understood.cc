#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "knowledge/nginx.h"
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::value_not_understood {

/// Digits with one letter of `units` behind them, or none.
static bool is_amount(std::string_view text, std::string_view units) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0) return false;
  text.remove_prefix(digits);
  return text.empty() || (text.size() == 1 && units.find(text[0]) != std::string_view::npos);
}

/// `1h30m`, `500ms`, `60`.
static bool is_time(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0) return false;
    text.remove_prefix(digits);
    if (text.starts_with("ms"))
      text.remove_prefix(2);
    else if (!text.empty() && std::string_view("yMwdhms").find(text[0]) != std::string_view::npos)
      text.remove_prefix(1);
    else if (!text.empty())
      return false;
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  return true;
}

/// Whether `listen` knows a word behind its address, in any release and in streams as well.
static bool is_listen_parameter(std::string_view word) {
  const std::string_view name = before(word, '=');
  return (name == word ? knowledge::tables::nginx_listen_words : knowledge::tables::nginx_listen_settings)
      .contains(name);
}

/// Whether `listen` takes an address: `80`, `127.0.0.1:80`, `[::]:80`, `*:80`, a name, or a socket.
static bool is_listen_address(std::string_view address) {
  if (address.starts_with("unix:")) return true;
  const std::size_t colon = address.rfind(':');
  if (address.starts_with('[') && address.ends_with(']')) return true;
  std::string_view port = colon == std::string_view::npos ? address : address.substr(colon + 1);
  // An address alone listens on 80; since 1.15.10 there are ranges.
  if (colon == std::string_view::npos && port.find_first_not_of("0123456789-") != std::string_view::npos) return true;
  port = port.substr(0, port.find('-'));
  constexpr std::size_t most_digits = 5;
  if (port.empty() || port.size() > most_digits || port.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  const int number = std::stoi(std::string(port));
  return number > 0 && number < 65536;
}

/// What nginx wants instead; "" when it takes the value.
static std::string_view wanted(const nginx::Directive& directive, const nginx::Word& word) {
  const std::string_view value = word.text;
  if (contains(value, "$") || contains(value, "{{")) return {};
  if (directive.name == "listen") {
    if (&word == &directive.parameters.front())
      return is_listen_address(value) ? "" : "a port, or an address with a port from 1 to 65535";
    return is_listen_parameter(value) ? "" : "`ssl`, `default_server`, `http2` and the like behind the port";
  }
  if (directive.name == "limit_req_zone") {
    if (!value.starts_with("rate=")) return {};
    std::string_view rate = value.substr(5);
    if (rate.ends_with("r/s") || rate.ends_with("r/m")) rate.remove_suffix(3);
    const bool good = !rate.empty() && rate.find_first_not_of("0123456789") == std::string_view::npos &&
                      rate.find_first_not_of('0') != std::string_view::npos;
    return good ? "" : "a whole number of requests per second or minute, such as `10r/m`";
  }
  if (&word != &directive.parameters.front()) return {};
  if (knowledge::tables::nginx_sizes.contains(directive.name))
    return is_amount(value, "kKmMgG") ? "" : "a number with `k`, `m` or nothing behind it";
  if (knowledge::tables::nginx_times.contains(directive.name))
    return is_time(value) ? "" : "a time such as `60s` or `5m`";
  if (knowledge::tables::nginx_switches.contains(directive.name)) {
    const std::string small = ascii::lowered(value);
    return small == "on" || small == "off" ? "" : "`on` or `off`";
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  bool any = false;
  for (const NginxFile& item : configuration.files)
    for (const nginx::Directive* const directive : item.file->nginx->directives) {
      if (directive->parameters.empty()) continue;
      any = true;
      if (knowledge::tables::nginx_sizes.contains(directive->name) && directive->parameters.size() == 2 &&
          is_one_of("k K m M g G", directive->parameter(1))) {
        report
            .at(directive->span, "nginx does not start with a blank inside the size of `{}`; write `{}{}`",
                directive->name, directive->parameter(0), directive->parameter(1))
            .note(service.span, "`{}` reads this file", service.name);
        continue;
      }
      for (const nginx::Word& word : directive->parameters)
        if (const std::string_view instead = wanted(*directive, word); !instead.empty())
          report
              .at(word.span, "nginx does not start with `{}` for `{}`; it takes {}", word.text, directive->name,
                  OurWords{instead})
              .note(service.span, "`{}` reads this file", service.name);
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5290",
    .summary = "Value that nginx does not understand",
    .why = "nginx stops at start with \"invalid value\" or \"invalid rate\", and everything behind it is unreachable.",
    .remedy =
        "Sizes have `k`, `m` or `g` behind them and no `B`; times `ms`, `s`, `m`, `h`, `d`; rates are whole numbers in "
        "`r/s` or `r/m`; `listen` takes a port and words such as `ssl`.",
    .references = "https://nginx.org/en/docs/syntax.html",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::value_not_understood
