#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::model_fetched_by_each_container {

/// Calls that take the name of a model and fetch it where the cache has none, with what the text in their first quotes
/// has to look like: behind `model=`, or at once.
struct Loader {
  std::string_view call;
  std::string_view before_name;  ///< What may stand between the bracket and the name.
};
constexpr std::array loaders = {
    Loader{"SentenceTransformer(", ""},
    Loader{"CrossEncoder(", ""},
    Loader{".from_pretrained(", ""},
    Loader{"whisper.load_model(", ""},
    Loader{"WhisperModel(", ""},
    Loader{"pipeline(", "model="},
    Loader{"hub.load(", ""},
    Loader{"HuggingFaceEmbeddings(", "model_name="},
};

/// A model as a call names it.
struct Named {
  Span span;
  std::string_view name;
};

/// Whether a text is the name of a model and no path: `org/name`, `all-MiniLM-L6-v2`.
static bool is_model_name(const project::Project& project, std::string_view text) {
  if (text.size() < 3 || text.starts_with('.') || text.starts_with('/') || text.starts_with('~') ||
      text.find_first_of(" \\{}$:") != std::string_view::npos || std::ranges::count(text, '/') > 1)
    return false;
  const std::string_view first = before(text, '/');
  if (is_one_of("models model data artifacts app src weights checkpoints output saved_models saved_model", first))
    return false;
  return std::ranges::none_of(project.tree, [&](const project::Project::TreePath& entry) {
    return entry.directory && (entry.path == text || entry.path.ends_with("/" + std::string(text)));
  });
}

/// What a constant of the source is, with its place: `MODEL = "org/name"`; empty for none that is a plain text.
static Named constant(FileId source, std::string_view text, std::string_view name) {
  const std::string wanted = "\n" + std::string(name) + " = ";
  const std::size_t at = text.find(wanted);
  if (name.empty() || at == std::string_view::npos || text.find(wanted, at + 1) != std::string_view::npos) return {};
  const std::size_t begin = at + wanted.size();
  if (begin >= text.size() || (text[begin] != '"' && text[begin] != '\'')) return {};
  const std::size_t end = text.find(text[begin], begin + 1);
  if (end == std::string_view::npos) return {};
  return {{source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end + 1)},
          text.substr(begin + 1, end - begin - 1)};
}

/// The text that an argument is at a place: in quotes, or the constant that it names.
static Named text_at(FileId source, std::string_view text, std::size_t at, std::size_t close) {
  if (text[at] != '"' && text[at] != '\'') {
    std::size_t end = at;
    while (end < close && (ascii::is_letter(text[end]) || text[end] == '_')) ++end;
    return end < text.size() && (text[end] == ')' || text[end] == ',')
               ? constant(source, text, text.substr(at, end - at))
               : Named{};
  }
  const std::size_t end = text.find(text[at], at + 1);
  if (end == std::string_view::npos || end > close) return {};
  return {{source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end + 1)},
          text.substr(at + 1, end - at - 1)};
}

/// The first model that a source loads by its name.
static std::optional<Named> model_of(const project::Project& project, FileId source) {
  const std::string_view text = project.sources[source].text();
  for (const Loader& loader : loaders)
    for (std::size_t at = text.find(loader.call); at != std::string_view::npos; at = text.find(loader.call, at + 1)) {
      const std::size_t line = text.rfind('\n', at) + 1;
      if (contains(text.substr(line, at - line), "#") || contains(text.substr(line, at - line), "def ")) continue;
      const std::size_t close = std::min(text.find(')', at), text.size());
      std::size_t name = at + loader.call.size();
      if (!loader.before_name.empty()) {
        name = text.find(loader.before_name, name);
        if (name == std::string_view::npos || name >= close) continue;
        name += loader.before_name.size();
      }
      while (name < close && ascii::is_space(text[name])) ++name;
      const bool inside_word = ascii::is_letter(loader.call.front()) && at > 0 &&
                               (ascii::is_letter(text[at - 1]) || text[at - 1] == '_' || text[at - 1] == '.');
      if (name >= close || (inside_word && !loader.call.starts_with("hub."))) continue;
      const Named named = text_at(source, text, name, close);
      if (contains(text.substr(at, close - at), "local_files_only=True") || !is_model_name(project, named.name))
        continue;
      return named;
    }
  return std::nullopt;
}

