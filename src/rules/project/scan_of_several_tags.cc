#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::scan_of_several_tags {

/// How many tags `docker/metadata-action` makes on the default branch, of the kinds whose number is plain.
static int tags_on_branch(std::string_view text) {
  int count = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = ascii::trim(text.substr(0, end));
    const bool always = line.starts_with("type=sha") || line.starts_with("type=raw") || line == "type=ref,event=branch";
    const bool conditional =
        contains(line, "enable=") && !contains(line, "is_default_branch") && !contains(line, "enable=true");
    count += always && !conditional ? 1 : 0;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return count;
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const CiJob& job : github_jobs(file)) {
    for (const CiStep& step : job.steps) {
      const bool scans = contains(step.action, "trivy") || step.action == "anchore/scan-action";
      const yaml::Node* const input = step.input(contains(step.action, "trivy") ? "image-ref" : "image");
      const std::string_view image = scans && input != nullptr ? ascii::trim(scalar_text(input)) : std::string_view();
      constexpr std::string_view begin = "steps.", end = ".outputs.tags";
      if (!image.starts_with("${{") || !contains(image, end)) continue;
      const std::string_view expression =
          ascii::trim(image.substr(3, image.size() - std::min<std::size_t>(5, image.size())));
      if (!expression.starts_with(begin) || !expression.ends_with(end)) continue;
      const std::string_view id = expression.substr(begin.size(), expression.size() - begin.size() - end.size());
      const CiStep* const source = job.step(id);
      if (source == nullptr || source->action != "docker/metadata-action") continue;
      asks = true;
      const int count = tags_on_branch(source->text("tags"));
      if (count < 2) continue;
      report
          .at(input->span,
              "The scan is given {} tags at once, one a line, and takes one image; give it the digest of the build",
              count)
          .note(source->uses, "They are made up here");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW7176",
    .summary = "Scan that is given several tags as one image",
    .why =
        "The scanner cannot read the lines as a name and fails, after the image was published and before it is "
        "deployed.",
    .remedy = "Give the scan one name: the image with `@${{ steps.build.outputs.digest }}`, or one of its tags.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::scan_of_several_tags
