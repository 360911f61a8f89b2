#include "project/link.h"

#include <gtest/gtest.h>

#include "project/container_files.h"
#include "project/testing.h"

namespace seaworthy::project {
namespace {

using Names = std::vector<std::string>;

Names stack_names(const Project& project) {
  Names names;
  for (const Stack& stack : project.stacks) names.push_back(stack.name);
  return names;
}

const Service& service(const Project& project, std::string_view name) { return *project.stacks.front().service(name); }

Names words(const CommandInForce& command) { return {command.words.begin(), command.words.end()}; }

constexpr const char* one_service = "services:\n  web:\n    image: nginx\n";
constexpr const char* overlay = "services:\n  web:\n    ports: ['80:80']\n";

TEST(Files, ATemplateOfADockerfileIsNotRead) {
  const auto project = link_files({{"Dockerfile", "FROM debian:12\n{{#files}}\nCOPY {{source}} /srv\n{{/files}}\n"},
                                   {"jinja.Dockerfile", "FROM debian:12\n{%- if x %}\nRUN make\n{%- endif %}\n"},
                                   {"maven/Dockerfile", "FROM ${base.image}\nCOPY ${artifact}.jar /srv/\n"},
                                   {"maven/web.Dockerfile", "FROM node:24\nWORKDIR ${package.folder}\n"},
                                   {"plain.Dockerfile", "FROM debian:12\nRUN echo '\\\n{{ x }}'\n"},
                                   {"posix.Dockerfile", "ARG VERSION\nFROM debian:${VERSION-12.1}\n"}});
  ASSERT_EQ(project->dockerfiles.size(), 2u);
  EXPECT_EQ(project->dockerfiles.front().path, "plain.Dockerfile");
  ASSERT_EQ(project->unread.size(), 4u);
  EXPECT_EQ(project->unread.front().path, "Dockerfile");
  EXPECT_EQ(project->file("Dockerfile")->kind, FileKind::other);
}

// --- Stacks ---

TEST(Stacks, ADefaultFileTakesItsOverride) {
  EXPECT_EQ(stack_names(*link_files({{"compose.yaml", one_service}, {"compose.override.yaml", overlay}})),
            (Names{"compose.yaml + compose.override.yaml"}));
  EXPECT_EQ(stack_names(*link_files({{"docker-compose.yml", one_service}, {"compose.yaml", one_service}})),
            (Names{"compose.yaml", "docker-compose.yml"}));
}

TEST(Stacks, AFileThatOnlyIncludesStartsWhatItIncludes) {
  const auto project = link_files({{"hosts/one.yml", "name: one\ninclude:\n  - ../apps/web.yml\n"},
                                   {"apps/web.yml", one_service},
                                   {"apps/spare.yml", one_service}});
  EXPECT_EQ(stack_names(*project), (Names{"apps/spare.yml", "hosts/one.yml"}));
  EXPECT_EQ(project->stacks[1].services.size(), 1U);
}

TEST(Stacks, CombinationsOfScripts) {
  const auto project =
      link_files({{"compose.yaml", one_service},
                  {"prod.compose.yaml", overlay},
                  {"ops/deploy.sh",
                   "#!/bin/sh\ncd \"$(dirname \"$0\")/..\"\nFILES=\"-f compose.yaml -f prod.compose.yaml\"\n"
                   "docker compose $FILES --profile x up -d\ndocker compose $FILES logs\n"}});
  EXPECT_EQ(stack_names(*project), (Names{"compose.yaml", "compose.yaml + prod.compose.yaml",
                                          "compose.yaml + prod.compose.yaml (profile x)"}));
  EXPECT_EQ(quoted(*project, project->stacks[2].entry), "ops/deploy.sh:4: docker compose $FILES --profile x up -d");
  ASSERT_EQ(project->compose_commands.size(), 2u);
  EXPECT_EQ(project->compose_commands[0].stack, 2);
}

TEST(Stacks, MakeReadmeCiAndSwarm) {
  const auto project = link_files(
      {{"a/compose.yaml", one_service},
       {"b.yml", one_service},
       {"c.yml", one_service},
       {"Makefile", "DC = docker-compose -f b.yml\nup:\n\t@$(DC) up -d\n"},
       {"README.md", "```sh\ncd a && docker compose --profile debug up\n```\n"},
       {".github/workflows/x.yml",
        "on: push\njobs:\n  d:\n    runs-on: x\n    steps:\n      - run: docker stack deploy -c c.yml s\n"}});
  EXPECT_EQ(stack_names(*project),
            (Names{"a/compose.yaml", "a/compose.yaml (profile debug)", "b.yml", "c.yml on Swarm"}));
}

TEST(Stacks, OfSwarmReplaceTheDefaultUnlessComposeStartsItToo) {
  using Entries = std::vector<std::pair<std::string, std::string>>;
  const Entries deployed = {{"docker-compose.yml", one_service},
                            {"go.sh", "docker stack deploy -c docker-compose.yml s\n"}};
  EXPECT_EQ(stack_names(*link_files(deployed)), Names{"docker-compose.yml on Swarm"});
  Entries both = deployed;
  both.push_back({"dev.sh", "docker compose up -d\n"});
  EXPECT_EQ(stack_names(*link_files(both)), (Names{"docker-compose.yml", "docker-compose.yml on Swarm"}));
  Entries built = deployed;
  built.push_back({"build.sh", "docker compose build\n"});
  EXPECT_EQ(stack_names(*link_files(built)), Names{"docker-compose.yml on Swarm"});
}

TEST(Stacks, ProfilesOfAMergeKeyCount) {
  EXPECT_EQ(
      stack_names(*link_files({{"compose.yaml",
                                "x-tool: &tool\n  profiles: [tools]\nservices:\n  a:\n    <<: *tool\n    image: b:1\n"
                                "  c:\n    image: d:1\n"}})),
      (Names{"compose.yaml", "compose.yaml (profile tools)"}));
}

TEST(Stacks, FragmentsAreNoStacks) {
  EXPECT_EQ(stack_names(*link_files({{"docker-compose.yml", one_service}, {"docker-compose.prod.yml", overlay}})),
            (Names{"docker-compose.yml", "docker-compose.yml + docker-compose.prod.yml"}));
  EXPECT_EQ(stack_names(*link_files({{"docker-compose.prod.yml", overlay}})), Names{});
  EXPECT_EQ(
      stack_names(*link_files({{"compose.yaml", "include: [part/extra.yml]\n"}, {"part/extra.yml", one_service}})),
      (Names{"compose.yaml"}));
}

/// Compose takes the empty profile for one that is always asked for; a default is a profile as well.
TEST(Stacks, ProfilesFromVariables) {
  const auto project = link_files({{"compose.yaml",
                                    "services:\n  a:\n    image: b:1\n    profiles: [\"${A_PROFILE:-}\"]\n"
                                    "  c:\n    image: b:1\n    profiles: [\"${C_PROFILE:-tools}\"]\n"}});
  EXPECT_EQ(stack_names(*project), (Names{"compose.yaml", "compose.yaml (profile tools)"}));
}

TEST(Stacks, DotEnvNamesFilesAndProfiles) {
  EXPECT_EQ(stack_names(*link_files({{"compose.yaml", one_service},
                                     {"compose.more.yml", overlay},
                                     {".env", "COMPOSE_FILE=compose.yaml:compose.more.yml\nCOMPOSE_PROFILES=a,b\n"}})),
            (Names{"compose.yaml + compose.more.yml (profiles a, b)"}));
}

/// What COMPOSE_FILE lays over another file is not started by itself, even under the name that Compose looks for.
TEST(Stacks, LaidOverFilesAreNoStacks) {
  EXPECT_EQ(stack_names(*link_files({{"compose.yaml", one_service},
                                     {"more/compose.yaml", overlay},
                                     {".env.example", "COMPOSE_FILE=compose.yaml:more/compose.yaml\n"}})),
            (Names{"compose.yaml", "compose.yaml + more/compose.yaml"}));
}

/// Of several templates of `.env` the one for the same surroundings says what will be set.
TEST(Stacks, TemplatesForTheirSurroundings) {
  const auto project = link_files(
      {{"compose.prod.yml", "services:\n  a: {image: 'b:1', environment: {SITE: '${SITE}', MAIL: '${MAIL}'}}\n"},
       {"compose.yaml", "services:\n  a: {image: 'b:1', environment: {SITE: '${SITE}', MAIL: '${MAIL}'}}\n"},
       {".env.example", "SITE=http://localhost\nMAIL=nobody\n"},
       {".env.production.example", "SITE=https://shop.example\n"}});
  ASSERT_EQ(project->stacks.size(), 2u);
  const auto value = [&](std::size_t stack, std::string_view name) {
    const compose::EnvironmentEntry* const entry = project->stacks[stack].services[0]->definition->variable(name);
    return std::string(entry != nullptr ? entry->value.value_or("-") : "none");
  };
  EXPECT_EQ(value(0, "SITE"), "https://shop.example");
  EXPECT_EQ(value(0, "MAIL"), "");
  EXPECT_EQ(value(1, "SITE"), "http://localhost");
  EXPECT_EQ(value(1, "MAIL"), "nobody");
}

/// Scripts of package.json are followed to what they start, in the member of a workspace that is meant.
TEST(Services, FollowPackageScripts) {
  const auto line = [](std::string command) {
    const auto project = link_files(
        {{"compose.yaml", "services:\n  api: {build: ., command: " + command + "}\n"},
         {"Dockerfile", "FROM node:24\nWORKDIR /srv\nCOPY . .\n"},
         {"package.json", R"({"workspaces": ["apps/*"], "scripts": {"start": "npm run migrate && npm run serve",)"
                          R"( "serve": "NODE_ENV=production node main.js", "site": "next start -p ${SITE_PORT:=4000}",)"
                          R"( "moved": "PORT=1 node x.js"}})"},
         {"apps/api/package.json", R"({"name": "@shop/api", "scripts": {"start": "node dist/main.js"}})"}});
    const ProgramLine found = program_line(*project, *project->stacks[0].services[0]);
    std::string result = found.folder + ":";
    for (const std::string_view word : found.words) result += " " + std::string(word);
    return result;
  };
  EXPECT_EQ(line("npm start"), "/srv: node main.js");
  EXPECT_EQ(line("npm run site -- --keepAliveTimeout 5"), "/srv: next start -p 4000 --keepAliveTimeout 5");
  EXPECT_EQ(line("npm --workspace apps/api run start"), "/srv/apps/api: node dist/main.js");
  EXPECT_EQ(line("npm run start -w @shop/api"), "/srv/apps/api: node dist/main.js");
  EXPECT_EQ(line("sh -c 'true && pnpm --filter @shop/api start'"), "/srv/apps/api: node dist/main.js");
  EXPECT_EQ(line("npm --prefix apps/api start"), "/srv/apps/api: node dist/main.js");
  EXPECT_EQ(line("npm run moved"), "/srv: PORT=1 node x.js");
}

TEST(Stacks, MissingFilesMakeNoStackButAreKnown) {
  const auto project = link_files({{"compose.yaml", one_service}, {"run.sh", "docker compose -f gone.yml up\n"}});
  EXPECT_EQ(stack_names(*project), (Names{"compose.yaml"}));
  ASSERT_EQ(project->compose_commands.size(), 1u);
  EXPECT_EQ(project->compose_commands[0].missing.size(), 1u);
  EXPECT_EQ(project->compose_commands[0].stack, -1);
}

TEST(Stacks, Roles) {
  const auto project = link_files({{"compose.prod.yml", one_service},
                                   {"compose.yaml", "services:\n  web: {build: ., volumes: ['.:/app']}\n"},
                                   {"Dockerfile", "FROM node:20\n"}});
  EXPECT_EQ(project->stacks[0].role, Role::production);
  EXPECT_EQ(project->stacks[1].role, Role::development);
  EXPECT_EQ(project->stacks[1].role_reason.substr(0, 36), "service `web` mounts its own source;");
}

TEST(Stacks, AScriptSaysAtItsHeadThatItDeploysForProduction) {
  const auto role_with = [](std::string_view script) {
    return link_files(
               {{"compose.full.yml", "services:\n  web: {build: ., volumes: ['.:/app'], command: [x, --reload]}\n"},
                {"Dockerfile", "FROM node:20\n"},
                {"deploy.sh", std::string(script)}})
        ->stacks[0]
        .role;
  };
  EXPECT_EQ(role_with("#!/bin/sh\n\n# Shop: production deployment\nset -e\ndocker compose -f compose.full.yml up -d\n"),
            Role::production);
  EXPECT_EQ(role_with("#!/bin/sh\n# Deploys a copy, not for production\ndocker compose -f compose.full.yml up -d\n"),
            Role::development);
  EXPECT_EQ(role_with("#!/bin/sh\ndocker compose -f compose.full.yml up -d\n# production deployment\n"),
            Role::development);
}

// --- Builds ---

TEST(Builds, ServicesCommandsActionsAndBake) {
  const auto project = link_files(
      {{"compose.yaml", "services:\n  a: {build: {context: app, dockerfile: prod.Dockerfile, target: two}}\n"},
       {"app/prod.Dockerfile", "FROM node:20 AS one\nFROM one AS two\n"},
       {"app/.dockerignore", "x\n"},
       {"Dockerfile", "FROM scratch\n"},
       {"build.sh", "docker buildx build --platform linux/amd64 -t x --target two -f app/prod.Dockerfile app\n"},
       {".github/workflows/ci.yml",
        "jobs:\n  b:\n    strategy: {matrix: {d: [app/prod.Dockerfile, Dockerfile]}}\n    steps:\n"
        "      - uses: docker/build-push-action@v5\n        with: {file: '${{ matrix.d }}', push: true}\n"},
       {"docker-bake.hcl",
        "target \"base\" { context = \"app\" }\ntarget \"x\" {\n  inherits = [\"base\"]\n  dockerfile = "
        "\"prod.Dockerfile\"\n}\n"}});
  ASSERT_EQ(project->dockerfiles.size(), 2u);
  const Dockerfile& prod = project->dockerfiles[1];
  EXPECT_EQ(prod.path, "app/prod.Dockerfile");
  EXPECT_EQ(prod.ignore_file->path, "app/.dockerignore");
  Names uses;
  for (const BuildUse& use : prod.builds)
    uses.push_back(std::string(use.service != nullptr ? use.service->name : "-") + " " + std::string(use.context) +
                   " " + std::string(use.target));
  EXPECT_EQ(uses, (Names{"a app two", "-  ", "- app two", "- app "}));
  EXPECT_EQ(project->dockerfiles[0].builds.size(), 1u);
  EXPECT_TRUE(project->build_commands[0].pushes);
}

TEST(Builds, InlineDockerfiles) {
  const auto project = link_files(
      {{"compose.yaml",
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM alpine:3.19\n        USER 1000\n"}});
  ASSERT_EQ(project->dockerfiles.size(), 1u);
  EXPECT_EQ(project->dockerfiles[0].path, "compose.yaml (service `a`, inline)");
  EXPECT_EQ(service(*project, "a").user.value, "1000");
  EXPECT_EQ(quoted(*project, service(*project, "a").user.span), "compose.yaml:6: 1000");
}

// --- In force ---

TEST(InForce, EntrypointAndCommandFollowTheEngine) {
  const char* const dockerfile = "FROM alpine\nENTRYPOINT [\"/e\"]\nCMD [\"c\"]\n";
  const auto in_force = [&](const std::string& keys) {
    const auto project =
        link_files({{"compose.yaml", "services:\n  a:\n    build: .\n" + keys}, {"Dockerfile", dockerfile}});
    Names all = words(service(*project, "a").entrypoint);
    all.emplace_back("|");
    for (std::string& word : words(service(*project, "a").command)) all.push_back(std::move(word));
    return all;
  };
  EXPECT_EQ(in_force(""), (Names{"/e", "|", "c"}));
  EXPECT_EQ(in_force("    command: x y\n"), (Names{"/e", "|", "x", "y"}));
  EXPECT_EQ(in_force("    entrypoint: [z]\n"), (Names{"z", "|"}));
  EXPECT_EQ(in_force("    entrypoint: []\n"), (Names{"|", "c"}));
}

TEST(InForce, ShellFormAndScriptsInsideCommands) {
  const auto project = link_files(
      {{"compose.yaml",
        "services:\n  a: {build: .}\n  b:\n    image: alpine\n    command: ['sh', '-c', \"echo $$HOME && exec app\"]\n"
        "  c:\n    image: alpine\n    entrypoint: /bin/sh\n    command:\n      - -c\n      - |\n        one\n        "
        "two\n"},
       {"Dockerfile", "FROM alpine\nCMD node app.js\n"}});
  EXPECT_EQ(words(service(*project, "a").command), (Names{"/bin/sh", "-c", "node app.js"}));
  const shell::Script* const b = service(*project, "b").command.script;
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(quoted(*project, b->commands[0]->span), "compose.yaml:5: echo $$HOME");
  EXPECT_EQ(quoted(*project, b->commands[1]->span), "compose.yaml:5: exec app");
  const shell::Script* const c = service(*project, "c").command.script;
  ASSERT_NE(c, nullptr);
  EXPECT_EQ(quoted(*project, c->commands[1]->span), "compose.yaml:13: two");
}

TEST(InForce, UserFolderPortsAndProbe) {
  const auto project = link_files({{"compose.yaml",
                                    "services:\n  a: {build: ., environment: {PORT: 4000}}\n  b: {build: ., user: '0', "
                                    "healthcheck: {interval: 5s}}\n"
                                    "  c: {build: ., healthcheck: {disable: true}}\n  d: {image: postgres:16}\n"},
                                   {"Dockerfile",
                                    "FROM node:20-alpine\nWORKDIR /app\nUSER node\nEXPOSE 3000\nHEALTHCHECK "
                                    "--interval=1m --retries=5 CMD wget -q localhost:3000\n"}});
  const Service& a = service(*project, "a");
  EXPECT_EQ(a.runs_as_root(), false);
  EXPECT_EQ(a.working_dir.value, "/app");
  ASSERT_EQ(a.ports.size(), 2u);
  EXPECT_EQ(a.ports[0].port, 4000);
  EXPECT_EQ(a.ports[1].port, 3000);
  EXPECT_EQ(a.probe.interval, 60'000'000'000);
  EXPECT_EQ(a.probe.retries, 5);
  const Service& b = service(*project, "b");
  EXPECT_EQ(b.runs_as_root(), true);
  EXPECT_EQ(b.probe.interval, 5'000'000'000);
  EXPECT_EQ(b.probe.from, Provenance::dockerfile);
  EXPECT_TRUE(service(*project, "c").probe.disabled);
  const Service& d = service(*project, "d");
  EXPECT_EQ(d.kind, knowledge::ImageKind::database);
  EXPECT_EQ(d.runs_as_root(), false);
  EXPECT_TRUE(d.drops_root);
}

TEST(InForce, EntrypointScriptsAreFollowed) {
  const auto project = link_files(
      {{"compose.yaml",
        "services:\n  a: {build: .}\n  b: {build: {context: ., dockerfile: two.Dockerfile}}\n"
        "  c: {image: alpine, command: /scripts/run.sh, volumes: ['./ops:/scripts:ro']}\n"
        "  d: {build: {context: ., dockerfile: shell.Dockerfile}}\n"},
       {"shell.Dockerfile", "FROM alpine\nCOPY ops/run.sh /app/\nCMD mkdir -p /run/app && sh /app/run.sh\n"},
       {"Dockerfile", "FROM alpine\nCOPY ops/start.sh /usr/local/bin/\nENTRYPOINT [\"tini\", \"--\", \"start.sh\"]\n"},
       {"two.Dockerfile",
        "FROM alpine\nCOPY <<EOF /entry.sh\n#!/bin/sh\nexec su-exec app \"$@\"\nEOF\nENTRYPOINT [\"/entry.sh\"]\n"},
       {"ops/start.sh", "#!/bin/sh\nexec node app.js\n"},
       {"ops/run.sh", "#!/bin/sh\nrun\n"}});
  EXPECT_EQ(service(*project, "a").entrypoint_script->path, "ops/start.sh");
  EXPECT_NE(service(*project, "b").startup, nullptr);
  EXPECT_TRUE(service(*project, "b").drops_root);
  EXPECT_EQ(service(*project, "c").entrypoint_script->path, "ops/run.sh");
  EXPECT_EQ(service(*project, "d").entrypoint_script->path, "ops/run.sh");
}

TEST(InForce, ToolsOfTheFinalImage) {
  const auto project = link_files(
      {{"compose.yaml", "services:\n  a: {build: .}\n  s: {build: {context: ., dockerfile: scratch.Dockerfile}}\n"},
       {"Dockerfile",
        "FROM golang:1.23 AS build\nFROM debian:12-slim\nRUN apt-get update && apt-get install -y "
        "--no-install-recommends curl postgresql-client\n"
        "RUN apt-get purge -y curl\nCOPY --from=build /out/app /usr/local/bin/app\n"},
       {"scratch.Dockerfile", "FROM scratch\nCOPY app /app\n"}});
  EXPECT_EQ(service(*project, "a").has_tool("psql"), true);
  EXPECT_EQ(service(*project, "a").has_tool("curl"), false);
  EXPECT_EQ(service(*project, "a").has_tool("app"), true);
  EXPECT_EQ(service(*project, "a").has_tool("wget"), false);
  EXPECT_EQ(service(*project, "s").has_tool("curl"), false);
}

// --- Uses ---

TEST(Uses, FilesKnowWhoUsesThem) {
  const auto project = link_files(
      {{"compose.yaml",
        "services:\n  a:\n    build: .\n    env_file: a.env\n    volumes: ['./nginx.conf:/etc/nginx/nginx.conf']\n"},
       {"Dockerfile", "FROM nginx\nCOPY ops/run.sh /run.sh\n"},
       {"a.env", "X=1\n"},
       {"nginx.conf", "events {}\n"},
       {"ops/run.sh", "#!/bin/sh\n./other.sh\n"},
       {"ops/other.sh", "#!/bin/sh\n"},
       {"Makefile", "up:\n\tdocker compose up\n"}});
  const auto uses = [&](std::string_view path) {
    Names names;
    for (const Use& use : project->file(path)->used_by)
      names.push_back(use.by + " " + std::string(use.how) + " @ " + quoted(*project, use.span));
    return names;
  };
  EXPECT_EQ(uses("Dockerfile"), (Names{"service `a` builds @ compose.yaml:3: ."}));
  EXPECT_EQ(uses("a.env"), (Names{"service `a` env_file @ compose.yaml:4: a.env"}));
  EXPECT_EQ(uses("nginx.conf"), (Names{"service `a` mounts @ compose.yaml:5: './nginx.conf:/etc/nginx/nginx.conf'"}));
  EXPECT_EQ(uses("ops/run.sh"), (Names{"Dockerfile copies @ Dockerfile:2: ops/run.sh"}));
  EXPECT_EQ(uses("ops/other.sh"), (Names{"ops/run.sh runs @ ops/run.sh:2: ./other.sh"}));
  EXPECT_EQ(uses("compose.yaml"), (Names{"Makefile target `up` loads by default @ Makefile:2: docker compose up"}));
  EXPECT_EQ(project->file("nginx.conf")->stacks, (std::vector<std::uint32_t>{0}));
}

// --- The tree ---

TEST(Tree, StatesChildrenAndNearMisses) {
  const auto project = link_files({{"compose.yaml", one_service},
                                   {"docker/nginx.conf", "events {}\n"},
                                   {"docker/x/y.txt", ""},
                                   {"docker-x/z.txt", ""},
                                   {"node_modules/a/b.js", ""}});
  EXPECT_EQ(project->path_state("docker/nginx.conf"), PathState::file);
  EXPECT_EQ(project->path_state("docker/"), PathState::directory);
  EXPECT_EQ(project->path_state("docker/gone"), PathState::missing);
  EXPECT_EQ(project->path_state("../x"), PathState::outside);
  EXPECT_EQ(project->path_state("node_modules/a/b.js"), PathState::unknown);
  EXPECT_EQ(project->children("docker"), (std::vector<std::string_view>{"docker/nginx.conf", "docker/x"}));
  EXPECT_EQ(project->nearest_path("docker/ngnix.conf"), "docker/nginx.conf");
  EXPECT_EQ(project->nearest_path("config/nginx.conf"), "docker/nginx.conf");
  EXPECT_EQ(project->nearest_path("docker/unlike-anything"), "");
}

TEST(Tree, FindsEveryPathAndNoOther) {
  std::vector<std::pair<std::string, std::string>> files;
  for (int number = 0; number < 300; ++number)
    files.emplace_back("folder-" + std::to_string(number % 7) + "/" + std::to_string(number), "");
  const auto project = link_files(files);
  EXPECT_EQ(project->tree.size(), 307u);
  for (const Project::TreePath& path : project->tree) EXPECT_EQ(project->entry(path.path), &path);
  for (const std::string_view other : {"", "folder-", "folder-1/", "folder-1/0", "folder-7", "300"})
    EXPECT_EQ(project->entry(other), nullptr) << other;
  EXPECT_EQ(project->children("folder-6").size(), 42u);
  EXPECT_EQ(project->children("").size(), 7u);
}

TEST(Link, TheSameModelAtAnyThreadCount) {
  std::vector<std::pair<std::string, std::string>> files;
  for (int number = 0; number < 40; ++number)
    files.emplace_back("s" + std::to_string(number) + "/compose.yaml", one_service);
  const std::unique_ptr<FileSystem> disk = in_memory(files);
  const auto one = link(discover::discover(*disk, 1), "test", 1);
  const auto four = link(discover::discover(*disk, 4), "test", 4);
  EXPECT_EQ(stack_names(*one), stack_names(*four));
  EXPECT_EQ(one->services.size(), 40u);
}

TEST(Link, AnEmptyTreeIsFine) {
  const auto project = link_files({});
  EXPECT_TRUE(project->stacks.empty());
  EXPECT_EQ(project->path_state(""), PathState::directory);
}

// --- Standalone images ---

Names standalone(const Project& project) {
  Names names;
  for (const Service& image : project.standalone_images) names.emplace_back(image.name);
  return names;
}

TEST(StandaloneImages, AStageThatNoServiceBuildsIsOne) {
  const auto project =
      link_files({{"compose.yaml", "services:\n  api:\n    build: {context: api, target: dev}\n"},
                  {"api/Dockerfile", "FROM node:24 AS dev\nFROM dev AS ship\nUSER node\nCMD [\"a\"]\n"},
                  {"job/Dockerfile", "FROM alpine:3.22\nCOPY job.sh /\n"},
                  {"job/job.sh", "#!/bin/sh\n"}});
  ASSERT_EQ(standalone(*project), (Names{"api/Dockerfile", "job/Dockerfile"}));
  const Service& image = project->standalone_images.front();
  EXPECT_TRUE(image.standalone);
  EXPECT_EQ(image.user.value, "node");
  EXPECT_EQ(words(image.command), (Names{"a"}));
  EXPECT_EQ(&project->container(image.number), &image);
  EXPECT_EQ(image.stack->service("api/Dockerfile"), &image);
  EXPECT_EQ(project->stacks.size(), 1u);
  EXPECT_EQ(project->services.size(), 1u);
}

TEST(StandaloneImages, TargetsOfCommandsAreNamedWithTheirStage) {
  const auto project = link_files({{"Dockerfile", "FROM alpine:3.22 AS job\nFROM alpine:3.22 AS web\n"},
                                   {"build.sh", "docker build --target job -t job .\n"}});
  EXPECT_EQ(standalone(*project), (Names{"Dockerfile:job", "Dockerfile"}));
}

TEST(StandaloneImages, AStageThatNothingNeedsIsOneWhenItSaysWhatItStarts) {
  const auto project = link_files({{"Dockerfile",
                                    "FROM alpine:3.22 AS base\nCMD [\"base\"]\n"
                                    "FROM base AS api\nCMD [\"api\"]\n"
                                    "FROM base AS silent\n"
                                    "FROM base AS development\nCMD [\"dev\"]\n"
                                    "FROM base AS tests\nCMD [\"test\"]\n"
                                    "FROM base AS web\nCMD [\"web\"]\n"}});
  EXPECT_EQ(standalone(*project), (Names{"Dockerfile:api", "Dockerfile"}));
}

TEST(StandaloneImages, ABaseForOthersIsNone) {
  const auto project = link_files(
      {{"Dockerfile", "FROM node:24\nONBUILD COPY . /app\nCMD [\"node\", \"/app/main.js\"]\n"}, {"main.js", ""}});
  EXPECT_TRUE(project->standalone_images.empty());
}

TEST(StandaloneImages, WhatAGuessedContextLacksLeavesTheImageUnknown) {
  const auto project = link_files({{"job/Dockerfile", "FROM alpine:3.22\nCOPY elsewhere/job.sh /\n"}});
  EXPECT_TRUE(project->standalone_images.empty());
}

}  // namespace
}  // namespace seaworthy::project
