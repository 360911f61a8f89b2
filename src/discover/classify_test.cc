#include "discover/classify.h"

#include <gtest/gtest.h>

namespace seaworthy::discover {
namespace {

TEST(ClassifyName, KnowsNamesOfAllConventions) {
  const std::pair<std::string_view, FileKind> cases[] = {
      {"Dockerfile", FileKind::dockerfile},
      {"a/Dockerfile.prod", FileKind::dockerfile},
      {"a/dockerfile-api", FileKind::dockerfile},
      {"prod.Dockerfile", FileKind::dockerfile},
      {"api.dockerfile", FileKind::dockerfile},
      {"api.docker", FileKind::other},  // Asks for the content.
      {"Containerfile", FileKind::dockerfile},
      {"Dockerfile.example", FileKind::dockerfile},
      {"Dockerfile.j2", FileKind::other},
      {"Dockerfile.md", FileKind::other},
      {".cursor/rules/dockerfile-standards.mdc", FileKind::other},
      {"dockerfile.go", FileKind::source},
      {"Dockerfile.dockerignore", FileKind::dockerignore},
      {"prod.Dockerfile.dockerignore", FileKind::dockerignore},
      {"compose.yaml", FileKind::compose},
      {"compose.prod.yml", FileKind::compose},
      {"docker-compose.override.yml", FileKind::compose},
      {"docker-compose-dev.yaml", FileKind::compose},
      {"docker-compose.yml.example", FileKind::compose},
      {"docker-bake.hcl", FileKind::bake},
      {"rancher-compose.yml", FileKind::other},
      {"docker-bake.override.json", FileKind::bake},
      {".env", FileKind::env},
      {".env.production", FileKind::env},
      {"config/db.env", FileKind::env},
      {"web.env.dev", FileKind::env},
      {"web.env.prod.example", FileKind::env_template},
      {".env.example", FileKind::env_template},
      {".env.prod.template", FileKind::env_template},
      {"sample.env", FileKind::env_template},
      {"env.example", FileKind::env_template},
      {"src/env.ts", FileKind::source},
      {"nginx/default.conf", FileKind::nginx},
      {"nginx/modsecurity/modsecurity.conf", FileKind::other},
      {"web-nginx/etc/php-fpm.d/pool.conf", FileKind::other},
      {"nginx/default.conf.template", FileKind::nginx},
      {"Caddyfile", FileKind::caddy},
      {"haproxy.cfg", FileKind::haproxy},
      {"traefik/dynamic.toml", FileKind::traefik},
      {"grafana/dashboards/api.json", FileKind::grafana},
      {"docker/postgres/init.sql", FileKind::sql},
      {"docker-entrypoint.sh", FileKind::entrypoint},
      {"scripts/deploy.sh", FileKind::script},
      {"run.ps1", FileKind::script},
      {"Makefile", FileKind::makefile},
      {"docs/makefile.md", FileKind::other},
      {"GNUmakefile", FileKind::makefile},
      {"justfile", FileKind::makefile},
      {"Taskfile.yml", FileKind::makefile},
      {".github/workflows/ci.yml", FileKind::ci},
      {".github/dependabot.yml", FileKind::ci},
      {".gitlab-ci.yml", FileKind::ci},
      {"Jenkinsfile.release", FileKind::ci},
      {".circleci/config.yml", FileKind::ci},
      {".woodpecker/build.yaml", FileKind::ci},
      {"package.json", FileKind::package_json},
      {"pnpm-lock.yaml", FileKind::package_lock},
      {"requirements-dev.txt", FileKind::python_manifest},
      {"poetry.lock", FileKind::python_lock},
      {"go.mod", FileKind::go_mod},
      {"Api.csproj", FileKind::dotnet_manifest},
      {".nvmrc", FileKind::toolchain},
      {"src/main.go", FileKind::source},
      {"README.de.md", FileKind::readme},
      {"docs/INSTALL.md", FileKind::documentation},
      {"docs/notes.md", FileKind::other},
      {".seaworthy.yaml", FileKind::seaworthy_config},
      {".hadolint.yaml", FileKind::peer_config},
      {"secrets/db_password.txt", FileKind::secret},
      {"src/secrets/index.ts", FileKind::source},
      {"ssl/server.crt", FileKind::certificate},
      {"logo.png", FileKind::other},
  };
  for (const auto& [path, kind] : cases) {
    const Classified classified = classify_name(path);
    EXPECT_EQ(name(classified.kind), name(kind)) << path;
    EXPECT_TRUE(kind == FileKind::other || !classified.reason.empty()) << path;
  }
}

TEST(ClassifyName, AsksForTheContentOnlyWhereItCouldTell) {
  for (const std::string_view path : {"stack.yml", "api.docker", "site.conf", "fail2ban/filter.d/nginx-deny.conf",
                                      "web-nginx/pool.conf", "bin/deploy", "tls/server.key"}) {
    EXPECT_TRUE(classify_name(path).needs_content) << path;
  }
  for (const std::string_view path : {"LICENSE", ".prettierrc", "logo.png", "data.json", "notes.md", "main.ts",
                                      "docker-compose.yml.bak", "docker-compose.dev.yml.DEPRECATED"}) {
    EXPECT_FALSE(classify_name(path).needs_content) << path;
  }
}

TEST(ClassifyContent, ReadsWhatTheNameHides) {
  const struct {
    std::string_view path, text;
    FileKind kind;
  } cases[] = {
      {"stack.yml", "x-a: &a {}\nservices:\n  web:\n    image: nginx\n", FileKind::compose},
      {"stack.yml", "\"services\" :\n  web:\n    build: .\n", FileKind::compose},
      {"catalog.yml", "metadata: {}\nservices:\n  web:\n    container_name: web\n", FileKind::other},
      {"app.yml", "title: a\nicon: b\ncategory: c\nservices:\n  web:\n    image: nginx\n", FileKind::other},
      {"stack.yml", "services: {web: {image: nginx}}\n", FileKind::compose},
      {"deploy.yaml", "services:\n  web:\n    image: nginx\nprofiles: {}\ndeployment: {}\n", FileKind::other},
      {"nas.yml", "name: nas\nnetworks:\n  edge: {}\ninclude:\n  - ../apps/web.yml\n", FileKind::compose},
      {"jobs.yml", "include:\n  - local: build.yml\n", FileKind::other},
      {"ci.yml", "services:\n  - docker:dind\njob:\n  image: alpine\n", FileKind::other},
      {"app.yml", "x-app: &app\n  image: a\nservices:\n  web:\n    <<: *app\n", FileKind::compose},
      {"services.yaml", "services:\n  App\\Mailer:\n    arguments: []\n", FileKind::other},
      {"app.yaml", "apiVersion: v1\nkind: Pod\n", FileKind::kubernetes},
      {"prom.yml", "scrape_configs:\n  - job_name: a\n", FileKind::prometheus},
      {"prometheus.yml", "- broken", FileKind::prometheus},
      {"prometheus-alerts.yaml", "- alert: Down\n  expr: up == 0\n", FileKind::other},
      {"p.yml", "clients:\n  - url: x\nscrape_configs:\n", FileKind::promtail},
      {"alerts.yml", "groups:\n  - rules:\n      - expr: up\n", FileKind::prometheus_rules},
      {"alert.rules", "groups:\n  - rules:\n      - expr: up\n", FileKind::prometheus_rules},
      {"99-disk.rules", "KERNEL==\"sd*\", MODE=\"0660\"\n", FileKind::other},
      {"am.yml", "route:\n  receiver: a\nreceivers:\n  - name: a\n", FileKind::alertmanager},
      {"loki/config.yml", "schema_config:\n", FileKind::loki},
      {"t.yml", "entryPoints:\n  web:\n", FileKind::traefik},
      {"dynamic.yml", "http:\n  routers:\n", FileKind::traefik},
      {"ds.yml", "apiVersion: 1\ndatasources:\n", FileKind::grafana},
      {"site.conf", "server {\n  listen 80;\n}\n", FileKind::nginx},
      {"one-line.conf", "server { listen 80; root /srv; }\n", FileKind::nginx},
      {"headers.conf", "add_header X-Frame-Options DENY always;\n", FileKind::nginx},
      {"lb.conf", "frontend web\n  bind *:80\n", FileKind::haproxy},
      {"redis.conf", "maxmemory 1gb\n", FileKind::other},
      {"service.conf", "http {\n  port = 8085\n  port = ${?HTTP_PORT}\n}\n", FileKind::other},
      {"bin/deploy", "#!/bin/sh\n", FileKind::script},
      {"docker-compose.prod", "services:\n  web:\n    image: nginx\n", FileKind::compose},
      {"compose.staging", "networks:\n  edge: {}\n", FileKind::compose},
      {"docker-compose.log", "web-1 | services: started\n", FileKind::other},
      {"docker/web", "# base\nFROM alpine\nRUN true\n", FileKind::dockerfile},
      {"notes", "FROM here to there\n", FileKind::other},
      {"a.key", "-----BEGIN RSA PRIVATE KEY-----\n", FileKind::secret},
      {"a.pem", "-----BEGIN CERTIFICATE-----\n", FileKind::certificate},
      {"gpu.hcl", "# for boards\ntarget gpu {\n  dockerfile = \"gpu/Dockerfile\"\n}\n", FileKind::bake},
      {"pkg/testdata/any.yml", "services:\n  web:\n    image: nginx\n", FileKind::other},
      {"main.hcl", "resource \"x\" \"target\" {\n  context = 1\n}\n", FileKind::other},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(name(classify_content(test.path, test.text).kind), name(test.kind)) << test.path << ": " << test.text;
  }
}

TEST(RoleOfPath, FoldersOfTestsAndExamplesDecideThenTheNameThenTheNearestFolder) {
  const std::pair<std::string_view, Role> cases[] = {
      {"Dockerfile", Role::unknown},
      {"Dockerfile.prod", Role::production},
      {"docker-compose.production-secure.yml", Role::production},
      {"compose.dev.yaml", Role::development},
      {"prod/Dockerfile", Role::production},
      {"prod/Dockerfile.dev", Role::development},
      {"dev/prod/Dockerfile", Role::production},
      {"tests/prod/compose.yml", Role::test},
      {"examples/compose.prod.yml", Role::example},
      {".github/workflows/ci.yml", Role::ci},
      {".env.example", Role::template_file},
      {".env.production.template", Role::template_file},
      {"latest/Dockerfile", Role::unknown},
      {"attestation.yml", Role::unknown},
      {"Dockerfile.DEV", Role::development},
      {"Dockerfile.tilt", Role::development},
      {"internal/suites/mail/Dockerfile", Role::test},
      {"docker/develop/Dockerfile", Role::development},
      {".ddev/docker-compose.cache.yaml", Role::development},
      {".hive-backup/before/compose.prod.yml", Role::example},
      {"backup_20250617/compose.prod.yml", Role::example},
      {"ops/backup/compose.prod.yml", Role::production},
  };
  for (const auto& [path, role] : cases) EXPECT_EQ(name(role_of_path(path)), name(role)) << path;
  EXPECT_EQ(explain_role("prod/Dockerfile").word, "prod");
  EXPECT_TRUE(explain_role("prod/Dockerfile").in_folder);
}

}  // namespace
}  // namespace seaworthy::discover
