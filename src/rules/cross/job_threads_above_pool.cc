#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/framework_settings.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::job_threads_above_pool {

/// A number that a service is given, and where.
struct Given {
  int value = 0;
  Span span;
  std::string_view variable;  ///< That gives it; "" for a plain number.
};

static std::optional<int> number(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && value > 0 ? std::optional(value) : std::nullopt;
}

/// A setting of the first of `keys` that a file has: a plain number, or a variable with what stands in for it.
static std::optional<Given> setting(const project::Service& service, const project::ReadFolder& code,
                                    std::string_view file_name, std::initializer_list<std::string_view> keys) {
  for (const project::ConfigurationFile& file : code.settings) {
    if (base_name(file.path) != file_name) continue;
    for (const std::string_view key : keys) {
      const project::ConfigurationSetting* const found = file.find(key);
      if (found == nullptr) continue;
      const project::TemplatedValue written = project::templated_value(found->value);
      if (written.variable == "?") return std::nullopt;
      std::optional<int> value = number(written.value);
      // `ENV.fetch("RAILS_MAX_THREADS") { 5 }`
      if (!written.variable.empty() && !value.has_value())
        if (const std::size_t brace = found->value.find_first_of("{,", found->value.find(written.variable));
            brace != std::string_view::npos)
          value = number(found->value.substr(brace + 1));
      if (!written.variable.empty())
        if (const auto variable = project::container_variable(service, written.variable); variable.has_value())
          value = number(variable->value);
      if (!value.has_value()) return std::nullopt;
      return Given{*value, found->span, written.variable};
    }
  }
  return std::nullopt;
}

/// `sidekiq -c 25`
static std::optional<Given> of_command(const project::Service& service, std::span<const std::string_view> words) {
  for (std::size_t at = 0; at + 1 < words.size(); ++at)
    if (is_one_of("-c --concurrency", words[at]))
      if (const std::optional<int> value = number(words[at + 1]); value.has_value())
        return Given{*value, service.command.span.valid() ? service.command.span : service.span, ""};
  return std::nullopt;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr) return report.skip();
  const std::vector<std::string_view> words = project::program_words(project, service);
  const auto is_sidekiq = [](std::string_view word) { return base_name(word) == "sidekiq"; };
  if (std::ranges::none_of(words, is_sidekiq) && std::ranges::none_of(service.command.words, is_sidekiq))
    return report.skip();
  std::optional<Given> threads = of_command(service, service.command.words);
  if (!threads.has_value())
    threads = setting(service, *code, "sidekiq.yml",
                      {"production.:concurrency", "production.concurrency", ":concurrency", "concurrency"});
  const std::optional<Given> pool = setting(service, *code, "database.yml", {"production.pool", "default.pool"});
  if (!threads.has_value() || !pool.has_value()) return report.skip();
  if (threads->value <= pool->value || (!threads->variable.empty() && threads->variable == pool->variable)) return;
  report
      .at(threads->span, "`{}` works with {} threads that share {} connections to the database; give each its own",
          service.name, threads->value, pool->value)
      .note(pool->span, "The connections are counted here");
}

extern const Rule rule = {
    .code = "SW4982",
    .summary = "Sidekiq with more threads than connections to its database",
    .why =
        "A job that finds no free connection waits five seconds and fails with `ConnectionTimeoutError`: under load, "
        "some jobs of each kind are lost or come again and again.",
    .remedy = "Set `pool` of `database.yml` to the number of threads of the process, from the same variable.",
    .references = "https://github.com/sidekiq/sidekiq/wiki/Advanced-Options#concurrency",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .strength = "have a connection to the database for each thread",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::job_threads_above_pool
