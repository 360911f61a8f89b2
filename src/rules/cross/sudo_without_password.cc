#include "rules/rule.h"

#include <optional>

#include "project/image_files.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::sudo_without_password {

/// Where a build step lets accounts run everything as root without a password; nothing where it does not.
static std::optional<Span> grant_in(const dockerfile::Instruction& run, const Report& report) {
  const std::string_view text = report.text(run.span);
  const std::size_t at = text.find("NOPASSWD");
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(at + std::string_view("NOPASSWD").size());
  const std::size_t commands = rest.find_first_not_of(": ");
  // A list of programs may be harmless.
  if (commands == std::string_view::npos || !rest.substr(commands).starts_with("ALL")) return std::nullopt;
  const auto begin = static_cast<std::uint32_t>(run.span.begin + at);
  return Span{run.span.file, begin, static_cast<std::uint32_t>(begin + 8 + commands + 3)};
}

/// Whether people work in the container, or the jobs of CI, which install what they need.
static bool is_workplace(const project::Service& service) {
  const auto is_for_work = [](project::Role role) {
    return role == project::Role::development || role == project::Role::ci;
  };
  return is_for_work(service.stack->role) || service.kind == knowledge::ImageKind::ci_runner ||
         (service.image != nullptr && service.image->kind == knowledge::ImageKind::ci_runner) ||
         (service.dockerfile != nullptr && is_for_work(service.dockerfile->role));
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || is_workplace(service) || service.runs_as_root() != std::optional(false))
    return report.skip();
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    if (instruction->op != dockerfile::Op::run) continue;
    const std::optional<Span> grant = grant_in(*instruction, report);
    if (!grant.has_value()) continue;
    report
        .at(*grant, "`{}` runs as `{}`, who becomes root here without a password; leave `sudo` out", service.name,
            service.user.value)
        .note(service.user.span.valid() ? service.user.span : service.span, "The account that it runs as");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4940",
    .summary = "Account without rights that becomes root without a password",
    .why =
        "Whoever takes over the program is root one command later, so that the account protects nothing; the image "
        "only looks as if it did not run as root.",
    .remedy = "Do at build time, before `USER`, what needs root, and install no `sudo`.",
    .controls = "CIS Docker 1.6:4.1",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::sudo_without_password
