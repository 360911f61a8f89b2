#include "discover/classify.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"

namespace seaworthy::discover {

std::string_view name(FileKind kind) {
  switch (kind) {
    case FileKind::dockerfile:
      return "dockerfile";
    case FileKind::compose:
      return "compose";
    case FileKind::bake:
      return "bake";
    case FileKind::dockerignore:
      return "dockerignore";
    case FileKind::gitignore:
      return "gitignore";
    case FileKind::env:
      return "env";
    case FileKind::env_template:
      return "env-template";
    case FileKind::nginx:
      return "nginx";
    case FileKind::traefik:
      return "traefik";
    case FileKind::caddy:
      return "caddy";
    case FileKind::haproxy:
      return "haproxy";
    case FileKind::prometheus:
      return "prometheus";
    case FileKind::prometheus_rules:
      return "prometheus-rules";
    case FileKind::alertmanager:
      return "alertmanager";
    case FileKind::grafana:
      return "grafana";
    case FileKind::loki:
      return "loki";
    case FileKind::promtail:
      return "promtail";
    case FileKind::sql:
      return "sql";
    case FileKind::entrypoint:
      return "entrypoint";
    case FileKind::script:
      return "script";
    case FileKind::makefile:
      return "makefile";
    case FileKind::ci:
      return "ci";
    case FileKind::package_json:
      return "package-json";
    case FileKind::package_lock:
      return "package-lock";
    case FileKind::python_manifest:
      return "python-manifest";
    case FileKind::python_lock:
      return "python-lock";
    case FileKind::go_mod:
      return "go-mod";
    case FileKind::go_sum:
      return "go-sum";
    case FileKind::cargo:
      return "cargo";
    case FileKind::java_manifest:
      return "java-manifest";
    case FileKind::php_manifest:
      return "php-manifest";
    case FileKind::ruby_manifest:
      return "ruby-manifest";
    case FileKind::dotnet_manifest:
      return "dotnet-manifest";
    case FileKind::toolchain:
      return "toolchain";
    case FileKind::source:
      return "source";
    case FileKind::readme:
      return "readme";
    case FileKind::documentation:
      return "documentation";
    case FileKind::seaworthy_config:
      return "seaworthy-config";
    case FileKind::peer_config:
      return "peer-config";
    case FileKind::kubernetes:
      return "kubernetes";
    case FileKind::secret:
      return "secret";
    case FileKind::certificate:
      return "certificate";
    case FileKind::other:
      return "other";
  }
  return "";
}

std::string_view name(Role role) {
  switch (role) {
    case Role::unknown:
      return "unknown";
    case Role::production:
      return "production";
    case Role::development:
      return "development";
    case Role::test:
      return "test";
    case Role::example:
      return "example";
    case Role::ci:
      return "ci";
    case Role::template_file:
      return "template";
  }
  return "";
}

bool reads_content(FileKind kind) {
  switch (kind) {
    case FileKind::package_lock:
    case FileKind::python_lock:
    case FileKind::go_sum:
    case FileKind::kubernetes:
    case FileKind::source:
      return false;
    default:
      return true;
  }
}

namespace {

constexpr std::string_view by_its_name = "by its name";

/// What an extension says about a file before anything else is known of it.
enum class Extension : std::uint8_t {
  unknown,
  none,
  source,
  yaml,
  json,
  toml,
  conf,
  cnf,
  cfg,
  sql,
  shell,
  windows_script,
  env,
  text,
  document,
  pem,
  key,
  certificate,
  key_store,
  make,
  just,
  dockerfile,
  caddyfile,
  hcl,
  cron,
  ini,
  systemd,
  gradle,
  project,
};

template <class Value>
struct WordRow {
  std::string_view word;
  Value value;
};

/// Words that are found by hashing, in a table that the compiler fills: file names are looked up by the ten thousand.
template <class Value, std::size_t Count>
class WordTable {
 public:
  consteval explicit WordTable(const WordRow<Value> (&rows)[Count]) {
    for (std::size_t row = 0; row < Count; ++row) {
      rows_[row] = rows[row];
      std::size_t slot = hash(rows[row].word) % slot_count;
      while (slots_[slot] != 0) slot = (slot + 1) % slot_count;
      slots_[slot] = static_cast<std::uint16_t>(row + 1);
    }
  }
  const Value* find(std::string_view word) const {
    for (std::size_t slot = hash(word) % slot_count; slots_[slot] != 0; slot = (slot + 1) % slot_count) {
      const WordRow<Value>& row = rows_[slots_[slot] - 1u];
      if (row.word == word) return &row.value;
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t slot_count = Count * 4 + 1;
  /// Of the size and four letters: what is asked for is compared anyway.
  static constexpr std::size_t hash(std::string_view word) {
    if (word.empty()) return 0;
    auto value = static_cast<std::uint32_t>(word.size());
    for (const std::size_t at : {std::size_t{0}, word.size() / 3, word.size() / 2, word.size() - 1})
      value = (value ^ static_cast<unsigned char>(word[at])) * 16777619u;
    return value >> 8;
  }
  std::array<WordRow<Value>, Count> rows_{};
  std::array<std::uint16_t, slot_count> slots_{};
};

template <class Value, std::size_t Count>
consteval WordTable<Value, Count> words(const WordRow<Value> (&rows)[Count]) {
  return WordTable<Value, Count>(rows);
}

constexpr auto extensions = words<Extension>({
    {"ts", Extension::source},
    {"tsx", Extension::source},
    {"js", Extension::source},
    {"jsx", Extension::source},
    {"mjs", Extension::source},
    {"cjs", Extension::source},
    {"mts", Extension::source},
    {"cts", Extension::source},
    {"py", Extension::source},
    {"go", Extension::source},
    {"rb", Extension::source},
    {"php", Extension::source},
    {"java", Extension::source},
    {"kt", Extension::source},
    {"cs", Extension::source},
    {"rs", Extension::source},
    {"scala", Extension::source},
    {"ex", Extension::source},
    {"exs", Extension::source},
    {"c", Extension::source},
    {"cc", Extension::source},
    {"cpp", Extension::source},
    {"h", Extension::source},
    {"hpp", Extension::source},
    {"swift", Extension::source},
    {"vue", Extension::source},
    {"svelte", Extension::source},
    {"fs", Extension::source},
    {"lua", Extension::source},
    {"pl", Extension::source},
    {"yaml", Extension::yaml},
    {"yml", Extension::yaml},
    {"rules", Extension::yaml},  // Alerts of Prometheus; its content says whether it is.
    {"json", Extension::json},
    {"toml", Extension::toml},
    {"conf", Extension::conf},
    {"cnf", Extension::cnf},
    {"cfg", Extension::cfg},
    {"sql", Extension::sql},
    {"sh", Extension::shell},
    {"bash", Extension::shell},
    {"ksh", Extension::shell},
    {"zsh", Extension::shell},
    {"ash", Extension::shell},
    {"ps1", Extension::windows_script},
    {"bat", Extension::windows_script},
    {"cmd", Extension::windows_script},
    {"env", Extension::env},
    {"txt", Extension::text},
    {"secret", Extension::text},
    {"md", Extension::document},
    {"markdown", Extension::document},
    {"mdx", Extension::document},
    {"mdc", Extension::document},
    {"rst", Extension::document},
    {"adoc", Extension::document},
    {"pem", Extension::pem},
    {"key", Extension::key},
    {"crt", Extension::certificate},
    {"cer", Extension::certificate},
    {"csr", Extension::certificate},
    {"p12", Extension::key_store},
    {"pfx", Extension::key_store},
    {"jks", Extension::key_store},
    {"keystore", Extension::key_store},
    {"mk", Extension::make},
    {"just", Extension::just},
    {"dockerfile", Extension::dockerfile},
    {"containerfile", Extension::dockerfile},
    {"docker", Extension::dockerfile},
    {"caddyfile", Extension::caddyfile},
    {"hcl", Extension::hcl},
    {"cron", Extension::cron},
    {"crontab", Extension::cron},
    {"ini", Extension::ini},
    {"service", Extension::systemd},
    {"timer", Extension::systemd},
    {"gradle", Extension::gradle},
    {"csproj", Extension::project},
    {"fsproj", Extension::project},
    {"sln", Extension::project},
});

/// Suffixes of files that are copied or rendered before they are used. An engine's template is no valid file yet.
enum class Template : std::uint8_t { none, copied, rendered };
constexpr auto template_suffixes = words<Template>({
    {"example", Template::copied},
    {"sample", Template::copied},
    {"dist", Template::copied},
    {"default", Template::copied},
    {"defaults", Template::copied},
    {"template", Template::rendered},
    {"tmpl", Template::rendered},
    {"tpl", Template::rendered},
    {"in", Template::rendered},
    {"j2", Template::rendered},
    {"jinja", Template::rendered},
    {"erb", Template::rendered},
    {"m4", Template::rendered},
    {"mako", Template::rendered},
    {"mustache", Template::rendered},
    {"hbs", Template::rendered},
    {"ejs", Template::rendered},
    {"jinja2", Template::rendered},
});

constexpr Classified of(FileKind kind, std::string_view reason = by_its_name) {
  return {.kind = kind, .reason = reason};
}
constexpr Classified ask_content() { return {.kind = FileKind::other, .reason = {}, .needs_content = true}; }

/// Whole file names, in lower case.
constexpr auto names = words<Classified>({
    {"dockerfile", of(FileKind::dockerfile)},
    {"containerfile", of(FileKind::dockerfile)},
    {"compose.yaml", of(FileKind::compose)},
    {"compose.yml", of(FileKind::compose)},
    {"docker-compose.yaml", of(FileKind::compose)},
    {"docker-compose.yml", of(FileKind::compose)},
    {".dockerignore", of(FileKind::dockerignore)},
    {".containerignore", of(FileKind::dockerignore)},
    {".gitignore", of(FileKind::gitignore)},
    {".htaccess", of(FileKind::other, "settings of Apache by its name")},
    {".gitmodules", of(FileKind::other, "list of Git submodules")},
    {".env", of(FileKind::env)},
    {".envrc", of(FileKind::script, "environment for direnv")},
    {"caddyfile", of(FileKind::caddy)},
    {"makefile", of(FileKind::makefile)},
    {"gnumakefile", of(FileKind::makefile)},
    {"justfile", of(FileKind::makefile)},
    {".justfile", of(FileKind::makefile)},
    {"taskfile.yml", of(FileKind::makefile)},
    {"taskfile.yaml", of(FileKind::makefile)},
    {"taskfile.dist.yml", of(FileKind::makefile)},
    {"taskfile.dist.yaml", of(FileKind::makefile)},
    {".gitlab-ci.yml", of(FileKind::ci)},
    {".gitlab-ci.yaml", of(FileKind::ci)},
    {".travis.yml", of(FileKind::ci)},
    {".drone.yml", of(FileKind::ci)},
    {".drone.yaml", of(FileKind::ci)},
    {".woodpecker.yml", of(FileKind::ci)},
    {".woodpecker.yaml", of(FileKind::ci)},
    {".cirrus.yml", of(FileKind::ci)},
    {"jenkinsfile", of(FileKind::ci)},
    {"azure-pipelines.yml", of(FileKind::ci)},
    {"azure-pipelines.yaml", of(FileKind::ci)},
    {"bitbucket-pipelines.yml", of(FileKind::ci)},
    {"buildspec.yml", of(FileKind::ci)},
    {"buildspec.yaml", of(FileKind::ci)},
    {"cloudbuild.yaml", of(FileKind::ci)},
    {"cloudbuild.yml", of(FileKind::ci)},
    {"appveyor.yml", of(FileKind::ci)},
    {".appveyor.yml", of(FileKind::ci)},
    {".pre-commit-config.yaml", of(FileKind::ci, "checks before a commit")},
    {"renovate.json", of(FileKind::ci, "updates of dependencies")},
    {"renovate.json5", of(FileKind::ci, "updates of dependencies")},
    {".renovaterc", of(FileKind::ci, "updates of dependencies")},
    {".renovaterc.json", of(FileKind::ci, "updates of dependencies")},
    {"package.json", of(FileKind::package_json)},
    {"pnpm-workspace.yaml", of(FileKind::package_json, "list of workspaces")},
    {"lerna.json", of(FileKind::package_json, "list of workspaces")},
    {"package-lock.json", of(FileKind::package_lock)},
    {"npm-shrinkwrap.json", of(FileKind::package_lock)},
    {"yarn.lock", of(FileKind::package_lock)},
    {"pnpm-lock.yaml", of(FileKind::package_lock)},
    {"bun.lock", of(FileKind::package_lock)},
    {"bun.lockb", of(FileKind::package_lock)},
    {"cargo.lock", of(FileKind::package_lock)},
    {"composer.lock", of(FileKind::package_lock)},
    {"gemfile.lock", of(FileKind::package_lock)},
    {"packages.lock.json", of(FileKind::package_lock)},
    {"gradle.lockfile", of(FileKind::package_lock)},
    {"mix.lock", of(FileKind::package_lock)},
    {"pyproject.toml", of(FileKind::python_manifest)},
    {"setup.py", of(FileKind::python_manifest)},
    {"setup.cfg", of(FileKind::python_manifest)},
    {"pipfile", of(FileKind::python_manifest)},
    {"constraints.txt", of(FileKind::python_manifest)},
    {"environment.yml", of(FileKind::python_manifest)},
    {"poetry.lock", of(FileKind::python_lock)},
    {"pipfile.lock", of(FileKind::python_lock)},
    {"uv.lock", of(FileKind::python_lock)},
    {"pdm.lock", of(FileKind::python_lock)},
    {"go.mod", of(FileKind::go_mod)},
    {"go.work", of(FileKind::go_mod)},
    {"go.sum", of(FileKind::go_sum)},
    {"go.work.sum", of(FileKind::go_sum)},
    {"cargo.toml", of(FileKind::cargo)},
    {"pom.xml", of(FileKind::java_manifest)},
    {"build.gradle.kts", of(FileKind::java_manifest)},
    {"settings.gradle.kts", of(FileKind::java_manifest)},
    {"build.sbt", of(FileKind::java_manifest)},
    {"composer.json", of(FileKind::php_manifest)},
    {"gemfile", of(FileKind::ruby_manifest)},
    {"directory.packages.props", of(FileKind::dotnet_manifest)},
    {"directory.build.props", of(FileKind::dotnet_manifest)},
    {".nvmrc", of(FileKind::toolchain)},
    {".node-version", of(FileKind::toolchain)},
    {".python-version", of(FileKind::toolchain)},
    {".ruby-version", of(FileKind::toolchain)},
    {".java-version", of(FileKind::toolchain)},
    {".go-version", of(FileKind::toolchain)},
    {".php-version", of(FileKind::toolchain)},
    {".tool-versions", of(FileKind::toolchain)},
    {".sdkmanrc", of(FileKind::toolchain)},
    {"mise.toml", of(FileKind::toolchain)},
    {".mise.toml", of(FileKind::toolchain)},
    {"rust-toolchain", of(FileKind::toolchain)},
    {"rust-toolchain.toml", of(FileKind::toolchain)},
    {"global.json", of(FileKind::toolchain)},
    {"runtime.txt", of(FileKind::toolchain)},
    {".seaworthy.yaml", of(FileKind::seaworthy_config)},
    {".seaworthy.yml", of(FileKind::seaworthy_config)},
    {".hadolint.yaml", of(FileKind::peer_config, "settings of hadolint")},
    {".hadolint.yml", of(FileKind::peer_config, "settings of hadolint")},
    {".trivyignore", of(FileKind::peer_config, "settings of Trivy")},
    {".trivyignore.yaml", of(FileKind::peer_config, "settings of Trivy")},
    {"trivy.yaml", of(FileKind::peer_config, "settings of Trivy")},
    {".checkov.yaml", of(FileKind::peer_config, "settings of Checkov")},
    {".checkov.yml", of(FileKind::peer_config, "settings of Checkov")},
    {".dockleignore", of(FileKind::peer_config, "settings of Dockle")},
    {".shellcheckrc", of(FileKind::peer_config, "settings of ShellCheck")},
    {".semgrepignore", of(FileKind::peer_config, "settings of semgrep")},
    {".tally.toml", of(FileKind::peer_config, "settings of tally")},
    {"tally.toml", of(FileKind::peer_config, "settings of tally")},
    {".compose-lint.yml", of(FileKind::peer_config, "settings of compose-lint")},
    {".compose-lint.yaml", of(FileKind::peer_config, "settings of compose-lint")},
    {"kics.config", of(FileKind::peer_config, "settings of KICS")},
    {"crontab", of(FileKind::other, "table of scheduled commands")},
    {"grafana.ini", of(FileKind::grafana)},
    {".npmrc", of(FileKind::other, "settings of a package registry")},
    {".netrc", of(FileKind::secret, "credentials by its name")},
    {".pypirc", of(FileKind::secret, "credentials by its name")},
    {".git-credentials", of(FileKind::secret, "credentials by its name")},
    {".dockercfg", of(FileKind::secret, "credentials by its name")},
    {".htpasswd", of(FileKind::secret, "credentials by its name")},
    {"id_rsa", of(FileKind::secret, "private key by its name")},
    {"id_ecdsa", of(FileKind::secret, "private key by its name")},
    {"id_ed25519", of(FileKind::secret, "private key by its name")},
});

/// Names without an extension that are documents of every repository; anything else without one may be a script.
constexpr auto plain_documents = words<bool>({
    {"license", true},
    {"licence", true},
    {"copying", true},
    {"authors", true},
    {"notice", true},
    {"changelog", true},
    {"changes", true},
    {"contributors", true},
    {"maintainers", true},
    {"version", true},
    {"codeowners", true},
    {"owners", true},
    {"news", true},
    {"patents", true},
});

/// A path taken apart, its last name in lower case.
class Name {
 public:
  explicit Name(std::string_view path) : path_(path) {
    const std::size_t slash = path.rfind('/');
    folder_ = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
    const std::string_view original = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const std::size_t length = std::min(original.size(), longest);
    lower(original.substr(0, length));
    base_ = {lower_.data(), length};
    extension_text_ = suffix_of(base_);
    whole_ = base_;
    if (const Template* const suffix = template_suffixes.find(extension_text_)) {
      template_kind_ = *suffix;
      base_.remove_suffix(extension_text_.size() + 1);
      extension_text_ = suffix_of(base_);
    }
    if (extension_text_.empty()) {
      extension_ = Extension::none;
    } else if (const Extension* const known = extensions.find(extension_text_)) {
      extension_ = *known;
    }
  }
  Name(const Name&) = delete;
  Name& operator=(const Name&) = delete;

  std::string_view whole() const { return whole_; }    ///< Lower case, as it stands.
  std::string_view base() const { return base_; }      ///< The same without a suffix such as `.example`.
  std::string_view folder() const { return folder_; }  ///< In the original case.
  Extension extension() const { return extension_; }
  std::string_view extension_text() const { return extension_text_; }
  Template template_kind() const { return template_kind_; }
  bool begins(std::string_view text) const {
    // Most names differ in their first letter already.
    return !base_.empty() && base_.front() == text.front() && base_.starts_with(text);
  }
  bool ends(std::string_view text) const { return base_.ends_with(text); }
  bool has(std::string_view text) const { return base_.find(text) != std::string_view::npos; }
  /// Whether some folder above is called exactly so.
  bool below(std::string_view folder_name) const {
    for (std::string_view rest = folder_; !rest.empty();) {
      const std::size_t slash = rest.find('/');
      if (rest.substr(0, slash) == folder_name) return true;
      if (slash == std::string_view::npos) return false;
      rest.remove_prefix(slash + 1);
    }
    return false;
  }
  /// Whether the path of folders contains the text, in any case.
  bool folder_has(std::string_view text) const { return ascii::contains_ignoring_case(folder_, text); }

 private:
  /// What follows the last dot; a leading dot is part of the name. Empty without one.
  static std::string_view suffix_of(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
  }

  /// Fills `lower_`, eight letters at a time.
  void lower(std::string_view text) {
    constexpr std::uint64_t each = 0x0101010101010101;
    std::uint64_t letters = 0;
    std::memcpy(lower_.data() + text.size() / sizeof(letters) * sizeof(letters), &letters, sizeof(letters));
    text.copy(lower_.data(), text.size());
    for (std::size_t at = 0; at < text.size(); at += sizeof(letters)) {
      std::memcpy(&letters, lower_.data() + at, sizeof(letters));
      // The highest bit of each byte says that it is a letter from `A` on, and up to `Z`.
      const std::uint64_t low = letters & (each * 0x7f);
      const std::uint64_t upper = (low + each * (0x80 - 'A')) & ~(low + each * (0x7f - 'Z')) & ~letters & (each * 0x80);
      letters |= upper >> 2;
      std::memcpy(lower_.data() + at, &letters, sizeof(letters));
    }
  }

  static constexpr std::size_t longest = 255;

  std::string_view path_, folder_, base_, whole_, extension_text_;
  std::array<char, (longest / 8 + 1) * 8> lower_;
  Extension extension_ = Extension::unknown;
  Template template_kind_ = Template::none;
};

bool is_word_break(char character) { return character == '.' || character == '-' || character == '_'; }

/// `dockerfile.svg` is a drawing.
bool is_picture(std::string_view extension) {
  for (const std::string_view picture : {"svg", "png", "jpg", "jpeg", "gif", "webp", "ico", "pdf"})
    if (extension == picture) return true;
  return false;
}

/// `Dockerfile.prod`, `dockerfile-api`, `prod.Dockerfile`, `api_dockerfile`, but not `dockerfile.go` or
/// `Dockerfile.md`.
bool is_dockerfile_name(const Name& name) {
  for (const std::string_view word : {std::string_view("dockerfile"), std::string_view("containerfile")}) {
    if (name.base() == word) return true;
    if (name.begins(word) && is_word_break(name.base()[word.size()])) {
      // Suffixes are free text ("Dockerfile.python"), but `go`, `md`, `json` ... are about Dockerfiles, not ones. A
      // short list of environments that are also extensions stays: `Dockerfile.service`, `Dockerfile.env`.
      switch (name.extension()) {
        case Extension::unknown:
          return !is_picture(name.extension_text());
        case Extension::none:
        case Extension::env:
        case Extension::systemd:
        case Extension::dockerfile:
          return true;
        default:
          return false;
      }
    }
    if (name.ends(word) && name.base().size() > word.size() &&
        is_word_break(name.base()[name.base().size() - word.size() - 1])) {
      return true;
    }
  }
  return false;
}

bool is_ci_folder(const Name& name) {
  if (name.below(".github") || name.below(".forgejo") || name.below(".gitea")) {
    return name.below("workflows") || name.below("actions");
  }
  for (const std::string_view folder : {".circleci", ".woodpecker", ".buildkite", ".semaphore", ".gitlab"}) {
    if (name.below(folder)) return true;
  }
  return false;
}

/// `docker-compose.yml.bak` is what somebody kept of an earlier state.
bool is_put_aside(std::string_view extension) {
  for (const std::string_view word :
       {"bak", "backup", "old", "orig", "save", "swp", "disabled", "rej", "deprecated", "obsolete", "unused"})
    if (extension.starts_with(word)) return true;
  return false;
}

bool begins_like_compose(const Name& name) {
  return name.begins("docker-compose") || name.begins("compose.") || name.begins("compose-");
}

Classified classify_yaml_name(const Name& name) {
  if (is_ci_folder(name)) return of(FileKind::ci, "in a folder of the CI service");
  if (name.ends(".gitlab-ci.yml") || name.begins("azure-pipelines") || name.begins("buildspec"))
    return of(FileKind::ci);
  if (name.below(".github") && name.begins("dependabot.")) return of(FileKind::ci, "updates of dependencies");
  if (name.begins("rancher-compose")) return of(FileKind::other, "settings of Rancher beside a Compose file");
  if (begins_like_compose(name)) {
    return name.template_kind() == Template::rendered ? of(FileKind::other, "template of a Compose file")
                                                      : of(FileKind::compose);
  }
  return ask_content();
}

Classified classify_environment(const Name& name) {
  const bool named_template = name.template_kind() != Template::none || name.has("example") || name.has("sample") ||
                              name.has("template") || name.base() == "default.env" || name.base() == "defaults.env";
  return named_template ? of(FileKind::env_template) : of(FileKind::env);
}

bool is_environment_name(const Name& name) {
  if (name.base() == ".env" || name.extension() == Extension::env) return true;
  if (name.begins(".env.") || name.begins(".env-") || name.begins(".env_")) {
    return name.extension() != Extension::source && name.extension() != Extension::document;
  }
  // `web.env.dev`, `db.env.production`
  if (name.base().find(".env.") != std::string_view::npos && name.extension() == Extension::unknown) return true;
  // `env_template`, `env-example`
  if ((name.begins("env_") || name.begins("env-")) && name.extension() == Extension::none)
    return name.has("example") || name.has("sample") || name.has("template");
  // `env.example`, `env.production`; `env.d.ts`, `env.js` are code.
  return name.base() == "env" ? name.template_kind() != Template::none
                              : name.begins("env.") && name.extension() == Extension::unknown;
}

/// Whether SQL is likely to reach a database of the deployment: schemas, seeds, init scripts and migrations.
bool is_deployed_sql(const Name& name) {
  for (const std::string_view word : {"init", "schema", "seed", "setup", "create", "migrat"}) {
    if (name.has(word)) return true;
  }
  for (const std::string_view word : {"init", "sql", "database", "postgres", "mysql", "maria", "migrat", "docker"}) {
    if (name.folder_has(word)) return true;
  }
  return name.below("db") || name.folder().empty();
}

/// `docs/02-setup`: a chapter of a book on how the software is set up or run.
bool is_numbered_chapter(std::string_view folder) {
  std::string_view chapter = folder.substr(folder.rfind('/') + 1);
  const std::size_t letters = chapter.find_first_not_of("0123456789");
  if (letters == 0 || letters == std::string_view::npos) return false;
  chapter.remove_prefix(letters + 1);
  constexpr std::string_view subjects[] = {"setup", "production", "deployment", "operations", "installation"};
  return std::ranges::find(subjects, chapter) != std::end(subjects);
}

/// A guide whose commands people follow, by a name that begins with its subject and a place where readers find it.
/// Reports that only speak of deployments are many, and nobody starts anything from them.
bool is_deployment_guide(const Name& name) {
  constexpr std::string_view subjects[] = {
      "deploy",   "docker",          "compose",         "install",    "setup",       "production",  "operation",
      "runbook",  "getting-started", "getting_started", "quickstart", "quick-start", "quick_start", "self-host",
      "selfhost", "hosting",         "backup",          "upgrad",     "developer"};
  // Below a folder of that kind every guide is one, whatever it is called.
  const bool in_folder = name.below("deployment") || name.below("operations") || name.below("tutorials") ||
                         name.below("installation") || name.below("getting-started") ||
                         is_numbered_chapter(name.folder());
  if (!in_folder &&
      std::none_of(std::begin(subjects), std::end(subjects), [&](std::string_view word) { return name.begins(word); }))
    return false;
  if (std::count(name.folder().begin(), name.folder().end(), '/') > 1 || name.folder().starts_with('.') ||
      name.begins("dockerfile")) {
    return false;
  }
  for (const std::string_view word : {"report", "summary", "complete", "assessment", "audit", "checklist", "status"}) {
    if (name.has(word)) return false;
  }
  return true;
}

Classified classify_shell(const Name& name) {
  return name.has("entrypoint") || name.below("docker-entrypoint.d")
             ? of(FileKind::entrypoint)
             : of(FileKind::script, "shell script by its extension");
}

bool in_secrets_folder(const Name& name) { return name.below("secrets") || name.below(".secrets"); }

Classified classify_by_extension(const Name& name) {
  switch (name.extension()) {
    case Extension::source:
      return of(FileKind::source, "application code by its extension");
    case Extension::yaml:
      return classify_yaml_name(name);
    case Extension::json:
      if (name.begins("docker-bake")) return of(FileKind::bake);
      if (name.begins("docker-compose") || name.base() == "compose.json") return of(FileKind::compose);
      if (name.base() == "config.json" && name.below(".docker")) return of(FileKind::secret, "credentials by its name");
      if (name.folder_has("grafana") || name.below("dashboards") || name.begins("grafana"))
        return of(FileKind::grafana, "in a folder of Grafana");
      return {};
    case Extension::toml:
      if (name.has("traefik") || name.folder_has("traefik")) return of(FileKind::traefik);
      return {};
    case Extension::hcl:
      if (name.begins("docker-bake") || name.begins("bake.")) return of(FileKind::bake);
      return ask_content();
    case Extension::conf:
      if (name.begins("php-fpm") || name.below("php-fpm.d")) return of(FileKind::other, "pool of PHP by its name");
      // What reads the log of nginx may stand beside its configuration.
      if (name.begins("fluent") || name.begins("supervisor") || name.folder_has("supervisor") ||
          name.begins("logrotate") || name.begins("modsecurity") || name.begins("crs-setup"))
        return of(FileKind::other, "configuration of another program by its name");
      if (name.has("old") || name.has("bak") || name.has("orig"))
        return of(FileKind::other, "kept of an earlier state");
      // `filter.d/nginx-deny.conf` is about nginx, for another program; `web-nginx/supervisord.conf` stands beside it.
      if ((name.begins("nginx") && !name.below("filter.d") && !name.below("jail.d")) || name.below("nginx"))
        return of(FileKind::nginx);
      if (name.begins("haproxy")) return of(FileKind::haproxy);
      return ask_content();
    case Extension::cnf:
      return of(FileKind::other, "configuration file by its extension");
    case Extension::cfg:
      if (name.begins("haproxy") || name.folder_has("haproxy")) return of(FileKind::haproxy);
      return {};
    case Extension::sql:
      return is_deployed_sql(name) ? of(FileKind::sql, "SQL by its extension") : Classified();
    case Extension::shell:
      return classify_shell(name);
    case Extension::windows_script:
      return of(FileKind::script, "script by its extension");
    case Extension::text:
      if (in_secrets_folder(name)) return of(FileKind::secret, "in a folder of secrets");
      if (name.begins("requirements") || name.ends("requirements.txt") || name.below("requirements")) {
        return of(FileKind::python_manifest);
      }
      if (name.begins("readme")) return of(FileKind::readme);
      if (name.extension_text() == "secret" || name.ends("_password.txt") || name.ends("_secret.txt") ||
          name.ends("_token.txt") || name.ends("_key.txt")) {
        return of(FileKind::secret);
      }
      return {};
    case Extension::document:
      if (name.begins("readme")) return of(FileKind::readme);
      return is_deployment_guide(name) ? of(FileKind::documentation, "guide to the deployment by its name")
                                       : Classified();
    case Extension::pem:
    case Extension::key:
      return ask_content();
    case Extension::certificate:
      return of(FileKind::certificate, "certificate by its extension");
    case Extension::key_store:
      return of(FileKind::secret, "key store by its extension");
    case Extension::make:
    case Extension::just:
      return of(FileKind::makefile);
    case Extension::dockerfile:
      return ask_content();
    case Extension::caddyfile:
      return of(FileKind::caddy);
    case Extension::cron:
      return of(FileKind::other, "table of scheduled commands");
    case Extension::ini:
      // Settings of PHP, which are copied into images under any name.
      return name.has("php") || name.folder_has("php") || name.has("uploads") || name.has("opcache")
                 ? of(FileKind::other, "configuration file by its extension")
                 : Classified();
    case Extension::systemd:
      return of(FileKind::other, "unit of systemd");
    case Extension::gradle:
      return of(FileKind::java_manifest);
    case Extension::project:
      return of(FileKind::dotnet_manifest);
    case Extension::none:
      if (name.begins("readme")) return of(FileKind::readme);
      if (in_secrets_folder(name) && !name.begins(".")) return of(FileKind::secret, "in a folder of secrets");
      if (name.below("cron.d") || name.below("crontabs") || name.begins("crontab") ||
          (name.below("cron") && (name.base() == "root" || name.base() == "www-data")))
        return of(FileKind::other, "table of scheduled commands");
      if (name.begins(".") || plain_documents.find(name.base()) != nullptr) return {};
      return ask_content();
    case Extension::unknown:
      // `cron.d-backup` becomes a file of `/etc/cron.d`.
      if (name.begins("cron.d-") || name.begins("cron.d_")) return of(FileKind::other, "table of scheduled commands");
      // `docker-compose.prod`, `compose.staging`: what stands behind the dot is an environment.
      return begins_like_compose(name) && !is_put_aside(name.extension_text()) ? ask_content() : Classified();
    case Extension::env:
      return {};
  }
  return {};
}

}  // namespace

Classified classify_name(std::string_view path) {
  const Name name(path);
  if (const Classified* const known = names.find(name.whole())) return *known;
  if (name.whole().ends_with(".dockerignore") || name.whole().ends_with(".containerignore")) {
    return of(FileKind::dockerignore);
  }
  // The first letter rules out nearly every file before longer comparisons.
  switch (name.base().empty() ? '\0' : name.base().front()) {
    case 'j':
      if (name.begins("jenkinsfile")) return of(FileKind::ci);
      break;
    case 'm':
      if (name.begins("makefile.") && name.extension() != Extension::source && name.extension() != Extension::document)
        return of(FileKind::makefile);
      break;
    case 'c':
      if (name.begins("caddyfile")) return of(FileKind::caddy);
      break;
    case '.':
      if (name.begins(".dclintrc")) return of(FileKind::peer_config, "settings of dclint");
      break;
    case 'd':
      if (name.begins("dclint.config.") || (name.begins("dclintrc") && name.below(".config")))
        return of(FileKind::peer_config, "settings of dclint");
      break;
    default:
      break;
  }
  if (is_dockerfile_name(name)) {
    // `{{cookiecutter.name}}/Dockerfile`: the folder is made from a template, and so are its files.
    return name.template_kind() == Template::rendered || name.folder_has("{{")
               ? of(FileKind::other, "template of a Dockerfile")
               : of(FileKind::dockerfile);
  }
  if (is_environment_name(name)) return classify_environment(name);
  return classify_by_extension(name);
}

namespace {

/// Calls `visit(line)` for every line until it returns false.
template <class Visit>
void each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    std::string_view line = text.substr(0, newline);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!visit(line)) return;
    if (newline == std::string_view::npos) return;
    text.remove_prefix(newline + 1);
  }
}

/// The key of a block mapping's line without quotes, or "".
std::string_view yaml_key(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  if (colon + 1 < line.size() && line[colon + 1] != ' ' && line[colon + 1] != '\t') return {};
  std::string_view key = ascii::trim(line.substr(0, colon));
  if (key.size() >= 2 && (key.front() == '"' || key.front() == '\'') && key.back() == key.front()) {
    key = key.substr(1, key.size() - 2);
  }
  return key;
}

/// Which keys a YAML text has at the top level, and which anywhere below one of them. Reads lines, not YAML: a file
/// that is not of the deployment need not be well-formed, nor parsed.
struct YamlKeys {
  bool services = false, service_body = false, api_version = false, kind = false, scrape_configs = false,
       positions = false, clients = false, groups = false, expression = false, route = false, receivers = false,
       exporters = false, schema_config = false, entry_points = false, http = false, routers = false, providers = false,
       datasources = false, static_resources = false, alerting = false;
  bool web_settings = false;     ///< How a program of Prometheus serves its own pages.
  bool compose_section = false;  ///< A top-level section of a Compose file.
  bool placement = false;        ///< What Akash is told beside `services`: where to run them, and at what price.
  bool include = false;
  bool beside_include = false;   ///< The name of a project, or another section of a Compose file.
  bool foreign = false;          ///< A top-level key that no Compose file has.
  int foreign_keys = 0;          ///< How many of them.
  bool named_container = false;  ///< Below `services`, what lists of services for other programs have as well.
  bool extension = false;        ///< `x-common`, which Compose files keep for anchors.
  bool merged = false;           ///< What stands below `services` takes all that it has from an anchor.
};

YamlKeys scan_yaml(std::string_view text) {
  YamlKeys keys;
  bool in_services = false;
  each_line(text, [&](std::string_view line) {
    if (line.empty() || line.front() == '#' || line.front() == '-') return true;
    const bool top = line.front() != ' ' && line.front() != '\t';
    const std::string_view key = yaml_key(top ? line : ascii::trim(line));
    if (key.empty()) return true;
    if (!top) {
      const std::string_view name = key.starts_with("- ") ? ascii::trim(key.substr(2)) : key;
      keys.service_body = keys.service_body || (in_services && (name == "image" || name == "build"));
      keys.named_container = keys.named_container || (in_services && (name == "extends" || name == "container_name"));
      keys.merged = keys.merged || (in_services && name == "<<");
      if (name == "expr") keys.expression = true;
      if (name == "routers") keys.routers = true;
      return true;
    }
    const bool section = key == "services" || key == "networks" || key == "volumes" || key == "secrets" ||
                         key == "configs" || key == "include";
    keys.include = keys.include || key == "include";
    keys.beside_include = keys.beside_include || (section && key != "include") || key == "name";
    keys.compose_section = keys.compose_section || section;
    keys.extension = keys.extension || key.starts_with("x-");
    if (!section && key != "version" && key != "name" && key != "models" && key != "jobs" && !key.starts_with("x-")) {
      keys.foreign = true;
      ++keys.foreign_keys;
    }
    in_services = key == "services";
    if (in_services) {
      keys.services = true;
      // `services: {web: {image: x}}`
      if (line.find("image") != std::string_view::npos || line.find("build") != std::string_view::npos) {
        keys.service_body = true;
      }
    } else if (key == "apiVersion")
      keys.api_version = true;
    else if (key == "kind")
      keys.kind = true;
    else if (key == "scrape_configs")
      keys.scrape_configs = true;
    else if (key == "deployment")
      keys.placement = true;
    else if (key == "positions")
      keys.positions = true;
    else if (key == "clients")
      keys.clients = true;
    else if (key == "groups")
      keys.groups = true;
    else if (key == "route")
      keys.route = true;
    else if (key == "receivers")
      keys.receivers = true;
    else if (key == "exporters")
      keys.exporters = true;
    else if (key == "schema_config")
      keys.schema_config = true;
    else if (key == "entryPoints")
      keys.entry_points = true;
    else if (key == "http" || key == "tcp")
      keys.http = true;
    else if (key == "providers")
      keys.providers = true;
    else if (key == "datasources")
      keys.datasources = true;
    else if (key == "contactPoints" || key == "policies")
      keys.alerting = true;
    else if (key == "static_resources")
      keys.static_resources = true;
    else if (key == "basic_auth_users" || key == "tls_server_config" || key == "http_server_config")
      keys.web_settings = true;
    return true;
  });
  keys.service_body = keys.service_body || (keys.merged && keys.extension) || (keys.named_container && !keys.foreign);
  return keys;
}

Classified classify_yaml(const Name& name, std::string_view text) {
  const YamlKeys keys = scan_yaml(text);
  // `docker-stack.tmpl.yml`: what a program of the repository makes files from.
  if (keys.services && (name.has(".tmpl.") || name.has(".tpl.") || name.has(".j2.")))
    return of(FileKind::other, "template of a Compose file");
  // `testdata/any.yml` is what a test of a program reads; only a name of its own makes it a deployment.
  if ((name.below("testdata") || name.below("fixtures")) && !name.has("compose")) return {};
  if (keys.services && keys.placement) return of(FileKind::other, "description of a deployment for Akash");
  // One or two keys that Compose does not know may be misspelt; many more are what another program is told.
  if (keys.services && keys.foreign_keys >= 3)
    return of(FileKind::other, "description of services for another program");
  if (keys.services && keys.service_body)
    return of(FileKind::compose, "YAML with `services` that have an image or a build");
  if (keys.include && keys.beside_include && !keys.foreign && !keys.services)
    return of(FileKind::compose, "YAML with `include` and other sections of Compose");
  if (keys.api_version && keys.kind) return of(FileKind::kubernetes, "YAML with `apiVersion` and `kind`");
  if (keys.scrape_configs) {
    return keys.positions || keys.clients ? of(FileKind::promtail, "YAML with `scrape_configs` and `clients`")
                                          : of(FileKind::prometheus, "YAML with `scrape_configs`");
  }
  if (keys.groups && keys.expression) return of(FileKind::prometheus_rules, "YAML with `groups` of rules");
  if (keys.static_resources) return of(FileKind::other, "configuration of Envoy");
  if (keys.receivers && keys.exporters) return of(FileKind::other, "configuration of an OpenTelemetry collector");
  if (keys.route && keys.receivers) return of(FileKind::alertmanager, "YAML with `route` and `receivers`");
  if (keys.schema_config) return of(FileKind::loki, "YAML with `schema_config`");
  if (keys.entry_points || (keys.http && keys.routers))
    return of(FileKind::traefik, "YAML with entry points or routers");
  if (keys.alerting && name.folder_has("provisioning"))
    return of(FileKind::grafana, "YAML with `contactPoints` or `policies`");
  if (name.folder_has("alerting") && name.folder_has("provisioning"))
    return of(FileKind::grafana, "in a folder `provisioning/alerting`");
  if (keys.datasources || (keys.providers && (name.folder_has("grafana") || (keys.api_version && !keys.kind)))) {
    return of(FileKind::grafana, "YAML with `datasources` or `providers`");
  }
  if (keys.web_settings) return of(FileKind::other, "web settings of a program of Prometheus");
  // A name that promises a kind is believed even when the content is broken, so that the fault is reported.
  if (name.begins("prometheus") && (name.has("alert") || name.has("rule")))
    return of(FileKind::other, "rules of Prometheus by their name, without a group");
  if (name.begins("prometheus")) return of(FileKind::prometheus);
  if (name.begins("alertmanager")) return of(FileKind::alertmanager);
  if (name.begins("loki")) return of(FileKind::loki);
  if (name.begins("promtail")) return of(FileKind::promtail);
  if (name.begins("traefik") || name.folder_has("traefik")) return of(FileKind::traefik);
  if (name.has("compose")) return of(FileKind::compose);
  return {.compose_if_named = keys.compose_section && !keys.foreign};
}

/// First word of a line in capitals, when it is an instruction that a Dockerfile begins with.
bool looks_like_dockerfile(std::string_view head) {
  bool from = false, other = false;
  each_line(head, [&](std::string_view line) {
    line = ascii::trim(line);
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    if (word == "FROM") from = true;
    for (const std::string_view name :
         {"RUN", "COPY", "ADD", "CMD", "ENTRYPOINT", "WORKDIR", "ENV", "EXPOSE", "USER"}) {
      if (from && word == name) other = true;
    }
    return !other;
  });
  return other;
}

/// A bake file under a name of its own: a block `target "name" {` that says what it is built from.
bool looks_like_bake(std::string_view head) {
  bool target = false;
  bool build = false;
  each_line(head, [&](std::string_view line) {
    if (line.starts_with("target ") && ascii::trim(line).ends_with('{')) target = true;
    line = ascii::trim(line);
    const std::string_view word = line.substr(0, line.find_first_of(" \t="));
    if (target && (word == "dockerfile" || word == "context" || word == "inherits")) build = true;
    return !build;
  });
  return build;
}

Classified classify_conf(std::string_view head) {
  // `http { port = 8080 }` is HOCON, which programs on the JVM read.
  // `port => 9250` is Logstash.
  bool nginx = false, haproxy = false, blocks = false, assigns = false, points = false;
  each_line(head, [&](std::string_view line) {
    line = ascii::trim(line);
    const std::string_view word = line.substr(0, line.find_first_of(" \t{;"));
    const bool opens = line.find('{') != std::string_view::npos;
    if (opens && (word == "server" || word == "http" || word == "upstream" || word == "events" || word == "location"))
      blocks = true;
    assigns = assigns || (!opens && !line.ends_with(';') && line.substr(word.size()).starts_with(" = "));
    points = points || line.find(" => ") != std::string_view::npos;
    // Words that no other program's configuration has; fragments that are included hold nothing else.
    static constexpr std::array<std::string_view, 14> own = {
        "proxy_pass",    "server_name",    "proxy_set_header", "add_header",          "ssl_certificate",
        "ssl_protocols", "limit_req_zone", "limit_conn_zone",  "log_format",          "fastcgi_pass",
        "fastcgi_param", "uwsgi_pass",     "gzip_types",       "client_max_body_size"};
    nginx = nginx || std::ranges::find(own, word) != own.end();
    if (word == "frontend" || word == "backend") haproxy = true;
    return !nginx;
  });
  if (nginx || (blocks && !assigns && !points)) return of(FileKind::nginx, "has blocks of nginx");
  if (haproxy) return of(FileKind::haproxy, "has sections of HAProxy");
  return of(FileKind::other, "configuration file by its extension");
}

}  // namespace

