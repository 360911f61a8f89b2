#include "rules/rule.h"

#include <charconv>

#include "knowledge/knowledge.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cuda_version_mismatch {

struct Version {
  int major = 0, minor = 0;
};

/// "12.4.1-runtime-ubuntu22.04" -> 12.4
static Version of_tag(std::string_view tag) {
  Version version;
  const char* const end = tag.data() + tag.size();
  const auto [next, error] = std::from_chars(tag.data(), end, version.major);
  if (error == std::errc() && next != end && *next == '.') std::from_chars(next + 1, end, version.minor);
  return version;
}

/// "cu124" -> 12.4, "cu118" -> 11.8
static Version of_suffix(std::string_view text) {
  for (std::size_t at = text.find("cu1"); at != std::string_view::npos; at = text.find("cu1", at + 1)) {
    if (at > 0 && (lower(text[at - 1]) >= 'a' && lower(text[at - 1]) <= 'z')) continue;
    const std::string_view digits = text.substr(at + 2, text.find_first_not_of("0123456789", at + 2) - at - 2);
    if (digits.size() == 3) return {(digits[0] - '0') * 10 + digits[1] - '0', digits[2] - '0'};
  }
  return {};
}

/// What a package of conda that brings CUDA is asked for: `pytorch-cuda=11.8`, `cudatoolkit=11.8` -> 11.8
static Version of_conda_package(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos || !is_one_of("pytorch-cuda cudatoolkit cuda-toolkit", word.substr(0, equals)))
    return {};
  return of_tag(word.substr(word.find_first_not_of('=', equals)));
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr) return report.skip();
  const dockerfile::Stage& root = subject.stage->root();
  const knowledge::Reference base = knowledge::parse_reference(root.base);
  if (base.repository != "nvidia/cuda" || !root.base_known) return report.skip();
  const Version have = of_tag(base.tag);
  const bool conda = is_one_of("conda mamba micromamba", subject.invocation.program);
  if (have.major == 0 || (!conda && !package_command(subject.invocation).is("pip", PackageAction::install)))
    return report.skip();
  for (const shell::Word& word : subject.invocation.arguments) {
    const Version wanted = conda ? of_conda_package(word.text) : of_suffix(word.text);
    if (wanted.major == 0) continue;
    if (wanted.major == have.major && wanted.minor <= have.minor) continue;
    report
        .at(word.span, "This is built for CUDA {}.{}, and the base image brings {}.{}", wanted.major, wanted.minor,
            have.major, have.minor)
        .note(root.base_span, "The base image");
    return;
  }
}

static constexpr std::string_view programs[] = {"pip",        "pip2",    "pip3",       "pip3.8",     "pip3.9",
                                                "pip3.10",    "pip3.11", "pip3.12",    "pip3.13",    "pip3.14",
                                                "python",     "python3", "python3.10", "python3.11", "python3.12",
                                                "python3.13", "uv",      "conda",      "mamba",      "micromamba"};

extern const Rule rule = {
    .code = "SW1270",
    .summary = "Package built for another CUDA release",
    .why =
        "The package brings or looks for libraries of its own release: the image grows by gigabytes, or the program "
        "finds no GPU.",
    .remedy = "Choose the package index that fits the base image, or the other way round.",
    .peers = "tally:tally/gpu/cuda-version-mismatch",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::cuda_version_mismatch
