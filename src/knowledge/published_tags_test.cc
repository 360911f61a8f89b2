#include "knowledge/published_tags.h"

#include <gtest/gtest.h>

#include "knowledge/knowledge.h"

namespace seaworthy::knowledge {
namespace {

/// "" for a tag that was published or may have been, "never", or "never; TAG" with the one that is meant.
std::string verdict(std::string_view image) {
  const TagVerdict judged = judge_tag(parse_reference(image));
  if (!judged.never) return "";
  return judged.meant.empty() ? "never" : "never; " + judged.meant;
}

TEST(PublishedTags, KnowEndingsOfAnImage) {
  EXPECT_EQ(verdict("golang:1.24-alpine"), "");
  EXPECT_EQ(verdict("golang:1.24-slim"), "never; 1.24");
  EXPECT_EQ(verdict("mysql:8-alpine"), "never; 8");
  EXPECT_EQ(verdict("rabbitmq:3.13-managment"), "never; 3.13-management");
  EXPECT_EQ(verdict("postgres:17-alpin"), "never; 17-alpine");
  EXPECT_EQ(verdict("library/nginx:1.27-alpine-slim"), "");
  EXPECT_EQ(verdict("docker.io/library/redis:7.4-bookworm"), "");
}

TEST(PublishedTags, KnowWhenAnEndingCameAndWent) {
  EXPECT_EQ(verdict("python:3.9-buster"), "");
  EXPECT_EQ(verdict("python:3.13-buster"), "never; 3.13");
  EXPECT_EQ(verdict("node:22-alpine3.10").substr(0, 5), "never");
  EXPECT_EQ(verdict("mysql:7"), "never");
  EXPECT_EQ(verdict("eclipse-temurin:21-jre-slim").substr(0, 5), "never");
}

TEST(PublishedTags, KnowTheLastLineOfAMajorRelease) {
  EXPECT_EQ(verdict("traefik:v2.13.3"), "never; v2.11");
  EXPECT_EQ(verdict("traefik:v2.11.24"), "");
  EXPECT_EQ(verdict("redis:5.1-alpine"), "never; 5.0-alpine");
  EXPECT_EQ(verdict("python:2.8"), "never; 2.7");
  // Node.js 22 still got releases when the table was made.
  EXPECT_EQ(verdict("node:22.99-alpine"), "");
  EXPECT_EQ(verdict("node:18.21"), "never; 18.20");
}

TEST(PublishedTags, KnowHowManyPartsAVersionHas) {
  EXPECT_EQ(verdict("elasticsearch:8.15.0"), "");
  EXPECT_EQ(verdict("elasticsearch:8"), "never");
  EXPECT_EQ(verdict("elasticsearch:5"), "");
  EXPECT_EQ(verdict("ubuntu:22"), "never");
  EXPECT_EQ(verdict("ubuntu:22.04"), "");
  EXPECT_EQ(verdict("debian:bookworm-slim"), "");
  EXPECT_EQ(verdict("debian:bookworm-alpine"), "never");
}

TEST(PublishedTags, SayNothingOfWhatMayHaveComeLater) {
  for (const std::string_view image :
       {"node:99", "python:3.99-slim", "golang:1.24-futurename", "postgres:19beta1", "nginx:1.27.99", "node:nextname",
        "debian:bookworm-20240110-slim", "python:3.13-rc-slim", "mycompany/golang:1.24-slim", "unlisted:1-alpine",
        "ghcr.io/library/golang:1.24-slim", "redis"})
    EXPECT_EQ(verdict(image), "") << image;
}

TEST(PublishedTags, KnowWhoPutsALetterBeforeTheVersion) {
  EXPECT_EQ(verdict("prom/prometheus:2.54.0"), "never; v2.54.0");
  EXPECT_EQ(verdict("prom/prometheus:v2.54.0"), "");
  EXPECT_EQ(verdict("prom/prometheus:latest"), "");
  EXPECT_EQ(verdict("grafana/grafana:v11.0.0"), "never; 11.0.0");
  EXPECT_EQ(verdict("quay.io/keycloak/keycloak:v25.0.1"), "never; 25.0.1");
  EXPECT_EQ(verdict("traefik:3.1"), "");
  EXPECT_EQ(verdict("traefik:v3.1"), "");
}

std::string built_on(std::string_view image) {
  const Cycle* const found = distribution_of(parse_reference(image));
  return found == nullptr ? "" : std::string(found->product) + " " + std::string(found->cycle);
}

TEST(DistributionOf, ReadsTheTagAndKnowsWhatItStandsFor) {
  EXPECT_EQ(built_on("python:3.12-slim-bookworm"), "debian 12");
  EXPECT_EQ(built_on("python:3.12-slim"), "debian 13");
  EXPECT_EQ(built_on("node:22"), "debian 12");
  EXPECT_EQ(built_on("debian:11-slim"), "debian 11");
  EXPECT_EQ(built_on("ubuntu:22.04"), "ubuntu 22.04");
  EXPECT_EQ(built_on("eclipse-temurin:22-jre"), "ubuntu 24.04");
  // What an old patch release was built on is not what its line is built on today.
  EXPECT_EQ(built_on("python:3.12.1-slim"), "");
  EXPECT_EQ(built_on("example/python:3.12-slim"), "");
}

std::string newest_base(std::string_view image) {
  const Cycle* const found = newest_distribution_of(parse_reference(image));
  return found == nullptr ? "" : std::string(found->product) + " " + std::string(found->cycle);
}

TEST(NewestDistributionOf, HoldsAPatchReleaseAgainstItsLine) {
  EXPECT_EQ(newest_base("php:7.4.15-fpm"), "debian 10");
  EXPECT_EQ(newest_base("php:7.4.33-fpm"), "debian 11");
  EXPECT_EQ(newest_base("php:7.2.34-apache"), "debian 10");
  EXPECT_EQ(newest_base("ruby:2.6.6"), "debian 10");
  EXPECT_EQ(newest_base("node:16.13.0-slim"), "debian 10");
  EXPECT_EQ(newest_base("node:22"), "debian 12");
  EXPECT_EQ(newest_base("php:7.4.15-fpm-alpine"), "");
  EXPECT_EQ(newest_base("php:7.4.15-fpm-buster"), "debian 10");
  EXPECT_EQ(newest_base("example/php:7.4.15-fpm"), "");
}

TEST(IsOfficialImage, HoldsForAllWithoutANamespace) {
  for (const std::string_view name : {"postgres", "mongo-express", "open-liberty", "centos"})
    EXPECT_TRUE(is_official_image(name)) << name;
  for (const std::string_view name : {"shop-api", "bitnami/redis", ""}) EXPECT_FALSE(is_official_image(name)) << name;
  for (const PublishedTags& row : tables::published_tags) EXPECT_TRUE(is_official_image(row.image)) << row.image;
}

}  // namespace
}  // namespace seaworthy::knowledge
