#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/edit_distance.h"
#include "project/model.h"
#include "project/names.h"
#include "rules/lib/image_names.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::deployed_image_never_pushed {

struct Pushed {
  std::string_view repository;
  std::string_view tag;  ///< "" for none.
  Span span;
};

static std::string_view tag_of(std::string_view image) {
  image = before(image, '@');
  const std::string_view repository = repository_of(image);
  return image.size() > repository.size() ? image.substr(repository.size() + 1) : std::string_view();
}

/// A tag that names the commit, and so never a release or `latest`.
static bool is_commit_tag(std::string_view tag) {
  for (const std::string_view word :
       {"github.sha", "GITHUB_SHA", "COMMIT_SHA", "COMMIT_SHORT_SHA", "CIRCLE_SHA1", "git_sha", "GIT_SHA"})
    if (contains(tag, word)) return tag.starts_with('$');
  return false;
}

/// A tag of which only a part is known, such as `sha-${...}`, and whether that part is none of another tag.
static bool differs_in_part(std::string_view tag, std::string_view wanted) {
  const std::size_t unknown = std::min(tag.find_first_of("$\x01{"), tag.size());
  return unknown < tag.size() && unknown > 0 && !wanted.starts_with(tag.substr(0, unknown));
}

/// Whether a workflow runs for releases, whose image then has no other way into the registry.
static bool is_for_releases(const project::Project& project, Span span) {
  const std::string_view text = project.sources[span.file].text();
  const std::string_view triggers = text.substr(0, std::min(text.find("\njobs:"), text.size()));
  return triggers.size() < text.size() && (contains(triggers, "tags:") || contains(triggers, "release:"));
}

/// Whether a file gives an image one more tag once it is built.
static bool tags_afterwards(const project::Project& project) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    if (!file.has_content || file.kind == project::FileKind::readme) return false;
    const std::string_view text = project.sources[file.source].text();
    return contains(text, "docker tag ") || contains(text, "imagetools");
  });
}

/// CI pushes the image under names of commits and plain tags alone, and the asked one is none of them.
static void check_tag(const project::Service& service, std::string_view asked, const std::vector<Pushed>& pushed,
                      const project::Project& project, Report& report) {
  std::string_view wanted = tag_of(service.definition->image.value);
  if (wanted.empty()) wanted = "latest";
  if (!is_known_name(wanted) || contains(service.definition->image.value, "@")) return;
  const Pushed* example = nullptr;
  for (const Pushed& each : pushed) {
    if (each.repository != asked) continue;
    const std::string_view tag = each.tag.empty() ? std::string_view("latest") : each.tag;
    if (tag == wanted || (!is_known_name(tag) && !is_commit_tag(tag) && !differs_in_part(tag, wanted))) return;
    example = &each;
  }
  // Another tag may be set afterwards, and a release may have been pushed from elsewhere.
  if (example == nullptr) return;
  const bool pushes_latest_alone = std::ranges::all_of(pushed, [&](const Pushed& each) {
    return each.repository != asked || (each.tag == "latest" && is_for_releases(project, each.span));
  });
  if (wanted != "latest" && !pushes_latest_alone) return;
  // `docker/metadata-action` makes tags up from rules of its own, `latest` among them.
  for (const project::File* const file : project::files_of_kind(project, project::FileKind::ci)) {
    const std::string_view text = file->has_content ? project.sources[file->source].text() : std::string_view();
    if (contains(text, "docker/metadata-action") && contains(text, asked)) return;
  }
  if (once<tags_afterwards>(report)) return;
  Builder finding = report.at(service.definition->image.span(),
                              pushes_latest_alone ? "`{}` runs `{}:{}`, and CI pushes it as `latest` alone"
                                                  : "`{}` runs `{}:{}`, and CI pushes it under other tags alone",
                              service.name, asked, wanted);
  finding.note(example->span, "This pushes it");
}