std::vector<std::string_view> named_compose_files(FileKind kind, std::string_view text) {
  const bool in_compose_file = kind == FileKind::compose;
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-' || c == '/';
  };
  std::vector<std::string_view> result;
  each_line(text, [&](std::string_view line) {
    for (std::size_t at = line.find(".y"); at != std::string_view::npos; at = line.find(".y", at + 1)) {
      std::size_t begin = at;
      std::size_t end = at;
      while (begin > 0 && is_part(line[begin - 1])) --begin;
      while (end < line.size() && is_part(line[end])) ++end;
      const std::string_view path = line.substr(begin, end - begin);
      if (!path.ends_with(".yml") && !path.ends_with(".yaml")) continue;
      std::string_view before = line.substr(0, begin);
      // `-c a.yml,b.yml`
      while (!in_compose_file && before.ends_with(',')) {
        before.remove_suffix(1);
        while (!before.empty() && is_part(before.back())) before.remove_suffix(1);
      }
      while (before.ends_with(' ') || before.ends_with('\'') || before.ends_with('"')) before.remove_suffix(1);
      const auto is_behind = [before](std::string_view word) { return before.ends_with(word); };
      // The other side of a mount is no file of the stack.
      const bool named =
          in_compose_file
              ? (end >= line.size() || line[end] != ':') &&
                    (is_behind("file:") || is_behind("path:") || is_behind("-") || is_behind("[") || is_behind(","))
              : is_behind(" -f") || is_behind(" -c") || is_behind("-f=") || is_behind("--file") ||
                    is_behind("--file=") || is_behind("--compose-file") || is_behind("--compose-file=") ||
                    line.substr(0, begin).find("COMPOSE_FILE") != std::string_view::npos;
      if (named) result.push_back(path);
    }
    return true;
  });
  return result;
}

