#include "rules/rule.h"

#include <string>

#include "project/facts.h"
#include "project/model.h"
#include "rules/lib/image_scan.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::image_pushed_before_scan {

/// Whether an image gets another name, or is handed on, behind the scan.
static bool is_promoted_after(std::string_view text, std::size_t scan) {
  const std::string_view rest = text.substr(scan);
  for (const std::string_view sign :
       {"imagetools create", "docker tag", "crane tag", "crane copy", "skopeo copy", "regctl image copy", "promote"})
    if (contains(rest, sign)) return true;
  return false;
}

/// Where something runs that stands in a function of a Jenkinsfile: at the first call of it. Elsewhere `at` itself.
static std::size_t runs_at(std::string_view text, std::size_t at) {
  if (at == std::string_view::npos) return at;
  constexpr std::string_view word = "\ndef ";
  const std::size_t begin = text.rfind(word, at);
  if (begin == std::string_view::npos) return at;
  const std::string_view head = before(text.substr(begin + word.size()), '\n');
  const std::string_view name = before(head, '(');
  if (name.size() == head.size() || name.empty() || name.find_first_of(" =") != std::string_view::npos) return at;
  // A function ends at the brace of its column.
  const std::size_t end = text.find("\n}", begin);
  if (end < at) return at;
  const std::string call = std::string(name) + "(";
  for (std::size_t found = text.find(call); found != std::string_view::npos; found = text.find(call, found + 1))
    if (found != begin + word.size()) return found;
  return at;
}

static void check(const project::Project& project, Report& report) {
  // That is a fault of the whole repository, with a rule of its own.
  const ScanSurvey& scans = project::fact<survey_scans>(project);
  if (scans.automated && !scans.of_images && shipped_dockerfile(project) != nullptr) return report.skip();
  const project::File* judged = nullptr;
  bool any = false;
  for (const project::BuildCommand& build : project.build_commands) {
    if (build.file == judged || !may_scan(*build.file)) continue;
    const std::string_view text = project.sources[build.file->source].text();
    std::size_t push = std::string_view::npos;
    if (build.pushes)
      push = build.span.begin;
    else
      push = text.find("docker push", build.span.begin);
    if (push == std::string_view::npos) continue;
    judged = build.file;
    any = true;
    const std::size_t scan = image_scan_in(text);
    if (runs_at(text, scan) < runs_at(text, push)) continue;
    const bool later = scan != std::string_view::npos;
    // What is pushed under the name of a candidate gets the name that people pull once the scan is over.
    if (later && is_promoted_after(text, scan)) continue;
    const Span span = build.pushes ? build.span
                                   : Span{build.file->source, static_cast<std::uint32_t>(push),
                                          static_cast<std::uint32_t>(push + 11)};
    Builder finding = later ? report.at(span, "The image is published first and scanned after that")
                            : report.at(span, "The image is published without a scan of what is in it");
    finding.subject(build.file->path);
    if (later)
      finding.note({build.file->source, static_cast<std::uint32_t>(scan), static_cast<std::uint32_t>(scan + 5)},
                   "The scan comes here");
    if (!later) finding.severity(Severity::low);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7102",
    .summary = "Image published before it is scanned",
    .why = "Whoever pulls the tag in between, also an automatic update, gets what the scan was to keep out.",
    .remedy = "Build and load the image, scan and test it, and push in a later step.",
    .controls = "NIST 800-190:4.1.1; OWASP Docker:9",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "scans its images before it publishes them",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::image_pushed_before_scan