/// Whether something of the container outlives it where models may be kept.
static bool keeps_models(const project::Service& service) {
  constexpr std::array places = {"cache", "huggingface", "/hf", "model", "torch", "whisper", "weights", "nltk"};
  const auto is_place = [&](std::string_view path) {
    const std::string lower = ascii::lowered(path);
    return path == "/root" || std::ranges::any_of(places, [&](std::string_view word) { return contains(lower, word); });
  };
  return std::ranges::any_of(service.definition->mounts,
                             [&](const compose::Mount& mount) { return is_place(mount.target); }) ||
         std::ranges::any_of(service.definition->environment,
                             [](const compose::EnvironmentEntry& entry) { return contains(entry.name, "OFFLINE"); });
}

/// Whether the build fetches models itself, as far as its words tell.
static bool fetches_in_build(const project::Project& project, const project::Service& service, std::string_view model) {
  const std::string_view text = project.sources[service.dockerfile->file->source].text();
  for (const std::string_view word : {"from_pretrained", "snapshot_download", "huggingface", "hf download",
                                      "load_model", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"})
    if (contains(text, word)) return true;
  if (contains(text, model) || contains(text, "SentenceTransformer(")) return true;
  // A script of the build that is called like what it does: `RUN python download_models.py`.
  for (std::size_t at = text.find("python"); at != std::string_view::npos; at = text.find("python", at + 1)) {
    const std::string line = ascii::lowered(text.substr(at, text.find('\n', at) - at));
    const std::size_t begin = text.rfind('\n', at) + 1;
    if (text.substr(begin, at - begin).find("RUN") == std::string_view::npos) continue;
    for (const std::string_view word : {"download", "model", "preload", "prefetch", "warm", "cache", "fetch", "setup"})
      if (contains(line, word)) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  using project::Role;
  const Role role = service.stack != nullptr ? service.stack->role : Role::unknown;
  if (application == nullptr || !service.builds || service.dockerfile == nullptr ||
      service.dockerfile->file == nullptr || application->program.sources.empty() ||
      !application->program.sources.front().ends_with(".py") || role == Role::test || role == Role::ci)
    return report.skip();
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr) return report.skip();
  for (const FileId source : folder->sources) {
    // The folder may have other programs.
    if (std::ranges::find(application->program.sources, project.sources[source].path()) ==
        application->program.sources.end())
      continue;
    const std::optional<Named> model = model_of(project, source);
    if (!model.has_value()) continue;
    if (keeps_models(service) || fetches_in_build(project, service, model->name)) return;
    Builder finding = report.at(
        model->span,
        "Each new container of `{}` fetches `{}` from the internet, for neither its image nor a volume has it",
        service.name, model->name);
    finding.note(service.span, "It keeps nothing where models are cached");
    if (role == Role::development || role == Role::example) finding.severity(Severity::low);
    return;
  }
  report.skip();
}

extern const Rule rule = {
    .code = "SW5502",
    .summary = "Model that every new container fetches anew",
    .why =
        "Libraries keep models below the home of the user, which goes with the container. Each deployment and each "
        "further worker fetches hundreds of megabytes again before it answers, and none starts while the server of the "
        "models is away or counts too many requests.",
    .remedy =
        "Fetch the model in a step of the build, or mount a named volume at the cache (`HF_HOME`, `TORCH_HOME`, "
        "`~/.cache`).",
    .references = "https://huggingface.co/docs/huggingface_hub/guides/manage-cache",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::model_fetched_by_each_container
