#include <gtest/gtest.h>

#include <string>

#include "knowledge/knowledge.h"

namespace seaworthy::knowledge {
namespace {

struct Expected {
  std::string_view text, registry, repository, tag, digest;
};

TEST(Reference, TakesValidOnesApart) {
  constexpr std::string_view digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  const std::string with_digest = "redis:7@" + std::string(digest);
  const Expected cases[] = {
      {"postgres", "", "postgres", "", ""},
      {"docker.io/library/postgres:16", "", "postgres", "16", ""},
      {"index.docker.io/grafana/grafana", "", "grafana/grafana", "", ""},
      {"localhost:5000/app:v1", "localhost:5000", "app", "v1", ""},
      {"localhost/app", "localhost", "app", "", ""},
      {"registry.example.com:443/team/sub/app", "registry.example.com:443", "team/sub/app", "", ""},
      {"[::1]:5000/app", "[::1]:5000", "app", "", ""},
      {"user/app__x.y-z:1.0_b", "", "user/app__x.y-z", "1.0_b", ""},
      {with_digest, "", "redis", "7", digest},
  };
  for (const Expected& expected : cases) {
    const Reference reference = parse_reference(expected.text);
    EXPECT_TRUE(reference.valid) << expected.text;
    EXPECT_EQ(reference.registry, expected.registry) << expected.text;
    EXPECT_EQ(reference.repository, expected.repository) << expected.text;
    EXPECT_EQ(reference.tag, expected.tag) << expected.text;
    EXPECT_EQ(reference.digest, expected.digest) << expected.text;
  }
}

TEST(Reference, RefusesWhatTheGrammarDoesNotKnow) {
  for (const std::string_view text : {"",
                                      ":",
                                      "/",
                                      "@",
                                      "Postgres",
                                      "postgres:",
                                      "postgres:-x",
                                      "a//b",
                                      "a/",
                                      "-a",
                                      "a_",
                                      "a..b",
                                      "a___b",
                                      "post gres",
                                      "app@sha256:12",
                                      "app@sha256:zz",
                                      "registry.example.com:port/app",
                                      "${IMAGE}:1",
                                      "app:1:2",
                                      "http://x/y"})
    EXPECT_FALSE(parse_reference(text).valid) << text;
  EXPECT_FALSE(parse_reference(std::string(300, 'a')).valid);
}

TEST(Image, IsFoundUnderEveryNameOfTheSameThing) {
  const Image* const postgres = image("postgres");
  ASSERT_NE(postgres, nullptr);
  for (const std::string_view text :
       {"postgres:16-alpine", "docker.io/library/postgres", "library/postgres:9",
        "public.ecr.aws/docker/library/postgres:16", "mirror.gcr.io/library/postgres",
        "registry.example.com/library/postgres", "pgvector/pgvector:pg16", "arm64v8/postgres:17"})
    EXPECT_EQ(image(text), postgres) << text;
  EXPECT_EQ(image("mirror.gcr.io/grafana/grafana"), image("grafana/grafana"));
  EXPECT_EQ(image("quay.io/prometheus/prometheus"), image("prom/prometheus"));
}

TEST(Image, IsNotGuessed) {
  for (const std::string_view text :
       {"registry.example.com/postgres", "somebody/postgres", "postgres2", "", "Postgres"})
    EXPECT_EQ(image(text), nullptr) << text;
  EXPECT_EQ(image(std::string(250, 'a')), nullptr);
}

}  // namespace
}  // namespace seaworthy::knowledge
