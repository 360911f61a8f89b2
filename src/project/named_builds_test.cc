#include "project/named_builds.h"

#include <gtest/gtest.h>

#include "project/testing.h"

namespace seaworthy::project {
namespace {

constexpr const char* two_stages = "FROM node:24 AS dev\nUSER node\nFROM node:24\nUSER 1234\n";

/// What the service `app` of the first stack is built from, as "Dockerfile:line of the stage's FROM, place of the
/// build"; "nothing" when nobody here builds it.
std::string built_from(const Project& project, std::string_view name = "app") {
  const Service& service = *project.stacks.front().service(name);
  if (!service.builds || service.stage == nullptr) return "nothing";
  return quoted(project, service.stage->from->span) + ", " + quoted(project, service.built_at);
}

TEST(NamedBuilds, ANeighbourBuildsTheImage) {
  const auto project =
      link_files({{"compose.yaml", "services:\n  app: {image: 'shop:1'}\n  web: {build: ., image: 'shop:1'}\n"},
                  {"Dockerfile", two_stages}});
  EXPECT_EQ(built_from(*project), "Dockerfile:3: FROM node:24, compose.yaml:3: .");
  const Service& app = *project->stacks.front().service("app");
  EXPECT_TRUE(app.built_with_stack);
  EXPECT_EQ(app.user.value, "1234");
  EXPECT_EQ(app.image_reference.repository, "node");
}

TEST(NamedBuilds, AScriptBuildsAndNamesTheImageAgain) {
  const auto project = link_files({{"compose.yaml", "services:\n  app: {image: 'registry.test:5000/team/app:v1'}\n"},
                                   {"app/Dockerfile", two_stages},
                                   {"build.sh",
                                    "#!/bin/sh\nREGISTRY=registry.test:5000/team\n"
                                    "docker build --target dev -t app app\ndocker tag app:latest $REGISTRY/app:v1\n"}});
  EXPECT_EQ(built_from(*project),
            "app/Dockerfile:1: FROM node:24 AS dev, build.sh:3: docker build --target dev -t app app");
  EXPECT_FALSE(project->stacks.front().service("app")->built_with_stack);
  EXPECT_TRUE(project->standalone_images.empty());
}

TEST(NamedBuilds, CiNamesTheImageByVariablesAndMadeUpTags) {
  const std::string workflow =
      "env: {REGISTRY: ghcr.io}\njobs:\n  b:\n    env:\n      IMAGE: ${{ github.repository_owner }}/app\n    steps:\n"
      "      - id: meta\n        uses: docker/metadata-action@v5\n"
      "        with:\n          images: |\n            name=${{ env.REGISTRY }}/${{ env.IMAGE }}\n"
      "      - uses: docker/build-push-action@v6\n        with: {context: api, tags: '${{ steps.meta.outputs.tags "
      "}}'}\n";
  const auto linked = [&](const std::string& image) {
    return built_from(*link_files({{"compose.yaml", "services:\n  app: {image: " + image + "}\n"},
                                   {"api/Dockerfile", two_stages},
                                   {".github/workflows/ci.yml", workflow}}));
  };
  const std::string found = "api/Dockerfile:3: FROM node:24, .github/workflows/ci.yml:12: docker/build-push-action@v6";
  EXPECT_EQ(linked("'ghcr.io/team/app:1.2'"), found);
  EXPECT_EQ(linked("'${REGISTRY}/app:${TAG:-latest}'"), found);
  EXPECT_EQ(linked("'docker.io/team/app:1.2'"), "nothing");
  EXPECT_EQ(linked("'ghcr.io/team/web:1.2'"), "nothing");
}

TEST(NamedBuilds, CiNamesTheImageByExpressionsOfItsMatrix) {
  const std::string workflow =
      "jobs:\n  b:\n    strategy:\n      matrix:\n        include:\n"
      "          - {context: ./api, image: 'ghcr.io/${{ github.repository }}-api'}\n"
      "          - {context: ./web, image: 'ghcr.io/${{ github.repository }}-web'}\n    steps:\n"
      "      - id: meta\n        uses: docker/metadata-action@v5\n        with: {images: '${{ matrix.image }}'}\n"
      "      - uses: docker/build-push-action@v6\n"
      "        with: {context: '${{ matrix.context }}', tags: '${{ steps.meta.outputs.tags }}'}\n";
  const auto project = link_files({{"compose.yaml", "services:\n  app: {image: 'ghcr.io/team/shop-api:main'}\n"},
                                   {"api/Dockerfile", "FROM node:24\n"},
                                   {"web/Dockerfile", "FROM nginx:1.31\n"},
                                   {".github/workflows/ci.yml", workflow}});
  EXPECT_EQ(built_from(*project),
            "api/Dockerfile:1: FROM node:24, .github/workflows/ci.yml:12: docker/build-push-action@v6");
}

TEST(NamedBuilds, CiNamesTheImageByItsRepository) {
  const auto linked = [](const std::string& image, const std::string& name, const std::string& readme) {
    return built_from(
        *link_files({{"compose.yaml", "services:\n  app: {image: '" + image + "'}\n"},
                     {"Dockerfile", "FROM node:24\n"},
                     {"README.md", readme},
                     {".github/workflows/ci.yml",
                      "jobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: {tags: '" +
                          name + "'}\n"}}));
  };
  const std::string found = "Dockerfile:1: FROM node:24, .github/workflows/ci.yml:4: docker/build-push-action@v6";
  const std::string repository = "ghcr.io/${{ github.repository }}:latest";
  EXPECT_EQ(linked("ghcr.io/team/shop", repository, "git clone https://github.com/Team/shop.git\n"), found);
  // Somebody else's work is spoken of too.
  EXPECT_EQ(linked("ghcr.io/team/shop", repository, "See https://github.com/team/shop.\n"), "nothing");
  EXPECT_EQ(linked("docker.io/team/shop", repository, "git clone https://github.com/team/shop.git\n"), "nothing");
  EXPECT_EQ(linked("ghcr.io/team/shop-api", "ghcr.io/${{ github.repository }}-api:latest", "A shop.\n"), found);
  EXPECT_EQ(linked("ghcr.io/team/shop-web", "ghcr.io/${{ github.repository }}-api:latest", "A shop.\n"), "nothing");
}

TEST(NamedBuilds, OfStrangersAndOtherTagsNothingIsKnown) {
  const auto linked = [](const std::string& image, const std::string& command) {
    return built_from(*link_files({{"compose.yaml", "services:\n  app: {image: " + image + "}\n"},
                                   {"Dockerfile", two_stages},
                                   {"dev.Dockerfile", two_stages},
                                   {"Makefile", "build:\n\t" + command + "\n"}}));
  };
  EXPECT_NE(linked("'app:dev'", "docker build --target dev -t app:dev ."), "nothing");
  EXPECT_EQ(linked("'app:latest'", "docker build --target dev -t app:dev ."), "nothing");
  EXPECT_EQ(linked("'app:2'", "docker build -f dev.Dockerfile -t app:1 ."), "nothing");
  EXPECT_NE(linked("'app:2'", "docker build -t app:1 ."), "nothing");
  // `app` is anybody's, `shop-app` is not.
  EXPECT_EQ(linked("'team/app'", "docker build -t app ."), "nothing");
  EXPECT_NE(linked("'team/shop-app'", "docker build -t shop-app ."), "nothing");
  // A prefix without a value.
  EXPECT_NE(linked("'${PREFIX}-app:${TAG}'", "docker build -t team/shop-app:1 ."), "nothing");
  EXPECT_EQ(linked("'${PREFIX}-web:${TAG}'", "docker build -t team/shop-app:1 ."), "nothing");
  // A public image of that name is not ours, whatever a script calls its own.
  EXPECT_EQ(linked("'redis:8'", "docker build -t redis:8 ."), "nothing");
}

TEST(NamedBuilds, APushByDigestAndACommentNameTheImage) {
  const auto pushed =
      link_files({{"compose.yaml", "services:\n  app: {image: ghcr.io/team/app}\n"},
                  {"Dockerfile", "FROM node:24\n"},
                  {".github/workflows/ci.yml",
                   "jobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v6\n"
                   "        with: {outputs: 'type=image,\"name=ghcr.io/team/app\",push-by-digest=true'}\n"}});
  EXPECT_EQ(built_from(*pushed), "Dockerfile:1: FROM node:24, .github/workflows/ci.yml:4: docker/build-push-action@v6");
  const auto commented = link_files({{"compose.yaml",
                                      "# First: docker build -f app.Dockerfile -t shop:prod .\n"
                                      "services:\n  app: {image: 'shop:prod'}\n"},
                                     {"app.Dockerfile", "FROM node:24\n"}});
  EXPECT_EQ(built_from(*commented),
            "app.Dockerfile:1: FROM node:24, compose.yaml:1: docker build -f app.Dockerfile -t shop:prod .");
}

TEST(NamedBuilds, OpenPartsStandForAnything) {
  EXPECT_TRUE(fits_open_name("ghcr.io/team/app", "ghcr.io/${...}/app"));
  EXPECT_TRUE(fits_open_name("ghcr.io/a-b-c/shop-b-api", "ghcr.io/${...}-b-${...}-api"));
  EXPECT_FALSE(fits_open_name("ghcr.io/a-b-api", "ghcr.io/${...}-b-${...}-api"));
  EXPECT_FALSE(fits_open_name("ghcr.io/app", "ghcr.io/${...}/app"));
  EXPECT_FALSE(fits_open_name("ghcr.io/team/app", "ghcr.io/team/ap"));
}

TEST(NamedBuilds, EitherOfTwoIsNeither) {
  const auto linked = [](const std::string& second) {
    return built_from(*link_files({{"compose.yaml", "services:\n  app: {image: 'team/app'}\n"},
                                   {"a/Dockerfile", two_stages},
                                   {"b/Dockerfile", two_stages},
                                   {"Makefile", "build:\n\tdocker build -t team/app a\n"},
                                   {second, "#!/bin/sh\n    docker build -t team/app b\n"}}));
  };
  EXPECT_EQ(linked("build.sh"), "nothing");
  EXPECT_EQ(linked("README.md"), "a/Dockerfile:3: FROM node:24, Makefile:2: docker build -t team/app a");
}

TEST(NamedBuilds, ANameThatNoRegistryHasIsTakenForTheOneDockerfileThatMayMakeIt) {
  const auto linked = [](const std::string& services, std::vector<std::pair<std::string, std::string>> files) {
    files.emplace_back("compose.yaml", "services:\n" + services);
    return link_files(std::move(files));
  };
  const auto alone = linked("  app: {image: 'shop:prod'}\n", {{"Dockerfile", "FROM node:24\n"}});
  EXPECT_EQ(built_from(*alone), "Dockerfile:1: FROM node:24, compose.yaml:2: 'shop:prod'");
  EXPECT_TRUE(alone->stacks.front().service("app")->presumed);
  // Of two images one Dockerfile makes either; their folders tell which.
  const char* const two = "  app: {image: 'shop-api:prod'}\n  web: {image: 'shop-web:prod'}\n";
  EXPECT_EQ(built_from(*linked(two, {{"Dockerfile", "FROM node:24\n"}})), "nothing");
  const auto parts = linked(two, {{"apps/api/Dockerfile", "FROM node:24\nCOPY apps/api/x.js /srv/\n"},
                                  {"apps/api/x.js", ""},
                                  {"apps/web/Dockerfile", "FROM nginx:1.29\n"}});
  EXPECT_EQ(built_from(*parts), "apps/api/Dockerfile:1: FROM node:24, compose.yaml:2: 'shop-api:prod'");
  EXPECT_EQ(parts->stacks.front().service("app")->build->directory, "");
  // What a registry may have, and what is for development, is no such thing.
  EXPECT_EQ(built_from(*linked("  app: {image: team/shop}\n", {{"Dockerfile", "FROM node:24\n"}})), "nothing");
  EXPECT_EQ(built_from(*linked("  app: {image: 'swift:6'}\n", {{"Dockerfile", "FROM node:24\n"}})), "nothing");
  EXPECT_EQ(built_from(*linked("  app: {image: shop}\n", {{"dev/Dockerfile", "FROM node:24\n"}})), "nothing");
  EXPECT_EQ(built_from(*linked("  app: {image: shop}\n", {{"mailer/Dockerfile", "FROM node:24\n"}})), "nothing");
  EXPECT_EQ(built_from(*linked("  app: {image: 'shop:'}\n", {{"Dockerfile", "FROM node:24\n"}})), "nothing");
}

}  // namespace
}  // namespace seaworthy::project
