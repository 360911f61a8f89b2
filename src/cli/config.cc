// `config`: what Compose would run, as Compose prints it. Unlike an audit it looks at this machine: at the environment
// and at files anywhere, since that is what Compose does.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "cli/commands.h"
#include "cli/pipeline.h"
#include "compose/config.h"
#include "compose/load.h"
#include "discover/walk.h"
#include "yaml/parse.h"

namespace seaworthy::cli {

namespace {

/// What Compose ends with when it cannot give what is asked for.
constexpr int refused = 1;

/// All files of the machine, read when they are asked for. Paths are relative to `/`.
class MachineFiles final : public compose::Files {
 public:
  /// `--env-file /dev/null` is how people go without one; devices themselves are not read.
  explicit MachineFiles(const FileSystem& files) : files_(files) { add("dev/null", ""); }

  const yaml::Stream* yaml(std::string_view path) const override {
    path = below_top(path);
    const auto known = streams_.find(path);
    if (known != streams_.end()) return known->second;
    const Source* const text = source(path);
    const yaml::Stream* const stream = text == nullptr ? nullptr : yaml::parse(MappedText::whole(*text), arena_);
    streams_.emplace(path, stream);
    return stream;
  }
  const Source* source(std::string_view path) const override {
    path = below_top(path);
    const auto known = sources_by_path_.find(path);
    if (known != sources_by_path_.end()) return known->second;
    ReadResult result = files_.read(path, discover::Limits().file_bytes);
    const Source* source = nullptr;
    if (result.error == FileError::none) source = &sources_[sources_.add(std::string(path), std::move(result.bytes))];
    sources_by_path_.emplace(path, source);
    return source;
  }
  bool exists(std::string_view path) const override { return files_.kind(below_top(path)).has_value(); }
  bool sees(std::string_view) const override { return true; }
  /// A file that is not on the disk: what standard input gives.
  void add(std::string path, std::string text) {
    const Source* const source = &sources_[sources_.add(path, std::move(text))];
    sources_by_path_.emplace(std::move(path), source);
  }

  const SourceSet& sources() const { return sources_; }
  Arena& arena() const { return arena_; }

 private:
  static std::string_view below_top(std::string_view path) {
    while (path.starts_with('/')) path.remove_prefix(1);
    return path;
  }

  const FileSystem& files_;
  mutable SourceSet sources_;
  mutable Arena arena_;
  mutable std::map<std::string, const Source*, std::less<>> sources_by_path_;
  mutable std::map<std::string, const yaml::Stream*, std::less<>> streams_;
};

/// A path of the command line, relative to `/`, without `.` and `..`.
std::string from_root(const std::string& folder, std::string_view path) {
  const std::string whole = path.starts_with('/') ? std::string(path) : folder + "/" + std::string(path);
  std::vector<std::string_view> parts;
  std::string_view rest = whole;
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  }
  std::string result;
  for (const std::string_view part : parts) result += (result.empty() ? "" : "/") + std::string(part);
  return result;
}

std::vector<std::pair<std::string, std::string>> environment_of_process() {
  std::vector<std::pair<std::string, std::string>> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) result.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

/// The value of a variable, "" when it is not set.
std::string_view value_of(const compose::Request& request, std::string_view name) {
  for (const auto& [known, value] : request.environment)
    if (known == name) return value;
  return {};
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t stop = std::min(text.find(separator), text.size());
    if (stop > 0) parts.emplace_back(text.substr(0, stop));
    text.remove_prefix(std::min(stop + 1, text.size()));
  }
  return parts;
}

std::string folder_above(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

/// `-f -`: a Compose file on standard input, which counts as one of the current folder.
std::string take_standard_input(const std::string& folder, MachineFiles& files) {
  std::string text;
  std::array<char, 65536> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), stdin))
    text.append(buffer.data(), count);
  std::string path = from_root(folder, "-");
  files.add(path, std::move(text));
  return path;
}

/// The Compose files, and the env file of the current folder where the project lies elsewhere.
void choose_files(const Options& options, const std::string& folder, MachineFiles& files, compose::Request& request) {
  for (const std::string& file : options.files)
    request.files.push_back(file == "-" ? take_standard_input(folder, files) : from_root(folder, file));
  if (!request.files.empty()) return;
  const std::string start = request.has_project_directory ? request.project_directory : from_root(folder, "");
  request.files = compose::default_files(files, start, request);
  // Without a file Compose looks in the folders above.
  for (std::string above = start; request.files.empty() && !above.empty();) {
    above = folder_above(above);
    request.files = compose::conventional_files(files, above);
  }
  if (request.files.empty() || !request.env_files.empty() || request.has_project_directory) return;
  const std::string project = folder_above(request.files.front());
  const std::string_view disabled = value_of(request, "COMPOSE_DISABLE_ENV_FILE");
  const std::string own = start.empty() ? ".env" : start + "/.env";
  if (project == start || disabled == "1" || disabled == "true" || files.source(own) == nullptr) return;
  const std::string of_project = project.empty() ? ".env" : project + "/.env";
  if (files.source(of_project) != nullptr) request.env_files.push_back(of_project);
  request.env_files.push_back(own);
}

