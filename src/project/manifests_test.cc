#include "project/manifests.h"

#include <gtest/gtest.h>

#include "project/testing.h"

namespace seaworthy::project {
namespace {

TEST(Manifests, PackageJson) {
  const auto project =
      link_files({{"package.json",
                   "{\"name\": \"web\", \"type\": \"module\", \"workspaces\": [\"packages/*\"],\n"
                   "\"scripts\": {\"build\": \"tsc\"}, \"engines\": {\"node\": \">=20\"},\n"
                   "\"dependencies\": {\"express\": \"^4\"}, \"devDependencies\": {\"typescript\": \"5\"}}"},
                  {"package-lock.json", "{}"},
                  {"packages/a/package.json", "{\"name\": \"a\"}"},
                  {"other/package.json", "{\"name\": \"other\"}"}});
  const Manifest* const root = manifest_in(*project, "", Ecosystem::node);
  ASSERT_NE(root, nullptr);
  EXPECT_TRUE(root->is_module);
  EXPECT_EQ(root->script("build")->text, "tsc");
  EXPECT_FALSE(root->dependency("express")->development);
  EXPECT_TRUE(root->dependency("typescript")->development);
  EXPECT_EQ(quoted(*project, root->versions[0].span), "package.json:2: \">=20\"");
  EXPECT_NE(manifest_in(*project, "packages/a", Ecosystem::node)->lock, nullptr);
  EXPECT_EQ(manifest_in(*project, "other", Ecosystem::node)->lock, nullptr);
  EXPECT_EQ(nearest_manifest(*project, "packages/a/src", Ecosystem::node)->name.text, "a");
}

TEST(Manifests, AListInUtf16IsSaidToBeUnread) {
  using namespace std::string_literals;
  const auto project = link_files({{"api/requirements.txt",
                                    "\xff\xfe"
                                    "f\0a\0s\0t\0"s},
                                   {"Dockerfile", "FROM python:3.13\n"}});
  EXPECT_EQ(manifest_in(*project, "api", Ecosystem::python), nullptr);
  ASSERT_EQ(project->unread.size(), 1u);
  EXPECT_EQ(project->unread[0].path, "api/requirements.txt");
}

TEST(Manifests, EcosystemsHaveNamesOfTheirOwn) {
  for (const std::string_view known : {"node", "python", "go", "rust", "java", "ruby", "php", "dotnet"}) {
    ASSERT_TRUE(ecosystem_named(known).has_value());
    EXPECT_EQ(name(*ecosystem_named(known)), known);
  }
  EXPECT_FALSE(ecosystem_named("elixir").has_value());
}

TEST(Manifests, GoAndRust) {
  const auto project =
      link_files({{"go.mod",
                   "module example.org/x\n\ngo 1.23.4\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.1\n\ta.b/c v1 // "
                   "indirect\n)\n"},
                  {"tool/Cargo.toml",
                   "[package]\nname = \"tool\"\n[workspace]\nmembers = [\n  \"one\", # first\n  \"two\"]\n"
                   "[dependencies]\naxum = { version = \"0.7\" }\n"}});
  const Manifest* const go = manifest_in(*project, "", Ecosystem::go);
  EXPECT_EQ(go->name.text, "example.org/x");
  EXPECT_EQ(go->versions[0].version, "1.23.4");
  EXPECT_EQ(go->dependency("github.com/gin-gonic/gin")->version, "v1.9.1");
  const Manifest* const rust = manifest_in(*project, "tool", Ecosystem::rust);
  EXPECT_EQ(rust->members.size(), 2u);
  EXPECT_EQ(rust->dependency("axum")->version, "0.7");
  EXPECT_TRUE(is_member(*rust, "tool/two"));
  EXPECT_FALSE(is_member(*rust, "two"));
}

TEST(Manifests, Python) {
  const auto project = link_files(
      {{"a/requirements.txt", "# x\nFlask==3.0\nuvicorn[standard]>=0.30 ; python_version > '3'\n-r other.txt\n"},
       {"b/pyproject.toml",
        "[project]\nname = \"b\"\nrequires-python = \">=3.12\"\ndependencies = [\n  \"fastapi>=0.1\",\n]\n"}});
  const Manifest* const requirements = manifest_in(*project, "a", Ecosystem::python);
  ASSERT_EQ(requirements->dependencies.size(), 2u);
  EXPECT_EQ(requirements->dependencies[1].name, "uvicorn");
  EXPECT_EQ(requirements->dependencies[1].version, ">=0.30");
  const Manifest* const pyproject = manifest_in(*project, "b", Ecosystem::python);
  EXPECT_EQ(pyproject->dependency("fastapi")->version, ">=0.1");
  EXPECT_EQ(pyproject->versions[0].version, ">=3.12");
}

TEST(Manifests, JavaRubyPhpDotnet) {
  const auto project = link_files(
      {{"j/pom.xml",
        "<project><artifactId>x</artifactId><properties><java.version>21</java.version></properties>"
        "<modules><module>core</module></modules><dependencies><dependency><groupId>g</groupId>"
        "<artifactId>spring-boot-starter-web</artifactId><!-- <a> --></dependency></dependencies></project>"},
       {"r/Gemfile",
        "source 'https://rubygems.org'\nruby '3.3.0'\ngem 'rails', '~> 7.1'\ngroup :development do\n  gem "
        "'pry'\nend\ngem 'rspec', group: [:development, :test]\ngem 'group_date', '1.0'\n"},
       {"p/composer.json", "{\"require\": {\"php\": \"^8.2\", \"laravel/framework\": \"^11\"}}"},
       {"d/App.csproj",
        "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net8.0</TargetFramework>"
        "</PropertyGroup><ItemGroup><PackageReference Include=\"Dapper\" Version=\"2.1\" /></ItemGroup></Project>"}});
  const Manifest* const java = manifest_in(*project, "j", Ecosystem::java);
  EXPECT_EQ(java->name.text, "x");
  EXPECT_EQ(java->members[0].text, "core");
  EXPECT_NE(java->dependency("spring-boot-starter-web"), nullptr);
  EXPECT_TRUE(manifest_in(*project, "r", Ecosystem::ruby)->dependency("pry")->development);
  EXPECT_TRUE(manifest_in(*project, "r", Ecosystem::ruby)->dependency("rspec")->development);
  EXPECT_FALSE(manifest_in(*project, "r", Ecosystem::ruby)->dependency("group_date")->development);
  EXPECT_EQ(manifest_in(*project, "p", Ecosystem::php)->versions[0].version, "^8.2");
  const Manifest* const dotnet = manifest_in(*project, "d", Ecosystem::dotnet);
  EXPECT_EQ(dotnet->dependency("Dapper")->version, "2.1");
  EXPECT_NE(dotnet->dependency("Microsoft.NET.Sdk.Web"), nullptr);
  EXPECT_EQ(dotnet->versions[0].version, "8.0");
}

TEST(Manifests, ProjectsThatAreBuiltTogether) {
  const auto project =
      link_files({{"src/Api/Api.csproj",
                   "<Project><ItemGroup><ProjectReference Include=\"..\\Core\\Core.csproj\" /></ItemGroup></Project>"},
                  {"src/Core/Core.csproj",
                   "<Project><ItemGroup><ProjectReference Include=\"../Data/Data.csproj\" /></ItemGroup></Project>"},
                  {"src/Data/Data.csproj", "<Project></Project>"},
                  {"src/Tests/Tests.csproj",
                   "<Project><ItemGroup><ProjectReference Include=\"..\\Api\\Api.csproj\" /></ItemGroup></Project>"},
                  {"pom.xml", "<project><artifactId>all</artifactId><modules><module>web</module></modules></project>"},
                  {"web/pom.xml",
                   "<project><parent><artifactId>all</artifactId></parent><artifactId>web</artifactId><dependencies>"
                   "<dependency><artifactId>rows</artifactId></dependency></dependencies></project>"},
                  {"rows/pom.xml", "<project><artifactId>rows</artifactId></project>"}});
  EXPECT_EQ(built_with(*project, "src/Api"), (std::vector<std::string_view>{"src/Api", "src/Core", "src/Data"}));
  EXPECT_EQ(built_with(*project, "web"), (std::vector<std::string_view>{"web", "rows"}));
}

}  // namespace
}  // namespace seaworthy::project
