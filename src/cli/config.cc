// `config`: what Compose would run, as Compose prints it. Unlike an audit it looks at this machine: at the environment
// and at files anywhere, since that is what Compose does.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
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

/// All files of the machine, read when they are asked for. Paths are relative to `/`.
class MachineFiles final : public compose::Files {
 public:
  explicit MachineFiles(const FileSystem& files) : files_(files) {}

  const yaml::Stream* yaml(std::string_view path) const override {
    const auto known = streams_.find(path);
    if (known != streams_.end()) return known->second;
    const Source* const text = source(path);
    const yaml::Stream* const stream = text == nullptr ? nullptr : yaml::parse(MappedText::whole(*text), arena_);
    streams_.emplace(path, stream);
    return stream;
  }
  const Source* source(std::string_view path) const override {
    const auto known = sources_by_path_.find(path);
    if (known != sources_by_path_.end()) return known->second;
    ReadResult result = files_.read(path, discover::Limits().file_bytes);
    const Source* source = nullptr;
    if (result.error == FileError::none) source = &sources_[sources_.add(std::string(path), std::move(result.bytes))];
    sources_by_path_.emplace(path, source);
    return source;
  }
  bool exists(std::string_view path) const override { return files_.kind(path).has_value(); }

  const SourceSet& sources() const { return sources_; }
  Arena& arena() const { return arena_; }

 private:
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

}  // namespace

int run_config(const Options& options) {
  FileError error = FileError::none;
  const auto disk = open_directory("/", error);
  std::array<char, PATH_MAX> here;
  if (disk == nullptr || ::getcwd(here.data(), here.size()) == nullptr) {
    complain("cannot tell the current folder");
    return something_unread;
  }
  const std::string folder = here.data();
  const MachineFiles files(*disk);

  compose::Request request;
  request.environment = environment_of_process();
  request.interpolate = options.interpolate;
  request.project_name = options.project_name;
  request.profiles = options.profiles;
  for (const std::string& file : options.env_files) request.env_files.push_back(from_root(folder, file));
  if (!options.project_directory.empty()) {
    request.project_directory = from_root(folder, options.project_directory);
    request.has_project_directory = true;
  }
  for (const std::string& file : options.files) request.files.push_back(from_root(folder, file));
  // Without a file Compose looks here and in the folders above.
  for (std::string above = from_root(folder, ""); request.files.empty(); above = above.substr(0, above.rfind('/'))) {
    request.files = compose::default_files(files, above, request);
    if (above.find('/') == std::string::npos) break;
  }
  if (request.files.empty()) {
    complain("no Compose file here or in the folders above; name one with `-f`");
    return wrong_usage;
  }

  const compose::Model* const model = compose::load(request, files, files.arena());
  for (const compose::Problem& problem : model->problems) {
    std::string line;
    if (problem.span.valid()) {
      const Source& source = files.sources()[problem.span.file];
      const Place place = source.place(problem.span.begin);
      line = "/" + std::string(source.path()) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) +
             ": ";
    }
    complain(line + (problem.fatal ? "" : "warning: ") + std::string(problem.message));
  }
  if (!model->loaded) return findings_found;
  compose::ConfigRequest wanted;
  wanted.output = options.config_output;
  wanted.yaml = options.as_yaml;
  wanted.json = !options.as_yaml;
  wanted.interpolated = options.interpolate;
  wanted.services = options.arguments;
  return print(compose::config(*model, wanted)) ? success : wrong_usage;
}

}  // namespace seaworthy::cli
