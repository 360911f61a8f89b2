#include "knowledge/knowledge.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <vector>

#include "knowledge/harmless.h"

namespace seaworthy::knowledge {
namespace {

const Image& known(std::string_view name) {
  const Image* const row = image(name);
  EXPECT_NE(row, nullptr) << name;
  static const Image none{};
  return row != nullptr ? *row : none;
}

std::string cycle_name(const Cycle* row) {
  return row == nullptr ? "none" : std::string(row->product) + " " + std::string(row->cycle);
}

TEST(Variant, IsTheLongestThatTheTagNames) {
  EXPECT_EQ(variant(known("nginx"), "1.27")->match, "");
  EXPECT_EQ(variant(known("nginx"), "1.27-alpine3.20")->match, "alpine");
  EXPECT_EQ(variant(known("nginx"), "1.27-alpine-slim")->match, "alpine-slim");
  EXPECT_EQ(variant(known("node"), "slim")->match, "slim");
  EXPECT_EQ(variant(known("node"), "20-bookworm-slim")->match, "slim");
}

TEST(HasTool, KnowsWhatTheVariantBringsAndLacks) {
  EXPECT_EQ(has_tool(known("postgres"), "16", "pg_isready"), true);
  EXPECT_EQ(has_tool(known("postgres"), "16", "curl"), false);
  EXPECT_EQ(has_tool(known("postgres"), "16-alpine", "wget"), true);
  EXPECT_EQ(has_tool(known("postgres"), "16", "wget"), false);
  EXPECT_EQ(has_tool(known("prom/prometheus"), "v3.0.0", "sh"), true);
  EXPECT_EQ(has_tool(known("prom/prometheus"), "v3.0.0-distroless", "sh"), false);
  EXPECT_EQ(has_tool(known("postgres"), "16", "frobnicate"), std::nullopt);
}

TEST(Variable, KnowsFilesAndPatterns) {
  EXPECT_TRUE(variable(known("postgres"), "POSTGRES_PASSWORD")->required);
  EXPECT_EQ(variable(known("postgres"), "POSTGRES_PASSWORD_FILE"), variable(known("postgres"), "POSTGRES_PASSWORD"));
  EXPECT_EQ(variable(known("postgres"), "POSTGRES_PASSWD"), nullptr);
  EXPECT_EQ(variable(known("postgres"), "PGDATA_FILE"), nullptr);
  EXPECT_NE(variable(known("grafana/grafana"), "GF_SERVER_ROOT_URL"), nullptr);
}

TEST(DataPlaces, FollowTheReleaseLine) {
  std::array<DataPlace, 4> buffer;
  const auto first = [&](std::string_view tag) {
    const std::span<DataPlace> places = data_places(known("postgres"), tag, buffer);
    return places.size() == 1 ? places[0].path : std::string_view("?");
  };
  EXPECT_EQ(first("17.2-alpine"), "/var/lib/postgresql/data");
  EXPECT_EQ(first("18"), "/var/lib/postgresql");
  EXPECT_EQ(first("latest"), "/var/lib/postgresql");
  EXPECT_EQ(first("2.14.2-pg16"), "/var/lib/postgresql/data");
}

TEST(VersionRange, ComparesPartsAsNumbers) {
  EXPECT_TRUE((VersionRange{"1.9", ""}).contains("1.10"));
  EXPECT_FALSE((VersionRange{"1.9", ""}).contains("1.8.12"));
  EXPECT_TRUE((VersionRange{"", "3"}).contains("v3.9-alpine"));
  EXPECT_FALSE((VersionRange{"", "3"}).contains("4"));
  EXPECT_TRUE((VersionRange{"1.5", ""}).contains("1"));  // The newest of line 1.
  EXPECT_FALSE((VersionRange{"", "17"}).contains("latest"));
  EXPECT_FALSE((VersionRange{"3", ""}).contains("main-40ff2b4"));
  EXPECT_TRUE((VersionRange{"3", ""}).contains("bookworm"));
}

TEST(Cycle, ReadsVersionsAndCodenames) {
  const std::pair<std::pair<std::string_view, std::string_view>, std::string_view> cases[] = {
      {{"node", "20.11.1-alpine3.19"}, "node 20"},
      {{"node", "iron-slim"}, "node 20"},
      {{"debian", "12-slim"}, "debian 12"},
      {{"debian", "bookworm-20240101-slim"}, "debian 12"},
      {{"python", "3.11.9-slim-bookworm"}, "python 3.11"},
      {{"go", "1.21.5"}, "go 1.21"},
      {{"alpine", "3.19.1"}, "alpine 3.19"},
      {{"alpine", "20-alpine3.18"}, "alpine 3.18"},
      {{"ubuntu", "jammy"}, "ubuntu 22.04"},
      {{"dotnet", "8.0-alpine"}, "dotnet 8"},
      {{"java", "17.0.9_9-jre"}, "java 17"},
      {{"java", "8u392-b08-jdk"}, "java 8"},
      {{"postgres", "9.6.24"}, "postgres 9.6"},
      {{"postgres", "pg16"}, "postgres 16"},
      {{"traefik", "v2.11"}, "traefik 2.11"},
      {{"mssql", "2022-latest"}, "mssql 2022"},
      {{"node", "latest"}, "none"},
      {{"node", "99"}, "none"},
      {{"nosuch", "1"}, "none"},
      {{"node", ""}, "none"},
  };
  for (const auto& [given, expected] : cases)
    EXPECT_EQ(cycle_name(cycle(given.first, given.second)), expected) << given.first << ":" << given.second;
  // A short version is the newest of its line.
  EXPECT_GE(cycle("python", "3")->cycle.size(), 4U);
}

TEST(Cycle, KnowsTheBaseThatATagNames) {
  EXPECT_EQ(cycle_name(base_cycle("3.8-slim-buster")), "debian 10");
  EXPECT_EQ(cycle_name(base_cycle("20-alpine3.17")), "alpine 3.17");
  EXPECT_EQ(cycle_name(base_cycle("8.0-jammy-chiseled")), "ubuntu 22.04");
  EXPECT_EQ(cycle_name(base_cycle("kinetic-desktop-xenial")), "ubuntu 16.04");
  EXPECT_EQ(cycle_name(base_cycle("3.12")), "none");
  EXPECT_EQ(cycle_name(base_cycle("20-alpine")), "none");
}

TEST(Cycle, EndsOnADay) {
  EXPECT_TRUE(cycle("node", "18")->ended_by(date()));
  EXPECT_FALSE(cycle("node", "24")->ended_by(date()));
  EXPECT_FALSE(cycle("caddy", "2")->ended_by(date()));
}

TEST(PackageManager, GoesByItsPlainName) {
  EXPECT_EQ(package_manager("pip3.12"), package_manager("pip"));
  EXPECT_EQ(package_manager("pipx")->program, "pipx");
  EXPECT_EQ(package_manager("make"), nullptr);
}

TEST(PackageManager, TellsWhosePackagesItInstalls) {
  for (const std::string_view program : {"apt-get", "apk", "dnf5", "microdnf", "zypper", "pacman"})
    EXPECT_TRUE(is_system_package_manager(program)) << program;
  for (const std::string_view program : {"pip", "npm", "dpkg", ""})
    EXPECT_FALSE(is_system_package_manager(program)) << program;
  for (const std::string_view program : {"npm", "pnpm", "yarn", "bun"})
    EXPECT_TRUE(is_node_package_manager(program)) << program;
  EXPECT_FALSE(is_node_package_manager("npx"));
  EXPECT_EQ(package_manager("yum")->packages, "dnf");
  EXPECT_TRUE(package_manager("zypper")->install.contains("in"));
}

TEST(WeakSecret, KnowsPlaceholdersAndDefaults) {
  for (const std::string_view value :
       {"changeme", "CHANGE_ME", "please-change-me-now", "\"postgres\"", "your-secret-key", "password123", "xxxxxxxx",
        "<password>", "Change_This_In_Production", "minioadmin", "********", "P@ssw0rd", "replace_with_real_token"})
    EXPECT_NE(weak_secret(value), nullptr) << value;
  for (const std::string_view value :
       {"", "8f14e45fceea167a5a36dedd4bea2543", "correct horse battery staple", "V3ry-Uncommon-Passage"})
    EXPECT_EQ(weak_secret(value), nullptr) << value;
  EXPECT_EQ(weak_secret("postgres")->kind, WeakSecret::Kind::default_credential);
  EXPECT_EQ(weak_secret("STRONG_DB_PASSWORD")->kind, WeakSecret::Kind::placeholder);
  EXPECT_EQ(weak_secret("STRONG_DB_FOLDER"), nullptr);
}

TEST(SecretName, ReadsWords) {
  const std::pair<std::string_view, SecretKind> cases[] = {
      {"POSTGRES_PASSWORD", SecretKind::password},
      {"dbPassword", SecretKind::password},
      {"MYSQLPASSWORD", SecretKind::password},
      {"DB_PASSWORD2", SecretKind::password},
      {"JWT_SECRET", SecretKind::key},
      {"STRIPE_API_KEY", SecretKind::key},
      {"spring.datasource.password", SecretKind::password},
      {"GITHUB_TOKEN", SecretKind::token},
      {"NB_SETUP_KEY", SecretKind::key},
      {"TS_AUTHKEY", SecretKind::key},
      {"DATABASE_URL", SecretKind::connection},
      {"POSTGRES_PASSWORD_FILE", SecretKind::file},
      {"MAX_TOKENS", SecretKind::none},
      {"ACCESS_TOKEN_EXPIRE_MINUTES", SecretKind::none},
      {"JWT_PUBLIC_KEY", SecretKind::none},
      {"JWT_SESSION_TIMEOUT", SecretKind::none},
      {"LOG_FILE", SecretKind::none},
      {"AWS_ACCESS_KEY_ID", SecretKind::none},
      {"MONKEY", SecretKind::none},
      {"MYSQL_ALLOW_EMPTY_PASSWORD", SecretKind::none},
      {"KEYCLOAK_URL", SecretKind::none},
      {"PATH", SecretKind::none},
      {"", SecretKind::none},
  };
  for (const auto& [variable, expected] : cases) EXPECT_EQ(name(secret_name(variable)), name(expected)) << variable;
  EXPECT_EQ(secret_name(std::string(10'000, 'A') + "_PASSWORD"), SecretKind::password);
}

TEST(FindCredential, MatchesShapesOnly) {
  const std::string body(36, 'a');
  const CredentialMatch match = find_credential("token = ghp_" + body + "\n");
  ASSERT_TRUE(match);
  EXPECT_EQ(match.shape->name, "github-token");
  EXPECT_EQ(match.offset, 8U);
  EXPECT_EQ(match.length, 40U);
  EXPECT_FALSE(find_credential("ghp_short"));
  EXPECT_FALSE(find_credential("xghp_" + body));
  EXPECT_FALSE(find_credential("ghp_" + body + "b"));
  EXPECT_FALSE(find_credential("AKIAIOSFODNN7example"));
  const std::string line(64, 'M');
  EXPECT_TRUE(find_credential("x\n-----BEGIN RSA PRIVATE KEY-----\n" + line + "\n-----END RSA PRIVATE KEY-----\n"));
  EXPECT_TRUE(find_credential("KEY=\"-----BEGIN PRIVATE KEY-----\\n" + line + "\\n-----END PRIVATE KEY-----\""));
  EXPECT_FALSE(find_credential("x\n-----BEGIN RSA PRIVATE KEY-----\n")) << "a header alone opens nothing";
  EXPECT_FALSE(find_credential("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n" + line));
  EXPECT_FALSE(find_credential("-----BEGIN CERTIFICATE-----"));
}

TEST(SensitivePath, FindsTheMostSpecificRow) {
  const auto kind = [](std::string_view path) {
    const SensitivePath* const row = sensitive_path(path);
    return row == nullptr ? std::string("none") : std::string(row->path);
  };
  EXPECT_EQ(kind("/var/run/docker.sock"), "/var/run/docker.sock");
  EXPECT_EQ(kind("//var/run/./docker.sock"), "/var/run/docker.sock");
  EXPECT_EQ(kind("/run/user/1000/docker.sock"), "/run/user/*/docker.sock");
  EXPECT_EQ(kind("/"), "/");
  EXPECT_EQ(kind("/etc/"), "/etc");
  EXPECT_EQ(kind("/etc/localtime"), "none");
  EXPECT_EQ(kind("/srv/app/data"), "none");
  EXPECT_EQ(kind("~/.ssh/id_ed25519"), "~/.ssh");
  EXPECT_EQ(kind("${HOME}/.ssh"), "~/.ssh");
  EXPECT_EQ(kind("/home/alice/.aws/credentials"), "~/.aws");
  EXPECT_EQ(kind("/home/alice/project"), "none");
  EXPECT_EQ(kind("/root/.ssh"), "/root/.ssh");
  EXPECT_EQ(kind("./data"), "none");
  EXPECT_EQ(kind("/var/lib/docker/volumes/x/_data"), "/var/lib/docker/volumes");
}

TEST(DevTool, LooksThroughRunners) {
  const auto title = [](std::vector<std::string_view> words) {
    const DevTool* const row = dev_tool(words);
    return row == nullptr ? std::string_view() : row->title;
  };
  EXPECT_NE(title({"flask", "run", "--host=0.0.0.0"}), "");
  EXPECT_NE(title({"npx", "next", "dev"}), "");
  EXPECT_NE(title({"/usr/local/bin/python", "-m", "uvicorn", "app:app", "--reload"}), "");
  EXPECT_NE(title({"bundle", "exec", "rails", "s"}), "");
  EXPECT_NE(title({"node", "--inspect=0.0.0.0:9229", "x.js"}), "");
  EXPECT_NE(title({"tini", "--", "npm", "run", "dev"}), "");
  EXPECT_EQ(title({"next", "start"}), "");
  EXPECT_EQ(title({"vite", "build"}), "");
  EXPECT_EQ(title({"rails", "server", "-e", "production"}), "");
  EXPECT_EQ(title({"uvicorn", "app:app"}), "");
  EXPECT_EQ(title({}), "");
}

TEST(Packages, KnowClassesAndPrograms) {
  EXPECT_EQ(package_class("build-base"), PackageClass::compiler);
  EXPECT_EQ(package_class("nosuch"), PackageClass::other);
  const auto brings = [](std::string_view package, std::string_view family, std::string_view program) {
    for (const std::string_view each : programs_of_package(package, family))
      if (each == program) return true;
    return false;
  };
  EXPECT_TRUE(brings("procps", "apt", "pgrep"));
  EXPECT_TRUE(brings("curl", "apk", "curl"));
  EXPECT_TRUE(brings("netcat-openbsd", "apt", "netcat"));
  EXPECT_FALSE(brings("netcat-openbsd", "apk", "netcat"));
  EXPECT_EQ(package_with_program("pg_isready", "apk"), "postgresql-client");
  EXPECT_EQ(package_with_program("curl", "apt"), "curl");
  EXPECT_EQ(package_with_program("frobnicate", "apt"), "");
}

TEST(Controls, AreFoundByTheNotationOfRules) {
  ASSERT_NE(control("CIS Docker 1.6:5.32"), nullptr);
  EXPECT_EQ(control("CIS Docker 1.5:5.32"), nullptr);
  ASSERT_NE(control("OWASP Docker:2"), nullptr);
  EXPECT_EQ(control("OWASP Docker Top 10:D01")->standard, "OWASP Docker Top 10");
  EXPECT_FALSE(control("CIS Docker 1.6:5.24")->provable);
}

TEST(Capability, IsFoundInAnySpelling) {
  EXPECT_EQ(capability("cap_sys_admin"), capability("SYS_ADMIN"));
  EXPECT_TRUE(capability("CHOWN")->default_granted);
  EXPECT_EQ(capability("SYS_NOTHING"), nullptr);
  int defaults = 0;
  for (const Capability& row : capabilities()) defaults += row.default_granted ? 1 : 0;
  EXPECT_EQ(defaults, 14);  // The set that the engine grants when nothing is said.
}

TEST(Options, OfLinesThatEndedLongAgoAreNotKnown) {
  const Image* const traefik = image("traefik");
  ASSERT_NE(traefik, nullptr);
  EXPECT_EQ(accepts_option(*traefik, "v1.7.12-alpine", "--docker.swarmMode"), std::nullopt);
  EXPECT_EQ(accepts_option(*traefik, "v3.6", "--docker.swarmMode"), std::optional(false));
}

TEST(RetiredImage, AnExactNameWinsOverAFolder) {
  EXPECT_EQ(retired_image("bitnami/postgresql:15")->name, "bitnami/*");
  EXPECT_EQ(retired_image("openjdk:11-jre")->successor, "eclipse-temurin");
  EXPECT_EQ(retired_image("postgres"), nullptr);
}

TEST(Image, IsTheSameInTheArchivesOfItsPublisher) {
  for (const std::string_view reference : {"bitnami/redis:7.4", "docker.io/bitnami/redis", "bitnamilegacy/redis:7.2",
                                           "public.ecr.aws/bitnami/redis:7.2"}) {
    ASSERT_NE(image(reference), nullptr) << reference;
    EXPECT_EQ(image(reference)->name, "bitnami/redis") << reference;
  }
  EXPECT_EQ(image("linuxserver/sonarr"), image("lscr.io/linuxserver/sonarr:latest"));
}

TEST(HarmlessWith, NamesTheVariablesThatTakeTheHarmAway) {
  const auto names = harmless_with("bitnami/redis", "ALLOW_EMPTY_PASSWORD");
  ASSERT_EQ(names.size(), 1U);
  EXPECT_EQ(names.front(), "REDIS_PASSWORD");
  EXPECT_TRUE(harmless_with("bitnami/redis", "REDIS_PASSWORD").empty());
  EXPECT_TRUE(harmless_with("redis", "ALLOW_EMPTY_PASSWORD").empty());
}

TEST(Tables, AgreeWithThemselves) {
  for (const Image& row : images()) {
    EXPECT_EQ(image(row.name), &row) << row.name;
    for (const std::string_view needed : row.capabilities)
      EXPECT_NE(capability(needed), nullptr) << row.name << " " << needed;
    for (const Hazard& hazard : row.hazards) {
      EXPECT_TRUE(hazard.variable.empty() || variable(row, hazard.variable) != nullptr)
          << row.name << " " << hazard.variable;
      EXPECT_NE(hazard.option.empty() ? true : accepts_option(row, "", hazard.option), false)
          << row.name << " " << hazard.option;
    }
    for (const std::string_view setting : {row.memory_option, row.eviction_option})
      EXPECT_NE(accepts_option(row, "", setting), false) << row.name << " " << setting;
  }
  for (const RetiredImage& row : retired_images()) EXPECT_EQ(retired_image(row.successor), nullptr) << row.name;
  EXPECT_LE(date(), "2026-11-22");
}

}  // namespace
}  // namespace seaworthy::knowledge
