#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/layers.h"
#include "rules/lib/ruby.h"
#include "rules/lib/secret_files.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_in_arg_or_env {

/// Whether a word of `list` is one of the parts of a name between underscores.
static bool has_part(std::string_view name, std::string_view list) {
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('_', begin), name.size());
    if (is_one_of(list, name.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

/// What BuildKit's linter takes for the name of a secret.
static bool is_secret_to_buildkit(std::string_view small) {
  return has_part(small, "apikey auth credential credentials key password pword passwd secret token") &&
         !has_part(small, "public file version");
}

/// What hadolint takes for one: parts of names, and names of well-known variables.
static bool is_secret_to_hadolint(std::string_view small) {
  for (const std::string_view part : {"api_key", "client_key", "password", "private", "secret", "token", "username"})
    if (contains(small, part)) return true;
  return is_one_of(
      "application_key aws_access_key_id ci_deploy_user docker_email facebook_app_id heroku_api_user "
      "okta_authn_groupid "
      "okta_client_orgurl okta_oauth2_clientid stripe_device_name travis_os_name travis_secure_env_vars travis_sudo",
      small);
}

/// What Trivy takes for one: parts of names, and the few well-known names that have none of them.
static bool is_secret_to_trivy(std::string_view small) {
  if (small.starts_with("vite_")) small.remove_prefix(5);
  if (small.starts_with("react_app_")) small.remove_prefix(10);
  if (small == "azure_client_id") return true;
  return has_part(small, "apikey auth credential credentials key password pword passwd secret token usr psw") &&
         !has_part(small, "public");
}

/// The keys of a Rails application, and whether a value is what Rails takes in their place while it builds assets.
static bool is_rails_key(std::string_view name) {
  return is_one_of("SECRET_KEY_BASE RAILS_MASTER_KEY SECRET_TOKEN DEVISE_SECRET_KEY DEVISE_PEPPER RAILS_KEY", name);
}
static bool is_rails_stand_in(std::string_view value) {
  return value == "1" || equal_ignoring_case(value, "dummy") || equal_ignoring_case(value, "secret_key_base_dummy");
}

/// Whether a COPY to `/` may bring a file: the whole context does, or a source that is called like it. A folder laid
/// over the root brings what it holds, which is another question.
static bool brings_to_root(const dockerfile::Instruction& copy, std::string_view file) {
  const auto sources = copy.arguments.subspan(0, copy.arguments.size() - 1);
  return std::any_of(sources.begin(), sources.end(), [&](const dockerfile::Word& source) {
    return source.text == "." || source.text == "./" || base_name(source.text) == base_name(file);
  });
}

/// The COPY of the stage that brings a file, as far as its target tells; null when none does.
static const dockerfile::Instruction* copied_by(const dockerfile::Stage& stage, std::string_view path) {
  const std::string file = project::container_path("/", path);
  for (const dockerfile::Instruction* copy : stage.instructions) {
    if (copy->op != dockerfile::Op::copy || copy->arguments.size() < 2) continue;
    const std::string folder = project::container_path("/", copy->arguments.back().text);
    if (folder == "/" ? brings_to_root(*copy, file) : file == folder || file.starts_with(folder + "/")) return copy;
  }
  return nullptr;
}

/// Where something of the repository is copied to the path that such a variable holds, it stays in the image.
static bool judge_credentials_file(const dockerfile::Instruction& instruction, const dockerfile::Pair& pair,
                                   bool buildkit, Report& report) {
  if (!pair.has_value || pair.value.text.empty() || instruction.stage == nullptr) return false;
  const dockerfile::Instruction* const copy = copied_by(*instruction.stage, pair.value.text);
  if (copy == nullptr) return false;
  report
      .at(pair.key.span,
          "`{}` names a file with credentials in a folder that COPY fills; mount it when the container runs",
          pair.key.text)
      .severity(Severity::medium)
      .confidence(Confidence::possible)
      .peers(buildkit ? "trivy:DS-0031 buildkit:SecretsUsedInArgOrEnv" : "trivy:DS-0031")
      .note(copy->span, "Copied here");
  return true;
}

/// The fingerprint of a public key, as `gpg --recv-keys` takes it.
static bool is_fingerprint(std::string_view value) {
  constexpr std::size_t digits = 40;
  if (value.starts_with("0x")) value.remove_prefix(2);
  return value.size() == digits && value.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

/// A switch, a path, an address or the fingerprint of a key is none, whatever it is called.
static bool is_no_secret(std::string_view value) {
  return is_fingerprint(value) || is_one_of("true false yes no on off 0 1 none", value) || value.starts_with('/') ||
         contains(value, "://");
}

/// Whether ARG of the stage, or of one that it is FROM, takes a variable from whoever builds.
static bool is_argument(const dockerfile::Stage* stage, std::string_view name) {
  for (; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions)
      if (instruction->op == dockerfile::Op::arg &&
          std::ranges::any_of(instruction->pairs, [&](const auto& pair) { return pair.key.text == name; }))
        return true;
  return false;
}

/// `ENV TOKEN=$TOKEN` that no ARG gives a value: it holds what the base image sets already, mostly nothing.
static bool is_handed_on(const dockerfile::Instruction& env, const dockerfile::Pair& pair) {
  std::string_view value = pair.value.text;
  if (!value.starts_with('$')) return false;
  value.remove_prefix(1);
  if (value.starts_with('{') && value.ends_with('}')) value = value.substr(1, value.size() - 2);
  return value == pair.key.text && !is_argument(env.stage, value) && env_before(env, value) == nullptr;
}

static bool is_in_image(const dockerfile::File& file, const dockerfile::Stage* stage) {
  for (const dockerfile::Stage* part = file.last_stage(); part != nullptr; part = part->parent)
    if (part == stage) return true;
  return false;
}

/// Whether some stage of a file is Ruby, so that names of Bundler's settings mean what they say.
static bool has_ruby(const dockerfile::File& file) {
  return std::ranges::any_of(file.stages, [](const dockerfile::Stage* stage) { return is_ruby_stage_to_ship(*stage); });
}

static void judge(const dockerfile::File& file, const dockerfile::Instruction& instruction, Report& report) {
  const dockerfile::Stage* const stage = instruction.stage;
  const bool development = stage != nullptr && (is_development_stage(*stage) || is_windows_stage(*stage));
  const bool in_image = is_in_image(file, stage);
  const bool env = instruction.op == dockerfile::Op::env;
  for (const dockerfile::Pair& pair : instruction.pairs) {
    const std::string_view name = pair.key.text;
    std::string small;
    for (const char c : name) small.push_back(lower(c));
    const bool buildkit = is_secret_to_buildkit(small) && instruction.stage != nullptr;
    const bool hadolint = is_secret_to_hadolint(small) && !has_part(small, "public file version");
    const std::string_view value = pair.has_value ? pair.value.text : std::string_view();
    const bool names_file = names_credentials_file(name);
    if (names_file && in_image && judge_credentials_file(instruction, pair, buildkit, report)) continue;
    const bool trivy = in_image && is_secret_to_trivy(small) && !names_file;
    const bool rails = is_rails_key(name) && !development && !is_rails_stand_in(value);
    const bool gems = is_gem_source_credential(name) && !development &&
                      (stage == nullptr ? has_ruby(file) : is_ruby_stage_to_ship(*stage));
    const bool secret =
        (name_is_secret(name) || gems) && !is_no_secret(value) && !is_fingerprint(pair.value.value) && !names_file;
    if (!secret && !buildkit && !hadolint && !trivy && !rails) continue;
    const bool from_outside = pair.has_value && !pair.value.literal;
    Builder finding =
        env ? report.at(pair.key.span,
                        "`{}` sounds like a credential; ENV stays in the image, so pass it when the container runs",
                        name)
            : report.at(pair.key.span,
                        "`{}` sounds like a credential; ARG stays in the history, so use `RUN --mount=type=secret`",
                        name);
    if (!secret) {
      finding.severity(Severity::info).confidence(Confidence::possible);
    } else if (env && (value.empty() || is_handed_on(instruction, pair))) {
      finding.severity(Severity::info);
    } else if (env && from_outside && in_image) {
      finding.severity(Severity::high).confidence(Confidence::likely);
    } else if (!in_image || pair.has_value) {
      // A value that stands in the file has a finding of its own.
      finding.severity(Severity::low);
    }
    finding.peers(buildkit ? "buildkit:SecretsUsedInArgOrEnv" : "");
    if (hadolint) finding.also_peers("hadolint:DL3064");
    if (trivy) finding.also_peers("trivy:DS-0031");
    if (rails) finding.also_peers("tally:tally/ruby/secrets-in-arg-or-env");
    if (gems) finding.also_peers("tally:tally/ruby/prefer-secret-mounts-for-build-credentials");
    if (!env &&
        (contains(small, "password") || contains(small, "secret") || contains(small, "token") ||
         contains(small, "key") || contains(small, "cert") || contains(small, "api") || contains(small, "auth")))
      finding.also_peers("semgrep:secret-in-build-arg");
  }
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool any = false;
  for (const dockerfile::Instruction* outer : dockerfile.parsed->instructions) {
    const dockerfile::Instruction& instruction = outer->trigger != nullptr ? *outer->trigger : *outer;
    if (instruction.op != dockerfile::Op::arg && instruction.op != dockerfile::Op::env) continue;
    any = true;
    judge(*dockerfile.parsed, instruction, report);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1454",
    .summary = "ARG or ENV made to hold a credential",
    .why =
        "Values of ENV are in the image, values of ARG in its history and in the build's provenance: whoever can pull "
        "the "
        "image reads them.",
    .remedy =
        "Read it with `RUN --mount=type=secret` while building, and from a secret or the environment when the "
        "container "
        "runs.",
    .peers =
        "hadolint:DL3064 buildkit:SecretsUsedInArgOrEnv trivy:DS-0031 semgrep:secret-in-build-arg docker-bench:4.10 "
        "tally:tally/ruby/prefer-secret-mounts-for-build-credentials tally:tally/ruby/secrets-in-arg-or-env",
    .differs =
        "The others look at names alone. Here a name that only they take for a credential (`username`, a public key) "
        "is a "
        "possible remark, an empty ENV a remark, and an ENV that takes over an ARG in the shipped image is high. "
        "Values that "
        "stand in the file have a rule of their own, `hardcoded-secret-value`.",
    .controls = "CIS Docker 1.6:4.10; NIST 800-190:4.1.4; OWASP Docker Top 10 2018:D06",
    .references = "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep credentials out of ARG and ENV",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::secret_in_arg_or_env
