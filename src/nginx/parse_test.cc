#include "nginx/parse.h"

#include <gtest/gtest.h>

namespace seaworthy::nginx {
namespace {

struct Parsed {
  explicit Parsed(std::string text) : source(FileId{0}, "nginx.conf", std::move(text)) {
    file = parse(MappedText::whole(source), arena);
  }
  Source source;
  Arena arena;
  const File* file;
};

TEST(NginxParse, BlocksAndDirectivesHaveExactSpans) {
  const Parsed parsed(
      "http {\n  server {\n    listen 443 ssl; # here\n    location /api { proxy_pass http://api:3000; }\n  }\n}\n");
  const Directive* const server = parsed.file->root->child("http")->child("server");
  ASSERT_NE(server, nullptr);
  const Directive* const listen = server->child("listen");
  EXPECT_EQ(parsed.source.text(listen->span), "listen 443 ssl;");
  EXPECT_EQ(listen->parameter(1), "ssl");
  const Directive* const location = server->child("location");
  EXPECT_EQ(location->parameter(0), "/api");
  EXPECT_EQ(location->child("proxy_pass")->parameter(0), "http://api:3000");
  EXPECT_EQ(parsed.source.text(location->span), "location /api { proxy_pass http://api:3000; }");
  EXPECT_TRUE(parsed.file->problems.empty());
  EXPECT_EQ(parsed.file->comments.size(), 1u);
}

TEST(NginxParse, QuotesVariablesAndEscapes) {
  const Parsed parsed("add_header X \"a; \\\"b\\\" {c}\";\nset ${name}x '$y';\nlocation ~ \\.php$ { }\n");
  EXPECT_EQ(parsed.file->directives[0]->parameter(1), "a; \"b\" {c}");
  EXPECT_EQ(parsed.file->directives[1]->parameter(0), "${name}x");
  EXPECT_EQ(parsed.file->directives[2]->parameter(1), "\\.php$");
  EXPECT_TRUE(parsed.file->directives[2]->block);
}

TEST(NginxParse, InheritedFindsTheNearestOuterValue) {
  const Parsed parsed("a 1;\nserver { a 2; location / { b 3; } }\n");
  const Directive* const location = parsed.file->root->child("server")->child("location");
  EXPECT_EQ(location->inherited("a")->parameter(0), "2");
  EXPECT_EQ(location->inherited("c"), nullptr);
}

TEST(NginxParse, BrokenFilesAreProblemsAndTheRestIsRead) {
  const Parsed unclosed("server { listen 80;\n");
  EXPECT_EQ(unclosed.file->problems.size(), 1u);
  EXPECT_EQ(unclosed.file->root->child("server")->child("listen")->parameter(0), "80");
  const Parsed stray("} listen 80");
  EXPECT_EQ(stray.file->problems.size(), 2u);
  EXPECT_EQ(stray.file->root->child("listen")->parameter(0), "80");
  const Parsed quote("a \"b");
  EXPECT_FALSE(quote.file->problems.empty());
}

TEST(NginxParse, LuaBodiesAndDeepNestingAreSkipped) {
  const Parsed lua("access_by_lua_block { if x then y = {} end; } listen 80;");
  EXPECT_NE(lua.file->root->child("listen"), nullptr);
  std::string deep;
  for (int level = 0; level < 10'000; ++level) deep += "a {";
  const Parsed parsed(deep);
  EXPECT_FALSE(parsed.file->problems.empty());
}

}  // namespace
}  // namespace seaworthy::nginx
