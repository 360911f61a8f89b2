#include <algorithm>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::scan_of_other_image {

/// The name of an image without tag and digest.
static std::string_view repository_of(std::string_view image) {
  image = before(image, '@');
  const std::size_t colon = image.rfind(':');
  const std::size_t slash = image.rfind('/');
  return colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash) ? image.substr(0, colon)
                                                                                               : image;
}

/// An image that a step scans; invalid for a step that scans none.
struct Scanned {
  std::string_view image;
  Span span;
};

static Scanned scanned_by(const CiStep& step) {
  for (const std::string_view name : {"image-ref", "image"})
    if (contains(step.action, "trivy") || contains(step.action, "scan") || contains(step.action, "scout"))
      if (const yaml::Node* const input = step.input(name); input != nullptr) return {scalar_text(input), input->span};
  return {};
}

/// The tags of a build: each on a line or behind a comma.
static void add_tags(std::string_view text, std::vector<std::string_view>& tags) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",\n"), text.size());
    if (const std::string_view tag = ascii::trim(text.substr(0, end)); !tag.empty()) tags.push_back(tag);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const CiJob& job : github_jobs(file)) {
    std::vector<std::string_view> tags;
    const CiStep* build = nullptr;
    for (const CiStep& step : job.steps) {
      if (step.action == "docker/build-push-action") {
        build = &step;
        add_tags(step.text("tags"), tags);
      }
      // Another tag may be given to what was built, or pulled.
      if (contains(step.run, "docker tag") || contains(step.run, "docker pull") || contains(step.run, "docker build"))
        tags.emplace_back("${{");
      const Scanned scanned = scanned_by(step);
      if (scanned.image.empty() || build == nullptr || tags.empty()) continue;
      // Tags that another step makes up may be anything.
      const auto is_whole = [](std::string_view tag) { return tag.starts_with("${{"); };
      if (std::ranges::any_of(tags, is_whole) || is_whole(scanned.image) || contains(scanned.image, "@")) continue;
      asks = true;
      const bool same_name = std::ranges::any_of(
          tags, [&](std::string_view tag) { return repository_of(tag) == repository_of(scanned.image); });
      if (!same_name || std::ranges::find(tags, scanned.image) != tags.end()) continue;
      report
          .at(scanned.span, "The job `{}` builds `{}` and scans another tag of it, which is an older image", job.name,
              tags.front())
          .note(build->uses, "This is what is built");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4049",
    .summary = "Scan of another image than the one that was built",
    .why = "The scanner pulls what an earlier run has published, and says nothing of the image that is shipped now.",
    .remedy = "Give the scan the tag of the build, or its digest.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::scan_of_other_image