Classified classify_content(std::string_view path, std::string_view head) {
  const Name name(path);
  switch (name.extension()) {
    case Extension::yaml:
      return classify_yaml(name, head);
    case Extension::conf:
      return classify_conf(head);
    case Extension::pem:
    case Extension::key:
      if (head.find("PRIVATE KEY-----") != std::string_view::npos) return of(FileKind::secret, "holds a private key");
      if (head.find("-----BEGIN") != std::string_view::npos)
        return of(FileKind::certificate, "holds a certificate or public key");
      return {};
    case Extension::hcl:
      return looks_like_bake(head) ? of(FileKind::bake, "has targets of `docker buildx bake`") : Classified();
    case Extension::dockerfile:
      return looks_like_dockerfile(head) ? of(FileKind::dockerfile, "has the instructions of a Dockerfile")
                                         : Classified();
    default:
      break;
  }
  if (head.starts_with("#!")) {
    return name.has("entrypoint") ? of(FileKind::entrypoint)
                                  : of(FileKind::script, "its first line names an interpreter");
  }
  if (looks_like_dockerfile(head)) return of(FileKind::dockerfile, "has the instructions of a Dockerfile");
  // Of names that others believe in, such as `docker-compose.log`, only what Compose could load.
  if (begins_like_compose(name) && name.template_kind() != Template::rendered) {
    const YamlKeys keys = scan_yaml(head);
    if (keys.compose_section && !keys.foreign) return classify_yaml(name, head);
  }
  return {};
}

