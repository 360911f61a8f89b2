#include "base/name_text.h"

#include <gtest/gtest.h>

#include "base/path_text.h"

namespace seaworthy {
namespace {

TEST(NameText, NamesOfVariablesAreInCapitals) {
  for (const std::string_view name : {"DB", "REDIS_URL", "S3_KEY", "X_"}) EXPECT_TRUE(ascii::is_variable_name(name));
  for (const std::string_view name : {"", "D", "_URL", "3SCALE", "Redis", "DB-URL"})
    EXPECT_FALSE(ascii::is_variable_name(name)) << name;
}

TEST(NameText, FindsNamesThatStandAlone) {
  constexpr std::string_view text = "DB_HOST_2 or MY_DB_HOST, not DB_HOST";
  EXPECT_EQ(ascii::find_name(text, "DB_HOST"), text.size() - 7);
  EXPECT_EQ(ascii::find_name(text, "DB_HOST", text.size() - 6), std::string_view::npos);
  EXPECT_EQ(ascii::find_name("DB_HOSTS", "DB_HOST"), std::string_view::npos);
}

TEST(PathText, TextsNamePathsAndWhatIsBelow) {
  for (const std::string_view text : {"/data", "ROOT=/data", "rm -rf /data/old", "see /data.", "\"/data\""})
    EXPECT_TRUE(names_path(text, "/data")) << text;
  for (const std::string_view text : {"/srv/data", "/database", "/data.old", "/data-1", "https://data"})
    EXPECT_FALSE(names_path(text, "/data")) << text;
  // A name without a slash in front may stand at the end of a longer path.
  EXPECT_TRUE(names_path("cp deploy/prod.env /tmp", "prod.env"));
  EXPECT_FALSE(names_path("cp my-prod.env /tmp", "prod.env"));
  EXPECT_FALSE(names_path("anything", ""));
}

}  // namespace
}  // namespace seaworthy