std::string place(const MachineFiles& files, Span span) {
  const Source& source = files.sources()[span.file];
  const Place place = source.place(span.begin);
  return "/" + std::string(source.path()) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

/// Whether a line that leads to another file is an `include` (else an `extends`).
bool is_include(const MachineFiles& files, Span line) {
  const yaml::Stream* const stream = files.yaml(files.sources()[line.file].path());
  if (stream == nullptr) return false;
  for (const yaml::Node* document : stream->documents)
    if (const yaml::Node* const include = document->resolved().get("include");
        include != nullptr && include->span.contains(line))
      return true;
  return false;
}

void tell(const MachineFiles& files, const compose::Problem& problem) {
  const std::string where = problem.span.valid() ? place(files, problem.span) + ": " : "";
  complain(where + (problem.fatal ? "" : "warning: ") + std::string(problem.message));
  if (problem.related.valid())
    complain("  " + place(files, problem.related) + ": " + std::string(problem.related_message));
  for (std::size_t i = problem.chain.size(); i-- > 0;)
    complain("  " + place(files, problem.chain[i]) + ": " +
             (is_include(files, problem.chain[i]) ? "included from here" : "extended from here"));
}

const compose::Model* load_and_tell(const compose::Request& request, const MachineFiles& files) {
  const compose::Model* const model = compose::load(request, files, files.arena());
  for (const compose::Problem& problem : model->problems) tell(files, problem);
  return model;
}

}  // namespace

int run_config(const Options& options) {
  using compose::ConfigOutput;
  FileError error = FileError::none;
  const auto disk = open_directory("/", error);
  std::array<char, PATH_MAX> here;
  if (disk == nullptr || ::getcwd(here.data(), here.size()) == nullptr) {
    complain("cannot tell the current folder");
    return something_unread;
  }
  const std::string folder = here.data();
  MachineFiles files(*disk);

  const ConfigOutput output = options.config_output;
  compose::Request request;
  request.environment = environment_of_process();
  if (value_of(request, "PWD").empty()) request.environment.emplace_back("PWD", folder);
  // The list of services asks only for names; other lists need values that have their types.
  request.interpolate = output == ConfigOutput::model || output == ConfigOutput::services
                            ? options.interpolate
                            : output != ConfigOutput::variables;
  request.check = output != ConfigOutput::variables;
  request.normalize = options.normalize;
  request.resolve_paths = options.resolve_paths;
  request.working_directory = from_root(folder, "");
  request.check_references = options.check_references;
  // Names can be listed without the services' env files.
  request.read_env_files = options.read_env_files && output != ConfigOutput::services &&
                           output != ConfigOutput::volumes && output != ConfigOutput::networks &&
                           output != ConfigOutput::models && output != ConfigOutput::variables &&
                           (output != ConfigOutput::hashes || options.hashed.empty());
  request.project_name = options.project_name;
  request.profiles = options.profiles;
  const bool of_all = output == ConfigOutput::services || output == ConfigOutput::volumes ||
                      output == ConfigOutput::networks || output == ConfigOutput::models;
  if (output != ConfigOutput::hashes && !of_all) request.services = options.arguments;
  request.for_list = output != ConfigOutput::model;
  for (const std::string& file : options.env_files) request.env_files.push_back(from_root(folder, file));
  if (request.env_files.empty())
    for (const std::string& file : split(value_of(request, "COMPOSE_ENV_FILES"), ','))
      request.env_files.push_back(from_root(folder, file));
  if (!options.project_directory.empty()) {
    request.project_directory = from_root(folder, options.project_directory);
    request.has_project_directory = true;
  }
  choose_files(options, folder, files, request);
  if (request.files.empty()) {
    complain("no Compose file here or in the folders above; name one with `-f`");
    return refused;
  }

  const compose::Model* model = load_and_tell(request, files);
  if (!model->loaded) return refused;
  if (!options.hashed.empty() && output == ConfigOutput::hashes) {
    // All has to be right, but for the env files of services that are not asked for.
    for (const std::string& name : options.hashed)
      if (model->service(name) == nullptr) {
        complain("there is no service `" + name + "`, or none of the profiles in use has it");
        return refused;
      }
    request.services = options.hashed;
    request.with_dependencies = false;
    request.read_env_files = options.read_env_files;
    model = load_and_tell(request, files);
    if (!model->loaded) return refused;
  }
  compose::ConfigRequest wanted;
  wanted.output = output;
  wanted.yaml = options.as_yaml.value_or(false);
  // Without a format the variables are a table, as Compose prints them.
  wanted.json = options.as_yaml.has_value() && !*options.as_yaml;
  wanted.interpolated = request.interpolate;
  wanted.paths_resolved = request.resolve_paths;
  wanted.env_files_read = options.read_env_files;
  wanted.services = request.services;
  const std::string text = compose::config(*model, wanted);
  if (options.quiet) return success;
  // As in Compose, lists go to standard output whatever `--output` says.
  if (!options.config_file.empty() && output == ConfigOutput::model)
    return write_file(options.config_file, text) ? success : refused;
  return print(text) ? success : refused;
}

}  // namespace seaworthy::cli