namespace {

struct RoleWord {
  Role role = Role::unknown;
  bool decides_below = false;  ///< As a folder's name, it decides for all that is in it.
};

constexpr auto role_words = words<RoleWord>({
    {"prod", {Role::production, false}},
    {"production", {Role::production, false}},
    {"dev", {Role::development, false}},
    {"devel", {Role::development, false}},
    {"development", {Role::development, false}},
    {"local", {Role::development, false}},
    {"debug", {Role::development, false}},
    {"tilt", {Role::development, false}},
    {"devcontainer", {Role::development, false}},
    {"devenv", {Role::development, false}},
    {"develop", {Role::development, false}},
    {"gitpod", {Role::development, false}},
    {"ddev", {Role::development, false}},
    {"lando", {Role::development, false}},
    {"codespaces", {Role::development, false}},
    {"test", {Role::test, true}},
    {"tests", {Role::test, true}},
    {"suites", {Role::test, true}},
    {"testing", {Role::test, true}},
    {"testdata", {Role::test, true}},
    {"fixture", {Role::test, true}},
    {"fixtures", {Role::test, true}},
    {"stub", {Role::test, true}},
    {"stubs", {Role::test, true}},
    {"e2e", {Role::test, true}},
    {"cypress", {Role::test, true}},
    {"playwright", {Role::test, true}},
    {"molecule", {Role::test, true}},
    {"integration", {Role::test, false}},
    {"spec", {Role::test, true}},
    {"specs", {Role::test, true}},
    {"mock", {Role::test, true}},
    {"mocks", {Role::test, true}},
    {"benchmark", {Role::test, true}},
    {"benchmarks", {Role::test, true}},
    {"example", {Role::example, true}},
    {"examples", {Role::example, true}},
    {"sample", {Role::example, true}},
    {"samples", {Role::example, true}},
    {"demo", {Role::example, true}},
    {"demos", {Role::example, true}},
    {"tutorial", {Role::example, true}},
    {"tutorials", {Role::example, true}},
    {"archive", {Role::example, true}},
    {"archives", {Role::example, true}},
    {"archived", {Role::example, true}},
    {"deprecated", {Role::example, true}},
    {"ci", {Role::ci, false}},
    {"github", {Role::ci, false}},
    {"gitlab", {Role::ci, false}},
    {"circleci", {Role::ci, false}},
    {"woodpecker", {Role::ci, false}},
    {"buildkite", {Role::ci, false}},
    {"jenkins", {Role::ci, false}},
    {"template", {Role::template_file, false}},
    {"templates", {Role::template_file, false}},
    {"skeleton", {Role::template_file, true}},
});

struct PartRole {
  RoleOfPath role;
  bool decides_below = false;
};

/// The last word with a role in one part of a path; `Dockerfile.test.prod` is for production.
PartRole role_of_part(std::string_view part, bool folder) {
  PartRole result;
  for (std::size_t begin = 0; begin < part.size();) {
    std::size_t end = begin;
    while (end < part.size() && !is_word_break(part[end])) ++end;
    const std::string_view word = part.substr(begin, end - begin);
    std::array<char, 16> lower;
    if (!word.empty() && word.size() <= lower.size()) {
      std::transform(word.begin(), word.end(), lower.begin(), ascii::to_lower);
      if (const RoleWord* const known = role_words.find({lower.data(), word.size()})) {
        result = {.role = {.role = known->role, .word = word, .in_folder = folder},
                  .decides_below = known->decides_below};
      }
    }
    begin = end + 1;
  }
  return result;
}

/// The word of a folder that says that an earlier state of the whole is kept in it: `.backup`, `backup_20250617`. A
/// plain `backup` may hold the service that makes backups. "" for all others.
std::string_view put_aside_by(std::string_view folder) {
  constexpr std::size_t digits_of_date = 6;
  std::string_view kept;
  bool dated = folder.starts_with('.');
  for (std::size_t begin = 0; begin < folder.size();) {
    std::size_t end = begin;
    while (end < folder.size() && !is_word_break(folder[end])) ++end;
    const std::string_view word = folder.substr(begin, end - begin);
    for (const std::string_view name : {"backup", "backups", "bak"})
      if (ascii::equal_ignoring_case(word, name)) kept = word;
    dated = dated || (word.size() >= digits_of_date && std::ranges::all_of(word, ascii::is_digit));
    begin = end + 1;
  }
  return dated ? kept : std::string_view{};
}

}  // namespace

RoleOfPath explain_role(std::string_view path) {
  RoleOfPath nearest;
  std::string_view base = path;
  for (std::size_t slash = base.find('/'); slash != std::string_view::npos; slash = base.find('/')) {
    if (const std::string_view word = put_aside_by(base.substr(0, slash)); !word.empty())
      return {.role = Role::example, .word = word, .in_folder = true};
    const PartRole part = role_of_part(base.substr(0, slash), true);
    if (part.decides_below) return part.role;
    if (part.role.role != Role::unknown) nearest = part.role;
    base.remove_prefix(slash + 1);
  }
  if (Name(path).template_kind() != Template::none) {
    return {.role = Role::template_file, .word = base.substr(base.rfind('.') + 1), .in_folder = false};
  }
  const RoleOfPath own = role_of_part(base, false).role;
  return own.role != Role::unknown ? own : nearest;
}

Role role_of_path(std::string_view path) { return explain_role(path).role; }

}  // namespace seaworthy::discover
