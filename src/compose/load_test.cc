#include "compose/load.h"

#include <gtest/gtest.h>

#include <string>

#include "compose/config.h"
#include "compose/explain.h"
#include "compose/memory_files.h"

namespace seaworthy::compose {
namespace {

class LoadTest : public testing::Test {
 protected:
  const Model& load(std::vector<std::string> files = {"compose.yaml"}) {
    request_.files = std::move(files);
    request_.root_name = "shop";
    model_ = compose::load(request_, files_, arena_);
    return *model_;
  }
  /// "kind path:line:column" of each problem, a line each.
  std::string problems() const {
    std::string all;
    for (const Problem& problem : model_->problems) {
      all += problem.kind;
      if (problem.span.valid()) all += " " + place(problem.span);
      all += '\n';
    }
    return all;
  }
  std::string place(Span span) const {
    const Source& source = files_.sources()[span.file];
    const Place at = source.place(span.begin);
    return std::string(source.path()) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  }
  std::string bytes(Span span) const { return std::string(files_.sources().text(span)); }
  std::string printed() const {
    ConfigRequest request;
    request.root = "/srv";
    return config(*model_, request);
  }

  MemoryFiles files_;
  Request request_;
  Arena arena_;
  const Model* model_ = nullptr;
};

TEST_F(LoadTest, AFileOfAVersionAloneIsEmpty) {
  files_.add("compose.yaml", "version: '3.8'\n");
  EXPECT_FALSE(load().loaded);
  EXPECT_EQ(problems(), "compose-yaml-invalid compose.yaml:1:1\ncompose-version-obsolete compose.yaml:1:1\n");
}

TEST_F(LoadTest, WhatHasATagOfItsOwnIsText) {
  files_.add("compose.yaml",
             "services:\n  web: {image: x, environment: {A: !override 1.50, B: !override null, C: 1.50}}\n");
  EXPECT_TRUE(load().loaded);
  const auto& entries = model_->services[0].environment;
  EXPECT_EQ(entries[0].value, "1.50");
  EXPECT_EQ(entries[1].value, "null");
  EXPECT_EQ(entries[2].value, "1.5");
  files_.add("other.yaml", "services:\n  web: {image: x}\nvolumes:\n  data: !override\n");
  EXPECT_FALSE(load({"other.yaml"}).loaded);
}

TEST_F(LoadTest, ASecretNeedsASource) {
  files_.add("compose.yaml", "services:\n  web: {image: x, secrets: [{target: a}], configs: [{target: b}]}\n");
  EXPECT_FALSE(load().loaded);
  EXPECT_EQ(problems(),
            "compose-undefined-reference compose.yaml:2:29\ncompose-undefined-reference compose.yaml:2:53\n");
}

TEST_F(LoadTest, PortsAsNumbersAndAsTextAreTwo) {
  files_.add(
      "compose.yaml",
      "services:\n  web:\n    image: x\n    ports:\n    - '80:80'\n    - {target: 80, published: 80, mode: host}\n"
      "    - {target: 80, published: 80}\n    - {target: 80, published: '80', name: http}\n");
  EXPECT_TRUE(load().loaded);
  ASSERT_EQ(model_->services[0].ports.size(), 2U);
}

TEST_F(LoadTest, ALaterEnvFileSeesItsOwnVariablesFirst) {
  files_.add("compose.yaml", "services:\n  web: {image: 'x:${TAG}', user: '${BOTH}', hostname: '${OLD}'}\n");
  files_.add("a.env", "TAG=1\nFIRST=a\n");
  files_.add("b.env", "TAG=2\nBOTH=${TAG}\nOLD=${FIRST}\n");
  request_.env_files = {"a.env", "b.env"};
  EXPECT_TRUE(load().loaded);
  EXPECT_EQ(model_->services[0].user.value, "2");
  EXPECT_EQ(model_->services[0].hostname.value, "a");
}

TEST_F(LoadTest, OnlyWhatIsReadOrMadeNormalGetsAName) {
  files_.add("compose.yaml", "services:\n  web: {image: x}\n");
  request_.interpolate = false;
  EXPECT_NE(load().normalized->get("name"), nullptr);
  request_.normalize = false;
  EXPECT_EQ(load().normalized->get("name"), nullptr);
}

TEST_F(LoadTest, AddressesBeforePortsNeedNoBrackets) {
  files_.add("compose.yaml", "services:\n  web:\n    image: x\n    ports: ['::1:8080:80', '[fe80::1]:81:81']\n");
  EXPECT_TRUE(load().loaded);
  ASSERT_EQ(model_->services[0].ports.size(), 2U);
  EXPECT_EQ(model_->services[0].ports[0].host_ip, "::1");
  EXPECT_EQ(model_->services[0].ports[1].host_ip, "fe80::1");
  for (const char* port : {"1::80:80", "80:0"}) {
    files_.add("other.yaml", "services:\n  web:\n    image: x\n    ports: ['" + std::string(port) + "']\n");
    EXPECT_FALSE(load({"other.yaml"}).loaded) << port;
  }
}

TEST_F(LoadTest, ShortFormsBecomeLong) {
  files_.add("compose.yaml",
             "services:\n  web:\n    build: ./web\n    ports: ['127.0.0.1:8000-8001:80-81/udp']\n"
             "    volumes: ['./a:/a/:ro,z', data:/d]\n    depends_on: [db]\n    command: echo 'a b'\n"
             "  db:\n    image: postgres\n    env_file: db.env\nvolumes: {data: {}}\n");
  files_.add("db.env", "A=1\n");
  EXPECT_TRUE(load().loaded);
  EXPECT_EQ(printed(),
            "name: shop\n"
            "services:\n"
            "  db:\n"
            "    environment:\n"
            "      A: \"1\"\n"
            "    image: postgres\n"
            "    networks:\n"
            "      default: null\n"
            "  web:\n"
            "    command:\n"
            "      - echo\n"
            "      - a b\n"
            "    networks:\n"
            "      default: null\n"
            "    volumes:\n"
            "      - type: bind\n"
            "        source: /srv/a\n"
            "        target: /a\n"
            "        read_only: true\n"
            "        bind:\n"
            "          selinux: z\n"
            "      - type: volume\n"
            "        source: data\n"
            "        target: /d\n"
            "        volume: {}\n"
            "    build:\n"
            "      context: /srv/web\n"
            "      dockerfile: Dockerfile\n"
            "    depends_on:\n"
            "      db:\n"
            "        condition: service_started\n"
            "        required: true\n"
            "    ports:\n"
            "      - mode: ingress\n"
            "        host_ip: 127.0.0.1\n"
            "        target: 80\n"
            "        published: \"8000\"\n"
            "        protocol: udp\n"
            "      - mode: ingress\n"
            "        host_ip: 127.0.0.1\n"
            "        target: 81\n"
            "        published: \"8001\"\n"
            "        protocol: udp\n"
            "networks:\n"
            "  default:\n"
            "    name: shop_default\n"
            "volumes:\n"
            "  data:\n"
            "    name: shop_data\n");
}

TEST_F(LoadTest, TypedViewSaysWhatRulesAsk) {
  files_.add(
      "sub/compose.yaml",
      "services:\n  web:\n    image: nginx\n    user: \"0\"\n    cap_add: [NET_ADMIN]\n    privileged: \"true\"\n"
      "    healthcheck: {test: 'curl localhost', interval: 1m}\n    mem_limit: 1g\n"
      "    volumes: ['../shared:/s', '/var/run/docker.sock:/x', '../../out:/o']\n    tmpfs: /run:size=1m\n"
      "    environment: {A: 1, B: }\n    deploy: {replicas: 2}\n");
  const Model& model = load({"sub/compose.yaml"});
  const Service& web = model.services[0];
  EXPECT_EQ(model.project_name, "sub");
  EXPECT_TRUE(web.privileged.value);
  EXPECT_EQ(bytes(web.privileged.entry_span()), "privileged: \"true\"");
  EXPECT_EQ(web.limits.memory.value, 1 << 30);
  EXPECT_EQ(web.replicas.value, 2);
  EXPECT_TRUE(web.healthcheck.shell);
  EXPECT_EQ(web.healthcheck.interval.value, 60'000'000'000);
  EXPECT_EQ(web.healthcheck.test.words[0], "curl localhost");
  ASSERT_EQ(web.mounts.size(), 4u);
  EXPECT_EQ(web.mounts[0].host_path, "shared");
  EXPECT_TRUE(web.mounts[0].inside_root);
  EXPECT_EQ(web.mounts[0].source_text, "../shared");
  EXPECT_EQ(web.mounts[1].host_path, "/var/run/docker.sock");
  EXPECT_FALSE(web.mounts[2].inside_root);
  EXPECT_EQ(web.mounts[3].type, MountType::tmpfs);
  EXPECT_EQ(web.mounts[3].target, "/run");
  EXPECT_EQ(web.variable("A")->value, "1");
  EXPECT_FALSE(web.variable("B")->value.has_value());
  EXPECT_EQ(bytes(web.mounts[1].source->get("target")->span()), "/x");
}

TEST_F(LoadTest, OverridesKeepWhatTheyReplaced) {
  files_.add("compose.yaml",
             "services:\n  web:\n    image: nginx:1\n    environment: {A: a, B: b}\n    ports: ['80:80']\n"
             "    command: [x]\n    labels: [l=1]\n");
  files_.add("b.yaml",
             "services:\n  web:\n    image: nginx:2\n    environment: [A=c]\n    ports: ['81:81']\n    command: [y]\n"
             "    labels: {l: 2}\n");
  const Model& model = load({"compose.yaml", "b.yaml"});
  const Service& web = model.services[0];
  EXPECT_EQ(web.image.value, "nginx:2");
  ASSERT_EQ(web.image.source->origin->overridden.size(), 1u);
  EXPECT_EQ(place(web.image.source->origin->overridden[0]), "compose.yaml:3:12");
  EXPECT_EQ(web.variable("A")->value, "c");
  EXPECT_EQ(web.variable("B")->value, "b");
  EXPECT_EQ(bytes(web.variable("B")->span), "B: b");
  EXPECT_EQ(bytes(web.variable("A")->value_span), "c");
  EXPECT_EQ(web.ports.size(), 2u);
  EXPECT_EQ(web.command.words.size(), 1u);
  EXPECT_EQ(web.labels[0].value->text, "2");
}

TEST_F(LoadTest, ResetAndOverrideTags) {
  files_.add("compose.yaml", "services:\n  web: {image: a, ports: ['80:80'], expose: ['1'], environment: {A: a}}\n");
  files_.add(
      "b.yaml",
      "services:\n  web:\n    ports: !reset []\n    expose: !override ['2']\n    environment: {A: !reset null}\n");
  const Service& web = load({"compose.yaml", "b.yaml"}).services[0];
  EXPECT_TRUE(web.ports.empty());
  ASSERT_EQ(web.expose.size(), 1u);
  EXPECT_EQ(web.expose[0].value, "2");
  EXPECT_TRUE(web.environment.empty());
}

TEST_F(LoadTest, ExtendsAcrossFilesKeepsPathsAndChain) {
  files_.add("compose.yaml", "services:\n  web:\n    extends: {file: base/b.yaml, service: app}\n    image: y\n");
  files_.add("base/b.yaml",
             "services:\n  app: {extends: root, volumes: ['./d:/d'], image: x}\n  root: {restart: always}\n");
  const Service& web = load().services[0];
  EXPECT_TRUE(model_->loaded);
  EXPECT_EQ(web.image.value, "y");
  EXPECT_EQ(web.mounts[0].host_path, "base/d");
  EXPECT_EQ(web.restart.value, "always");
  ASSERT_EQ(web.restart.source->origin->extended_from.size(), 2u);
  EXPECT_EQ(place(web.restart.source->origin->extended_from[0]), "compose.yaml:3:43");
  EXPECT_EQ(place(web.restart.source->origin->extended_from[1]), "base/b.yaml:2:18");
}

TEST_F(LoadTest, IncludeHasItsOwnFolderAndVariables) {
  files_.add("compose.yaml", "include: [sub/c.yaml]\nservices:\n  web: {image: \"w:${TAG}\", depends_on: [db]}\n");
  files_.add(".env", "TAG=outer\n");
  files_.add("sub/c.yaml", "services:\n  db: {image: \"d:${TAG}-${OWN}\", volumes: ['./d:/d']}\n");
  files_.add("sub/.env", "TAG=inner\nOWN=1\n");
  const Model& model = load();
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(model.service("db")->image.value, "d:outer-1");
  EXPECT_EQ(model.service("db")->mounts[0].host_path, "sub/d");
  EXPECT_EQ(model.env_files.size(), 2u);
}

TEST_F(LoadTest, AnchorsAndMergeKeys) {
  files_.add("compose.yaml",
             "x-base: &base {restart: always, image: a}\nx-more: &more {image: b, tty: true}\n"
             "services:\n  web:\n    <<: [*base, *more]\n    hostname: h\n  api:\n    <<: *base\n    image: c\n");
  const Model& model = load();
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(model.service("web")->image.value, "a");
  EXPECT_TRUE(model.service("web")->tty.value);
  EXPECT_EQ(model.service("api")->image.value, "c");
  EXPECT_EQ(model.service("api")->restart.value, "always");
}

TEST_F(LoadTest, ProfilesLeaveServicesOut) {
  files_.add("compose.yaml",
             "services:\n  a: {image: a, depends_on: [b]}\n  b: {image: b, profiles: [dev]}\n"
             "  c: {image: c, depends_on: {b: {condition: service_started, required: false}}}\n");
  EXPECT_EQ(load().services.size(), 2u);
  EXPECT_EQ(problems(), "compose-dependency-behind-profile compose.yaml:2:30\n");
  request_.profiles = {"dev"};
  EXPECT_EQ(load().services.size(), 3u);
  EXPECT_EQ(problems(), "");
}

TEST_F(LoadTest, SeveralProblemsInOneRun) {
  files_.add("compose.yaml",
             "version: '3'\nservices:\n  web:\n    imge: x\n    ports: ['a:b', '80:80']\n    restart: 5\n"
             "    volumes: [data:/d]\n    healthcheck: {test: [curl], interval: 5}\n    depends_on: [nobody]\n"
             "  api: {}\n");
  load();
  EXPECT_EQ(problems(),
            "compose-version-obsolete compose.yaml:1:1\n"
            "compose-schema-invalid compose.yaml:4:5\n"
            "compose-port-invalid compose.yaml:5:13\n"
            "compose-schema-invalid compose.yaml:6:14\n"
            "compose-undefined-reference compose.yaml:7:15\n"
            "compose-healthcheck-test-form compose.yaml:8:26\n"
            "compose-schema-invalid compose.yaml:8:43\n"
            "compose-undefined-service compose.yaml:9:18\n"
            "compose-service-no-image-or-build compose.yaml:10:3\n");
  // What is right is in the model all the same.
  EXPECT_EQ(model_->service("web")->ports.size(), 1u);
}

TEST_F(LoadTest, UnknownKeysComeWithTheNearestOne) {
  files_.add("compose.yaml", "services:\n  web: {image: x, enviroment: {A: b}}\n");
  load();
  ASSERT_EQ(model_->problems.size(), 1u);
  EXPECT_EQ(model_->problems[0].message, "`services.web` has no attribute `enviroment`; did you mean `environment`?");
  EXPECT_EQ(model_->problems[0].replacement, "environment");
}

TEST_F(LoadTest, NothingIsCalledUndefinedWhilePartsAreUnread) {
  files_.add(
      "compose.yaml",
      "include: [gone.yaml]\nservices:\n  web: {image: x, depends_on: [db], volumes: ['d:/d'], networks: [n]}\n");
  load();
  EXPECT_EQ(problems(), "compose-include-invalid compose.yaml:1:11\n");
}

TEST_F(LoadTest, ValuesOfUnsetVariablesAreNotJudged) {
  files_.add("compose.yaml",
             "services:\n  web:\n    image: x\n    ports: [\"${PORT:?which}:80\"]\n    tty: ${T:-what}\n");
  load();
  EXPECT_EQ(problems(),
            "compose-required-variable-unset compose.yaml:4:14\ncompose-interpolation-invalid compose.yaml:5:10\n");
}

TEST_F(LoadTest, Circles) {
  files_.add("compose.yaml", "services:\n  a: {image: a, depends_on: [b]}\n  b: {image: b, links: [a]}\n");
  load();
  EXPECT_EQ(problems(), "compose-dependency-cycle compose.yaml:3:25\n");
  files_.add("extends.yaml", "services:\n  a: {extends: b}\n  b: {extends: a}\n");
  load({"extends.yaml"});
  EXPECT_NE(problems().find("compose-dependency-cycle extends.yaml"), std::string::npos);
  files_.add("i.yaml", "include: [j.yaml]\nservices: {a: {image: a}}\n");
  files_.add("j.yaml", "include: [i.yaml]\nservices: {b: {image: b}}\n");
  load({"i.yaml"});
  EXPECT_EQ(problems(), "compose-dependency-cycle j.yaml:1:11\n");
}

TEST_F(LoadTest, ExpansionIsBounded) {
  std::string text = "x-a: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 8; ++j) text += ", " + before;
    text += "]\n";
  }
  files_.add("compose.yaml", text + "services: {a: {image: a}}\n");
  load();
  EXPECT_EQ(problems().find("limit"), 0u);
}

TEST_F(LoadTest, VariablesComeFromFilesInOrder) {
  files_.add("compose.yaml", "services:\n  a: {image: \"${A}-${B}-${C:-c}-${PWD}\"}\n");
  files_.add(".env", "A=dot\nB=dot\n");
  request_.environment = {{"A", "process"}};
  EXPECT_EQ(load().services[0].image.value, "process-dot-c-.");
  ASSERT_EQ(model_->variables.size(), 4u);
  EXPECT_EQ(model_->variables[0].interpolation->source, VariableSource::environment);
  EXPECT_EQ(place(model_->variables[1].interpolation->source_span), ".env:2:1");
  files_.add("other.env", "B=other\n");
  request_.env_files = {"other.env"};
  EXPECT_EQ(load().services[0].image.value, "process-other-c-.");
}

TEST_F(LoadTest, DefaultFiles) {
  files_.add("a/docker-compose.yml", "");
  files_.add("a/compose.yml", "");
  files_.add("a/docker-compose.override.yml", "");
  EXPECT_EQ(default_files(files_, "a"), (std::vector<std::string>{"a/compose.yml", "a/docker-compose.override.yml"}));
  files_.add("b/.env", "COMPOSE_FILE=x.yml:../y.yml\n");
  EXPECT_EQ(default_files(files_, "b"), (std::vector<std::string>{"b/x.yml", "y.yml"}));
  EXPECT_TRUE(default_files(files_, "c").empty());
  Request elsewhere;
  elsewhere.project_directory = "b";
  elsewhere.has_project_directory = true;
  EXPECT_EQ(default_files(files_, "b", elsewhere), (std::vector<std::string>{"x.yml", "../y.yml"}));
  Request with_env_file;
  files_.add("other.env", "COMPOSE_FILE=z.yml\n");
  with_env_file.env_files = {"other.env"};
  EXPECT_EQ(default_files(files_, "b", with_env_file), (std::vector<std::string>{"b/z.yml"}));
  Request without_env_file;
  without_env_file.environment = {{"COMPOSE_DISABLE_ENV_FILE", "1"}};
  EXPECT_TRUE(default_files(files_, "b", without_env_file).empty());
}

TEST_F(LoadTest, ExplainSaysWhereEachValueComesFrom) {
  files_.add("compose.yaml", "services:\n  web:\n    image: a:${TAG:-1}\n    environment: {KEY: x}\n");
  files_.add("b.yaml", "services:\n  web:\n    image: b:${TAG}\n");
  files_.add(".env", "TAG=2\n");
  load({"compose.yaml", "b.yaml"});
  const Mask mask = [](std::string_view name, std::string_view value) {
    return name == "KEY" ? std::string("(masked)") : std::string(value);
  };
  EXPECT_EQ(explain(*model_, files_.sources(), mask),
            "  project    shop\n"
            "  files      compose.yaml, b.yaml\n"
            "  variables  .env\n"
            "\n"
            "web                           compose.yaml:2\n"
            "  image: b:2                  b.yaml:3\n"
            "      $TAG = 2                .env:1\n"
            "      instead of a:${TAG:-1}  compose.yaml:3\n"
            "  networks:\n"
            "    default                   by default\n"
            "  environment:\n"
            "    KEY: (masked)             compose.yaml:4\n");
}

TEST_F(LoadTest, ExplainMasksACredentialOnce) {
  files_.add("compose.yaml", "services:\n  web: {build: ., network_mode: none, environment: {KEY: '${KEY}'}}\n");
  files_.add(".env", "KEY=secret\n");
  load();
  const Mask mask = [](std::string_view name, std::string_view value) {
    return name == "KEY" ? "(" + std::to_string(value.size()) + " characters)" : std::string(value);
  };
  const std::string text = explain(*model_, files_.sources(), mask);
  EXPECT_NE(text.find("    KEY: (6 characters) "), std::string::npos) << text;
  EXPECT_NE(text.find("    context: . "), std::string::npos) << text;
}

TEST_F(LoadTest, ExplainNamesTheFolderOnceAndWhatRunsFirst) {
  files_.add("ops/compose.yaml",
             "services:\n  web:\n    depends_on: [db]\n    image: a:1\n    network_mode: none\n"
             "  db:\n    image: b:1\n    network_mode: none\n");
  load({"ops/compose.yaml"});
  EXPECT_EQ(explain(*model_, files_.sources(), {}, {"web"}),
            "  project    ops\n"
            "  folder     ops/\n"
            "  files      compose.yaml\n"
            "\n"
            "web                      compose.yaml:2\n"
            "  image: a:1             compose.yaml:4\n"
            "  network_mode: none     compose.yaml:5\n"
            "  depends_on:\n"
            "    db: service_started  compose.yaml:3\n");
}

TEST_F(LoadTest, SwarmRefusesWhatItsFormatHasNot) {
  files_.add("stack.yml",
             "version: '3.7'\nservices:\n  web:\n    image: a:1\n    cpus: 1\n    ports:\n      - {target: 80, "
             "published: '80'}\n"
             "    deploy: {resources: {limits: {cpus: 0.5, pids: 5}}}\n  db:\n    build: .\n");
  request_.orchestrator = Orchestrator::swarm;
  EXPECT_FALSE(load({"stack.yml"}).loaded);
  EXPECT_EQ(problems(),
            "stack-file-refused stack.yml:5:5\n"
            "stack-file-refused stack.yml:7:33\n"
            "stack-file-refused stack.yml:8:41\n"
            "stack-file-refused stack.yml:8:46\n"
            "stack-file-refused stack.yml:9:3\n");
}

TEST_F(LoadTest, SwarmReadsNeitherEnvFilesNorProfilesAndMergesFiles) {
  files_.add(".env", "TAG=2\nPORT=8080\n");
  files_.add("a.yml",
             "services:\n  web:\n    image: a:$TAG\n    ports: [{target: 80, published: '${PORT:-90}'}]\n"
             "    secrets: [key]\nsecrets: {key: {external: true}}\n");
  files_.add("b.yml", "version: '3'\nservices:\n  web:\n    deploy: {replicas: 2}\n");
  request_.orchestrator = Orchestrator::swarm;
  EXPECT_TRUE(load({"a.yml", "b.yml"}).loaded);
  EXPECT_EQ(problems(), "compose-variable-unset a.yml:3:14\n");
  ASSERT_EQ(model_->services.size(), 1u);
  EXPECT_EQ(model_->services[0].image.value, "a:");
  EXPECT_EQ(model_->services[0].ports[0].published, "90");
  EXPECT_EQ(model_->services[0].replicas.value, 2);
}

TEST_F(LoadTest, SwarmHasATemplateLanguageOfItsOwn) {
  files_.add(
      "stack.yml",
      "services:\n  web:\n    image: $NAME-x/web:1\n    environment:\n      A: ${B:-${C}}\n      D: ${E:?not-set}\n"
      "      F: ${G:+h}\n      I: cost $5\n      J: ${K?gone}\n");
  request_.orchestrator = Orchestrator::swarm;
  load({"stack.yml"});
  EXPECT_EQ(problems(),
            "stack-file-interpolation stack.yml:3:12\n"
            "stack-file-interpolation stack.yml:5:10\n"
            "stack-file-interpolation stack.yml:6:10\n"
            "compose-interpolation-invalid stack.yml:7:10\n"
            "compose-interpolation-invalid stack.yml:8:15\n"
            "compose-required-variable-unset stack.yml:9:10\n");
}

TEST_F(LoadTest, TextsWithBlanksAtLineEndsStayBlocks) {
  files_.add("compose.yaml",
             "services:\n  web:\n    image: a\n    network_mode: none\n    command: [\"a \\nb\", \"\\n  c\\nd\\n\"]\n");
  load();
  EXPECT_NE(printed().find("    command:\n      - |-\n        a \n        b\n      - |2\n\n          c\n        d\n"),
            std::string::npos)
      << printed();
}

TEST_F(LoadTest, UninterpolatedConfigAndVariables) {
  files_.add("compose.yaml", "services:\n  web: {image: \"a:${TAG:?why}\", ports: ['${P:-80}:80']}\n");
  request_.interpolate = false;
  load();
  ConfigRequest request;
  request.interpolated = false;
  EXPECT_NE(config(*model_, request).find("image: a:${TAG:?why}"), std::string::npos);
  request.output = ConfigOutput::variables;
  EXPECT_EQ(config(*model_, request),
            "P:\n    name: P\n    defaultvalue: \"80\"\n    presencevalue: \"\"\n    required: false\n"
            "TAG:\n    name: TAG\n    defaultvalue: \"\"\n    presencevalue: \"\"\n    required: true\n");
  request.yaml = false;
  EXPECT_EQ(config(*model_, request),
            "NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE\n"
            "P                   false               80                  \n"
            "TAG                 true                                    \n");
}

TEST_F(LoadTest, AServiceAskedForBringsItsProfile) {
  files_.add("compose.yaml",
             "services:\n  web:\n    image: nginx\n  tools:\n    image: debian\n    profiles: [debug]\n"
             "    depends_on: [web]\n  old:\n    image: debian\n    profiles: [old]\n    env_file: gone.env\n");
  request_.services = {"tools"};
  EXPECT_TRUE(load().loaded) << problems();
  EXPECT_NE(model_->service("tools"), nullptr);
}

TEST_F(LoadTest, OnlyRequestedProfilesAreCheckedWhenAServiceIsAskedForByName) {
  const std::string behind =
      "  tool: {image: z, profiles: [tools], volumes: ['gone:/data'], container_name: same, env_file: gone.env}\n"
      "  twin: {image: z, profiles: [tools], container_name: same}\n";
  files_.add("compose.yaml", "services:\n  web: {image: x}\n" + behind);
  request_.services = {"tool"};
  EXPECT_FALSE(load().loaded);
  EXPECT_EQ(problems(), "compose-env-file-missing compose.yaml:3:96\n");
  // A list of names needs no env files of what only its name activates, and containers' names may repeat.
  request_.for_list = true;
  request_.services = {"tool", "twin"};
  EXPECT_TRUE(load().loaded);
  request_.for_list = false;
  EXPECT_NE((load(), problems()).find("compose-duplicate-container-name"), std::string::npos);
  // What depends on it without it is refused all the same.
  files_.add("needs.yaml", "services:\n  web: {image: x, depends_on: [twin]}\n" + behind);
  request_.services = {"twin"};
  EXPECT_FALSE(load({"needs.yaml"}).loaded);
  EXPECT_EQ(problems(), "compose-dependency-behind-profile needs.yaml:2:32\n");
  // What it needs itself has to be activated as well.
  files_.add("chain.yaml",
             "services:\n  tool: {image: z, profiles: [tools], depends_on: [deep]}\n"
             "  deep: {image: z, profiles: [deep]}\n");
  request_.services = {"tool"};
  EXPECT_FALSE(load({"chain.yaml"}).loaded);
  EXPECT_EQ(problems(), "compose-undefined-service chain.yaml:2:52\n");
}

TEST_F(LoadTest, PortsAreWholeNumbers) {
  files_.add("compose.yaml", "services:\n  web: {image: x, ports: [5.5, '80'], expose: [8.5, 81]}\n");
  EXPECT_FALSE(load().loaded);
  EXPECT_EQ(problems(), "compose-port-invalid compose.yaml:2:27\ncompose-port-invalid compose.yaml:2:48\n");
  // A number is judged without interpolation as well, a text may hold a variable.
  request_.interpolate = false;
  files_.add("numbers.yaml", "services:\n  web: {image: x, ports: [0, '${PORT}']}\n");
  EXPECT_FALSE(load({"numbers.yaml"}).loaded);
  EXPECT_EQ(problems(), "compose-port-invalid numbers.yaml:2:27\n");
}

TEST_F(LoadTest, UnresolvedPathsOfOtherFilesAreRelativeToTheProject) {
  files_.add("app/compose.yaml",
             "include: [sub/compose.yaml]\nservices:\n  web: {extends: {file: ../base/base.yaml, service: base}}\n");
  files_.add("app/sub/compose.yaml", "services:\n  other: {image: x, volumes: ['./data:/d', '..:/up']}\n");
  files_.add("base/base.yaml", "services:\n  base: {build: .}\n");
  request_.resolve_paths = false;
  EXPECT_TRUE(load({"app/compose.yaml"}).loaded) << problems();
  ConfigRequest request;
  request.root = "/srv";
  request.paths_resolved = false;
  const std::string text = config(*model_, request);
  EXPECT_NE(text.find("source: sub/data\n"), std::string::npos) << text;
  EXPECT_NE(text.find("source: .\n"), std::string::npos) << text;
  EXPECT_NE(text.find("context: ../base\n"), std::string::npos) << text;
}

TEST_F(LoadTest, RawEnvFilesHaveNoSyntaxButNamesAndValues) {
  files_.add("compose.yaml",
             "services:\n  web: {image: x, environment: {HOST: h}, env_file: [{path: raw.env, format: raw}]}\n");
  files_.add("raw.env", "# nothing\n  A='$x' # kept\r\nHOST\nNONE\n");
  EXPECT_TRUE(load().loaded) << problems();
  ASSERT_EQ(model_->services[0].environment.size(), 2u);
  EXPECT_EQ(model_->services[0].environment[0].value, "'$x' # kept");
  files_.add("wrong.yaml", "services:\n  web: {image: x, env_file: [{path: wrong.env, format: raw}]}\n");
  files_.add("wrong.env", "=a\nexport B=1\n");
  EXPECT_FALSE(load({"wrong.yaml"}).loaded);
  EXPECT_EQ(problems(), "dotenv-syntax wrong.env:1:1\ndotenv-syntax wrong.env:2:1\n");
}

TEST_F(LoadTest, WhatIsTaggedOrWrittenAsAMergeKeyIsNoValue) {
  files_.add("compose.yaml",
             "services:\n  web: {image: x, restart: <<, user: !!merge me, cap_add: [!!merge A, B], !!merge x: {init: "
             "true}}\n");
  EXPECT_TRUE(load().loaded) << problems();
  EXPECT_FALSE(model_->services[0].restart);
  EXPECT_FALSE(model_->services[0].user);
  EXPECT_EQ(model_->services[0].cap_add.size(), 1u);
  EXPECT_TRUE(model_->services[0].init.value);
}

TEST_F(LoadTest, WithoutInterpolationAPointInTimeIsNoShortSyntax) {
  files_.add("compose.yaml", "services:\n  web: {image: x, volumes: [2031-05-06], devices: ['2031-05-06']}\n");
  request_.interpolate = false;
  EXPECT_FALSE(load().loaded);
  EXPECT_EQ(problems(), "compose-schema-invalid compose.yaml:2:29\n");
}

TEST_F(LoadTest, NumbersWithoutEndAreRefusedWhereverTheyStand) {
  files_.add("compose.yaml",
             "services:\n  web: {image: x, environment: {A: .inf, B: '.inf', C: !!str .nan}}\nx-a: .NaN\n");
  EXPECT_FALSE(load().loaded);
  EXPECT_EQ(problems(), "compose-schema-invalid compose.yaml:2:36\ncompose-schema-invalid compose.yaml:3:6\n");
}

TEST_F(LoadTest, ExplainKeepsShortFormsShort) {
  files_.add("compose.yaml",
             "services:\n  web:\n    image: a\n    secrets: [key]\n    devices: [/dev/fuse]\n"
             "    network_mode: host\nsecrets: {key: {file: k}}\n");
  load();
  EXPECT_EQ(explain(*model_, files_.sources(), nullptr),
            "  project    shop\n"
            "  files      compose.yaml\n"
            "\n"
            "web                            compose.yaml:2\n"
            "  image: a                     compose.yaml:3\n"
            "  devices:\n"
            "    - /dev/fuse -> /dev/fuse   compose.yaml:5\n"
            "  network_mode: host           compose.yaml:6\n"
            "  secrets:\n"
            "    - key -> /run/secrets/key  compose.yaml:4\n");
}

TEST_F(LoadTest, AnUnresolvedEmptyFileOfASecretIsNone) {
  files_.add("compose.yaml", "services:\n  web: {image: x, secrets: [key]}\nsecrets:\n  key: {file: ''}\n");
  EXPECT_TRUE(load().loaded) << problems();
  request_.resolve_paths = false;
  EXPECT_FALSE(load().loaded);
  EXPECT_EQ(problems(), "compose-secret-config-source compose.yaml:4:3\n");
}

TEST_F(LoadTest, AServiceAskedForMustExist) {
  files_.add("compose.yaml", "services:\n  web:\n    image: nginx\n");
  request_.services = {"wev"};
  EXPECT_FALSE(load().loaded);
  ASSERT_EQ(problems(), "compose-undefined-service\n");
  EXPECT_EQ(model_->problems[0].message, "There is no service `wev`; did you mean `web`?");
}

TEST_F(LoadTest, EnvFilesNeedNotExistWhenTheyAreNotRead) {
  files_.add("compose.yaml", "services:\n  web:\n    image: nginx\n    env_file: gone.env\n");
  EXPECT_EQ((load(), problems()), "compose-env-file-missing compose.yaml:4:15\n");
  request_.read_env_files = false;
  EXPECT_EQ((load(), problems()), "");
}

TEST_F(LoadTest, WithoutNormalizationNothingIsImplied) {
  files_.add("compose.yaml",
             "name: shop\nservices:\n  web:\n    image: nginx\n    volumes: [data:/d]\nvolumes: {data: }\n");
  request_.normalize = false;
  EXPECT_TRUE(load().loaded) << problems();
  EXPECT_EQ(printed(),
            "name: shop\nservices:\n  web:\n    image: nginx\n    volumes:\n      - type: volume\n"
            "        source: data\n        target: /d\n        volume: {}\nvolumes:\n  data: {}\n");
}

TEST_F(LoadTest, UnresolvedPathsStayAsWritten) {
  files_.add("sub/compose.yaml", "services:\n  web:\n    build: ./web\n    env_file: ./a.env\n");
  files_.add("sub/a.env", "A=1\n");
  request_.resolve_paths = false;
  request_.working_directory = "sub";
  EXPECT_TRUE(load({"sub/compose.yaml"}).loaded) << problems();
  EXPECT_NE(printed().find("context: ./web\n"), std::string::npos) << printed();
  EXPECT_NE(printed().find("A: \"1\"\n"), std::string::npos) << printed();
}

TEST_F(LoadTest, AMountOfWrongFormIsReportedOnce) {
  files_.add("compose.yaml", "services:\n  web:\n    image: nginx\n    volumes: ['/a::ro']\n");
  EXPECT_EQ((load(), problems()), "compose-volume-invalid compose.yaml:4:15\n");
  request_.interpolate = false;
  EXPECT_EQ((load(), problems()), "compose-volume-invalid compose.yaml:4:15\n");
}

TEST_F(LoadTest, WithoutTheSchemaShortSyntaxStillNeedsAValue) {
  request_.check = false;
  files_.add("compose.yaml", "services:\n  web:\n    image: x\n    env_file:\n    volumes:\n    cap_add:\n");
  EXPECT_FALSE(load().loaded);
  EXPECT_EQ(problems(), "compose-schema-invalid compose.yaml:4:14\ncompose-schema-invalid compose.yaml:5:13\n");
}

TEST_F(LoadTest, AnEnvFileWithoutANameIsMissing) {
  files_.add("compose.yaml", "services:\n  web: {image: x, env_file: ['${NO_SUCH}']}\n");
  EXPECT_FALSE(load().loaded);
  EXPECT_NE(problems().find("compose-env-file-missing compose.yaml:2:"), std::string::npos) << problems();
  files_.add("optional.yaml", "services:\n  web: {image: x, env_file: [{path: '', required: false}]}\n");
  EXPECT_TRUE(load({"optional.yaml"}).loaded) << problems();
}

TEST_F(LoadTest, NothingIsReadOfADeviceWithTooManyColonsThatHoldsVariables) {
  files_.add("compose.yaml",
             "services:\n  web: {image: x, devices: ['${A:-/dev/null}:${A:-/dev/null}', '/dev/fuse:${B}']}\n");
  request_.interpolate = false;
  EXPECT_TRUE(load().loaded) << problems();
  ConfigRequest request;
  request.interpolated = false;
  const std::string text = config(*model_, request);
  EXPECT_NE(text.find("- permissions: rwm\n        source: \"\"\n        target: \"\"\n"), std::string::npos) << text;
  EXPECT_NE(text.find("target: ${B}\n"), std::string::npos) << text;
}

TEST_F(LoadTest, ANetworkIsNoExtension) {
  files_.add("compose.yaml", "services:\n  web:\n    image: nginx\n    networks: [x-net]\nnetworks: {x-net: {}}\n");
  EXPECT_EQ((load(), problems()), "compose-undefined-reference compose.yaml:4:16\n");
}

TEST_F(LoadTest, AFileOfLittleButAliasesIsRefused) {
  std::string text = "x-a: &a {k: v}\n";
  for (char c = 'b'; c < 'l'; ++c)
    text += std::string("x-") + c + ": &" + c + " [*" + static_cast<char>(c - 1) + ", *" + static_cast<char>(c - 1) +
            ", *" + static_cast<char>(c - 1) + "]\n";
  files_.add("compose.yaml", text + "services:\n  web:\n    image: nginx\n");
  EXPECT_FALSE(load().loaded);
  EXPECT_TRUE(problems().starts_with("compose-yaml-invalid compose.yaml:")) << problems();
}

TEST_F(LoadTest, YamlQuotesWhatOldParsersReadAsSomethingElse) {
  files_.add("compose.yaml",
             "services:\n  web:\n    image: nginx\n    environment: {'y': 'yes', A: '1:20', B: '<<', C: yesterday}\n");
  EXPECT_TRUE(load().loaded) << problems();
  const std::string expected = "      A: \"1:20\"\n      B: \"<<\"\n      C: yesterday\n      \"y\": \"yes\"\n";
  EXPECT_NE(printed().find(expected), std::string::npos) << printed();
}

TEST_F(LoadTest, AnEmptySectionIsRefusedInAnyFile) {
  files_.add("compose.yaml", "services:\n  web:\n    image: nginx\n");
  files_.add("b.yaml", "services:\n");
  EXPECT_EQ((load({"compose.yaml", "b.yaml"}), problems()), "compose-schema-invalid b.yaml:1:1\n");
  EXPECT_EQ((load({"b.yaml"}), problems()), "compose-schema-invalid b.yaml:1:1\n");
}

TEST_F(LoadTest, SshKeysShowWhereTheyLie) {
  files_.add("compose.yaml", "services:\n  web:\n    build: {context: ., ssh: [default, 'k=./key']}\n");
  EXPECT_TRUE(load().loaded) << problems();
  EXPECT_NE(printed().find("      ssh:\n        - default\n        - 'k: /srv/key'\n"), std::string::npos) << printed();
}

}  // namespace
}  // namespace seaworthy::compose