/// Whether a push stands in the same file: of `docker push` or of a `--push` that is no part of the build.
static bool is_pushed(const project::Project& project, const project::BuildCommand& build) {
  return build.pushes || contains(project.sources[build.file->source].text(), "docker push") ||
         contains(project.sources[build.file->source].text(), "compose push");
}

/// Whether a workflow gives an image the commit as its tag wherever it gives it one that only a run can tell.
static bool is_of_commit(std::string_view text, std::string_view repository) {
  bool any = false;
  const std::string start = std::string(repository) + ":${{";
  for (std::size_t at = text.find(start); at != std::string_view::npos; at = text.find(start, at + 1)) {
    const std::string_view rest = text.substr(at + start.size());
    const std::size_t begin = std::min(rest.find_first_not_of(' '), rest.size());
    if (!rest.substr(begin).starts_with("github.sha")) return false;
    any = true;
  }
  return any;
}

static std::vector<Pushed> pushed_images(const project::Project& project) {
  std::vector<Pushed> pushed;
  for (const project::BuildCommand& build : project.build_commands) {
    if (build.file->kind != project::FileKind::ci || !is_pushed(project, build)) continue;
    for (std::size_t index = 0; index < build.tags.size(); ++index) {
      const std::string_view name = repository_of(build.tags[index]);
      if (!is_known_name(name) || !contains(name, "/")) continue;
      std::string_view tag = tag_of(build.tags[index]);
      if (!is_known_name(tag) && is_of_commit(project.sources[build.file->source].text(), name))
        tag = "${{github.sha}}";
      pushed.push_back({name, tag, build.span});
    }
  }
  return pushed;
}

/// Whether a CI file has the image's name, in a matrix or a variable of which a push is put together.
static bool is_spoken_of(const project::Project& project, std::string_view repository) {
  const std::string_view owned =
      contains(before(repository, '/'), ".") ? repository.substr(repository.find('/') + 1) : repository;
  return std::ranges::any_of(project::files_of_kind(project, project::FileKind::ci), [&](const project::File* file) {
    if (!file->has_content) return false;
    const std::string_view text = project.sources[file->source].text();
    for (std::size_t at = text.find(owned); at != std::string_view::npos; at = text.find(owned, at + 1)) {
      const std::size_t end = at + owned.size();
      const char behind = end < text.size() ? lower(text[end]) : ' ';
      if (behind != '-' && behind != '_' && !is_digit(behind) && (behind < 'a' || behind > 'z')) return true;
    }
    return false;
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (project.build_commands.empty() || service.built_with_stack || (!service.builds && service.image != nullptr) ||
      service.definition->image.value.empty())
    return report.skip();
  const std::string_view asked = repository_of(service.definition->image.value);
  const std::string_view owner = namespace_of(asked);
  if (owner.empty() || !is_known_name(asked)) return report.skip();
  const std::vector<Pushed>& pushed = once<pushed_images>(report);
  const Pushed* near = nullptr;
  for (const Pushed& each : pushed) {
    if (each.repository == asked) return check_tag(service, asked, pushed, project, report);
    // Whose builds are many may build some elsewhere.
    if (near != nullptr && near->repository != each.repository) return report.skip();
    near = &each;
  }
  if (near == nullptr || namespace_of(near->repository) != owner) return report.skip();
  if (is_spoken_of(project, asked)) return;
  // What is pushed and deployed under its name is another program; then this one comes from another repository, as do
  // several.
  for (const project::Service& other : project.services) {
    const std::string_view name = repository_of(other.definition->image.value);
    if (name == near->repository || (name != asked && namespace_of(name) == owner)) return report.skip();
  }
  report
      .at(service.definition->image.span(), "`{}` runs `{}`, but CI publishes `{}`", service.name, asked,
          near->repository)
      .note(near->span, "This publishes it");
}

extern const Rule rule = {
    .code = "SW4574",
    .summary = "Deployed image that CI publishes under another name",
    .why = "What CI builds never reaches the servers: they run an old image, or find none.",
    .remedy = "Give the image one name in CI and in the Compose file.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "run the image that CI publishes",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::deployed_image_never_pushed
